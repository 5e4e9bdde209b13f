"""What the lines of a report are called in the language being spoken."""

from typing import Final

from bot.naming import is_chinese, topic
from bot.wording import say
from models.events import Trait
from models.monthly import NO_AREA, NO_BRAND, UNSORTED
from models.terms import AreaKind, Category

_CATEGORIES: Final = {category.chinese: category for category in Category}
#: Words of the trade that are kept in Chinese, by the keys of what they are called elsewhere.
_SAID: Final = {
    UNSORTED: "report.unsorted",
    NO_AREA: "report.no_area",
    NO_BRAND: "report.no_brand",
    **{kind.value: f"report.area.{kind.name.lower()}" for kind in AreaKind},
    **{category.chinese: f"console.word.category.{category.value}" for category in Category},
}

_TRAITS: Final = {trait.chinese: f"report.trait.{trait.value}" for trait in Trait}


def called(name: str) -> str:
    """货源—畅销断货, Supply: cannot be ordered; brands and people stay as they are written."""
    if is_chinese():
        return name
    before, parts, subcategory = name.partition("—")
    category = _CATEGORIES.get(before)
    if parts and category is not None:
        return f"{say(_SAID[before])}: {topic(category.value, subcategory)}"
    return say(_SAID[name]) if name in _SAID else name


def shared_called(shared: str) -> str:
    """品规 玉溪、路线 三号线; brand 玉溪, route 三号线."""
    if is_chinese():
        return shared
    parts = (part.partition(" ") for part in shared.split("、"))
    return ", ".join(
        f"{say(_TRAITS[trait])} {value}" if trait in _TRAITS else f"{trait} {value}".strip()
        for trait, _, value in parts
    )


def topic_called(category: Category, subcategory: str) -> str:
    """The same of a matter."""
    return called(category.chinese_with(subcategory))

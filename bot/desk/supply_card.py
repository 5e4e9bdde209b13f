"""The supply card (明白卡): what a class may order of a brand, openly, from the imported table.

Source: the rules of the desk, section 9. Other shops appear by class only, never by name; what no
table says is said to be unknown, never guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from bot.desk.shift import Shift
from bot.wording import say
from models.calendar import day_of
from models.people import Allotment, Shop

#: How many groups of classes one card shows; those nearest to the shop's own are kept.
_SHOWN: Final = 6
#: How many brands of one name a card shows.
_BRANDS_SHOWN: Final = 2


@dataclass(frozen=True, slots=True)
class SupplyCard:
    """The rule for one brand on one day as a shop may see it.

    `mine` is what the shop's class may order, None where the table has no row for it; `text` is
    the card as it is shown and as the case keeps it.
    """

    brand: str
    mine: float | None
    text: str


def supply_card(shift: Shift, shop: Shop, names: tuple[str, ...]) -> SupplyCard | None:
    """The card of the first of `names` (official names, then the word as said) that the table
    knows today; 中华 alone means each of that name. None where the table knows none of them."""
    today = day_of(shift.now)
    brands = next((found for name in names if (found := _brands(shift, shop, name, today))), [])
    if not brands:
        return None
    parts = [_of_brand(shift, shop, rows, today) for rows in brands[:_BRANDS_SHOWN]]
    mine = next((part.mine for part in parts if part.mine), parts[0].mine)
    return SupplyCard(parts[0].brand, mine, "\n".join(part.text for part in parts))


def _of_brand(shift: Shift, shop: Shop, rows: list[Allotment], today: date) -> SupplyCard:
    own = next((row for row in rows if row.class_level == shop.class_level), None)
    lines = [_heading(rows[0]), *_groups(rows, shop.class_level), _own_line(shop, own)]
    if own is None or own.quantity == 0:
        lines.append(_substitutes(shift, shop, rows[0].brand, today))
    text = "\n".join(line for line in lines if line)
    return SupplyCard(rows[0].brand, own.quantity if own else None, text)


def has_table(shift: Shift) -> bool:
    """Whether any allotment is imported for today."""
    return shift.work.supply.has_rows(day_of(shift.now))


def _brands(shift: Shift, shop: Shop, name: str, today: date) -> list[list[Allotment]]:
    """The rows of a brand by its official name, else of each whose name begins like it or that
    the table calls so for short."""
    exact = shift.work.supply.for_brand(name, shop.area, today)
    if exact:
        return [exact]
    rows_of = {
        brand: shift.work.supply.for_brand(brand, shop.area, today)
        for brand in shift.work.supply.brands_on(today)
    }
    known = [rows for rows in rows_of.values() if rows]
    same = [rows for rows in known if _plain(rows[0].brand) == _plain(name)]
    short = [rows for rows in known if name in rows[0].short_names]
    return same or short or [rows for rows in known if rows[0].brand.startswith(f"{name}(")]


def _plain(brand: str) -> str:
    """A brand's name without the brackets that every house writes differently."""
    return re.sub(r"[()（）\s·]", "", brand)


def _heading(row: Allotment) -> str:
    first, last = row.first_day, row.last_day
    return say(
        "supply.heading",
        brand=spoken_brand(row),
        first=f"{first.month}.{first.day}",
        last=f"{last.month}.{last.day}",
    )


def spoken_brand(row: Allotment) -> str:
    """The brand as people call it: the table's first short name, else its official name."""
    return row.short_names[0] if row.short_names else row.brand


def _groups(rows: list[Allotment], own_class: int) -> Iterator[str]:
    """Runs of classes with the same quantity, a line each, the nearest to the shop's own."""
    groups = [
        (run[0].class_level, run[-1].class_level, quantity, run[0].unit)
        for quantity, found in groupby(rows, key=lambda row: row.quantity)
        if (run := list(found))
    ]
    nearest = sorted(groups, key=lambda group: max(group[0] - own_class, own_class - group[1], 0))
    for first, last, quantity, unit in sorted(nearest[:_SHOWN]):
        classes = f"{first}" if first == last else f"{first}-{last}"
        yield say("supply.line", classes=classes, quantity=f"{quantity:g}", unit=unit)


def _own_line(shop: Shop, own: Allotment | None) -> str:
    if own is None:
        return say("supply.no_row", level=shop.class_level)
    words = {"quantity": f"{own.quantity:g}", "unit": own.unit}
    return say("supply.mine", level=shop.class_level, **words)


def _substitutes(shift: Shift, shop: Shop, brand: str, today: date) -> str:
    """Brands of the same price band that the shop's class can have; empty where there are none."""
    found = shift.work.supply.substitutes(brand, shop.area, shop.class_level, today)
    if not found:
        return ""
    names = "、".join(
        say("supply.other", brand=spoken_brand(row), quantity=f"{row.quantity:g}", unit=row.unit)
        for row in found
    )
    return say("supply.substitutes", names=names)

"""The page that says where each rule stands: every name on it exists, every rule has its test."""

import importlib
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "howto" / "rules.md").read_text("utf-8")
FUNCTIONS = sorted(set(re.findall(r"`((?:bot|models|nlp)(?:\.\w+)+)`", PAGE)))
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
RULES = [
    *(f"F{number}" for number in range(1, 9)),
    *(f"C{number}" for number in range(1, 10)),
    *(f"I{number}" for number in range(1, 7)),
]


def found(dotted: str) -> object:
    """What a dotted name means: a module as far as there is one, then attributes."""
    parts = dotted.split(".")
    for place in range(len(parts), 0, -1):
        try:
            thing: object = importlib.import_module(".".join(parts[:place]))
        except ModuleNotFoundError:
            continue
        for name in parts[place:]:
            thing = getattr(thing, name)
        return thing
    raise AssertionError(dotted)


@cache
def names_in(path: Path) -> set[str]:
    """The functions and classes that a file defines."""
    return set(
        re.findall(r"^\s*(?:async def|def|class) (\w+)", path.read_text("utf-8"), re.MULTILINE)
    )


@pytest.mark.parametrize("dotted", FUNCTIONS)
def test_every_function_on_the_page_exists(dotted: str) -> None:
    assert callable(found(dotted))


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_every_test_on_the_page_exists(path: str, name: str) -> None:
    assert name in names_in(ROOT / path)


@pytest.mark.parametrize("rule", RULES)
def test_every_numbered_rule_is_on_the_page_and_in_the_name_of_a_test(rule: str) -> None:
    assert re.search(rf"^\| {rule} \|", PAGE, re.MULTILINE)
    files = (ROOT / "tests").glob("**/test_*.py")
    names = {name for path in files for name in names_in(path) if name.startswith("test_")}
    assert any(rule.lower() in name.split("_") for name in names)

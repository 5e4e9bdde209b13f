"""What is wrong with a file: row, column, rule and value, never a whole phone number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

#: A phone in its own column, and a mobile number that got into another one.
_PHONE: Final = re.compile(r"\d(?:[\d\- ]*\d)?")
_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d[\- ]?\d{4}[\- ]?\d{4}(?!\d)")
_LONGEST: Final = 40


class SheetRefused(Exception):
    """The file can't be read as a table."""

    def __init__(self, says: str) -> None:
        """Keep `says`: what is wrong and what to do, in Chinese."""
        super().__init__(says)
        self.says = says


class BadCell(Exception):
    """The value of a cell does not follow the rule of its column."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault; rows count from 1 as a spreadsheet does, so the heading is row 1 as a rule."""

    row: int
    column: str
    rule: str
    value: str

    def to_json(self) -> dict[str, str | int]:
        return {"row": self.row, "column": self.column, "rule": self.rule, "value": self.value}


def fault(row: int, column: str, rule: str, value: str) -> Fault:
    """A fault whose value may be shown and logged."""
    return Fault(row, column, rule, masked(value, _PHONE if column == "电话" else _MOBILE))


def masked(value: str, secret: re.Pattern[str] = _MOBILE) -> str:
    """The value, shortened, with everything that matches `secret` made unreadable."""
    shown = secret.sub(_mask, value)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _mask(found: re.Match[str]) -> str:
    said = found[0]
    return f"{said[:3]}{'*' * len(said[3:-2])}{said[-2:]}" if len(said) > 5 else "*" * len(said)


def rejected_rows(faults: Iterable[Fault]) -> set[int]:
    """The rows that at least one fault is about."""
    return {each.row for each in faults}

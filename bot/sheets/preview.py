"""The first rows of a sheet as they were read, and which heading was taken for what."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from bot.imports.columns import Column, places_of
from bot.imports.encoding import encoding_of
from bot.imports.faults import masked
from bot.imports.sheet import Sheet, as_text, is_workbook

_ROWS: Final = 8
_COLUMNS: Final = 40
_LETTERS: Final = 60
#: What people call the encodings.
_CALLED: Final = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030 / GBK"}


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file was read: `taken` names for each heading the column it was taken for, or nothing;
    `lacking` are the columns that were found in none of them."""

    encoding: str
    heading: list[str]
    taken: list[str]
    lacking: list[str]
    rows: list[list[Any]]

    def keep(self, path: Path) -> None:
        """Write it where only the owner of the house reads; whole, or not there yet."""
        begun = path.with_suffix(".begun")
        begun.touch(mode=0o600)
        begun.write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")
        begun.replace(path)


def preview_of(path: Path, sheet: Sheet, columns: Sequence[Column[Any]]) -> Preview:
    """The beginning of a file as it is understood, mobile numbers without their middle."""
    by_place = {place: name for name, place in places_of(sheet, columns).items()}
    shown = range(min(len(sheet.heading), _COLUMNS))
    return Preview(
        encoding="Excel" if is_workbook(path) else _CALLED[encoding_of(path)],
        heading=[sheet.heading[place][:_LETTERS] for place in shown],
        taken=[by_place.get(place, "") for place in shown],
        lacking=[column.name for column in columns if column.name not in by_place.values()],
        rows=[
            [number, *(masked(as_text(cell)) for cell in cells[:_COLUMNS])]
            for number, cells in islice(sheet.rows, _ROWS)
        ],
    )


def kept_preview(path: Path) -> Preview | None:
    """What was kept; None where it is gone."""
    try:
        return Preview(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None

"""Sheets: what a file holds, whichever program wrote it, as a heading and numbered rows."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from bot.imports.faults import SheetRefused

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Cells = tuple[Cell, ...]

#: The first bytes of a workbook: a ZIP archive, or the older binary form.
_WORKBOOK: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WORKBOOK_NAMES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
#: Excel's "Unicode text" is separated by tabs; a few programs write semicolons.
_SEPARATORS: Final = ",\t;"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `heading` as written, and the rows below with their numbers as people count them.

    Rows without any content are kept out, without changing the numbers of the others.
    """

    heading: tuple[str, ...]
    rows: tuple[tuple[int, Cells], ...]
    heading_row: int = 1


def read_sheet(path: Path) -> Sheet:
    """The table of a CSV file or of the first sheet of a workbook. Raises `SheetRefused`."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SheetRefused(f"没有文件 {path}。请检查路径。") from error
    except OSError as error:
        raise SheetRefused(f"打不开 {path}。请检查它是不是文件、有没有读取权限。") from error
    if not content.strip():
        raise SheetRefused(f"{path.name} 是空的。第一行应是表头，以下每行一条。")
    if content.startswith(_WORKBOOK) or path.suffix.lower() in _WORKBOOK_NAMES:
        return _sheet(_of_workbook(content, path.name))
    return _sheet(_of_text(decode(content, path.name), path.name))


def _sheet(rows: Iterable[Cells]) -> Sheet:
    numbered = [(number, row) for number, row in enumerate(rows, 1) if any(map(as_text, row))]
    if not numbered:
        raise SheetRefused("表里没有内容。第一行应是表头，以下每行一条。")
    first, heading = numbered[0]
    return Sheet(tuple(map(as_text, heading)), tuple(numbered[1:]), first)


def _of_workbook(content: bytes, name: str) -> Iterator[Cells]:
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    # The reader of broken archives also answers with errors of other families.
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise SheetRefused(
            f"{name} 不是能读的表格文件。请用表格软件另存为 XLSX 或 CSV。"
        ) from error
    return (tuple(row) for row in rows)


def _of_text(text: str, name: str) -> Iterator[Cells]:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=heading.count)
    try:
        yield from map(tuple, csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise SheetRefused(
            f"{name} 不是合格的 CSV：引号没有配对或有一格太长。请另存再试。"
        ) from error


def decode(content: bytes, name: str) -> str:
    """The text of a CSV file: by its byte order mark, else strict UTF-8, else GB18030.

    Raises `SheetRefused` for other bytes. GB18030 takes nearly any bytes for Chinese, so a file
    most of whose Chinese is good UTF-8 is taken for a damaged one of that.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _strictly(content, "utf-16", name)
    if b"\0" in content:
        raise SheetRefused(f"{name} 里有空字节，不是文本文件。请另存为 XLSX 或 UTF-8 的 CSV。")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        whole = content.decode("utf-8", "ignore").encode()
        if _beyond_ascii(whole) * 2 > _beyond_ascii(content):
            line = content.count(b"\n", 0, error.start) + 1
            raise SheetRefused(
                f"{name} 第 {line} 行有损坏的 UTF-8 字节。请从原软件重新导出。"
            ) from error
        return _strictly(content, "gb18030", name)


def _beyond_ascii(content: bytes) -> int:
    return sum(byte > 0x7F for byte in content)


def _strictly(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetRefused(f"认不出 {name} 的编码。请另存为 XLSX 或 UTF-8 的 CSV。") from error


def as_text(cell: Cell) -> str:
    """The cell as people see it: full-width forms made plain, whole floats without their ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFKC", str(cell)).strip()

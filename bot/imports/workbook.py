"""The first sheet of an XLSX workbook, a row at a time.

Readers that load a sheet whole need a kilobyte a row, and where one cell stands far out, a page for
everything in between. Here only the texts that the workbook's cells share are in memory.
"""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from posixpath import join, normpath
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from bot.imports.faults import SheetRefused
from bot.imports.workbook_parts import Book, Reading, Relations, Rows, Styles, Texts, Value

#: A broken archive, and what is no workbook in a whole one, is told by errors of many families.
_BROKEN: Final = (
    zipfile.BadZipFile,
    EOFError,
    zlib.error,
    ExpatError,
    OSError,
    ValueError,
    LookupError,
    RuntimeError,
)
_A_PIECE: Final = 1 << 16


def is_xlsx(path: Path) -> bool:
    """Whether it is a workbook of this kind, and not an older or an open-document one."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def rows_of(path: Path) -> Iterator[tuple[Value, ...]]:
    """Every row from the first on, empty ones too. Raises `SheetRefused`."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _First(archive).rows()
    except _BROKEN as error:
        raise SheetRefused(
            f"{path.name} 不是能读的表格文件。请用表格软件另存为 XLSX 或 CSV。"
        ) from error


class _First:
    """The first sheet of an opened workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive: Final = archive
        book = Book()
        self._go_through("xl/workbook.xml", book)
        where = Relations()
        self._go_through("xl/_rels/workbook.xml.rels", where)
        self._part: Final = normpath(join("/xl", where.targets[book.sheets[0]])).lstrip("/")
        self._counts_from: Final = date(1904, 1, 1) if book.is_of_1904 else date(1899, 12, 30)

    def rows(self) -> Iterator[tuple[Value, ...]]:
        texts, styles = Texts(), Styles()
        for part, reading in (("xl/sharedStrings.xml", texts), ("xl/styles.xml", styles)):
            if part in self._archive.namelist():
                self._go_through(part, reading)
        cells = Rows(texts.texts, styles.dates(), self._counts_from)
        for _ in self._pieces(self._part, cells):
            yield from cells.done
            cells.done.clear()

    def _go_through(self, part: str, reading: Reading) -> None:
        for _ in self._pieces(part, reading):
            pass

    def _pieces(self, part: str, reading: Reading) -> Iterator[None]:
        """Read a part piece by piece, coming up after each."""
        parser = ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = reading.begin
        parser.EndElementHandler = reading.end
        parser.CharacterDataHandler = reading.say
        parser.StartDoctypeDeclHandler = _no_definitions
        with self._archive.open(part) as file:
            while piece := file.read(_A_PIECE):
                parser.Parse(piece)
                yield
        parser.Parse(b"", True)  # noqa: FBT003 the parser's own way of saying that it is the end
        yield


def _no_definitions(*_: object) -> None:
    raise ValueError("a part of a workbook defines nothing of its own")

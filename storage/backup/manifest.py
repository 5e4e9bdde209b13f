"""What a backup says of itself: what made it, and what is in it to the last line and file."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any, Final, Self

from storage.backup.parcel import damaged
from storage.backup.rows import Tally
from storage.errors import BackupTooNew

#: Grows when older versions could no longer read what is written.
FORMAT: Final = 1
ABOUT: Final = "about.json"
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class About:
    """What stands first in a backup, so that a version that can't read it says so at once."""

    revision: str  #: of the schema
    made_at: str  #: ISO 8601 with offset
    program: str = field(default_factory=lambda: version("shouwen"))
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        return _bytes(asdict(self))

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Raises BackupDamaged or BackupTooNew."""
        told = _document(content)
        form = told.get("format")
        if isinstance(form, int) and form > FORMAT:
            raise BackupTooNew("这份备份是更新版本的首问做的，这个版本不认识。请升级首问。")
        try:
            return cls(**told)
        except TypeError as error:
            raise damaged() from error


class Inventory:
    """What goes into a backup, or comes out of it, counted and summed up on its way."""

    def __init__(self) -> None:
        self.tables: defaultdict[str, Tally] = defaultdict(Tally)
        self.folders: defaultdict[str, Tally] = defaultdict(Tally)
        self.texts = Tally()
        self.bytes = 0  #: of rows and files, as they are outside

    def add_line(self, table: str, line: bytes) -> None:
        self.tables[table].add(line)
        self.bytes += len(line)

    def add_file(self, folder: str, name: str, size: int, digest: str) -> None:
        self.folders[folder].add(f"{name} {size} {digest}".encode())
        self.bytes += size

    def add_text(self, name: str, content: bytes) -> None:
        self.texts.add(name.encode() + b"\0" + content)

    def to_json(self) -> dict[str, Any]:
        return {
            "tables": {name: tally.to_json() for name, tally in self.tables.items()},
            "folders": {name: tally.to_json() for name, tally in self.folders.items()},
            "texts": self.texts.to_json(),
            "bytes": self.bytes,
        }


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup."""

    about: About
    content: Mapping[str, Any]  #: an inventory as JSON
    left_out: int = 0  #: files whose names no backup takes

    def to_bytes(self) -> bytes:
        return _bytes({"content": self.content, "left_out": self.left_out})

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: told["rows"] for name, told in self.content["tables"].items()}

    @property
    def files(self) -> dict[str, int]:
        """How many files each folder has."""
        return {name: told["rows"] for name, told in self.content["folders"].items()}

    @property
    def bytes(self) -> int:
        return int(self.content["bytes"])


def confirmed(content: bytes, about: About, found: Inventory) -> Manifest:
    """The manifest, if it tells of just what was found. Raises BackupDamaged."""
    told = _document(content)
    content_told, left_out = told.get("content", {}), told.get("left_out", 0)
    try:
        is_true = _filled(content_told) == _filled(found.to_json())
    except AttributeError as error:  # a list, or a word, where a table of names belongs
        raise damaged() from error
    if not is_true or not isinstance(left_out, int):
        raise damaged()
    return Manifest(about, content_told, left_out)


def _filled(content: Mapping[str, Any]) -> dict[str, Any]:
    """What was counted, without the tables and folders that have nothing in them."""
    return {
        name: {each: tally for each, tally in told.items() if tally != _NOTHING}
        if name in ("tables", "folders")
        else told
        for name, told in content.items()
    }


_NOTHING: Final = Tally().to_json()


def _bytes(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _document(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise damaged() from error
    if not isinstance(told, dict):
        raise damaged()
    return told

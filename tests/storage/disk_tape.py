"""What SQLite asks of the disk, put on a tape; and disks as they may look after the power failed.

SQLite reaches the disk through a table of functions (its VFS). In the process that calls `record`
the entries for writing, cutting, syncing and deleting are replaced by ones that note the call and
pass it on, so the library under test does all that it always does. Sources: sqlite3.h for the
layouts, https://sqlite.org/c3ref/io_methods.html.
"""

import ctypes
import os
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

_OK: Final = 0
_FULL: Final = 13  # SQLITE_FULL
_SECTOR: Final = 512
#: Places in the table of a file's functions, which begins with its version.
_WRITE, _TRUNCATE, _SYNC, _ENTRIES = 3, 4, 5, 19

_Write = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_Delete = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)
#: The path goes by address: SQLite keeps the address that it was given.
_Open = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_int),
)


class Deed(StrEnum):
    """What was asked of the disk; a promise is ours: somebody was told that it is kept."""

    WRITE = "write"
    CUT = "cut"
    SYNC = "sync"
    DELETE = "delete"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Event:
    """One call: the file's name, the place and the bytes; for a promise, its text as `name`."""

    deed: Deed
    name: str
    place: int = 0
    content: bytes = b""


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", ctypes.c_void_p),
        ("delete", ctypes.c_void_p),
    )


@dataclass
class Tape:
    """The calls in their order. While `is_full`, no write that makes a file longer succeeds."""

    events: list[Event] = field(default_factory=list)
    is_full: bool = False
    _names: dict[int, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _kept: list[Any] = field(default_factory=list)  #: what C still points to

    def note(self, event: Event) -> None:
        with self._lock:
            self.events.append(event)

    def promise(self, what: str) -> None:
        """Somebody has been told that `what` is kept."""
        self.note(Event(Deed.PROMISE, what))

    def keep(self, thing: Any) -> Any:
        self._kept.append(thing)
        return thing

    def name_of(self, file: int) -> str:
        return self._names[file]

    def call(self, file: int, name: str) -> None:
        self._names[file] = name


def record(library: Path) -> Tape:
    """A tape of all that the SQLite inside `library` asks of the disk from now on."""
    tape = Tape()
    loaded = ctypes.CDLL(str(library))
    loaded.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    vfs = loaded.sqlite3_vfs_find(None).contents
    real_open, real_delete = _Open(vfs.open), _Delete(vfs.delete)
    tables: dict[int, Any] = {}

    def opened(here: int, path: int | None, file: int, flags: int, out: Any) -> int:
        code: int = real_open(here, path, file, flags, out)
        methods = ctypes.cast(file, ctypes.POINTER(ctypes.c_void_p))
        if code == _OK and path and methods[0]:
            tape.call(file, os.path.basename(ctypes.string_at(path).decode()))
            if methods[0] not in tables:
                tables[methods[0]] = _noting(tape, methods[0])
            methods[0] = ctypes.addressof(tables[methods[0]])
        return code

    def deleted(here: int, path: bytes, sync: int) -> int:
        code: int = real_delete(here, path, sync)
        if code == _OK:
            tape.note(Event(Deed.DELETE, os.path.basename(path.decode())))
        return code

    vfs.open = ctypes.cast(tape.keep(_Open(opened)), ctypes.c_void_p)
    vfs.delete = ctypes.cast(tape.keep(_Delete(deleted)), ctypes.c_void_p)
    return tape


def _noting(tape: Tape, methods: int) -> Any:
    """A copy of a file's functions in which those that change it note the call first."""
    table = (ctypes.c_void_p * _ENTRIES).from_buffer_copy(
        ctypes.string_at(methods, _ENTRIES * ctypes.sizeof(ctypes.c_void_p))
    )
    write, truncate, sync = _Write(table[_WRITE]), _Truncate(table[_TRUNCATE]), _Sync(table[_SYNC])

    def noted_write(file: int, content: int, size: int, place: int) -> int:
        if tape.is_full:
            return _FULL
        tape.note(Event(Deed.WRITE, tape.name_of(file), place, ctypes.string_at(content, size)))
        return int(write(file, content, size, place))

    def noted_cut(file: int, size: int) -> int:
        tape.note(Event(Deed.CUT, tape.name_of(file), size))
        return int(truncate(file, size))

    def noted_sync(file: int, flags: int) -> int:
        code = int(sync(file, flags))
        tape.note(Event(Deed.SYNC, tape.name_of(file)))  # only what is done counts
        return code

    for place, kind, function in (
        (_WRITE, _Write, noted_write),
        (_TRUNCATE, _Truncate, noted_cut),
        (_SYNC, _Sync, noted_sync),
    ):
        table[place] = ctypes.cast(tape.keep(kind(function)), ctypes.c_void_p).value
    return tape.keep(table)


@dataclass(frozen=True, slots=True)
class Image:
    """A disk after a power cut: its files, and what had been promised by then."""

    files: dict[str, bytes]
    promised: tuple[str, ...]


def images(events: Sequence[Event], count: int, seed: int) -> Iterator[Image]:
    """Disks as they may look when the power fails at random moments.

    What was synced is there. Of what came after a file's last sync, each write is there, or not,
    or some of its sectors of 512 bytes are, whatever the order.
    """
    chance = random.Random(seed)
    for _ in range(count):
        yield _image(events[: chance.randrange(1, len(events) + 1)], chance)


def _image(events: Sequence[Event], chance: random.Random) -> Image:
    last_sync = {event.name: place for place, event in enumerate(events) if event.deed is Deed.SYNC}
    keeps = chance.choice((_all, _none, _any, _torn))
    files: dict[str, bytearray] = {}
    for place, event in enumerate(events):
        if event.deed is Deed.PROMISE or event.deed is Deed.SYNC:
            continue
        if place < last_sync.get(event.name, -1) or event.deed is Deed.DELETE:
            _do(files, event)
        else:
            for part in keeps(event, chance):
                _do(files, part)
    promised = tuple(event.name for event in events if event.deed is Deed.PROMISE)
    return Image({name: bytes(content) for name, content in files.items()}, promised)


def _do(files: dict[str, bytearray], event: Event) -> None:
    if event.deed is Deed.DELETE:
        files.pop(event.name, None)
        return
    content = files.setdefault(event.name, bytearray())
    if event.deed is Deed.CUT:
        del content[event.place :]
        return
    end = event.place + len(event.content)
    content.extend(bytes(max(end - len(content), 0)))
    content[event.place : end] = event.content


Keeps = Callable[[Event, random.Random], Sequence[Event]]


def _all(event: Event, chance: random.Random) -> Sequence[Event]:
    return (event,)


def _none(event: Event, chance: random.Random) -> Sequence[Event]:
    return ()


def _any(event: Event, chance: random.Random) -> Sequence[Event]:
    return (event,) if chance.random() < 0.5 else ()


def _torn(event: Event, chance: random.Random) -> Sequence[Event]:
    """Some of the sectors of a write; a cut is whole or not at all."""
    if event.deed is not Deed.WRITE:
        return _any(event, chance)
    return [
        Event(Deed.WRITE, event.name, event.place + at, event.content[at : at + _SECTOR])
        for at in range(0, len(event.content), _SECTOR)
        if chance.random() < 0.5
    ]

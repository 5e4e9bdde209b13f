"""Reading a backup to its last byte, and holding it against what it says of itself."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

from storage.backup.manifest import ABOUT, MANIFEST, About, Inventory, Manifest, confirmed
from storage.backup.parcel import Content, Member, damaged, members_of
from storage.errors import BackupTooNew
from storage.progress import Tell
from storage.schema import known_revisions

_ABOUT: Final = re.compile(re.escape(ABOUT))
_TEXT: Final = re.compile(r"texts/([a-z.]+)")
_ROWS: Final = re.compile(r"tables/([a-z_]+)/\d{7}\.jsonl")
_FILE: Final = re.compile(r"files/([a-z]+)/(.+)")
#: Bytes. A portion ends with the row that makes it a mebibyte; a text is a page or two.
_LONGEST_PORTION, _LONGEST_TEXT, _LONGEST_MANIFEST = 1 << 27, 1 << 20, 1 << 24


class Receiver(Protocol):
    """Who gets what a backup holds, in the order it comes."""

    def begin(self, about: About) -> None: ...

    def text(self, name: str, content: bytes) -> None: ...

    def rows(self, table: str, columns: bytes, lines: list[bytes]) -> None: ...

    def file(self, folder: str, name: str, pieces: Iterator[bytes]) -> None: ...


class Looker:
    """Takes nothing: the backup is only looked through."""

    def begin(self, about: About) -> None:
        """Look on."""

    def text(self, name: str, content: bytes) -> None:
        """Look on."""

    def rows(self, table: str, columns: bytes, lines: list[bytes]) -> None:
        """Look on."""

    def file(self, folder: str, name: str, pieces: Iterator[bytes]) -> None:
        for _ in pieces:
            pass


def examine(file: Path, passphrase: bytes = b"", tell: Tell = lambda *_: None) -> Manifest:
    """Look a backup through without taking anything out. Raises a BackupFault or OSError."""
    return read_through(file, Looker(), passphrase, tell)


def read_through(
    file: Path, receiver: Receiver, passphrase: bytes = b"", tell: Tell = lambda *_: None
) -> Manifest:
    """Hand everything to the receiver. What it got counts only once this has returned: a fault may
    show at the last byte. Raises a BackupFault or OSError."""
    total, inventory = file.stat().st_size, Inventory()
    with file.open("rb") as source:
        members = members_of(source, passphrase)
        about = _begin(next(members, None), receiver)
        for member in members:
            if member.name == MANIFEST:
                manifest = confirmed(member.content(_LONGEST_MANIFEST), about, inventory)
                if next(members, None) is not None:
                    raise damaged()
                return manifest
            _hand_over(member, receiver, inventory)
            tell(file.name, source.tell(), total)
    raise damaged()


def _begin(first: Member | None, receiver: Receiver) -> About:
    if first is None or first.name != ABOUT:
        raise damaged()
    about = About.read(first.content(_LONGEST_TEXT))
    if about.revision not in known_revisions():
        raise BackupTooNew(
            f"这份备份是首问 {about.program} 做的，比这个版本新，没有恢复任何内容。请升级首问。"
        )
    receiver.begin(about)
    return about


def _hand_over(member: Member, receiver: Receiver, inventory: Inventory) -> None:
    if found := _ROWS.fullmatch(member.name):
        columns, *lines = member.content(_LONGEST_PORTION).split(b"\n")
        for line in lines:
            inventory.add_line(found[1], line)
        receiver.rows(found[1], columns, lines)
    elif found := _FILE.fullmatch(member.name):
        digest = hashlib.sha256()
        receiver.file(found[1], found[2], _seen(member.pieces, digest.update))
        inventory.add_file(found[1], found[2], member.size, digest.hexdigest())
    elif found := _TEXT.fullmatch(member.name):
        content = member.content(_LONGEST_TEXT)
        inventory.add_text(found[1], content)
        receiver.text(found[1], content)
    else:
        raise damaged()


def _seen(pieces: Iterator[bytes], see: Content) -> Iterator[bytes]:
    for piece in pieces:
        see(piece)
        yield piece

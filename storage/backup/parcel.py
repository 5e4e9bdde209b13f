"""The file of a backup: members of a tar archive, gzipped, enciphered where there is a passphrase.

`tar tzf FILE` lists an open one. We read it by ourselves and take plain files of harmless names
and bounded size only: links, devices, paths that lead elsewhere and members that blow up when they
are unpacked can't come in.
"""

import gzip
import io
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self, cast

from storage.backup.sealed import MAGIC, SealedReader, SealedWriter
from storage.errors import BackupDamaged, BackupTooNew, PassphraseNeeded

_BLOCK: Final = tarfile.BLOCKSIZE
_END: Final = bytes(_BLOCK)
#: Files of people and classifiers go through in pieces of this size.
_PIECE: Final = 1 << 20
#: Each part of a member's name; none begins with a dot, so there is no way up or aside.
_PART: Final = r"[A-Za-z0-9_-][A-Za-z0-9_.-]*"
NAME: Final = re.compile(rf"{_PART}(?:/{_PART}){{0,6}}")
_LONGEST_NAME: Final = 150
#: Rows shrink to a fiftieth at most; a file that grows like this was made to fill a disk.
_GROWS_BY: Final = 500
_GROWS_FREELY: Final = 1 << 26
#: Little speed is lost at this level and most is gained.
_LEVEL: Final = 3

Content = Callable[[bytes], None]


def is_fit(name: str) -> bool:
    """Whether a member may have this name."""
    return len(name) <= _LONGEST_NAME and NAME.fullmatch(name) is not None


class ParcelWriter:
    """Packs members into a file, one after the other, in a `with` that ends it."""

    def __init__(self, out: BinaryIO, passphrase: bytes = b"") -> None:
        self._sealed = SealedWriter(out, passphrase) if passphrase else None
        below = cast(BinaryIO, self._sealed or out)
        self._out = gzip.GzipFile("", "wb", _LEVEL, below, mtime=0)

    def put(self, name: str, content: bytes) -> None:
        self._begin(name, len(content))
        self._out.write(content)
        self._fill(len(content))

    def put_file(self, name: str, path: Path, seen: Content) -> int:
        """Pack a file as long as it is now, showing each piece to `seen`; its size in bytes."""
        with path.open("rb") as file:
            size = left = file.seek(0, io.SEEK_END)
            file.seek(0)
            self._begin(name, size)
            while left:
                piece = file.read(min(_PIECE, left))
                if not piece:
                    raise BackupDamaged(f"文件 {path.name} 在备份时变短了。请再备份一次。")
                seen(piece)
                self._out.write(piece)
                left -= len(piece)
        self._fill(size)
        return size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self._give_up()
            return
        self._out.write(2 * _END)
        self._out.close()
        if self._sealed is not None:
            self._sealed.close()

    def _give_up(self) -> None:
        """Let go without writing any more: the file below may be gone already."""
        self._out.fileobj = None  # type: ignore[assignment]  # then its end is not written
        if self._sealed is not None:
            self._sealed.give_up()

    def _begin(self, name: str, size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._out.write(member.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict"))

    def _fill(self, size: int) -> None:
        self._out.write(bytes(-size % _BLOCK))


@dataclass(frozen=True, slots=True)
class Member:
    """One file in the parcel; its content has to be read before the next member is asked for."""

    name: str
    size: int
    pieces: Iterator[bytes]

    def content(self, longest: int) -> bytes:
        """All of it. Raises BackupDamaged for more than `longest` bytes."""
        if self.size > longest:
            raise damaged()
        return b"".join(self.pieces)


def members_of(source: BinaryIO, passphrase: bytes = b"") -> Iterator[Member]:
    """The members in order. Raises a BackupFault where the file is not as we have written it."""
    plain = _Plain(source, passphrase)
    while (header := plain.read(_BLOCK)) != _END:
        member = _member(header)
        pieces = _pieces(plain, member.size)
        yield Member(member.name, member.size, pieces)
        for _ in pieces:  # what was not looked at is gone over
            pass
        plain.read(-member.size % _BLOCK)
    plain.end()


def _member(header: bytes) -> tarfile.TarInfo:
    try:
        member = tarfile.TarInfo.frombuf(header, "ascii", "strict")
    except (tarfile.HeaderError, ValueError) as error:
        raise damaged() from error
    if member.type != tarfile.REGTYPE or member.size < 0 or not is_fit(member.name):
        raise damaged()
    return member


def _pieces(plain: "_Plain", size: int) -> Iterator[bytes]:
    while size:
        piece = plain.read(min(_PIECE, size))
        size -= len(piece)
        yield piece


class _Plain:
    """The archive inside, deciphered and unzipped, exactly as many bytes as are asked for."""

    def __init__(self, source: BinaryIO, passphrase: bytes) -> None:
        self._source = source
        self._out = gzip.GzipFile(fileobj=_opened(source, passphrase), mode="rb")
        self._grown = 0

    def read(self, size: int) -> bytes:
        content = self._read(size)
        if len(content) < size:
            raise damaged()
        self._grown += size
        if self._grown > _GROWS_FREELY + _GROWS_BY * self._source.tell():
            raise BackupDamaged("备份文件解开后大得不正常，不像首问的备份，没有恢复任何内容。")
        return content

    def end(self) -> None:
        """Raises BackupDamaged unless the archive ends here."""
        if self.read(_BLOCK) != _END or self._read(1):
            raise damaged()

    def _read(self, size: int) -> bytes:
        try:
            return self._out.read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise damaged() from error


def _opened(source: BinaryIO, passphrase: bytes) -> BinaryIO:
    begin = source.read(len(MAGIC))
    if begin == MAGIC:
        if not passphrase:
            raise PassphraseNeeded(
                "这份备份有口令。请用 --passphrase-file 或 SHOUWEN_BACKUP_PASSPHRASE 给出。"
            )
        return cast(BinaryIO, SealedReader(source, passphrase))
    if begin.startswith(MAGIC.rstrip(b"1\n")):
        raise BackupTooNew("这份备份是更新版本的首问做的，这个版本不认识。请升级首问。")
    if begin[:2] != b"\x1f\x8b":
        raise BackupDamaged("这不是首问的备份文件，或者开头已经损坏。")
    source.seek(0)
    return source


def damaged() -> BackupDamaged:
    return BackupDamaged("备份文件已经损坏或被改动过，没有恢复任何内容。请换一份备份。")

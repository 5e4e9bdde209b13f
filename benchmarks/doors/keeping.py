"""Doors of what an operator brings along: backups, and folders of classifiers.

The first byte of a backup says how much of it is mended: 0 nothing; 1 the checksums of the tar
archive, and it is zipped; 2 it comes as pieces, which become a whole archive; 3 that one is
enciphered, too, and damaged where the next four bytes say. What can be read through is also put
into a database, whose transaction is taken back.
"""

import gzip
import hashlib
import io
import json
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, create_engine

from benchmarks.doors.door import PLACE, Door, laid
from benchmarks.doors.pieces import ODDITY, Piece, joined, pieces_of
from nlp import artifact
from nlp.dataset import Example
from nlp.errors import ArtifactRejected
from nlp.training import train
from storage import schema
from storage.backup import sealed
from storage.backup.loading import Loader
from storage.backup.manifest import MANIFEST, About, Inventory
from storage.backup.parcel import ParcelWriter, members_of
from storage.backup.reading import read_through
from storage.backup.rows import forms_of
from storage.backup.taking import Installation, take
from storage.engine import open_store
from storage.errors import BackupFault, RowRefused
from tests.storage.filling import fill

_NOW: Final = datetime(2026, 11, 22, 3, tzinfo=UTC)
_PHRASE: Final = b"phrase"
_BLOCK: Final = tarfile.BLOCKSIZE
_AS_IT_IS, _ARCHIVE, _PIECES, _SEALED = range(4)
#: In place of a manifest: the true one.
_TRUE: Final = b"="


def backup(content: bytes) -> None:
    """A backup to be restored."""
    file = laid("desk.backup", _whole(content))
    with _Filling() as loader, suppress(BackupFault, RowRefused):
        read_through(file, loader, _PHRASE)


def _whole(content: bytes) -> bytes:
    how, content = content[:1], content[1:]
    if how == bytes([_ARCHIVE]):
        return gzip.compress(_checked(bytearray(content)), 1)
    if how == bytes([_PIECES]):
        return _packed(pieces_of(content))
    if how == bytes([_SEALED]):
        return _damaged(_packed(pieces_of(content[4:]), _PHRASE), content[:4])
    return content


def _checked(content: bytearray) -> bytes:
    """An archive whose headers have the checksums that they need."""
    at = 0
    while len(header := content[at : at + _BLOCK]) == _BLOCK and any(header):
        header[148:156] = b" " * 8
        content[at + 148 : at + 156] = b"%06o\0 " % sum(header)
        try:
            size = tarfile.TarInfo.frombuf(bytes(content[at : at + _BLOCK]), "ascii", "strict").size
        except (tarfile.HeaderError, ValueError):
            break
        at += _BLOCK + max(0, size + -size % _BLOCK)
    return bytes(content)


def _packed(pieces: list[Piece], passphrase: bytes = b"") -> bytes:
    out, found = io.BytesIO(), Inventory()
    with ParcelWriter(out, passphrase) as parcel:
        for name, content in ((one.name, one.content) for one in pieces):
            if name == MANIFEST and content == _TRUE:
                content = json.dumps({"content": found.to_json(), "left_out": 0}).encode()
            _count(found, name, content)
            with suppress(ValueError):  # a name that has no place in a header
                parcel.put(name, content)
    return out.getvalue()


def _count(found: Inventory, name: str, content: bytes) -> None:
    kind, _, rest = name.partition("/")
    inside, _, behind = rest.partition("/")
    if kind == "tables":
        for line in content.split(b"\n")[1:]:
            found.add_line(inside, line)
    elif kind == "files":
        found.add_file(inside, behind, len(content), hashlib.sha256(content).hexdigest())
    elif kind == "texts":
        found.add_text(rest, content)


def _damaged(whole: bytes, where: bytes) -> bytes:
    at, change = struct.unpack(">HxB", where.ljust(4, b"\0"))
    if not change:
        return whole
    at %= len(whole)
    return whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :]


class _Filling(Loader):
    """Fills a database of today's schema, and takes everything back."""

    def __init__(self) -> None:
        super().__init__(_database())
        self._forms = _forms()

    def begin(self, about: About) -> None:
        """Every schema is today's: to make one takes longer than all the rest."""

    def text(self, name: str, content: bytes) -> None:
        """Texts are handed on."""

    def file(self, folder: str, name: str, pieces: Iterator[bytes]) -> None:
        for _ in pieces:
            pass

    def __enter__(self) -> "_Filling":
        return self

    def __exit__(self, *_: object) -> None:
        driver: Any = self._connection.connection.driver_connection
        driver.rollback()  # rows went to it directly, so nobody above knows of them


@cache
def _database() -> Connection:
    connection = create_engine("sqlite://").connect()
    schema.create(connection, schema.known_revisions()[-1])
    connection.commit()
    return connection


@cache
def _forms() -> dict[str, Any]:
    return {form.name: form for form in forms_of(_database())}


def _backups() -> list[bytes]:
    sealed._SCRYPT["n"] = 2  # else one key in a tenth of a second is all that is tried
    home = PLACE / "home"
    (home / "media").mkdir(parents=True)
    (home / "media" / "a-_1.jpg").write_bytes(b"\xff\xd8\xff")
    url = f"sqlite:///{home / 'shouwen.db'}"
    store = open_store(url)
    store.prepare()
    with store._keeping.altering() as connection:
        fill(connection)
    store.close()
    there = Installation(url, {"media": home / "media"}, {"config.toml": b"port = 8090\n"})
    take(there, PLACE / "plain", _NOW)
    take(there, PLACE / "sealed", _NOW, passphrase=_PHRASE)
    plain, enciphered = ((PLACE / name).read_bytes() for name in ("plain", "sealed"))
    members = [Piece(one.name, b"".join(one.pieces)) for one in members_of(io.BytesIO(plain))]
    return [
        bytes([_AS_IT_IS]) + plain,
        bytes([_AS_IT_IS]) + enciphered,
        bytes([_ARCHIVE]) + gzip.decompress(plain),
        *(bytes([_PIECES]) + joined(few) for few in _fewer(members)),
        bytes([_PIECES]) + joined([Piece("about.json", b'{"a":' * 500 + b"[" * 3000)]),
        bytes([_PIECES]) + joined([members[0], Piece(MANIFEST, b'{"content": {"tables": []}}')]),
        bytes([_SEALED, 0, 0, 0, 0]) + joined(next(_fewer(members))),
        bytes([_SEALED, 0, 99, 0, 1]) + joined(next(_fewer(members))),
    ]


def _fewer(members: list[Piece]) -> Iterator[list[Piece]]:
    """Backups with a few of these members each, the whole one last; each with a true manifest."""
    about, *inside, _ = members
    true = Piece(MANIFEST, _TRUE)
    yield [about, true]
    for place in range(0, len(inside), 3):
        few = inside[place : place + 3]
        yield [about, *few, true]
        yield [about, *few, Piece(ODDITY, bytes([1, 0, place, 3])), true]
    yield [about, Piece(ODDITY, bytes([0, 0, 1, 3, 1])), *inside[:1], true]
    yield [about, *inside[:1], members[-1], Piece(ODDITY, bytes([0, 0, 1, 0, 2, 3, 1]))]
    yield members


BACKUP: Final = Door(
    backup,
    _backups,
    (
        *("storage.backup.parcel", "storage.backup.sealed", "storage.backup.reading"),
        *("storage.backup.manifest", "storage.backup.rows", "storage.backup.loading"),
    ),
    ("manifest.json", "about.json", "tables/case/0000001.jsonl", "files/media/", "texts/", "null"),
    100_000,
)


def classifier(content: bytes) -> None:
    """A classifier's folder: manifest, vocabulary, arrays. What is taken has to answer."""
    folder = PLACE / "classifier"
    folder.mkdir(exist_ok=True)
    pieces = {piece.name: piece.content for piece in pieces_of(content)}
    (folder / artifact.VOCABULARY).write_bytes(pieces.pop(artifact.VOCABULARY, b""))
    manifest = pieces.pop(artifact.MANIFEST, b"")
    _zip(pieces, folder / artifact.WEIGHTS)
    (folder / artifact.MANIFEST).write_bytes(_resealed(manifest, folder))
    with suppress(ArtifactRejected):
        loaded = artifact.load(folder)
        with np.errstate(all="ignore"):
            loaded.judge("昨天订的软中华少送一条")


def _zip(parts: dict[str, bytes], path: Path) -> None:
    if set(parts) == {artifact.WEIGHTS}:  # the archive itself is what is changed
        path.write_bytes(parts[artifact.WEIGHTS])
        return
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name.replace("\0", "")), content)


def _resealed(manifest: bytes, folder: Path) -> bytes:
    """The manifest with its checksums right, where it has them at all."""
    try:
        told = json.loads(manifest)
        if isinstance(told["sha256"], dict):
            for name in (artifact.WEIGHTS, artifact.VOCABULARY):
                if name in told["sha256"]:
                    told["sha256"][name] = artifact._digest((folder / name).read_bytes())
        if told.pop("seal", None) is not None:
            told["seal"] = artifact._seal(told)
        return json.dumps(told).encode()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return manifest


def _classifiers() -> list[bytes]:
    labels = {"supply": "订不到烟", "transport": "送货少了一条", "none": "你好谢谢"}
    examples = [
        Example(f"{words}{place}", label) for label, words in labels.items() for place in range(30)
    ]
    folder = PLACE / "trained"
    artifact.save(train(examples).classifier, folder)
    manifest, vocabulary, weights = (
        (folder / name).read_bytes()
        for name in (artifact.MANIFEST, artifact.VOCABULARY, artifact.WEIGHTS)
    )
    told = [Piece(artifact.MANIFEST, manifest), Piece(artifact.VOCABULARY, vocabulary)]
    with zipfile.ZipFile(io.BytesIO(weights)) as archive:
        arrays = [Piece(name, archive.read(name)) for name in archive.namelist()]
    odd = [
        joined([told[0], Piece(ODDITY, bytes([0, key, 0, 3, value])), told[1], *arrays])
        for key, value in enumerate(range(10))
    ]
    return [joined([*told, *arrays]), joined([*told, Piece(artifact.WEIGHTS, weights)]), *odd]


CLASSIFIER: Final = Door(
    classifier,
    _classifiers,
    ("nlp.artifact", "nlp.classifier", "nlp.calibration"),
    (artifact.MANIFEST, "\\ud800", '"seal"', '"sha256"', '"labels"', "NaN", "{}", "[]", "null"),
    60_000,
)

"""Files that people send: what they are by their first bytes, and where they are kept."""

import asyncio
import os
import re
from collections.abc import Awaitable, Iterable, Sequence
from pathlib import Path
from typing import Final

from bot.bare import Damaged, bare
from models.ids import new_token
from models.messages import InboundKind, Media
from storage.disk import sync_folder
from storage.errors import StoreUnavailable

#: Bytes; photos of current phones stay well below.
LARGEST_FILE: Final = 10 * 1024 * 1024

#: What a file is, tried in this order over its first bytes: (pattern, MIME type, ending).
_SIGNATURES: Final = tuple(
    (re.compile(pattern, re.DOTALL), mime, ending)
    for pattern, mime, ending in (
        (rb"\xff\xd8\xff", "image/jpeg", "jpg"),
        (rb"\x89PNG\r\n\x1a\n", "image/png", "png"),
        (rb"GIF8[79]a", "image/gif", "gif"),
        (rb"RIFF....WEBP", "image/webp", "webp"),
        (rb"....ftyp(?:heic|heix|mif1|msf1)", "image/heic", "heic"),
        (rb"RIFF....WAVE", "audio/wav", "wav"),
        (rb"OggS", "audio/ogg", "ogg"),
        (rb"#!AMR", "audio/amr", "amr"),
        (rb"ID3|\xff[\xf2\xf3\xfa\xfb]", "audio/mpeg", "mp3"),
        (rb"....ftypM4A", "audio/mp4", "m4a"),
        (rb"\x1a\x45\xdf\xa3", "video/webm", "webm"),
        (rb"....ftyp", "video/mp4", "mp4"),
        (rb"%PDF-", "application/pdf", "pdf"),
    )
)
_KINDS: Final = {
    "image": InboundKind.PHOTO,
    "audio": InboundKind.VOICE,
    "video": InboundKind.VIDEO,
    "application": InboundKind.DOCUMENT,
}
#: Containers that hold sound alone as often as pictures: there the sender's word decides.
_EITHER: Final = frozenset({"video/webm", "video/mp4"})


class NotTaken(Exception):
    """The file is of a kind that is not taken, or is not whole."""


def sniff(content: bytes, claimed: str) -> tuple[str, str]:
    """MIME type and ending by the first bytes; `claimed` tells only sound from film.

    Raises `NotTaken`.
    """
    for pattern, mime, ending in _SIGNATURES:
        if pattern.match(content):
            is_sound = mime in _EITHER and claimed.startswith("audio/")
            return (mime.replace("video", "audio") if is_sound else mime), ending
    raise NotTaken


def keep(content: bytes, claimed: str, seconds: int, folder: Path) -> Media:
    """Keep the file under a name of chance, so that none can be guessed, and without what it tells
    of place, time and device. Raises `NotTaken`."""
    mime, ending = sniff(content, claimed)
    try:
        content = bare(content, mime)
    except Damaged as error:
        raise NotTaken from error
    ref = lay_down(content, ending, folder)
    kind = _KINDS[mime.partition("/")[0]]
    return Media(kind, ref, mime=mime, size=len(content), seconds=seconds)


def lay_down(content: bytes, ending: str, folder: Path) -> str:
    """Keep a file under a name of chance, which is told only once a power cut can't take it away:
    whoever names it in the database acknowledges it with that. Raises OSError."""
    ref = f"{new_token()}.{ending}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with (folder / ref).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(folder)
    except OSError:
        remove([ref], folder)
        raise
    return ref


def kept(ref: str, folder: Path) -> Path | None:
    """Where a kept file lies; None for what can't be the name of one, is gone, or only points to a
    file elsewhere."""
    path = folder / ref
    is_kept = path.parent == folder and path.is_file() and not path.is_symlink()
    return path if is_kept else None


def remove(refs: Iterable[str], folder: Path) -> int:
    """Remove kept files; how many were there."""
    paths = [path for ref in refs if (path := kept(ref, folder))]
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


async def or_removed(naming: Awaitable[bool], refs: Sequence[str], folder: Path) -> bool:
    """Whether `naming` put the files on record, as it says itself; where it did not, they go again.

    They stay where nobody knows: StoreUnavailable may come after the server has kept it.
    """
    try:
        is_named = await naming
    except StoreUnavailable:
        raise
    except Exception:
        await asyncio.to_thread(remove, refs, folder)
        raise
    if not is_named:
        await asyncio.to_thread(remove, refs, folder)
    return is_named

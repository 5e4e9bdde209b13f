"""Forwarding: a file goes on as it came where one channel has both ends, else as our copy of it.

Whatever comes by a channel that keeps files itself is fetched at once and copied (I5): handles of
other channels run out, and only the channel's own process can follow them. Letters don't wait for
a copy; the file follows in a letter of its own.
"""

import re
from typing import Final

from bot.desk.shift import Shift
from bot.page import pack_media
from bot.wording import say
from models.kept_file import FileState, KeptFile, digest_of
from models.mail import Queue
from models.messages import Address, Inbound, Media

#: The name of a file that is kept here already: chance, and an ending (`bot.files`).
_KEPT_HERE: Final = re.compile(r"[A-Za-z0-9_-]{22}\.[a-z0-9]{3,4}")


def ask_for(shift: Shift, inbound: Inbound) -> None:
    """Have every file of a message fetched that is not here yet."""
    for media in inbound.media:
        if _KEPT_HERE.fullmatch(media.ref) or shift.work.files.find(media.ref):
            continue
        shift.work.files.add(_awaited(shift, inbound.address, media))
        digest = digest_of(media.ref)
        payload = {"digest": digest, "media": pack_media(media)}
        lane = str(inbound.address)
        shift.work.mail.put(Queue.FETCH, lane, f"fetch:{digest}", payload, shift.now)


def _awaited(shift: Shift, origin: Address, media: Media) -> KeptFile:
    return KeptFile(
        company_id=shift.work.company_id,
        digest=digest_of(media.ref),
        origin=str(origin),
        kind=media.kind,
        came_at=shift.now,
    )


def travelling(
    shift: Shift, to: Address, media: tuple[Media, ...], case_id: int | None
) -> tuple[Media, ...]:
    """Of the files of a letter, those that can go with it; who is to get the others is noted."""
    ready = (_ready(shift, to, one, case_id) for one in media)
    return tuple(one for one in ready if one is not None)


def words_of_missing(shift: Shift, to: Address, media: tuple[Media, ...]) -> str:
    """What a letter says of files that could not be had; empty where there is none."""
    files = (shift.work.files.find(one.ref) for one in media)
    is_missing = any(
        file is not None and file.state is FileState.MISSING and not file.is_at_hand(to)
        for file in files
    )
    return f"\n{say('file.missing_note')}" if is_missing else ""


def _ready(shift: Shift, to: Address, media: Media, case_id: int | None) -> Media | None:
    file = shift.work.files.find(media.ref)
    if file is None or file.is_at_hand(to):
        return media
    if file.state is FileState.KEPT:
        return file.media
    if file.state is FileState.AWAITED and [str(to), case_id] not in file.wanted:
        file.wanted = [*file.wanted, [str(to), case_id]]
        shift.work.files.keep(file)
    return None

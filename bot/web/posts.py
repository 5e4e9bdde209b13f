"""Posts: what a person says, presses or sends on a page, on its way to the reception."""

import asyncio
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from bot.files import NotTaken, keep, or_removed
from bot.page import Bubble, Speaker, pack_media
from bot.web.parts import Parts
from bot.web.phone import Phone
from models.ids import new_token
from models.messages import InboundKind, Media
from storage.unit_of_work import Work

#: What is kept of a text; the page itself lets nobody type more.
LONGEST_TEXT: Final = 5000
#: How long a page without a script waits for the answer that it is about to show.
_PATIENCE: Final = 2.0
_EVENT_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
#: Seconds after which what was not kept is to come again; a stranger's ration grows faster than
#: this, so that coming again is no flood of its own.
_COME_AGAIN: Final = 60
#: Control characters say nothing, and PostgreSQL refuses the first of them.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Post:
    """One thing a person did: its id as the page gave it, what the desk gets, what is shown."""

    event_id: str
    raw: dict[str, Any]
    bubble: Bubble | None

    @property
    def files(self) -> list[str]:
        """The names of the files that came with it."""
        return [media.ref for media in self.bubble.media] if self.bubble else []

    def by_who_reads(self, languages: str) -> "Post":
        """The same with the languages that the browser asks for."""
        return replace(self, raw={**self.raw, "language": languages[:64]}) if languages else self


def say(form: FormData) -> Post | None:
    """A typed line; None where nothing was typed."""
    text = _CONTROLS.sub("", _field(form, "text").replace("\r\n", "\n")).strip()[:LONGEST_TEXT]
    if not text:
        return None
    raw = {"kind": InboundKind.TEXT.value, "text": text}
    return Post(_event_id(form), raw, Bubble(Speaker.PERSON, text))


async def press(form: FormData, phone: Phone, parts: Parts) -> Post:
    """A pressed choice; only one that this very page was shown can be pressed."""
    place, token = _field(form, "of"), _field(form, "choice")
    if not (place.isascii() and place.isdigit() and len(place) < 10):
        raise HTTPException(400)
    events = await parts.store.read(
        lambda work: work.page.after(phone.conversation, int(place) - 1, 1)
    )
    offered = [choice for event in events for choice in Bubble.unpack(event.content).choices]
    chosen = next((choice for choice in offered if choice.token == token), None)
    if chosen is None:
        raise HTTPException(410)
    raw = {"kind": InboundKind.CHOICE.value, "choice": token}
    # The token itself is the id: a button that is hit twice is pressed once.
    return Post(f"press-{token}", raw, Bubble(Speaker.PERSON, chosen.label, pressed=token))


async def send_file(form: FormData, parts: Parts) -> Post | None:
    """A photo, a voice note, a film or a PDF; None where nothing was chosen."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.size:
        return None
    seconds = _field(form, "seconds")
    is_number = seconds.isascii() and seconds.isdigit() and len(seconds) < 6
    media = await _keep(file, int(seconds) if is_number else 0, parts)
    raw = {"kind": media.kind.value, "media": [pack_media(media)]}
    return Post(_event_id(form), raw, Bubble(Speaker.PERSON, media=(media,)))


async def _keep(file: UploadFile, seconds: int, parts: Parts) -> Media:
    content, claimed = await file.read(), file.content_type or ""
    try:
        return await asyncio.to_thread(keep, content, claimed, seconds, parts.site.media)
    except NotTaken:
        raise HTTPException(415) from None


def start(form: FormData) -> Post | None:
    """The code of an invitation; the same code twice is one start."""
    code = _field(form, "code").strip()[:128]
    if not code:
        return None
    digest = hashlib.sha256(code.encode()).hexdigest()[:32]
    raw = {"kind": InboundKind.START.value, "code": code}
    return Post(f"start-{digest}", raw, None)


async def take(post: Post, phone: Phone, parts: Parts) -> bool:
    """Hand a post to the reception and show it, in one commit, so that no answer can stand above
    what it answers; False where it had been taken before. Raises HTTPException where a stranger
    has said far more than is kept."""
    event_id = f"{phone.conversation}:{post.event_id}"
    now = parts.clock()
    raw = {
        "conversation": phone.conversation,
        "event_id": event_id,
        "at": now.isoformat(),
        **post.raw,
    }
    keeping = parts.accept(raw, along=partial(_show, post, phone.conversation, now))
    # A page that hears no answer sends its file again, under the same id.
    fresh = await or_removed(keeping, post.files, parts.site.media)
    parts.channel.wake(phone.conversation)
    return fresh


def _show(
    post: Post, conversation: str, now: datetime, work: Work, are_kept: Sequence[bool]
) -> None:
    """Put what a person said on their page, each post once. Raises HTTPException where it is not
    kept: then the page has it still, and sends it again when it is told to."""
    if not all(are_kept):
        raise HTTPException(429, headers={"Retry-After": str(_COME_AGAIN)})
    if post.bubble is not None:
        work.page.append(conversation, f"said:{post.event_id}", post.bubble.pack(), now)


async def take_and_wait(post: Post, phone: Phone, parts: Parts) -> None:
    """The same for a page without a script: give the desk a moment to answer before it reloads."""
    with parts.channel.listening(phone.conversation) as woken:
        fresh = await take(post, phone, parts)
        woken.clear()
        if fresh:
            try:
                await asyncio.wait_for(woken.wait(), _PATIENCE)
            except TimeoutError:
                return


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _event_id(form: FormData) -> str:
    given = _field(form, "event_id")
    return given if _EVENT_ID.fullmatch(given) else new_token()

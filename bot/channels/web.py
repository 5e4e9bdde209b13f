"""The web channel: what is said to somebody on the chat page is kept as events of their page.

The page posts to this server itself, so there is nothing to fetch from afar: a letter counts as
sent once its event is committed, exactly once by the letter's key, and every open page that shows
the conversation is woken. A reload or a restart shows the same events again.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

from bot.files import kept
from bot.page import Bubble, Speaker, unpack_media
from bot.port import Accept, Gone, Raw, Unreadable
from models.messages import Address, Caps, Inbound, InboundKind, Media, Outbound
from storage.engine import Store
from storage.unit_of_work import Work

#: What the page itself can post; all else in `raw` is not from our page.
_POSTED: Final = frozenset(
    {
        InboundKind.TEXT,
        InboundKind.CHOICE,
        InboundKind.START,
        InboundKind.PHOTO,
        InboundKind.VOICE,
        InboundKind.VIDEO,
        InboundKind.DOCUMENT,
    }
)


class WebChannel:
    """The chat page of one desk. `media` is the folder of the files that were sent."""

    name = "web"
    account = "desk"
    caps = Caps(buttons=True, edits=False, files=True, text_limit=5000)

    def __init__(self, store: Store, media: Path, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._media = media
        self._clock = clock
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.is_open = True

    def decode(self, raw: Raw) -> Inbound | None:
        """What the page posted, as the server wrapped it. Raises `Unreadable`."""
        try:
            inbound = self._decode(raw)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable(type(error).__name__) from error
        if inbound.kind not in _POSTED:
            raise Unreadable(inbound.kind.value)
        return inbound

    def _decode(self, raw: Raw) -> Inbound:
        conversation = str(raw["conversation"])
        return Inbound(
            address=Address(self.name, self.account, conversation),
            event_id=str(raw["event_id"]),
            user=conversation,
            name="",
            at=datetime.fromisoformat(raw["at"]),
            kind=InboundKind(raw["kind"]),
            text=raw.get("text", ""),
            choice=raw.get("choice", ""),
            code=raw.get("code", ""),
            media=tuple(unpack_media(media) for media in raw.get("media", ())),
        )

    async def send(self, letter: Outbound) -> str:
        """Show the letter on its page; returns the place it has there."""
        conversation = letter.address.conversation
        async with self.turn(conversation):
            place = await self._append(conversation, letter.key, lambda work: _shown(letter, work))
        return "" if place is None else str(place)

    async def show(self, conversation: str, key: str, bubble: Bubble) -> int | None:
        """Append to the page and wake who looks at it; None if the key is shown already."""
        return await self._append(conversation, key, lambda _: bubble)

    async def _append(
        self, conversation: str, key: str, bubble: Callable[[Work], Bubble]
    ) -> int | None:
        now = self._clock()
        place = await self._store.run(
            lambda work: work.page.append(conversation, key, bubble(work).pack(), now)
        )
        self._wake(conversation)
        return place

    async def fetch(self, media: Media) -> bytes:
        """The bytes of a file that was posted. Raises `Gone`."""
        path = kept(media.ref, self._media)
        if path is None:
            raise Gone(media.kind.value)
        return await asyncio.to_thread(path.read_bytes)

    async def serve(self, accept: Accept) -> None:
        """Nothing to do: the page's own server hands on what arrives."""

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        """Hold back letters, so that an answer never stands above what it answers."""
        lock = self._turns.setdefault(conversation, asyncio.Lock())
        async with lock:
            yield

    @contextmanager
    def listening(self, conversation: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever the page of the conversation has something new."""
        woken = asyncio.Event()
        self._listeners[conversation].add(woken)
        try:
            yield woken
        finally:
            self._listeners[conversation].discard(woken)
            if not self._listeners[conversation]:
                del self._listeners[conversation]

    def hang_up(self) -> None:
        """Let every open page go, since the server is about to stop; they come back alone."""
        self.is_open = False
        for conversation in list(self._listeners):
            self._wake(conversation)

    def _wake(self, conversation: str) -> None:
        for woken in self._listeners.get(conversation, ()):
            woken.set()


def _shown(letter: Outbound, work: Work) -> Bubble:
    """The letter as a bubble, with the case that its choices belong to."""
    button = work.buttons.find(letter.choices[0].token) if letter.choices else None
    matter = str(button.case_id) if button and button.case_id is not None else ""
    return Bubble(Speaker.DESK, letter.text, letter.choices, letter.media, matter=matter)

"""The web channel: what is said to somebody on the chat page is kept as events of their page.

The page posts to this server itself, so there is nothing to fetch from afar: a letter counts as
sent once its event is committed, exactly once by the letter's key, and every open page that shows
the conversation is woken. A reload or a restart shows the same events again.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.files import kept
from bot.page import Bubble, Speaker, unpack_media
from bot.port import Accept, Gone, Raw, Unreadable
from bot.rounds import Rounds
from models.messages import Address, Caps, Inbound, InboundKind, Media, Outbound
from storage.engine import Store
from storage.unit_of_work import Work

_PAGES: Final = Address.of_page("")
NAME: Final = _PAGES.channel

#: Seconds between two looks for what other processes show.
_LOOK_AGAIN: Final = 0.5

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


def decode(raw: Raw, account: str, _: datetime) -> Inbound:
    """What the page posted, as the server wrapped it. Raises `Unreadable`."""
    try:
        inbound = _posted(raw, account)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(type(error).__name__) from error
    if inbound.kind not in _POSTED:
        raise Unreadable(inbound.kind.value)
    return inbound


def _posted(raw: Raw, account: str) -> Inbound:
    conversation = str(raw["conversation"])
    return Inbound(
        address=Address(NAME, account, conversation),
        event_id=str(raw["event_id"]),
        user=conversation,
        name="",
        at=datetime.fromisoformat(raw["at"]),
        kind=InboundKind(raw["kind"]),
        text=raw.get("text", ""),
        choice=raw.get("choice", ""),
        code=raw.get("code", ""),
        language=raw.get("language", ""),
        media=tuple(unpack_media(media) for media in raw.get("media", ())),
    )


class WebChannel:
    """The chat page of one desk. `media` is the folder of the files that were sent."""

    name = NAME
    account = _PAGES.account
    caps = Caps(buttons=True, edits=False, files=True, text_limit=5000)

    def __init__(self, store: Store, media: Path, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._media = media
        self._clock = clock
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._ends: dict[str, int] = {}  #: where each page that is looked at ended, last we looked
        self.is_open = True

    def decode(self, raw: Raw) -> Inbound | None:
        """What the page posted. Raises `Unreadable`."""
        return decode(raw, self.account, self._clock())

    async def send(self, letter: Outbound) -> str:
        """Show the letter on its page; returns the place it has there."""
        conversation, now = letter.address.conversation, self._clock()
        place = await self._store.run(
            lambda work: work.page.append(
                conversation, letter.key, _shown(letter, work).pack(), now
            )
        )
        self.wake(conversation)
        return "" if place is None else str(place)

    async def fetch(self, media: Media) -> bytes:
        """The bytes of a file that was posted. Raises `Gone`."""
        path = kept(media.ref, self._media)
        if path is None:
            raise Gone(media.kind.value)
        return await asyncio.to_thread(path.read_bytes)

    async def serve(self, accept: Accept) -> None:
        """Wake the pages that other processes show something on; the page's own server hands on
        what arrives."""
        if self._store.is_shared:
            await Rounds("pages").go(self._look_at_pages)

    async def _look_at_pages(self) -> None:
        await asyncio.sleep(_LOOK_AGAIN)
        looked_at = list(self._listeners)
        if not looked_at:
            return
        ends = await self._store.read(lambda work: work.page.ends(looked_at))
        for conversation, end in ends.items():
            if self._ends.get(conversation) != end:
                self.wake(conversation)
        self._ends = ends

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
            self.wake(conversation)

    def wake(self, conversation: str) -> None:
        """Say to whoever looks at the page that it has something new."""
        for woken in self._listeners.get(conversation, ()):
            woken.set()


def _shown(letter: Outbound, work: Work) -> Bubble:
    """The letter as a bubble, with the case that its choices belong to."""
    button = work.buttons.find(letter.choices[0].token) if letter.choices else None
    matter = str(button.case_id) if button and button.case_id is not None else ""
    return Bubble(
        Speaker.DESK,
        letter.text,
        letter.choices,
        letter.media,
        matter=matter,
        closes=letter.closes,
    )

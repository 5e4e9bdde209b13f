"""The terminal channel: one person, one line at a time, typed or piped in.

What is heard is printed with its choices numbered; a digit or the word answers, as everywhere.
Each seat is an account of its own, so that letters to somebody else's terminal wait for them, and
the next start goes on where this one stood.
"""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TextIO

from bot.files import LARGEST_FILE, NotTaken, keep, kept
from bot.page import pack_media, unpack_media
from bot.port import Accept, Gone, Raw, Unreadable
from models.ids import new_token
from models.messages import Address, Caps, Inbound, InboundKind, Media, Outbound

NAME: Final = "terminal"
_PHOTO: Final = "/photo"
_START: Final = "/start"


def shop_seat(licence: str) -> str:
    """The conversation of a shop's terminal."""
    return f"shop-{licence}"


def staff_seat(no: str) -> str:
    """The conversation of a staff member's terminal."""
    return f"staff-{no}"


def _address(seat: str) -> Address:
    return Address(NAME, seat, seat)


def decode(raw: Raw, account: str, _: datetime) -> Inbound:
    """What was typed, as `serve` wrapped it. Raises `Unreadable`."""
    try:
        return Inbound(
            address=_address(account),
            event_id=str(raw["event_id"]),
            user=account,
            name="",
            at=datetime.fromisoformat(raw["at"]),
            kind=InboundKind(raw["kind"]),
            text=raw.get("text", ""),
            code=raw.get("code", ""),
            media=tuple(unpack_media(media) for media in raw.get("media", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(type(error).__name__) from error


class TerminalChannel:
    """The terminal of one `seat`; `media` is the folder of the files that are sent."""

    name = NAME
    caps = Caps(buttons=False, edits=False, files=True, text_limit=5000)

    def __init__(
        self,
        seat: str,
        media: Path,
        clock: Callable[[], datetime],
        *,
        typed: TextIO | None = None,
        printed: TextIO | None = None,
    ) -> None:
        self.account = seat
        self._media = media
        self._clock = clock
        self._typed = typed or sys.stdin
        self._printed = printed or sys.stdout

    @property
    def address(self) -> Address:
        return _address(self.account)

    def decode(self, raw: Raw) -> Inbound | None:
        """What was typed. Raises `Unreadable`."""
        return decode(raw, self.account, self._clock())

    async def send(self, letter: Outbound) -> str:
        """Print the letter, with its choices numbered; returns its key."""
        self._print(f"首问：{letter.text}")
        for media in letter.media:
            self._print(f"  〔{media.mime or media.kind.value}〕 {self._media / media.ref}")
        if letter.choices:
            offers = (f"{place} {one.label}" for place, one in enumerate(letter.choices, 1))
            self._print("  " + "　".join(offers))
        return letter.key

    async def fetch(self, media: Media) -> bytes:
        """The bytes of a file that was sent. Raises `Gone`."""
        path = kept(media.ref, self._media)
        if path is None:
            raise Gone(media.kind.value)
        return await asyncio.to_thread(path.read_bytes)

    async def serve(self, accept: Accept) -> None:
        """Hand on line after line until the input ends.

        The next line is read once `accept` has returned, so an `accept` that also waits for the
        answers makes piped input read like a talk.
        """
        async for line in _lines(self._typed):
            raw = await asyncio.to_thread(self._read, line.strip())
            if raw:
                stamp = {"event_id": new_token(), "at": self._clock().isoformat()}
                await accept(self, {**stamp, **raw})

    def _read(self, line: str) -> dict[str, Any] | None:
        """What one line says; None where there is nothing to hand on."""
        command, _, rest = line.partition(" ")
        if command == _PHOTO:
            return self._photo(rest.strip())
        if command == _START:
            return {"kind": InboundKind.START.value, "code": rest.strip()}
        return {"kind": InboundKind.TEXT.value, "text": line} if line else None

    def _photo(self, name: str) -> dict[str, Any] | None:
        try:
            path = Path(name).expanduser()
            if path.stat().st_size > LARGEST_FILE:
                self._print("文件太大了，最大 10 MB。")
                return None
            media = keep(path.read_bytes(), "", 0, self._media)
        except OSError:
            self._print("这个文件读不了。请写成：/photo 文件路径")
            return None
        except NotTaken:
            self._print("这种文件收不了。请发照片、语音、视频或 PDF。")
            return None
        return {"kind": media.kind.value, "media": [pack_media(media)]}

    def _print(self, text: str) -> None:
        print(text, file=self._printed, flush=True)


async def _lines(typed: TextIO) -> AsyncIterator[str]:
    """The lines as they are typed. They are read by a thread that nobody has to wait for."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def read() -> None:
        try:
            for line in typed:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, None)
        except (RuntimeError, ValueError):
            return  # the loop or the input was closed while this thread waited

    threading.Thread(target=read, name="terminal", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line

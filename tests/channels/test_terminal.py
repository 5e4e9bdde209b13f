"""The terminal: lines typed or piped, letters printed."""

import asyncio
import io
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TextIO

import pytest

from bot.channels.terminal import TerminalChannel, shop_seat, staff_seat
from bot.port import Channel, Raw
from models.messages import Address, Choice, InboundKind, Outbound
from tests.channels.contract import A_PHOTO, ChannelContract, Heard, a_desk
from tests.stand_ins import StoppedClock

SEAT = shop_seat("310101100001")


class TerminalTalk:
    """Types into a pipe and reads what was printed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.printed = io.StringIO()
        self.address = Address("terminal", SEAT, SEAT)
        self._begin()

    def _begin(self) -> None:
        reading, writing = os.pipe()
        self._typed, self._keys = os.fdopen(reading), os.fdopen(writing, "w", buffering=1)
        self.answered = asyncio.Queue[bool]()
        self.channel = TerminalChannel(
            SEAT, self.home / "media", StoppedClock(), typed=self._typed, printed=self.printed
        )
        key = (self.channel.name, self.channel.account)
        self.app = a_desk(self.home, self.address, lambda *_: {key: self.channel})
        self._serving = asyncio.create_task(self.channel.serve(self._accept))

    async def _accept(self, channel: Channel, raw: Raw) -> bool:
        fresh = await self.app.accept(channel, raw)
        await self.app.settle()
        self.answered.put_nowait(fresh)
        return fresh

    async def say(self, text: str) -> None:
        self._keys.write(f"{text}\n")
        assert await self.answered.get()

    async def press(self, label: str) -> None:
        offered = next(labels for _, labels in reversed(await self.heard()) if labels)
        await self.say(str(offered.index(label) + 1))

    async def photo(self, data: bytes) -> None:
        path = self.home / "photo of the cartons.jpg"
        path.write_bytes(data)
        await self.say(f"/photo {path}")

    async def heard(self) -> list[Heard]:
        letters = self.printed.getvalue().split("首问：")[1:]
        return [_letter(letter) for letter in letters]

    async def end(self) -> None:
        self._keys.close()
        await self._serving
        self._typed.close()
        self.app.close()

    async def restart(self) -> None:
        await self.end()
        self._begin()


def _letter(printed: str) -> Heard:
    lines = printed.strip("\n").split("\n")
    offers = lines.pop() if re.match("  1 ", lines[-1]) else ""
    return "\n".join(lines), re.findall(r"\d (\S+)", offers)


class TestTerminal(ChannelContract):
    @pytest.fixture
    async def talk(self, tmp_path: Path) -> AsyncIterator[TerminalTalk]:
        talk = TerminalTalk(tmp_path)
        yield talk
        await talk.end()


def a_terminal(home: Path, typed: TextIO, printed: TextIO) -> TerminalChannel:
    return TerminalChannel(SEAT, home / "media", StoppedClock(), typed=typed, printed=printed)


async def piped(home: Path, text: str) -> tuple[list[Raw], str]:
    """What is handed on of a piped text, and what is printed."""
    taken: list[Raw] = []
    printed = io.StringIO()

    async def accept(_: Channel, raw: Raw) -> bool:
        taken.append(raw)
        return True

    await a_terminal(home, io.StringIO(text), printed).serve(accept)
    return taken, printed.getvalue()


async def test_piped_lines_are_handed_on_in_order_until_the_input_ends(tmp_path: Path) -> None:
    taken, _ = await piped(tmp_path, "货少了\n\n  玉溪 1  \n对")
    assert [raw["text"] for raw in taken] == ["货少了", "玉溪 1", "对"]
    assert len({raw["event_id"] for raw in taken}) == 3


async def test_a_start_with_its_code_is_a_start(tmp_path: Path) -> None:
    taken, _ = await piped(tmp_path, "/start abc123\n")
    heard = a_terminal(tmp_path, io.StringIO(), io.StringIO()).decode(taken[0])
    assert heard is not None
    assert (heard.kind, heard.code) == (InboundKind.START, "abc123")


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "读不了"), (b"MZ a program", "收不了"), (A_PHOTO + bytes(10 * 1024 * 1024), "太大")],
)
async def test_a_photo_that_cannot_be_taken_is_told_at_once(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "photo.jpg"
    if content is not None:
        path.write_bytes(content)
    taken, printed = await piped(tmp_path, f"/photo {path}\n")
    assert taken == []
    assert says in printed


async def test_choices_are_printed_with_their_digits(tmp_path: Path) -> None:
    printed = io.StringIO()
    letter = Outbound(
        "k1",
        Address("terminal", SEAT, SEAT),
        "记的是：玉溪 1 条。",
        (Choice("t1", "对"), Choice("t2", "改")),
    )
    await a_terminal(tmp_path, io.StringIO(), printed).send(letter)
    assert printed.getvalue() == "首问：记的是：玉溪 1 条。\n  1 对　2 改\n"


def test_every_seat_is_an_account_of_its_own(tmp_path: Path) -> None:
    seats = [TerminalChannel(seat, tmp_path, StoppedClock()) for seat in (SEAT, staff_seat("1001"))]
    assert len({(channel.name, channel.account) for channel in seats}) == 2

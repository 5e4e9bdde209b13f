"""Everybody's phones: a process that outlives all kills of the desk, and is in trouble at times.

It listens on a socket and takes one letter a connection, as a line of JSON. What arrives on a phone
is a line in its file. Of what is sent, some is refused for a while, some fails, some comes late,
and of some the answer is lost, before or after the letter arrived.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from bot.port import Retry
from models.messages import Outbound
from tests.processes import processes
from tests.stand_ins import RecordingChannel

_PATIENCE: Final = 3.0


class Mood(StrEnum):
    """How a letter is met."""

    WELL = "well"
    BUSY = "busy"  #: 429: come back in a moment
    BROKEN = "broken"  #: 500
    SLOW = "slow"
    SILENT = "silent"  #: no answer, and nothing arrived
    MUTE = "mute"  #: it arrived, and the answer is lost


_MOODS: Final = {
    Mood.WELL: 93,
    Mood.BUSY: 2,
    Mood.BROKEN: 2,
    Mood.SLOW: 1,
    Mood.SILENT: 1,
    Mood.MUTE: 1,
}


class PhoneChannel(RecordingChannel):
    """Sends to the phones, which are elsewhere."""

    def __init__(self, socket: Path) -> None:
        super().__init__()
        self._socket = socket

    async def send(self, letter: Outbound) -> str:
        line = {"key": letter.key, "to": letter.address.conversation, "text": letter.text}
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await self._ask(json.dumps(line, ensure_ascii=False))
        except (OSError, TimeoutError):
            raise Retry from None
        if "after" in answer:
            raise Retry(answer["after"])
        if not answer:
            raise Retry
        return str(answer["id"])

    async def _ask(self, line: str) -> dict[str, Any]:
        reader, writer = await asyncio.open_unix_connection(str(self._socket))
        try:
            writer.write(line.encode() + b"\n")
            await writer.drain()
            told = await reader.readline()
        finally:
            writer.close()
        return dict(json.loads(told)) if told else {}


@dataclass(frozen=True)
class Arrived:
    """What arrived on the phones, in this order: (whose, key of the letter, text)."""

    letters: tuple[tuple[str, str, str], ...]
    answers_lost: Counter[tuple[str, str]]

    def texts_to(self, whose: str) -> list[str]:
        return [text for to, _, text in self.letters if to == whose]


def arrived(folder: Path) -> Arrived:
    """What the phones of a folder have received so far."""
    lines = [json.loads(line) for line in (folder / "phones.jsonl").read_text().splitlines()]
    lost = Counter((line["to"], line["key"]) for line in lines if line["mood"] == Mood.MUTE)
    return Arrived(tuple((line["to"], line["key"], line["text"]) for line in lines), lost)


@contextmanager
def phones(folder: Path, seed: int) -> Iterator[Path]:
    """The phones at work; the socket that they listen on."""
    socket = folder / "s"
    is_ready = processes.Event()
    process = processes.Process(target=_run, args=(folder, socket, seed, is_ready), daemon=True)
    process.start()
    is_ready.wait()
    try:
        yield socket
    finally:
        process.kill()
        process.join()


def _run(folder: Path, socket: Path, seed: int, is_ready: Any) -> None:
    chance = random.Random(seed)

    async def serve() -> None:
        with (folder / "phones.jsonl").open("a", encoding="utf-8") as file:

            async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                if line := await reader.readline():
                    writer.write(await _answer(json.loads(line), file, chance))
                    await writer.drain()
                writer.close()

            server = await asyncio.start_unix_server(meet, str(socket))
            is_ready.set()
            await server.serve_forever()

    asyncio.run(serve())


async def _answer(letter: dict[str, Any], file: Any, chance: random.Random) -> bytes:
    (mood,) = chance.choices(list(_MOODS), list(_MOODS.values()))
    if mood is Mood.BUSY:
        return b'{"after": 0.2}\n'
    if mood in (Mood.BROKEN, Mood.SILENT):
        await asyncio.sleep(0.3 if mood is Mood.SILENT else 0)
        return b""
    if mood is Mood.SLOW:
        await asyncio.sleep(0.7)
    file.write(json.dumps({**letter, "mood": mood}, ensure_ascii=False) + "\n")
    file.flush()
    return b"" if mood is Mood.MUTE else b'{"id": 1}\n'

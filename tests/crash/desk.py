"""One process of a desk that may be killed at any instant, and the people who write to it.

It is the built application with its phones elsewhere. Who writes keeps writing until it is told
that the message was kept, as Telegram does, and now and then writes the same again.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog

from bot.app import App, build
from bot.settings import Settings
from bot.stations import ALL, Station
from models.mail import Queue
from models.messages import Outbound
from storage.unit_of_work import Work
from tests.crash import faults
from tests.crash.phones import PhoneChannel
from tests.stand_ins import KeywordReader

T = TypeVar("T")
_WORK: Final = (Queue.IN, Queue.OUT)
_TOLD: Final = ("少送1条", "压坏了1条", "少送2条", "压坏了3条")
SAYS_YES: Final = "对"


class Point(StrEnum):
    """Where a process may be made to die."""

    RECEIVED = "received"  #: a message is here and not committed
    COMMITTED = "committed"  #: it is committed, and its sender does not know
    ACKNOWLEDGED = "acknowledged"
    HANDLED = "handled"  #: a unit has done its work, and the commit is to come
    KEPT = "kept"  #: it is committed, and nobody went on from there
    SENDING = "sending"
    SENT = "sent"  #: a letter is sent, and that is not noted


@dataclass(frozen=True)
class Life:
    """What one process is to be.

    `begins` is what its clock shows at the instant `at` of the machine's. `dies_at` is a point and
    how often it is passed before; `fault` names a fault that is planted in this process.
    """

    home: Path
    url: str
    socket: Path
    begins: datetime
    at: float
    licences: tuple[str, ...] = ()
    stations: frozenset[Station] = ALL
    dies_at: tuple[Point, int] | None = None
    fault: str = ""
    seed: int = 0

    def now(self) -> datetime:
        return self.begins + timedelta(seconds=time.time() - self.at)

    @property
    def acknowledged(self) -> Path:
        return self.home / "acknowledged.txt"


@dataclass
class Death:
    """Comes when its point was passed often enough."""

    life: Life
    passed: int = field(default=0)

    def comes(self, at: Point) -> None:
        if self.life.dies_at and self.life.dies_at[0] is at:
            self.passed += 1
            if self.passed == self.life.dies_at[1]:
                os.kill(os.getpid(), signal.SIGKILL)


def conversation_of(licence: str) -> str:
    return f"shop-{licence}"


def what_is_told(licence: str) -> tuple[str, str]:
    """Each shop has one complaint, and finds its summary right."""
    return f"今天送来的玉溪{_TOLD[int(licence) % len(_TOLD)]}", SAYS_YES


def live(life: Life) -> None:
    """Work until killed, or until everything is said, answered and delivered."""
    log = (life.home / "log.txt").open("a", encoding="utf-8")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(log))
    death = Death(life)
    channel = _Mortal(life.socket, death)
    key = (channel.name, channel.account)
    settings = Settings(home=life.home, database_url=life.url)
    app = build(
        settings,
        KeywordReader(),
        stations=life.stations,
        clock=life.now,
        more=lambda *_: {key: channel},
    )
    _make_mortal(app, death)
    faults.plant(life.fault, app, life)
    asyncio.run(app.serve(_talk(app, channel, life, death), _until_quiet(app, life)))
    app.close()


class _Mortal(PhoneChannel):
    def __init__(self, socket: Path, death: Death) -> None:
        super().__init__(socket)
        self._death = death

    async def send(self, letter: Outbound) -> str:
        self._death.comes(Point.SENDING)
        told = await super().send(letter)
        self._death.comes(Point.SENT)
        return told


def _make_mortal(app: App, death: Death) -> None:
    run = app.store.run

    async def mortal(unit: Callable[[Work], T]) -> T:
        def then_maybe_die(work: Work) -> T:
            done = unit(work)
            death.comes(Point.HANDLED)
            return done

        done = await run(then_maybe_die)
        death.comes(Point.KEPT)
        return done

    app.store.run = mortal  # type: ignore[method-assign, assignment]


async def _talk(app: App, channel: PhoneChannel, life: Life, death: Death) -> None:
    chance = random.Random(life.seed)
    known = life.acknowledged.read_text().split() if life.acknowledged.exists() else []
    with life.acknowledged.open("a", encoding="utf-8") as file:
        for place in range(2):
            for licence in life.licences:
                event_id = f"{licence}-{place}"
                raw = _message(licence, place)
                if event_id in known and chance.random() > 0.1:
                    continue
                death.comes(Point.RECEIVED)
                await faults.taken(life.fault, app, channel, raw, file)
                death.comes(Point.COMMITTED)
                file.write(event_id + "\n")
                file.flush()
                death.comes(Point.ACKNOWLEDGED)


def _message(licence: str, place: int) -> dict[str, Any]:
    return {
        "conversation": conversation_of(licence),
        "event_id": f"{licence}-{place}",
        "text": what_is_told(licence)[place],
    }


async def _until_quiet(app: App, life: Life) -> None:
    """Ask the process to end when nothing waits any more and everybody was heard."""
    quiet = 0
    while quiet < 3:
        await asyncio.sleep(0.3)
        said = set(life.acknowledged.read_text().split())
        all_said = all(f"{licence}-1" in said for licence in life.licences)
        waiting = await app.store.read(
            lambda work: (
                sum(work.mail.waiting(queue)[0] for queue in _WORK)
                + len(work.mail.due_lanes(Queue.TIMER, life.now(), 1))
            )
        )
        quiet = 0 if waiting or not all_said else quiet + 1
    os.kill(os.getpid(), signal.SIGTERM)

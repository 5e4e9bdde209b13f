"""Faults planted in a process of the desk, to see whether the look at what is left finds them.

Each is a mistake that desks do make. None of them is in the product: they are planted from outside
in the one process that is told to have them.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from bot import mailbag
from bot.app import App
from bot.desk.shift import Shift
from bot.dialogue.conversing import converse
from bot.port import Raw
from models.mail import Job, JobState, Queue
from storage.mail import Arrival, Mail
from storage.unit_of_work import Work
from tests.crash.phones import PhoneChannel

T = TypeVar("T")


class Planted(StrEnum):
    """The mistakes."""

    OUTBOX_AFTER_COMMIT = "letters are put into the outbox after the commit of their cause"
    NO_DEDUPE = "a message that comes again is another message"
    ACKNOWLEDGED_FIRST = "a message is acknowledged before it is committed"
    NO_ORDER = "a person's letters are sent in any order"
    SENT_BEFORE_COMMIT = "letters are sent before the commit of their cause"
    DONE_BEFORE_HANDLED = "a message is done before it is handled"


def plant(fault: str, app: App, life: Any) -> None:
    """Make the mistake in this process, for as long as it lives."""
    match fault:
        case Planted.OUTBOX_AFTER_COMMIT:
            _put_after_commit(app)
        case Planted.NO_DEDUPE:
            _forget_dedupe()
        case Planted.NO_ORDER:
            _lease_backwards()
        case Planted.SENT_BEFORE_COMMIT:
            _send_at_once(app, life)
        case Planted.DONE_BEFORE_HANDLED:
            _settle_first(app)


async def taken(fault: str, app: App, channel: PhoneChannel, raw: Raw, file: Any) -> None:
    """Take a message in, in the right order or not."""
    if fault == Planted.ACKNOWLEDGED_FIRST:
        file.write(raw["event_id"] + "\n")
        file.flush()
        await asyncio.sleep(0.05)
    await app.accept(channel, raw)


def _put_after_commit(app: App) -> None:
    run, put = app.store.run, Mail.put
    later: list[tuple[Any, ...]] = []

    def noted(self: Mail, queue: Queue, *rest: Any, **more: Any) -> bool:
        if queue is not Queue.OUT:
            return put(self, queue, *rest, **more)
        later.append(((queue, *rest), more))
        return True

    async def then_put(unit: Callable[[Work], T]) -> T:
        done = await run(unit)
        if later:
            await asyncio.sleep(0.3)
        waiting, later[:] = later[:], []
        for one in waiting:
            await run(lambda work, one=one: put(work.mail, *one[0], **one[1]))
        return done

    Mail.put = noted  # type: ignore[method-assign, assignment]
    app.store.run = then_put  # type: ignore[method-assign, assignment]


def _forget_dedupe() -> None:
    put_all = Mail.put_all

    def always_fresh(self: Mail, queue: Queue, arrivals: Iterable[Arrival], now: datetime) -> int:
        fresh = [each._replace(dedupe=f"{each.dedupe}-{secrets.token_hex(4)}") for each in arrivals]
        return put_all(self, queue, fresh, now)

    Mail.put_all = always_fresh  # type: ignore[method-assign]


def _lease_backwards() -> None:
    lease = Mail.lease_next

    def backwards(self: Mail, *told: Any) -> list[Job] | None:
        jobs = lease(self, *told)
        return jobs[::-1] if jobs else jobs

    Mail.lease_next = backwards  # type: ignore[method-assign, assignment]


def _send_at_once(app: App, life: Any) -> None:
    put = Mail.put
    phones = PhoneChannel(life.socket)

    def sent(self: Mail, queue: Queue, lane: str, dedupe: str, *rest: Any, **more: Any) -> bool:
        if queue is Queue.OUT:
            letter = mailbag.unpack(rest[0])
            asyncio.run(_try(phones, letter))
        return put(self, queue, lane, dedupe, *rest, **more)

    Mail.put = sent  # type: ignore[method-assign, assignment]


async def _try(phones: PhoneChannel, letter: Any) -> None:
    try:
        await phones.send(letter)
    except Exception:  # it is sent again later anyway
        return


def _settle_first(app: App) -> None:
    reception = app.reception

    def settle(work: Work) -> list[Job] | None:
        lane = work.mail.take(Queue.IN, app.clock(), reception.decoders)
        if lane is None:
            return None
        jobs = work.mail.waiting_jobs(Queue.IN, lane, 8)
        for job in jobs:
            work.mail.settle(job, JobState.DONE, app.clock())
        return jobs

    async def turn() -> bool:
        jobs = await app.store.run(settle)
        if jobs:
            await asyncio.sleep(0.05)
            said = [inbound for job in jobs if (inbound := reception._decoded(job))]
            await app.store.run(
                lambda work: converse(Shift(work, app.clock(), app.house), said, reception.reader)
            )
            reception.answered.set()
        return jobs is not None

    reception._turn = turn  # type: ignore[method-assign]

"""The draughtsman: draws the reports that people get in chat, and puts them into the outbox.

Each is a job of its own lane. Counting reads one unchanging view of the database, drawing is done
in a thread, and only the letter is a transaction: nobody's message waits for a picture. The letter
goes out once, by the job's own key, however often the drawing was begun.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import structlog

from bot.desk.discarding import Made, note_made
from bot.desk.house import House
from bot.desk.monthly import figures_of
from bot.desk.picturing import reads_reports, week_for
from bot.desk.post import Letter, send
from bot.desk.shift import Shift
from bot.files import keep, or_removed
from bot.hands import Errand, Errands
from bot.leasing import Leasing
from bot.meters import Fate, Meters
from bot.own_data import as_workbook, keep_workbook, own_data
from bot.report.finding import in_chat, of_week
from bot.report.fonts import Face, NoChineseFont, chinese_face
from bot.report.pictures import draw, draw_week
from bot.rounds import Rounds
from bot.trouble import where
from bot.wording import say, speaking
from models.calendar import CST
from models.mail import Job, JobState, Queue
from models.messages import Address, Media
from models.people import Staff
from storage.engine import Store
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work

log = structlog.get_logger()

#: A picture that can't be drawn so often is given up.
TRIES: Final = 3
_AGAIN_AFTER: Final = timedelta(minutes=5)
#: For how long after its Monday a weekly picture is worth sending.
_WORTH: Final = timedelta(days=14)

Drawing = Callable[[Face], bytes]


@dataclass(frozen=True, slots=True)
class Ordered:
    """What is to be said to somebody, and how its picture is drawn."""

    text: str
    drawing: Drawing | bytes  #: how the picture is drawn, or a whole sheet as it is
    until: datetime | None = None


@dataclass
class Draughtsman:
    """Draws for everybody, into `folder`, with `font` where one was set."""

    store: Store
    house: House
    clock: Callable[[], datetime]
    folder: Path
    font: Path | None
    name: str
    look_again: float = 1.0  #: seconds between two looks
    meters: Meters = field(default_factory=Meters)

    def __post_init__(self) -> None:
        self.rounds = Rounds("draughtsman")
        self._errands = Errands(1)
        self._lanes = Leasing(self.store, self.clock, Queue.DRAW, self.name)

    async def run(self, posted: asyncio.Event) -> None:
        """Draw until cancelled; `posted` is set when there may be letters."""
        await self._errands.go_on(self.rounds, self._next, posted.set, self.look_again)

    async def draw_due(self) -> int:
        """Draw everything that is due now; how many turns were taken."""
        return await self._errands.take_up_all(self._next)

    async def _next(self) -> Errand | None:
        self.rounds.beat()
        return await self._lanes.take_next(self._draw)

    async def _draw(self, job: Job) -> bool:
        """Draw and send one; False where the ones behind it have to wait."""
        try:
            ordered = await self.store.read(lambda work: self._ordered(work, job))
            media = await asyncio.to_thread(self._drawn, ordered) if ordered else ()
            sending = self.store.run(lambda work: self._send(work, job, ordered, media))
            await or_removed(sending, [one.ref for one in media], self.folder)
        except StoreUnavailable:
            raise  # no fault of the picture
        except Exception as error:
            return await self._failed(job, error)
        self.meters.count(Queue.DRAW, Fate.DONE)
        return True

    def _ordered(self, work: Work, job: Job) -> Ordered | None:
        """What the job asks for, counted for whoever gets it; None where that is nothing."""
        shift = Shift(work, self.clock(), self.house)
        if "mine" in job.payload:
            return _mine(shift, Address.parse(job.lane))
        reader = shift.company.find(job.payload["no"])
        if reader is None or not reads_reports(reader):
            return None
        if "month" in job.payload:
            return _month(shift, reader, date.fromisoformat(job.payload["month"]))
        return _week(shift, reader, date.fromisoformat(job.payload["week"]))

    def _drawn(self, ordered: Ordered) -> tuple[Media, ...]:
        """The file that was ordered; none where the font that was set can't write a picture."""
        if isinstance(ordered.drawing, bytes):
            return (keep_workbook(ordered.drawing, self.folder),)
        try:
            face = chinese_face(self.font)
        except NoChineseFont:
            return ()
        return (keep(ordered.drawing(face), "image/png", 0, self.folder),)

    def _send(
        self, work: Work, job: Job, ordered: Ordered | None, media: tuple[Media, ...]
    ) -> bool:
        """Put the letter into the outbox; False where nobody may or need read it any more."""
        shift = Shift(work, self.clock(), self.house)
        is_waited_for = work.mail.settle(job, JobState.DONE, shift.now)
        # Their chat may have been cut off while it was drawn.
        readers = shift.readers_at(Address.parse(job.lane))
        is_read = not readers if "mine" in job.payload else job.payload["no"] in readers
        if ordered is None or not (is_waited_for and is_read):
            return False
        letter = Letter(ordered.text, media=media, until=ordered.until)
        send(shift, Address.parse(job.lane), letter, key=job.dedupe)
        kind = Made.OWN_DATA if "mine" in job.payload else Made.PICTURE
        note_made(shift, kind, [one.ref for one in media])
        return True

    async def _failed(self, job: Job, error: Exception) -> bool:
        log.error("picture failed", job=job.seq, error=type(error).__name__, at=where(error))
        now = self.clock()
        is_over = job.attempts + 1 >= TRIES
        self.meters.count(Queue.DRAW, Fate.SET_ASIDE if is_over else Fate.FAILED)
        state = JobState.DEAD if is_over else JobState.WAITING
        again = None if is_over else now + _AGAIN_AFTER
        cause = type(error).__name__
        await self.store.run(lambda work: work.mail.settle(job, state, now, cause, again))
        return is_over


def _mine(shift: Shift, address: Address) -> Ordered:
    """What a retailer told and what is known of them, for them alone."""
    conversation = shift.work.talk.conversation(address)
    locale = conversation.locale if conversation else ""
    with speaking(locale):
        return Ordered(say("privacy.here"), as_workbook(own_data(shift, address)))


def _month(shift: Shift, reader: Staff, month: date) -> Ordered:
    figures = figures_of(shift, month, reader)
    return Ordered(in_chat(figures), lambda face: draw("subcategories", figures, face, "png"))


def _week(shift: Shift, reader: Staff, monday: date) -> Ordered | None:
    week = week_for(shift, reader, monday)
    until = datetime.combine(monday, time(), CST) + _WORTH
    if not week.lines or shift.now >= until:
        return None
    return Ordered(of_week(week), lambda face: draw_week(week, face, "png"), until)

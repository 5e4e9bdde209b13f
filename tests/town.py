"""A small town at work: the built application, its people on one channel, a clock that stops."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.app import App, build
from bot.dialogue.conversing import Reader
from bot.settings import Settings
from models.case import Case
from models.ledger import LedgerEntry
from models.mail import Queue
from models.messages import Address, Outbound
from models.people import Shop, Staff
from storage.unit_of_work import Work
from tests.builders import a_notice, a_shop, the_staff
from tests.databases import lay_ready
from tests.stand_ins import KeywordReader, RecordingChannel, StoppedClock


class Town:
    """Says and presses things as people, and looks at what they read and what was kept."""

    def __init__(self, home: Path, reader: Reader, clock: StoppedClock, url: str = "") -> None:
        self.home = home
        self.url = url
        self.reader = reader
        self.clock = clock
        self.channel = RecordingChannel()
        self.events = 0
        self.app = self._open()

    def _open(self) -> App:
        own_numbers = self.home / "policy.toml"
        policy = own_numbers if own_numbers.exists() else None
        settings = Settings(home=self.home, database_url=self.url, policy=policy)
        key = (self.channel.name, self.channel.account)
        if not self.url:
            lay_ready(self.home)
        return build(settings, self.reader, clock=self.clock, more=lambda *_: {key: self.channel})

    def settle_in(self, shops: list[Shop], staff: list[Staff]) -> None:
        """People move in: the staff read at "staff-NO", a shop's owner at "shop-LICENCE"."""

        def move_in(work: Work) -> None:
            work.people.put_staff(staff)
            work.people.put_shops(shops)
            for person in staff:
                work.people.bind(self.at(f"staff-{person.no}"), f"staff:{person.no}", self.now)
            for shop in shops:
                work.people.bind(self.at(f"shop-{shop.licence}"), f"shop:{shop.licence}", self.now)
            for name in ("stranger", "daughter", *(f"shop-{shop.licence}" for shop in shops)):
                work.talk.note_told(a_notice(self.at(name), self.now))

        self.app.store.run_now(move_in)

    @property
    def now(self):  # type: ignore[no-untyped-def]
        return self.clock()

    def at(self, conversation: str) -> Address:
        return Address(self.channel.name, self.channel.account, conversation)

    async def arrives(self, who: str, **raw: object) -> None:
        """Something arrives and everything that follows from it is done, also where the desk
        waited a moment for more."""
        await self.sends(who, **raw)
        await self.app.settle()
        while self._grows(who):
            await self.pass_by(seconds=1)

    async def sends(self, who: str, **raw: object) -> None:
        """Something arrives, and nobody has looked at it yet."""
        self.events += 1
        event = {"conversation": who, "event_id": f"e{self.events}", **raw}
        await self.app.accept(self.channel, event)

    def _grows(self, who: str) -> bool:
        """Whether a thought of theirs is left to grow; one that failed waits for another reason."""
        lane = str(self.at(who))
        jobs = self.app.store.read_now(lambda work: work.mail.waiting_jobs(Queue.IN, lane, 1))
        return bool(jobs) and not jobs[0].error

    async def say(self, who: str, text: str) -> list[str]:
        """Say something; the texts that come back to the same person."""
        before = len(self.channel.to(who))
        await self.arrives(who, text=text)
        return [letter.text for letter in self.channel.to(who)[before:]]

    async def press(self, who: str, label: str) -> list[str]:
        """Press the latest button of that label."""
        before = len(self.channel.to(who))
        await self.arrives(who, kind="choice", choice=self.button(who, label))
        return [letter.text for letter in self.channel.to(who)[before:]]

    def button(self, who: str, label: str) -> str:
        """The token of the latest button of that label."""
        for letter in reversed(self.channel.to(who)):
            for choice in letter.choices:
                if choice.label == label:
                    return choice.token
        raise AssertionError(f"{who} was never offered {label!r}: {self.labels(who)}")

    def labels(self, who: str) -> list[str]:
        """What the last letter offers."""
        letters = self.channel.to(who)
        return [choice.label for choice in letters[-1].choices] if letters else []

    def last(self, who: str) -> str:
        return self.channel.to(who)[-1].text

    def letters(self, who: str) -> list[Outbound]:
        return self.channel.to(who)

    async def pass_by(self, **time: float) -> None:
        """Time goes by, and what fell due is done."""
        self.clock.pass_by(**time)
        await self.app.settle()

    async def restart(self) -> None:
        """The process ends and another one starts on the same files."""
        self.app.close()
        self.app = self._open()

    def cases(self) -> list[Case]:
        return self.app.store.read_now(
            lambda work: [
                case
                for conversation in sorted({str(one.address) for one in self.channel.letters})
                for case in reversed(work.cases.of_complainant(conversation, limit=50))
            ]
        )

    def the_case(self) -> Case:
        (case,) = self.cases()
        return case

    def ledger(self, case: Case) -> list[LedgerEntry]:
        return self.app.store.read_now(lambda work: work.cases.ledger(case.id))


@contextmanager
def a_town(home: Path, reader: Reader | None = None, url: str = "") -> Iterator[Town]:
    """A town with the usual staff, 王大姐's shop and two more; at `url`, else on a file."""
    town = Town(home, reader or KeywordReader(), StoppedClock(), url)
    town.settle_in(
        [
            a_shop(),
            a_shop("310101100002", name="老刘烟酒", owner_name="刘叔", class_level=22),
            a_shop("310101100003", name="街口便利", owner_name="赵姐", manager_no="1002"),
        ],
        the_staff(),
    )
    try:
        yield town
    finally:
        town.app.close()

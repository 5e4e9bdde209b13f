"""A small school: a desk whose classifier learned little, and people who sort messages by hand."""

import asyncio
import csv
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from itertools import zip_longest
from pathlib import Path

from bot.app import App, build
from bot.desk.learning import put
from bot.desk.shift import Shift
from bot.settings import Settings
from bot.tutor import Tutor
from models.labels import LABELS, Sample, Source
from models.learning import Training
from models.messages import Address, Outbound
from models.terms import Role
from nlp.dataset import CORPUS, Example, read_examples
from nlp.duty import OnDuty
from nlp.lessons import Lessons
from nlp.registry import Registry
from nlp.retraining import retrain
from storage.unit_of_work import Work
from tests.builders import a_member, a_shop, the_staff
from tests.databases import lay_ready
from tests.stand_ins import RecordingChannel, StoppedClock
from tests.web.console import Desk

#: How many messages the first classifier learned from.
FIRST = 200
#: The last writer of whom lessons are taken, so that who writes after them changes no lot here.
_LAST_WRITER = "w44"


@cache
def shipped(part: str) -> tuple[Example, ...]:
    return read_examples(CORPUS / f"{part}.csv")


def divided(seed: int = 1) -> tuple[list[Example], list[Example]]:
    """The messages of the first classifier, and the others: each label in its turn, and those of a
    label in an order drawn by lot."""
    known = (one for one in shipped("train") if one.writer <= _LAST_WRITER)
    examples = [one for one in known if 4 <= len(one.text) <= 60]
    random.Random(seed).shuffle(examples)
    by_label = {label: [one for one in examples if one.label == label] for label in LABELS}
    turns = zip_longest(*by_label.values())
    dealt = [one for turn in turns for one in turn if one is not None]
    return dealt[:FIRST], dealt[FIRST:]


def write_corpus(folder: Path, examples: Sequence[Example], judged: int) -> Path:
    """A corpus of these examples, with so many of the shipped gold messages to be judged by."""
    folder.mkdir(parents=True)
    gold = list(shipped("gold"))
    random.Random(3).shuffle(gold)
    for name, rows in (("train", examples), ("gold", gold[:judged])):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text", "label", "secondary", "origin"])
            writer.writerows([one.text, one.label, one.secondary, one.origin] for one in rows)
    return folder


@dataclass
class School:
    """The built application with its tutor, on a channel whose other end is a list."""

    app: App
    clock: StoppedClock
    channel: RecordingChannel
    corpus: Path
    events: int = field(default=0)

    @property
    def tutor(self) -> Tutor:
        assert self.app.tutor is not None
        return self.app.tutor

    @property
    def registry(self) -> Registry:
        return self.tutor.reader.registry

    async def say(self, who: str, text: str) -> list[str]:
        """Say something, and read what comes back."""
        before = len(self.letters(who))
        self.events += 1
        event = {"conversation": who, "event_id": f"s{self.events}", "text": text}
        await self.app.accept(self.channel, event)
        await self.app.settle()
        self.clock.pass_by(seconds=12)
        await self.app.settle()
        return [letter.text for letter in self.letters(who)[before:]]

    async def press(self, who: str, label: str) -> list[str]:
        """Press the latest button of that label, and read what comes back."""
        before = len(self.letters(who))
        tokens = [
            choice.token
            for letter in self.letters(who)
            for choice in letter.choices
            if choice.label == label
        ]
        self.events += 1
        event = {"conversation": who, "event_id": f"s{self.events}", "choice": tokens[-1]}
        await self.app.accept(self.channel, {**event, "kind": "choice"})
        await self.app.settle()
        return [letter.text for letter in self.letters(who)[before:]]

    def letters(self, who: str) -> list[Outbound]:
        return self.channel.to(who)

    def queue(self, examples: Sequence[Example]) -> None:
        """Have these messages wait to be sorted."""

        def unit(work: Work) -> None:
            shift = Shift(work, self.clock(), self.app.house)
            for number, one in enumerate(examples, 1):
                sample = Sample(
                    id=number,
                    text=one.text,
                    source=Source.UNSURE,
                    margin=number / len(examples),
                    put_at=self.clock(),
                )
                put(shift, sample)

        self.app.store.run_now(unit)

    async def train(self) -> Training:
        """See the training that was asked for through to its end."""
        while True:
            await self.tutor.trainer.look()
            training = self.training()
            if training.state.is_over:
                await self.app.settle()
                return training
            await asyncio.sleep(0.05)

    def training(self) -> Training:
        return self.app.store.read_now(lambda work: work.learning.trainings(limit=1)[0])


@contextmanager
def a_school(home: Path, examples: Sequence[Example], judged: int = 300) -> Iterator[School]:
    """A desk whose champion learned from these examples, with two admins and the usual staff."""
    corpus = write_corpus(home / "corpus", examples, judged)
    registry = Registry(home / "classifiers")
    first = retrain(registry, Lessons(corpus=corpus), trained_at="2026-03-01T08:00:00+08:00")
    registry.promote(first.version)
    with open_school(home, registry, corpus) as school:
        yield school


@contextmanager
def open_school(home: Path, registry: Registry, corpus: Path) -> Iterator[School]:
    """A desk that reads with the champion of a registry, and its people."""
    clock, channel = StoppedClock(), RecordingChannel()
    settings = Settings(home=home, database_url="")
    lay_ready(home)
    app = build(
        settings,
        OnDuty(registry),
        clock=clock,
        is_demo=True,
        more=lambda *_: {(channel.name, channel.account): channel},
    )
    school = School(app, clock, channel, corpus)
    school.tutor.trainer.corpus = corpus
    app.store.run_now(lambda work: _move_in(work, school))
    try:
        yield school
    finally:
        app.close()


def _move_in(work: Work, school: School) -> None:
    staff = [*the_staff(), a_member("9002", "副管", Role.ADMIN, superior_no="3001", region="")]
    work.people.put_staff(staff)
    work.people.put_shops([a_shop()])
    now = school.clock()
    for person in staff:
        work.people.bind(_at(school, f"staff-{person.no}"), f"staff:{person.no}", now)
    work.people.bind(_at(school, "shop"), f"shop:{a_shop().licence}", now)


def _at(school: School, conversation: str) -> Address:
    return Address(school.channel.name, school.channel.account, conversation)


async def sort_next(desk: Desk, truth: dict[str, str]) -> str | None:
    """Sort the message on the page as the truth has it; its text, None where nothing waits."""
    page = (await desk.get("/admin/labels")).text
    found = re.search(r'<p class="sample">(.*?)</p>', page, re.S)
    if not found:
        return None
    text = unescape(found[1])
    fields = dict(re.findall(r'name="(sample|version)" value="(\d+)"', page))
    answer = await desk.post("/admin/labels", **fields, label=truth[text])
    assert answer.status_code == 303, answer.text
    return text

"""The courier at the pace of a channel, under a clock that only the tests move."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import mailbag
from bot.channels.telegram import CAPS
from bot.courier import GIVEN_UP_AFTER, Courier, Undelivered
from bot.limits import Budget
from bot.port import Gone, Refused, Retry
from models.mail import JobState, Queue
from models.messages import Address, InboundKind, Media, Outbound
from storage.engine import Store
from storage.unit_of_work import Work
from tests.stand_ins import RecordingChannel, StoppedClock

ACCOUNT = ("telegram", "7000001")
LONG = "送货晚了两天。" * 800  # 5,600 characters: two messages


class PacedChannel(RecordingChannel):
    """A channel with Telegram's limits that writes down when it was sent what."""

    name, account = ACCOUNT
    caps = CAPS

    def __init__(self, clock: StoppedClock) -> None:
        super().__init__()
        self.clock = clock
        self.times: list[tuple[datetime, str, str]] = []
        self.faults: dict[str, list[Exception]] = {}  #: by conversation, one for each try
        self.tries: list[datetime] = []

    async def send(self, letter: Outbound) -> str:
        conversation = letter.address.conversation
        self.tries.append(self.clock())
        if faults := self.faults.get(conversation):
            raise faults.pop(0)
        self.times.append((self.clock(), conversation, letter.text))
        return await super().send(letter)

    def sent_to(self, conversation: str) -> list[datetime]:
        return [at for at, to, _ in self.times if to == conversation]

    def texts_to(self, conversation: str) -> list[str]:
        return [text for _, to, text in self.times if to == conversation]


@dataclass
class Outbox:
    """Letters, a courier that can die, and time."""

    store: Store
    clock: StoppedClock = field(default_factory=StoppedClock)
    taken_over: list[tuple[str, Undelivered]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.channel = PacedChannel(self.clock)
        self.count = 0
        self.restart()

    def restart(self, name: str = "courier") -> None:
        def take_over(_: Work, letter: Outbound, why: Undelivered, __: str) -> None:
            self.taken_over.append((letter.text, why))

        self.courier = Courier(
            self.store, self.clock, {ACCOUNT: self.channel}, name, people_take_over=take_over
        )

    def put(self, conversation: str, *texts: str, media: Sequence[Media] = ()) -> None:
        for text in texts:
            self.count += 1
            to = Address(*ACCOUNT, conversation)
            letter = Outbound(f"k{self.count}", to, text, media=tuple(media))
            content = mailbag.pack(letter)
            self.store.run_now(
                lambda work, letter=letter, content=content: work.mail.put(  # type: ignore[misc]
                    Queue.OUT, str(letter.address), letter.key, content, self.clock()
                )
            )

    async def pass_by(self, seconds: float, step: float = 0.25) -> None:
        for _ in range(round(seconds / step)):
            await self.courier.deliver_due()
            self.clock.pass_by(seconds=step)
        await self.courier.deliver_due()


@pytest.fixture
def outbox(file_store: Store) -> Outbox:
    return Outbox(file_store)


def most_within(times: Sequence[datetime], span: timedelta) -> int:
    """How many fall into the fullest span, which is open at its end."""
    return max(sum(first <= at < first + span for at in times) for first in times)


async def test_a_person_is_sent_a_message_a_second_in_order(outbox: Outbox) -> None:
    outbox.put("42", *"一二三四五")
    await outbox.pass_by(seconds=6)
    assert outbox.channel.texts_to("42") == list("一二三四五")
    assert most_within(outbox.channel.sent_to("42"), timedelta(seconds=1)) == 1


async def test_a_letter_that_comes_within_the_second_waits_for_its_end_after_a_restart_too(
    outbox: Outbox,
) -> None:
    outbox.put("42", "一")
    await outbox.courier.deliver_due()
    outbox.restart("the next process")
    outbox.put("42", "二")
    await outbox.courier.deliver_due()
    assert outbox.channel.texts_to("42") == ["一"]
    await outbox.pass_by(seconds=1)
    assert outbox.channel.texts_to("42") == ["一", "二"]


async def test_thirty_a_second_go_out_to_all_together_and_none_is_forgotten(
    outbox: Outbox,
) -> None:
    for person in range(100):
        outbox.put(str(person), "停电通知")
    await outbox.pass_by(seconds=5)
    times = [at for at, _, _ in outbox.channel.times]
    assert len(times) == 100
    assert most_within(times, timedelta(seconds=1)) == 30


async def test_a_group_is_sent_twenty_messages_a_minute(outbox: Outbox) -> None:
    outbox.put("-5", *(str(number) for number in range(25)))
    await outbox.pass_by(seconds=80, step=1)
    assert len(outbox.channel.sent_to("-5")) == 25
    assert most_within(outbox.channel.sent_to("-5"), timedelta(minutes=1)) == 20


async def test_who_is_to_be_left_alone_for_a_while_holds_up_nobody_else(outbox: Outbox) -> None:
    outbox.channel.faults["42"] = [Retry(7)]
    outbox.put("42", "一", "二")
    outbox.put("43", "三", "四")
    await outbox.pass_by(seconds=6)
    assert outbox.channel.texts_to("43") == ["三", "四"]
    assert outbox.channel.texts_to("42") == []
    await outbox.pass_by(seconds=3)
    assert outbox.channel.texts_to("42") == ["一", "二"]
    assert outbox.taken_over == []


async def test_trouble_is_met_with_growing_waits_and_nothing_is_given_up_for_a_day(
    outbox: Outbox,
) -> None:
    outbox.channel.faults["42"] = [Retry() for _ in range(12)]
    outbox.put("42", "一")
    await outbox.pass_by(seconds=3600, step=10)
    waits = [after - before for before, after in pairwise(outbox.channel.tries)]
    assert outbox.channel.texts_to("42") == ["一"]
    assert waits[0] < timedelta(seconds=15) < waits[4] < waits[8]
    assert max(waits) <= timedelta(minutes=13)
    assert outbox.taken_over == []


async def test_after_a_day_of_trouble_people_take_over_and_the_next_letter_goes_out(
    outbox: Outbox,
) -> None:
    outbox.channel.faults["42"] = [Retry() for _ in range(1000)]
    outbox.put("42", "一")
    await outbox.pass_by(seconds=GIVEN_UP_AFTER.total_seconds() + 900, step=300)
    assert outbox.taken_over == [("一", Undelivered.GIVEN_UP)]
    outbox.channel.faults.clear()
    outbox.put("42", "二")
    await outbox.pass_by(seconds=2)
    assert outbox.channel.texts_to("42") == ["二"]


async def test_a_letter_that_waited_out_a_day_down_is_not_given_up_at_its_first_trouble(
    outbox: Outbox,
) -> None:
    outbox.put("42", "一")
    outbox.clock.pass_by(days=2)
    outbox.channel.faults["42"] = [Retry()]
    await outbox.pass_by(seconds=10, step=1)
    assert outbox.channel.texts_to("42") == ["一"]


@pytest.mark.parametrize(
    ("fault", "why"), [(Gone("x"), Undelivered.GONE), (Refused("x"), Undelivered.REFUSED)]
)
async def test_what_a_channel_does_not_take_is_parked_once_and_holds_up_nothing(
    outbox: Outbox, fault: Exception, why: Undelivered
) -> None:
    outbox.channel.faults["42"] = [fault]
    outbox.put("42", "一", "二")
    await outbox.pass_by(seconds=2)
    assert outbox.channel.texts_to("42") == ["二"]
    assert outbox.taken_over == [("一", why)]
    assert [job.error for job in outbox.store.read_now(lambda work: work.mail.dead(Queue.OUT))] == [
        why.value
    ]


async def test_a_long_letter_goes_on_where_it_stopped_also_in_another_process(
    outbox: Outbox,
) -> None:
    outbox.put("42", LONG, "后面一条")
    await outbox.courier.deliver_due()
    outbox.channel.faults["42"] = [Retry()]
    outbox.restart("the next process")
    await outbox.pass_by(seconds=6)
    first, second, after = outbox.channel.texts_to("42")
    assert first + second == LONG
    assert first.endswith("。")
    assert after == "后面一条"


async def test_files_come_before_words_that_are_too_long_for_a_caption(outbox: Outbox) -> None:
    pictures = [Media(InboundKind.PHOTO, "a"), Media(InboundKind.PHOTO, "b")]
    outbox.put("42", "两张照片", media=pictures)
    outbox.put("43", "送货晚了。" * 300, media=pictures[:1])
    outbox.put("44", "一张照片", media=pictures[:1])
    await outbox.pass_by(seconds=3)
    shape = [(len(one.media), bool(one.text)) for one in outbox.channel.to("42")]
    assert shape == [(1, False), (1, False), (0, True)]
    assert [len(one.media) for one in outbox.channel.to("43")] == [1, 0]
    assert [(len(one.media), one.text) for one in outbox.channel.to("44")] == [(1, "一张照片")]


@pytest.mark.parametrize("seed", range(8))
async def test_no_letter_overtakes_an_earlier_one_whatever_goes_wrong(
    outbox: Outbox, seed: int
) -> None:
    chance = random.Random(seed)
    people = ["42", "43", "44"]
    for person in people:
        kinds = [Retry(3), Retry(), TimeoutError(), ValueError("a fault of ours")]
        outbox.channel.faults[person] = [chance.choice(kinds) for _ in range(4)]
    for number in range(12):
        outbox.put(chance.choice(people), f"#{number}{LONG if chance.random() < 0.2 else ''}")
        await outbox.pass_by(seconds=1, step=0.5)
        if chance.random() < 0.3:
            outbox.restart(f"process {number}")
    await outbox.pass_by(seconds=200, step=2)
    for person in people:
        whole = "".join(outbox.channel.texts_to(person))
        numbers = [int(number) for number in re.findall(r"#(\d+)", whole)]
        assert numbers == sorted(set(numbers))
        assert whole.replace(LONG, "") == "".join(f"#{number}" for number in numbers)
    assert outbox.store.read_now(lambda work: work.mail.waiting(Queue.OUT))[0] == 0


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_of_two_processes_one_at_a_time_sends_for_an_account_with_limits(
    store: Store,
) -> None:
    first, second = Outbox(store), Outbox(store)
    second.clock = first.clock
    first.restart("one")
    second.restart("other")
    first.put("42", "一")
    assert await second.courier.deliver_due() == 1
    first.put("43", "二")
    await first.courier.deliver_due()
    assert first.channel.times == []
    first.clock.pass_by(seconds=13)  # the other one has died
    await first.courier.deliver_due()
    assert first.channel.texts_to("43") == ["二"]


@given(st.lists(st.integers(0, 900), max_size=80), st.integers(1, 5))
def test_a_budget_is_never_overdrawn_within_any_second(gaps: list[int], a_second: int) -> None:
    budget = Budget(a_second)
    now = StoppedClock()()
    spent: list[datetime] = []
    for gap in gaps:
        now = max(now + timedelta(milliseconds=gap), budget.free_at(now))
        if budget.free_at(now) <= now:
            budget.spend(now)
            spent.append(now)
    assert not spent or most_within(spent, timedelta(seconds=1)) <= a_second


class CalledBack(RecordingChannel):
    """A channel whose letters are all called back, as from a chat that is cut off, while the first
    of them is on its way; what becomes of that one is told."""

    def __init__(self, store: Store, clock: StoppedClock, ending: Exception | None) -> None:
        super().__init__()
        self.store, self.clock, self.ending = store, clock, ending

    async def send(self, letter: Outbound) -> str:
        def call_back(work: Work) -> None:
            for job in work.mail.waiting_jobs(Queue.OUT, str(letter.address), 10):
                work.mail.settle(job, JobState.DONE, self.clock(), "cut off")

        await self.store.run(call_back)
        told = await super().send(letter)
        if self.ending:
            raise self.ending
        return told


@pytest.mark.parametrize(
    "ending", [None, Retry(), Retry(3), Gone(), ValueError()], ids=lambda one: repr(one)
)
async def test_what_is_called_back_while_a_letter_is_on_its_way_is_never_sent(
    store: Store, ending: Exception | None
) -> None:
    clock, taken_over = StoppedClock(), []
    channel = CalledBack(store, clock, ending)
    to = Address(channel.name, channel.account, "42")
    for text in "一二三":
        content = mailbag.pack(Outbound(text, to, text))
        store.run_now(
            lambda work, text=text, content=content: work.mail.put(
                Queue.OUT, str(to), text, content, clock()
            )
        )
    courier = Courier(
        store,
        clock,
        {(channel.name, channel.account): channel},
        "courier",
        people_take_over=lambda *told: taken_over.append(told),
    )
    for _ in range(3):
        await courier.deliver_due()
        clock.pass_by(hours=2)
    assert [letter.text for letter in channel.letters] == ["一"]
    assert taken_over == []
    assert store.read_now(lambda work: work.mail.waiting(Queue.OUT)) == (0, None)

"""Faults on demand, with the whole desk behind the channel: nothing lost, nothing doubled."""

import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from models.mail import Queue
from models.messages import Address
from tests.channels.bot_api import (
    BAD_GATEWAY,
    BROKEN,
    DROPPED_AFTER,
    DROPPED_BEFORE,
    TOO_MANY,
    BotApi,
    Fault,
)
from tests.channels.desk_side import WANG
from tests.channels.telegram_talk import TelegramTalk
from tests.channels.test_telegram import WAYS

ADMIN = 88


@pytest.fixture(params=WAYS, ids="-".join)
async def talk(
    tmp_path: Path, api: BotApi, request: pytest.FixtureRequest
) -> AsyncIterator[TelegramTalk]:
    talk = TelegramTalk(tmp_path, api, *request.param)
    await talk.begin()
    yield talk
    await talk.end()


@pytest.fixture
async def polled(tmp_path: Path, api: BotApi) -> AsyncIterator[TelegramTalk]:
    """A talk that has not begun."""
    talk = TelegramTalk(tmp_path, api)
    yield talk
    await talk.end()


async def test_a_poison_update_is_told_to_the_admin_and_those_around_it_are_answered(
    talk: TelegramTalk, api: BotApi
) -> None:
    chat = Address("telegram", talk.address.account, str(ADMIN))
    talk.app.store.run_now(lambda work: work.people.bind(chat, "staff:9001", talk.app.clock()))
    updates = [
        await api.text(WANG, WANG, "今天送来的烟少送了"),
        await api.feed({"message": {"message_id": "?", "chat": {"id": WANG}}}),
        await api.feed({"callback_query": 5}),
        await api.text(WANG, WANG, "玉溪 1"),
    ]
    await talk.answered(*updates)
    dead = talk.app.store.read_now(lambda work: work.mail.dead(Queue.IN))
    assert len(dead) == 2
    assert "玉溪" in api.sent_to(WANG)[-1].text
    assert ["读不出来" in sent.text for sent in api.sent_to(ADMIN)] == [True]


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        (TOO_MANY, 1),
        (BROKEN, 1),
        (BAD_GATEWAY, 1),
        (DROPPED_BEFORE, 1),
        (DROPPED_AFTER, 2),  # nobody can know that it arrived
        (Fault(slow=0.2), 1),
    ],
    ids=["429", "500", "502", "dropped before", "dropped after", "slow"],
)
async def test_an_answer_arrives_once_whatever_goes_wrong_in_sending(
    talk: TelegramTalk, api: BotApi, fault: Fault, times: int
) -> None:
    api.expect("sendMessage", fault)
    await talk.say("今天送来的玉溪少送1条")
    for _ in range(20):
        talk.clock.pass_by(seconds=3)
        await talk.settle()
    texts = [sent.text for sent in api.sent_to(WANG)]
    assert len(texts) == times
    assert len(set(texts)) == 1
    await talk.press("对")
    cases = talk.app.store.read_now(lambda work: work.cases.of_complainant(talk.address, limit=9))
    assert len(cases) == 1


async def test_five_hundred_repeated_and_reordered_updates_are_each_taken_once(
    polled: TelegramTalk, api: BotApi
) -> None:
    chance = random.Random(5)
    messages = [api.written(person, person, text=f"在吗{person}") for person in range(1000, 1100)]
    updates = [{"message": message} for message in messages] * 5
    chance.shuffle(updates)
    numbers = sorted(chance.sample(range(1, 10**6), len(updates)))  # with gaps
    for number, update in zip(numbers, updates, strict=True):
        await api.feed({"update_id": number, **update})
    await polled.begin()
    await api.until(lambda: not api.pending)
    assert waiting(polled) == len(messages)


async def test_a_backlog_of_five_thousand_after_a_day_down_is_taken_whole(
    polled: TelegramTalk, api: BotApi
) -> None:
    for number in range(5_000):
        message = api.written(1 + number % 400, 1 + number % 400, text=f"第{number}句")
        api.pending_updates().append({"update_id": number + 1, "message": message})
    await polled.begin()
    await api.until(lambda: not api.pending)
    assert waiting(polled) == 5_000
    lane = f"telegram:{polled.address.account}:7"
    jobs = polled.app.store.read_now(lambda work: work.mail.waiting_jobs(Queue.IN, lane, 99))
    texts: list[Any] = [job.payload["raw"]["message"]["text"] for job in jobs]
    assert texts == [f"第{number}句" for number in range(6, 5_000, 400)]


def waiting(talk: TelegramTalk) -> int:
    count, _ = talk.app.store.read_now(lambda work: work.mail.waiting(Queue.IN))
    return count

"""In which language a conversation is held: one decision, Chinese for everybody else."""

import re
from datetime import UTC, datetime

import pytest

from bot.dialogue import tongue
from bot.wording import say, speaking
from models.conversation import Conversation
from models.errors import Refusal, TooLate, WrongStage
from models.messages import Address, Inbound
from tests.journeys import moves
from tests.journeys.moves import WANG, ZHANG
from tests.town import Town

NOW = datetime(2026, 3, 12, 2, tzinfo=UTC)
HERE = Address("telegram", "1", "2")


def held_in(language: str, *said: str, chosen: str = "") -> str:
    """The language of a conversation after these messages of somebody whose app is set to one."""
    conversation = Conversation(channel="telegram", account="1", conversation="2", touched_at=NOW)
    if chosen:
        tongue.choose(conversation, chosen, NOW)
    for text in said:
        tongue.settle(conversation, Inbound(HERE, "e", "u", "n", NOW, text=text, language=language))
        conversation.version += 1
    return conversation.locale


@pytest.mark.parametrize(
    ("language", "said", "locale"),
    [
        ("", "hello", "zh_CN"),
        ("zh-hans", "hello", "zh_CN"),
        ("fr", "bonjour", "zh_CN"),
        ("en", "hello", "en"),
        ("en-GB,en;q=0.9,zh;q=0.5", "", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "hi", "zh_CN"),
        ("en", "烟少了", "zh_CN"),
    ],
)
def test_the_first_message_decides(language: str, said: str, locale: str) -> None:
    assert held_in(language, said) == locale


def test_who_writes_chinese_after_all_is_answered_in_chinese() -> None:
    assert held_in("en", "hello", "烟少了", "玉溪 1") == "zh_CN"


@pytest.mark.parametrize("chosen", ["en", "zh_CN"])
def test_what_was_chosen_stays_whatever_is_written(chosen: str) -> None:
    assert held_in("en", "hello", "烟少了", chosen=chosen) == chosen


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("/english", "en"),
        ("/lang en", "en"),
        ("English, please", "en"),
        ("/lang", "zh_CN"),
        ("/lang 中文", "zh_CN"),
        ("/chinese", "zh_CN"),
        ("说中文", "zh_CN"),
        ("english cigarettes are missing", None),
        ("中文说明书没有", None),
    ],
)
def test_a_language_is_chosen_in_so_many_words(text: str, locale: str | None) -> None:
    assert tongue.chosen_in(text) == locale


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        (WrongStage("已经办结"), "moved on"),
        (TooLate("过了"), "has passed"),
        (Refusal("不行"), "not possible"),
    ],
)
def test_a_refusal_is_said_in_the_language_of_the_conversation(refusal: Refusal, says: str) -> None:
    assert tongue.refused(refusal) == refusal.says
    with speaking("en"):
        assert says in tongue.refused(refusal)


#: Chinese that an English text may hold: names, a brand, and what people wrote themselves.
NOT_OURS = re.compile("张明|陈芳|惠访|玉溪|周三送货时补 1 条")


async def test_a_case_is_told_from_filing_to_closing_in_english(town: Town) -> None:
    await town.say(WANG, "/english")
    await town.say(WANG, moves.SHORT)
    await town.press(WANG, "Right")
    await town.say(WANG, "any news?")
    assert "on record. Manager 张明 answers you" in town.last(WANG)
    await town.press(WANG, "Urge")
    for label in ("受理", "成立", "配送", "装车差错", "提方案"):
        await town.press(ZHANG, label)
    await town.say(ZHANG, "周三送货时补 1 条")
    await town.press(WANG, "Agree")
    await town.press(ZHANG, "已落实")
    await town.press(WANG, "Received")
    await town.press(ZHANG, "办结")
    await town.press(ZHANG, "轻")
    await town.say(ZHANG, "装车双人核对")
    await town.say(WANG, "what is the status of my complaint")
    await town.say(WANG, "I want to talk to a human")
    texts = moves.texts(town, WANG)
    assert re.findall("[\u3400-\u9fff]+", NOT_OURS.sub("", texts)) == []


async def test_staff_read_chinese_whoever_they_work_for(town: Town) -> None:
    await town.say(WANG, "/english")
    await town.say(WANG, moves.SHORT)
    await town.press(WANG, "Right")
    assert "今天，玉溪 1 条" in town.last(ZHANG)
    with speaking("en"):
        assert say("summary.comma") not in moves.latest(town).summary

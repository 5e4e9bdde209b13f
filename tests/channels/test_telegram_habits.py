"""What people do in a chat program beside typing: answer, change, forward, block, gather."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.desk.enrolment import new_code
from models.case import Case
from models.messages import Address, InboundKind
from tests.channels.bot_api import BLOCKED, NOT_TAKEN, TOO_MANY, USERNAME, BotApi
from tests.channels.contract import A_PHOTO
from tests.channels.desk_side import WANG
from tests.channels.telegram_talk import ZHANG, TelegramTalk

ADMIN = 90
GROUP = -100500


@pytest.fixture
async def talk(tmp_path: Path, api: BotApi) -> AsyncIterator[TelegramTalk]:
    """王大姐, her manager 张明, and the admin, each at a chat of their own."""
    talk = TelegramTalk(tmp_path, api)
    await talk.begin()
    for chat, no in ((ZHANG, "1001"), (ADMIN, "9001")):
        bind(talk, chat, f"staff:{no}")
    yield talk
    await talk.end()


def bind(talk: TelegramTalk, chat: int, ref: str) -> None:
    address = Address("telegram", talk.address.account, str(chat))
    talk.app.store.run_now(lambda work: work.people.bind(address, ref, talk.app.clock()))


def texts(talk: TelegramTalk, chat: int) -> list[str]:
    return [sent.text for sent in talk.api.sent_to(chat)]


def cases(talk: TelegramTalk) -> list[Case]:
    found = talk.app.store.read_now(lambda work: work.cases.of_complainant(talk.address, limit=9))
    return sorted(found, key=lambda case: case.number)


async def file_two(talk: TelegramTalk) -> None:
    """Two complaints on record: a short delivery, and rudeness."""
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    await talk.say("送货的骂人了")
    while len(cases(talk)) < 2:
        keys = [key for row in talk.api.sent_to(WANG)[-1].keys for key in row]
        await talk.press(
            next(key for key in ("对", "送货的", "昨天", "不用", keys[0]) if key in keys)
        )


def message_that_says(talk: TelegramTalk, words: str, chat: int = WANG) -> dict[str, Any]:
    """The first message of ours with these words in it, as one that is answered."""
    sent = next(sent for sent in talk.api.sent_to(chat) if words in sent.text)
    return {"message_id": sent.message_id, "from": {"id": 7000001, "is_bot": True}}


async def answers(talk: TelegramTalk, who: int, words: str, text: str) -> None:
    reply = message_that_says(talk, words, who)
    await talk.answered(await talk.api.text(who, who, text, reply_to_message=reply))


async def test_an_answer_to_a_card_is_about_its_case_and_no_other(talk: TelegramTalk) -> None:
    await file_two(talk)
    first, second = cases(talk)
    await answers(talk, WANG, first.number, "催一下")
    assert [case.urges for case in cases(talk)] == [1, 0]
    await answers(talk, WANG, second.number, "他是个高个子")
    told = next(text for text in reversed(texts(talk, ZHANG)) if "他是个高个子" in text)
    assert second.number in told


async def test_a_manager_who_answers_a_card_with_the_word_of_a_move_makes_it(
    talk: TelegramTalk,
) -> None:
    await file_two(talk)
    first, second = cases(talk)
    await answers(talk, ZHANG, first.number, "受理")
    assert [case.contacted_at is not None for case in cases(talk)] == [True, False]
    await answers(talk, ZHANG, second.number, "这是什么事")
    assert second.number in texts(talk, ZHANG)[-1]


async def test_a_message_changed_before_its_matter_is_filed_corrects_it(
    talk: TelegramTalk,
) -> None:
    said = await talk.api.text(WANG, WANG, "今天送来的玉溪少送1条")
    await talk.answered(said)
    number = said["message"]["message_id"]
    await talk.answered(await talk.api.edit(WANG, WANG, number, "今天送来的玉溪少送3条"))
    assert "玉溪 3 条" in texts(talk, WANG)[-1]
    await talk.press("对")
    assert "3 条" in cases(talk)[0].summary


async def test_a_message_changed_after_it_was_filed_is_kept_beside_what_it_said_first(
    talk: TelegramTalk,
) -> None:
    said = await talk.api.text(WANG, WANG, "今天送来的玉溪少送1条")
    await talk.answered(said)
    await talk.press("对")
    number = said["message"]["message_id"]
    await talk.answered(await talk.api.edit(WANG, WANG, number, "今天送来的玉溪少送3条"))
    (case,) = cases(talk)
    assert case.said == "今天送来的玉溪少送1条"
    assert "改成：今天送来的玉溪少送3条" in texts(talk, ZHANG)[-1]


async def test_what_staff_change_is_not_taken_for_an_answer(talk: TelegramTalk) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    await talk.pressed_by(ZHANG, "受理")
    await talk.answered(await talk.api.edit(ZHANG, ZHANG, 3, "成立"))
    assert texts(talk, ZHANG)[-1] == "改过的话不算数，请重新发一条。"


async def test_forwarded_words_tell_of_a_matter_and_answer_nothing(talk: TelegramTalk) -> None:
    origin = {"forward_origin": {"type": "user", "date": 1}}
    await talk.answered(await talk.api.text(WANG, WANG, "今天送来的玉溪少送1条", **origin))
    assert talk.api.sent_to(WANG)[-1].keys == (("对", "改"),)
    await talk.answered(await talk.api.text(WANG, WANG, "对", **origin))
    assert cases(talk) == []


async def test_a_sticker_in_the_middle_puts_the_question_again(talk: TelegramTalk) -> None:
    await talk.say("今天送来的玉溪少送1条")
    question = texts(talk, WANG)[-1]
    await talk.answered(await talk.api.message(WANG, WANG, sticker={"emoji": "👍"}))
    assert texts(talk, WANG)[-1] == question


async def test_the_card_of_somebody_else_registers_nobody(talk: TelegramTalk) -> None:
    card = {"phone_number": "13900000001", "first_name": "王", "user_id": 4711}
    await talk.answered(await talk.api.message(99, 99, contact=card))
    (said,) = texts(talk, 99)
    assert said.endswith("这张名片不是您自己的，没有用它登记。")
    bound = Address("telegram", talk.address.account, "99")
    assert talk.app.store.read_now(lambda work: work.people.bindings_at(bound)) == []


@pytest.mark.parametrize("command", ["/help", "/nonsense", f"/help@{USERNAME}", "/help 怎么用"])
async def test_any_command_is_answered_with_what_can_be_done(
    talk: TelegramTalk, command: str
) -> None:
    await talk.say(command)
    assert talk.api.sent_to(WANG)[-1].keys == (("要投诉", "查进度"), ("转人工",))


async def test_the_commands_of_staff_open_nothing_to_a_retailer(talk: TelegramTalk) -> None:
    for command in ("/cases", "/today", "/away", "/record", "/console", "/model", "/retrain"):
        await talk.say(command)
    assert not any("http" in text or "分类器" in text for text in texts(talk, WANG))


async def test_a_group_hears_nothing_unless_it_speaks_to_the_bot_and_never_of_a_case(
    talk: TelegramTalk,
) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    await talk.api.until(lambda: ("telegram", talk.address.account) in named(talk))
    for text in ("今天吃什么", "查进度", "/cases@another_bot", "0312-01", "@someone 在吗"):
        await talk.answered(await talk.api.text(WANG, GROUP, text))
    assert texts(talk, GROUP) == []
    update = await talk.api.text(WANG, GROUP, f"@{USERNAME} 0312-01 办得怎么样了")
    await talk.answered(update)
    (answer,) = talk.api.sent_to(GROUP)
    assert f"https://t.me/{USERNAME}" in answer.text
    assert "0312" not in answer.text
    assert answer.quotes == update["message"]["message_id"]
    assert (answer.keys, answer.rows) == ((), ())


def named(talk: TelegramTalk) -> set[tuple[str, str]]:
    account = talk.address.account
    key = f"called:telegram:{account}"
    known = talk.app.store.read_now(lambda work: work.meta.get(key))
    return {("telegram", account)} if known else set()


async def test_in_a_group_nobody_is_bound_and_nothing_is_kept_of_what_is_said(
    talk: TelegramTalk,
) -> None:
    code = talk.app.store.run_now(
        lambda work: new_code(work, "shop:310101100001", talk.app.clock(), hours=24)
    )
    await talk.answered(await talk.api.text(99, GROUP, f"/start {code}"))
    group = Address("telegram", talk.address.account, str(GROUP))
    bound, said = talk.app.store.read_now(
        lambda work: (work.people.bindings_at(group), work.talk.recent(group, 9))
    )
    assert bound == []
    assert [one.by for one in said] == ["desk"]
    await talk.typed_by(99, f"/start {code}")
    assert "大姐烟店" in texts(talk, 99)[-1]  # the code was not used up


async def test_whom_chat_does_not_reach_is_telephoned_by_the_owner_until_they_write_again(
    talk: TelegramTalk,
) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    await talk.answered(await talk.api.block(WANG))
    talk.api.refuse(WANG, BLOCKED)
    heard = len(texts(talk, WANG))
    await talk.pressed_by(ZHANG, "受理")
    assert len(texts(talk, WANG)) == heard
    task = next(text for text in texts(talk, ZHANG) if text.startswith("请打电话"))
    assert all(word in task for word in ("0312-01", "大姐烟店", "王大姐", "13900000001", "接手"))
    assert not reachable(talk)
    await talk.say("查进度")
    assert reachable(talk)
    assert "0312-01" in texts(talk, WANG)[-1]


def reachable(talk: TelegramTalk) -> bool:
    bound = talk.app.store.read_now(lambda work: work.people.bindings_at(talk.address))
    return all(binding.reachable for binding in bound)


async def test_who_lets_the_bot_in_again_can_be_reached_again(talk: TelegramTalk) -> None:
    await talk.answered(await talk.api.block(WANG))
    assert not reachable(talk)
    await talk.answered(await talk.api.unblock(WANG))
    assert reachable(talk)


async def test_a_member_of_staff_who_blocked_the_bot_reads_the_letter_at_their_page(
    talk: TelegramTalk,
) -> None:
    talk.api.refuse(ZHANG, BLOCKED)
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    page = Address("web", "desk", "staff-1001")
    said, offered = talk.app.store.read_now(
        lambda work: (work.talk.recent(page, 9), work.buttons.latest(page))
    )
    assert [one.text for one in said if one.text.startswith("新案件")] != []
    assert offered[0].label == "受理"
    assert texts(talk, ZHANG) == []


async def test_what_telegram_does_not_take_alarms_an_admin_once_and_is_telephoned(
    talk: TelegramTalk,
) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    talk.api.refuse(WANG, NOT_TAKEN)
    await talk.say("查进度")
    assert [text for text in texts(talk, ADMIN) if "发不出去" in text] == [
        "有消息发不出去，已搁置，没有丢。渠道：telegram。\n"
        "原因：Button_data_invalid\n请运行 shouwen doctor 看看。"
    ]
    assert any(text.startswith("请打电话") for text in texts(talk, ZHANG))
    await talk.say("查进度")
    assert "0312-01" in texts(talk, WANG)[-1]


@pytest.mark.parametrize("library", ["ptb", "aiogram"])
async def test_telegram_that_asks_for_patience_gets_it_for_that_chat_alone(
    tmp_path: Path, api: BotApi, library: str
) -> None:
    talk = TelegramTalk(tmp_path, api, library)
    await talk.begin()
    api.refuse(WANG, TOO_MANY)
    before = talk.clock()
    await talk.say("今天送来的玉溪少送1条")
    assert texts(talk, WANG) == []
    await talk.typed_by(99, "你好")
    assert len(texts(talk, 99)) == 1
    talk.clock.pass_by(seconds=7)
    await talk.settle()
    assert talk.clock() - before >= timedelta(seconds=7)
    assert "玉溪 1 条" in texts(talk, WANG)[-1]
    await talk.end()


async def test_a_photo_in_the_middle_of_a_matter_is_kept_at_once(talk: TelegramTalk) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.photo(A_PHOTO)
    said = talk.app.store.read_now(lambda work: work.talk.recent(talk.address, 9))
    assert InboundKind.PHOTO in [one.kind for one in said]

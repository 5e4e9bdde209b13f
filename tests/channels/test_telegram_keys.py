"""Large keys for retailers, buttons for staff, over the Bot API."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.desk.enrolment import new_code
from models.messages import Address
from storage.unit_of_work import Work
from tests.builders import a_shop
from tests.channels.bot_api import BotApi, Sent, person, room
from tests.channels.desk_side import WANG
from tests.channels.telegram_talk import SECRET, ZHANG, TelegramTalk

ALWAYS = (("要投诉", "查进度"), ("转人工",))


@pytest.fixture
async def talk(tmp_path: Path, api: BotApi) -> AsyncIterator[TelegramTalk]:
    """王大姐 at her chat, and 张明 at his."""
    talk = TelegramTalk(tmp_path, api)
    await talk.begin()
    chat = Address("telegram", talk.address.account, str(ZHANG))
    talk.app.store.run_now(lambda work: work.people.bind(chat, "staff:1001", talk.app.clock()))
    yield talk
    await talk.end()


def last(talk: TelegramTalk, who: int = WANG) -> Sent:
    return talk.api.sent_to(who)[-1]


async def test_the_answers_to_a_question_are_large_keys_that_type_what_they_say(
    talk: TelegramTalk,
) -> None:
    await talk.say("今天送来的玉溪少送1条")
    assert (last(talk).keys, last(talk).rows) == ((("对", "改"),), ())
    await talk.press("对")
    said = talk.app.store.read_now(lambda work: work.talk.recent(talk.address, 9))
    assert [one.text for one in said if one.by == "retailer"] == ["今天送来的玉溪少送1条", "对"]
    assert "0312-01 号" in last(talk).text


async def test_when_nothing_is_asked_the_keys_are_what_may_be_wished_for_at_any_time(
    talk: TelegramTalk,
) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    assert last(talk).keys == ALWAYS
    await talk.press("查进度")
    assert "0312-01" in last(talk).text


async def test_answers_about_a_case_stand_under_its_own_letter_and_leave_the_keys_alone(
    talk: TelegramTalk,
) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    await talk.press("查进度")
    assert last(talk).keys == ()
    assert last(talk).labels == ["1 催一下", "2 撤回"]


async def test_staff_have_buttons_and_never_keys(talk: TelegramTalk) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    await talk.typed_by(ZHANG, "/cases")
    cards = talk.api.sent_to(ZHANG)
    assert all(card.keys == () for card in cards)
    assert cards[0].labels[0] == "1 受理"


@pytest.mark.parametrize("label", ["对", "1", "1。", "第一个", "是的"])
async def test_whoever_does_not_press_the_key_may_type_it(talk: TelegramTalk, label: str) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.say(label)
    assert "0312-01 号" in last(talk).text


async def test_the_key_of_an_earlier_question_changes_nothing_later(talk: TelegramTalk) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    await talk.say("对")  # on a telephone that still shows the old keys
    cases = talk.app.store.read_now(lambda work: work.cases.of_complainant(talk.address, limit=9))
    assert len(cases) == 1


async def test_an_open_question_is_put_again_with_its_keys_whenever_it_is_asked_for(
    talk: TelegramTalk,
) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.say("/start")
    assert last(talk).keys == (("对", "改"),)
    assert "玉溪 1 条" in last(talk).text


@pytest.mark.parametrize("library", ["ptb", "aiogram"])
async def test_a_button_of_a_question_that_is_over_says_so_over_itself(
    tmp_path: Path, api: BotApi, library: str
) -> None:
    talk = TelegramTalk(tmp_path, api, library)
    await talk.begin()
    chat = Address("telegram", talk.address.account, str(ZHANG))
    talk.app.store.run_now(lambda work: work.people.bind(chat, "staff:1001", talk.app.clock()))
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    for label in ("受理", "成立", "成立"):  # which asks for the unit; and once more from above
        await talk.pressed_by(ZHANG, label)
    question = next(sent for sent in api.sent_to(ZHANG) if "1 配送" in sent.labels)
    token = question.rows[0][0][1]
    await talk.pressed_by(ZHANG, "取消")
    await talk.answered(await api.press_choice(ZHANG, ZHANG, token, question.message_id))
    await api.until(lambda: len(api.said_over) == 5)
    await talk.end()
    assert api.said_over == ["", "", "", "", "这个按钮过时了，请看最新的消息。"]


async def test_a_button_that_was_offered_to_somebody_else_is_no_button(
    talk: TelegramTalk,
) -> None:
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    token = dict(talk.api.sent_to(ZHANG)[-1].rows[0])["1 受理"]
    await talk.answered(await talk.api.press_choice(WANG, WANG, token))
    await talk.api.until(lambda: len(talk.api.said_over) == 1)
    assert talk.api.said_over == ["这个按钮过时了，请看最新的消息。"]
    assert "过时了" in talk.api.sent_to(WANG)[-1].text


async def test_a_stranger_who_turns_out_to_be_staff_loses_the_keys_of_retailers(
    talk: TelegramTalk,
) -> None:
    code = talk.app.store.run_now(
        lambda work: new_code(work, "staff:1002", talk.app.clock(), hours=72)
    )
    await talk.typed_by(55, "你好")
    assert talk.api.sent_to(55)[-1].keys != ()
    await talk.typed_by(55, f"/start {code}")
    assert talk.api.sent_to(55)[-1].clears_keys
    await talk.typed_by(55, "/help")
    assert (talk.api.sent_to(55)[-1].keys, talk.api.sent_to(55)[-1].rows != ()) == ((), True)


async def test_a_call_by_webhook_is_answered_with_the_word_over_the_button(
    tmp_path: Path, api: BotApi
) -> None:
    talk = TelegramTalk(tmp_path, api, mode="webhook")
    await talk.begin()
    press = {
        "id": "press-1",
        "from": person(WANG),
        "data": "a-token-of-long-ago",
        "message": {"message_id": 5, "date": 0, "chat": room(WANG)},
    }
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with httpx.AsyncClient() as telegram:
        answer = await telegram.post(
            api.hook, json={"update_id": 7, "callback_query": press}, headers=headers
        )
    await talk.end()
    assert answer.json() == {
        "method": "answerCallbackQuery",
        "callback_query_id": "press-1",
        "text": "这个按钮过时了，请看最新的消息。",
    }


async def test_the_keys_speak_the_language_of_the_conversation_and_are_understood_in_both(
    talk: TelegramTalk,
) -> None:
    await talk.say("/lang en")
    english = last(talk).keys
    assert english != ALWAYS
    await talk.press(english[0][0])  # what begins a complaint
    asked = last(talk).text
    await talk.say("/cancel")
    await talk.say(ALWAYS[0][0])
    assert last(talk).text == asked


async def test_two_shops_of_one_name_are_told_apart_by_buttons(talk: TelegramTalk) -> None:
    def second_shop(work: Work) -> None:
        work.people.put_shops([a_shop("310101100009")])
        work.people.bind(talk.address, "shop:310101100009", talk.app.clock())

    talk.app.store.run_now(second_shop)
    await talk.say("今天送来的玉溪少送1条")
    await talk.press("对")
    assert last(talk).keys == ()
    await talk.press("2 大姐烟店")
    (case,) = talk.app.store.read_now(lambda work: work.cases.of_complainant(talk.address, limit=9))
    assert case.shop == "310101100009"

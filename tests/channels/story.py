"""A story of a complaint over Telegram: what people do, step by step, in every kind of message."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.desk.enrolment import new_code
from storage.unit_of_work import Work
from tests.channels.contract import A_PHOTO
from tests.channels.desk_side import WANG
from tests.channels.telegram_talk import ZHANG, TelegramTalk

#: A group to which somebody added the bot.
GROUP = -500
#: Somebody whom nobody knows.
STRANGER = 99

Step = Callable[[TelegramTalk], Awaitable[Any]]


def says(text: str, who: int = WANG, chat: int = 0, **content: Any) -> Step:
    return lambda talk: _done(talk, talk.api.text(who, chat or who, text, **content))


def presses(label: str, who: int = WANG) -> Step:
    return lambda talk: _done(talk, talk.api.press(who, who, label))


def sends(who: int = WANG, **content: Any) -> Step:
    return lambda talk: _done(talk, talk.api.message(who, who, **content))


def feeds(update: dict[str, Any]) -> Step:
    return lambda talk: _done(talk, talk.api.feed(update))


def starts(ref: str, who: int = WANG) -> Step:
    """Open the link of an invitation."""

    async def step(talk: TelegramTalk) -> None:
        code = talk.app.store.run_now(lambda work: _code(work, ref, talk))
        await talk.answered(await talk.api.text(who, who, f"/start {code}"))

    return step


def _code(work: Work, ref: str, talk: TelegramTalk) -> str:
    return new_code(work, ref, talk.app.clock(), hours=24)


async def photo(talk: TelegramTalk) -> None:
    await talk.answered(await talk.api.photo(WANG, WANG, A_PHOTO, "就是这一条"))


async def album(talk: TelegramTalk) -> None:
    pictures = [await talk.api.photo(WANG, WANG, A_PHOTO, media_group_id="a-1") for _ in range(2)]
    await talk.answered(*pictures)


async def voice(talk: TelegramTalk) -> None:
    await talk.answered(await talk.api.voice(WANG, WANG, b"OggS", 4))


async def edit(talk: TelegramTalk) -> None:
    first = await talk.api.text(WANG, WANG, "还是没送")
    await talk.answered(first)
    number = first["message"]["message_id"]
    await talk.answered(await talk.api.edit(WANG, WANG, number, "还是没送来"))


async def answers_a_card(talk: TelegramTalk) -> None:
    card = talk.api.sent_to(WANG)[-1].message_id
    reply = {"message_id": card, "date": 1, "chat": {"id": WANG, "type": "private"}}
    await talk.answered(await talk.api.text(WANG, WANG, "急用", reply_to_message=reply))


async def presses_an_old_button(talk: TelegramTalk) -> None:
    await talk.answered(await talk.api.press_choice(WANG, WANG, "a-token-of-long-ago"))


async def is_blocked_and_let_in_again(talk: TelegramTalk) -> None:
    await talk.answered(await talk.api.block(WANG))
    await talk.answered(await talk.api.unblock(WANG))


async def _done(talk: TelegramTalk, deed: Awaitable[dict[str, Any]]) -> None:
    await talk.answered(await deed)


CARD = {"phone_number": "13900000001", "first_name": "王"}
FORWARDED = {
    "type": "hidden_user",
    "sender_user_name": "邻居",
    "date": 1_795_000_000,
}

STORY: dict[str, Step] = {
    "a stranger greets": says("你好", STRANGER),
    "the manager opens her invitation": starts("staff:1001", ZHANG),
    "the shop opens the link of its QR code": starts("shop:310101100001"),
    "a sticker": sends(sticker={"file_id": "s", "file_unique_id": "s", "emoji": "👋"}),
    "the complaint": says("今天送来的玉溪少送1条"),
    "it is so": presses("对"),
    "a photo": photo,
    "an album": album,
    "a spoken message": voice,
    "a film": sends(video={"file_id": "v", "file_unique_id": "v", "duration": 3}),
    "a document": sends(document={"file_id": "d", "file_unique_id": "d", "file_name": "单.pdf"}),
    "a place": sends(location={"latitude": 26.5, "longitude": 106.7}),
    "her own card": sends(contact={**CARD, "user_id": WANG}),
    "a neighbour's card": sends(contact={**CARD, "user_id": 43}),
    "something forwarded": says("他们家也少了", forward_origin=FORWARDED),
    "a message typed anew": edit,
    "an answer to an earlier card": answers_a_card,
    "she asks how it stands": says("查进度"),
    "a message of a kind that nobody reads": sends(dice={"emoji": "🎲", "value": 6}),
    "an update that nobody can read": feeds({"message": {"message_id": "?"}}),
    "somebody talks in a group": says("今天天气不错", WANG, GROUP),
    "an old button": presses_an_old_button,
    "the manager takes it": presses("受理", ZHANG),
    "it is founded": presses("成立", ZHANG),
    "the unit": presses("配送", ZHANG),
    "the cause": presses("装车差错", ZHANG),
    "the manager will propose": presses("提方案", ZHANG),
    "the proposal": says("周三送货时补 1 条", ZHANG),
    "agreed": presses("同意"),
    "blocked and let in again": is_blocked_and_let_in_again,
    "carried out": presses("已落实", ZHANG),
    "received": says("1"),
    "closing": presses("办结", ZHANG),
    "the weight": presses("轻", ZHANG),
    "the prevention": says("装车双人核对", ZHANG),
}

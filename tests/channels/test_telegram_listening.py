"""Updates by polling, over real HTTP against a Bot API server."""

import asyncio
import json
from functools import partial

import pytest

from bot.channels.errors import Misconfigured, TokenRefused
from bot.channels.telegram_polling import PlainApi, poll
from bot.channels.telegram_ptb import TelegramPtb
from bot.port import Retry, Unreadable
from models.messages import InboundKind
from tests.channels.bot_api import (
    BAD_GATEWAY,
    BROKEN,
    DROPPED_AFTER,
    DROPPED_BEFORE,
    POLLED_ELSEWHERE,
    TOKEN,
    TOO_MANY,
    BotApi,
    Fault,
)
from tests.channels.desk_side import WANG, Inbox, Pauses, connected, letter, listening


async def test_what_arrives_is_handed_on_in_order_and_acknowledged_only_then(
    channel: TelegramPtb, api: BotApi
) -> None:
    for text in ("送货晚了", "晚了两天", "还少一条"):
        await api.text(WANG, WANG, text)
    async with listening(channel) as inbox:
        await inbox.holds(3)
        await api.text(WANG, WANG, "在吗")
        await inbox.holds(4)
    assert inbox.texts == ["送货晚了", "晚了两天", "还少一条", "在吗"]
    assert "offset" not in api.asked[0]
    assert api.asked[1]["offset"] == inbox.kept[2]["update_id"] + 1


async def test_a_chat_keeps_its_order_while_many_write_at_once(
    channel: TelegramPtb, api: BotApi
) -> None:
    for number in range(30):
        await api.text(WANG + number % 3, WANG + number % 3, str(number))
    async with listening(channel) as inbox:
        await inbox.holds(30)
    said = [int(text) for text in inbox.texts]
    for person in range(3):
        assert [number for number in said if number % 3 == person] == list(range(person, 30, 3))


async def test_what_could_not_be_kept_is_not_acknowledged_and_comes_again(
    channel: TelegramPtb, api: BotApi, pauses: Pauses
) -> None:
    await api.text(WANG, WANG, "送货晚了")
    async with listening(channel) as inbox:
        inbox.refusals = 2
        await inbox.holds(1)
    assert inbox.texts == ["送货晚了"]
    assert pauses == [1.0, 2.0]
    assert all("offset" not in asked for asked in api.asked[:3])


async def test_an_update_that_nobody_can_read_is_kept_and_the_next_one_is_answered(
    channel: TelegramPtb, api: BotApi
) -> None:
    await api.text(WANG, WANG, "送货晚了")
    await api.feed({"message": {"message_id": "?", "chat": {"id": WANG}}})
    await api.feed({"message": None, "callback_query": 5})
    await api.text(WANG, WANG, "在吗")
    async with listening(channel) as inbox:
        await inbox.holds(4)
    assert [raw["update_id"] for raw in inbox.kept if raw.get("callback_query") == 5] == [3]


async def test_an_update_that_no_store_takes_is_kept_as_text_and_holds_nobody_up(
    channel: TelegramPtb, api: BotApi
) -> None:
    await api.text(WANG, WANG, "送货晚了\x00")
    await api.text(WANG, WANG, "在吗")
    async with listening(channel) as inbox:
        inbox.never = "\x00"
        await inbox.holds(2)
    sealed, read = inbox.kept
    with pytest.raises(Unreadable):
        channel.decode(sealed)
    assert sealed["update_id"] == 1
    assert json.loads(sealed["sealed"])["message"]["text"] == "送货晚了\x00"
    assert read["message"]["text"] == "在吗"


async def test_repeated_updates_are_kept_once(channel: TelegramPtb, api: BotApi) -> None:
    first = await api.text(WANG, WANG, "送货晚了")
    for _ in range(5):
        await api.feed(first)
    await api.text(WANG, WANG, "在吗")
    async with listening(channel) as inbox:
        await inbox.holds(2)
    assert inbox.texts == ["送货晚了", "在吗"]


async def test_ids_that_start_anew_after_a_quiet_week_wipe_out_nothing(
    channel: TelegramPtb, api: BotApi, pauses: Pauses
) -> None:
    inbox = Inbox(channel)
    await api.feed({"update_id": 1000, "message": api.written(WANG, WANG, text="送货晚了")})
    asking = PlainApi(TOKEN, api.url)
    polling = asyncio.create_task(poll(asking, partial(inbox.accept, channel), pauses, wait=0))
    await inbox.holds(1)
    await api.until(lambda: [ask.get("offset") for ask in api.asked[:3]] == [None, 1001, None])
    await api.feed({"update_id": 5, "message": api.written(WANG, WANG, text="又晚了")})
    await inbox.holds(2)
    polling.cancel()
    await asyncio.wait([polling])
    await asking.close()
    assert inbox.texts == ["送货晚了", "又晚了"]


async def test_a_press_stops_spinning_once_it_is_kept(channel: TelegramPtb, api: BotApi) -> None:
    await channel.send(letter("是物流配送的事吗？", "对", "改"))
    press = await api.press(WANG, WANG, "改")
    async with listening(channel) as inbox:
        await inbox.holds(1)
        await api.text(WANG, WANG, "在吗")
        await inbox.holds(2)
    read = channel.decode(inbox.kept[0])
    assert read is not None
    assert (read.kind, read.choice) == (InboundKind.CHOICE, "token-改")
    assert api.thanked == [press["callback_query"]["id"]]


@pytest.mark.parametrize(
    ("faults", "waits"),
    [
        ([POLLED_ELSEWHERE], [1.0]),
        ([BROKEN, BAD_GATEWAY, DROPPED_BEFORE, BROKEN], [1.0, 2.0, 4.0, 8.0]),
        ([TOO_MANY], [7.0]),
        ([DROPPED_AFTER], [1.0]),
        ([BROKEN] * 9, [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]),
    ],
)
async def test_trouble_in_asking_is_waited_out_and_nothing_is_lost(
    channel: TelegramPtb, api: BotApi, pauses: Pauses, faults: list[Fault], waits: list[float]
) -> None:
    api.expect("getUpdates", *faults)
    await api.text(WANG, WANG, "送货晚了")
    async with listening(channel) as inbox:
        await inbox.holds(1)
    assert inbox.texts == ["送货晚了"]
    assert pauses == waits


async def test_what_a_stopped_process_could_not_keep_comes_to_the_next(
    api: BotApi, pauses: Pauses
) -> None:
    await api.text(WANG, WANG, "送货晚了")
    async with connected(api, pauses) as first, listening(first) as inbox:
        inbox.refusals = 10_000
        await pauses.begun.wait()
    await api.text(WANG, WANG, "在吗")
    async with connected(api, pauses) as second, listening(second) as other:
        await other.holds(2)
    assert (inbox.texts, other.texts) == ([], ["送货晚了", "在吗"])


async def test_polling_takes_back_what_a_webhook_held(channel: TelegramPtb, api: BotApi) -> None:
    asking = PlainApi(TOKEN, api.url)
    await asking.ask("setWebhook", url="http://127.0.0.1:9/nobody")
    await asking.close()
    await api.text(WANG, WANG, "送货晚了")
    async with listening(channel) as inbox:
        await inbox.holds(1)
    assert inbox.texts == ["送货晚了"]


async def test_a_token_that_telegram_does_not_know_stops_the_channel_with_what_to_do(
    api: BotApi, pauses: Pauses
) -> None:
    async with connected(api, pauses, token="7000002:another") as stranger:
        with pytest.raises(TokenRefused, match="SHOUWEN_TELEGRAM_TOKEN"):
            await stranger.serve(Inbox(stranger).accept)
    assert pauses == []


@pytest.mark.parametrize("token", ["", "no-colon", ":secret", "7000001:", "seven:secret"])
def test_what_is_no_token_is_refused_before_anything_is_opened(token: str) -> None:
    with pytest.raises(TokenRefused):
        TelegramPtb(token)


def test_a_proxy_that_is_no_address_is_named_as_the_setting_to_change() -> None:
    with pytest.raises(Misconfigured, match="SHOUWEN_TELEGRAM_PROXY"):
        TelegramPtb(TOKEN, proxy="nowhere")


async def test_no_trouble_and_no_log_shows_the_token_or_what_was_said(
    api: BotApi,
    pauses: Pauses,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    api.expect("getUpdates", BROKEN)
    api.expect("sendMessage", BROKEN)
    async with connected(api, pauses) as channel:
        async with listening(channel):
            await pauses.begun.wait()
        with pytest.raises(Retry) as trouble:
            await channel.send(letter("在吗"))
    shown = caplog.text + "".join(capsys.readouterr()) + repr(trouble.value)
    assert "telegram.waiting" in shown
    assert TOKEN.partition(":")[2] not in shown
    assert "在吗" not in shown

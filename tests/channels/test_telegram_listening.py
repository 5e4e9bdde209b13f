"""Updates by polling, over real HTTP against a Bot API server."""

import asyncio
import json
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.channels.errors import ChannelMisconfigured, TokenRefused
from bot.channels.telegram_channel import TelegramChannel
from bot.channels.telegram_line import Line, PlainApi
from bot.channels.telegram_opening import open_telegram
from bot.port import Retry, Unreadable
from bot.settings import Settings
from models.messages import InboundKind
from storage.engine import Store
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
from tests.channels.desk_side import WANG, Pauses, connected, letter, listening
from tests.stand_ins import StoppedClock


async def test_what_arrives_is_handed_on_in_order_and_acknowledged_only_then(
    channel: TelegramChannel, file_store: Store, api: BotApi
) -> None:
    for text in ("送货晚了", "晚了两天", "还少一条"):
        await api.text(WANG, WANG, text)
    async with listening(channel, file_store) as inbox:
        await inbox.holds(3)
        await api.text(WANG, WANG, "在吗")
        await inbox.holds(4)
    assert inbox.texts == ["送货晚了", "晚了两天", "还少一条", "在吗"]
    assert "offset" not in api.asked[0]
    assert api.asked[1]["offset"] == inbox.kept[2]["update_id"] + 1


async def test_the_next_process_acknowledges_what_the_last_one_committed(
    api: BotApi, file_store: Store, pauses: Pauses
) -> None:
    first = await api.text(WANG, WANG, "送货晚了")
    async with connected(api, file_store, pauses) as one, listening(one, file_store) as inbox:
        await inbox.holds(1)
    api.asked.clear()
    async with connected(api, file_store, pauses) as two, listening(two, file_store):
        await api.until(lambda: bool(api.asked))
    assert api.asked[0]["offset"] == first["update_id"] + 1


@pytest.mark.parametrize(
    ("told", "days"), [({"telegram_api_url": "elsewhere"}, 0), ({}, 1), ({}, 8), ({}, -1)]
)
async def test_an_offset_of_another_server_or_day_is_not_asked_with(
    api: BotApi, file_store: Store, pauses: Pauses, told: dict[str, str], days: int
) -> None:
    at = StoppedClock()() - timedelta(days=days)
    mark = {"offset": 9000, "server": told.get("telegram_api_url", api.url), "at": at.isoformat()}
    await file_store.run(lambda work: work.meta.set("telegram.offset:7000001", mark))
    await api.feed({"update_id": 5, "message": api.written(WANG, WANG, text="送货晚了")})
    async with connected(api, file_store, pauses) as one, listening(one, file_store) as inbox:
        await inbox.holds(1)
    assert inbox.texts == ["送货晚了"]


async def test_a_chat_keeps_its_order_while_many_write_at_once(
    channel: TelegramChannel, file_store: Store, api: BotApi
) -> None:
    for number in range(30):
        await api.text(WANG + number % 3, WANG + number % 3, str(number))
    async with listening(channel, file_store) as inbox:
        await inbox.holds(30)
    said = [int(text) for text in inbox.texts]
    for person in range(3):
        assert [number for number in said if number % 3 == person] == list(range(person, 30, 3))


async def test_what_could_not_be_kept_is_not_acknowledged_and_comes_again(
    channel: TelegramChannel, file_store: Store, api: BotApi, pauses: Pauses
) -> None:
    await api.text(WANG, WANG, "送货晚了")
    async with listening(channel, file_store) as inbox:
        inbox.refusals = 2
        await inbox.holds(1)
    assert inbox.texts == ["送货晚了"]
    assert pauses == [1.0, 2.0]
    assert all("offset" not in asked for asked in api.asked[:3])


async def test_an_update_that_nobody_can_read_is_kept_and_the_next_one_is_answered(
    channel: TelegramChannel, file_store: Store, api: BotApi
) -> None:
    await api.text(WANG, WANG, "送货晚了")
    await api.feed({"message": {"message_id": "?", "chat": {"id": WANG}}})
    await api.feed({"message": None, "callback_query": 5})
    await api.feed({"update_id": "four", "message": api.written(WANG, WANG, text="?")})
    await api.text(WANG, WANG, "在吗")
    async with listening(channel, file_store) as inbox:
        await inbox.holds(5)
    unread = [raw for raw in inbox.kept if raw.get("callback_query") == 5 or "sealed" in raw]
    assert [raw.get("update_id") for raw in unread] == [3, None]
    assert inbox.kept[-1]["message"]["text"] == "在吗"


async def test_an_update_that_no_store_takes_is_kept_as_text_and_holds_nobody_up(
    channel: TelegramChannel, file_store: Store, api: BotApi
) -> None:
    await api.text(WANG, WANG, "送货晚了\x00")
    await api.text(WANG, WANG, "在吗")
    async with listening(channel, file_store) as inbox:
        inbox.never = "\\x00"
        await inbox.holds(2)
    sealed, read = inbox.kept
    with pytest.raises(Unreadable):
        channel.decode(sealed)
    assert sealed["update_id"] == 1
    assert json.loads(sealed["sealed"])["message"]["text"] == "送货晚了\x00"
    assert read["message"]["text"] == "在吗"


@pytest.mark.parametrize("levels", [40, 5_000])
async def test_an_update_too_deep_to_be_read_is_set_aside_and_holds_nobody_up(
    api: BotApi, file_store: Store, pauses: Pauses, levels: int
) -> None:
    """The second is so deep that the whole answer is no JSON to Python."""
    await api.text(WANG, WANG, "送货晚了")
    api.garble(await api.text(WANG, WANG, "?"), "[" * levels + "]" * levels)
    await api.text(WANG, WANG, "在吗")
    async with connected(api, file_store, pauses) as one, listening(one, file_store) as inbox:
        await inbox.until(lambda: "在吗" in str(inbox.kept))
        await api.until(lambda: not api.pending)
    assert [("sealed" in raw, raw["update_id"]) for raw in inbox.kept] == [
        (False, 1),
        (True, 2),
        (False, 3),
    ]


async def test_a_page_between_us_and_telegram_is_no_update(
    api: BotApi, file_store: Store, pauses: Pauses
) -> None:
    api.expect("getUpdates", *[Fault(200, page="<html>请先登录</html>")] * 3)
    await api.text(WANG, WANG, "送货晚了")
    async with connected(api, file_store, pauses) as one, listening(one, file_store) as inbox:
        await inbox.holds(1)
    assert inbox.texts == ["送货晚了"]
    assert pauses == [1.0, 2.0, 4.0]


async def test_ids_that_start_anew_after_a_quiet_week_wipe_out_nothing(
    api: BotApi, file_store: Store, pauses: Pauses
) -> None:
    await api.feed({"update_id": 1000, "message": api.written(WANG, WANG, text="送货晚了")})
    async with connected(api, file_store, pauses) as one, listening(one, file_store) as inbox:
        await inbox.holds(1)
        await api.until(lambda: len(api.asked) > 2)
        assert [ask.get("offset") for ask in api.asked[:3]] == [None, 1001, None]
        await api.feed({"update_id": 5, "message": api.written(WANG, WANG, text="又晚了")})
        await inbox.holds(2)
    assert inbox.texts == ["送货晚了", "又晚了"]


async def test_a_press_stops_spinning_once_it_is_kept(
    channel: TelegramChannel, file_store: Store, api: BotApi
) -> None:
    await channel.send(letter("是物流配送的事吗？", "对", "改"))
    press = await api.press(WANG, WANG, "改")
    async with listening(channel, file_store) as inbox:
        await inbox.holds(1)
        await api.until(lambda: bool(api.thanked))
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
        ([Fault(401, "Unauthorized")], [1.0]),
    ],
)
async def test_trouble_in_asking_is_waited_out_and_nothing_is_lost(
    api: BotApi, file_store: Store, pauses: Pauses, faults: list[Fault], waits: list[float]
) -> None:
    api.expect("getUpdates", *faults)
    await api.text(WANG, WANG, "送货晚了")
    async with connected(api, file_store, pauses) as one, listening(one, file_store) as inbox:
        await inbox.holds(1)
    assert inbox.texts == ["送货晚了"]
    assert pauses == waits


async def test_what_a_stopped_process_could_not_keep_comes_to_the_next(
    api: BotApi, file_store: Store, pauses: Pauses
) -> None:
    await api.text(WANG, WANG, "送货晚了")
    async with connected(api, file_store, pauses) as one, listening(one, file_store) as inbox:
        inbox.refusals = 10_000
        await pauses.begun.wait()
    await api.text(WANG, WANG, "在吗")
    async with connected(api, file_store, pauses) as two, listening(two, file_store) as other:
        await other.holds(2)
    assert (inbox.texts, other.texts) == ([], ["送货晚了", "在吗"])


async def test_of_two_processes_on_one_database_the_second_says_so_and_waits(
    api: BotApi, file_store: Store, pauses: Pauses
) -> None:
    first, second = (connected(api, file_store, pauses) for _ in range(2))
    async with first as one, second as two, listening(one, file_store) as inbox:
        await api.until(lambda: bool(api.asked))
        with capture_logs() as said:
            serving = asyncio.create_task(two.serve(inbox.accept))
            await api.text(WANG, WANG, "送货晚了")
            await inbox.holds(1)
            await api.until(lambda: len(api.asked) > 2)
        serving.cancel()
        await asyncio.wait([serving])
    events = [line["event"] for line in said]
    assert events == ["telegram.waiting_for_turn"]
    assert pauses == []  # nobody was ever refused by Telegram


async def test_polling_takes_back_what_a_webhook_held(
    channel: TelegramChannel, file_store: Store, api: BotApi
) -> None:
    asking = PlainApi(Line(TOKEN, api.url))
    await asking.ask("setWebhook", url="http://127.0.0.1:9/nobody")
    await api.text(WANG, WANG, "送货晚了")
    async with listening(channel, file_store) as inbox:
        await inbox.holds(1)
        await asking.ask("setWebhook", url="http://127.0.0.1:9/nobody")
        await api.text(WANG, WANG, "在吗")
        await inbox.holds(2)
    await asking.close()
    assert inbox.texts == ["送货晚了", "在吗"]


@pytest.mark.parametrize("token", ["no-colon", ":secret", "7000001:", "seven:secret"])
def test_what_is_no_token_is_refused_before_anything_is_opened(
    token: str, file_store: Store
) -> None:
    with pytest.raises(TokenRefused, match="SHOUWEN_TELEGRAM_TOKEN"):
        open_telegram(Settings(telegram_token=token), file_store, StoppedClock())


@pytest.mark.parametrize("library", ["ptb", "aiogram"])
@pytest.mark.parametrize(
    ("name", "value"), [("telegram_proxy", "nowhere"), ("telegram_api_url", "nowhere")]
)
def test_an_address_that_is_none_is_named_as_the_setting_to_change(
    name: str, value: str, library: str, file_store: Store
) -> None:
    told = {"telegram_token": TOKEN, "telegram_library": library, "telegram_abroad": "yes"}
    told[name] = value
    with pytest.raises(ChannelMisconfigured, match=f"SHOUWEN_{name.upper()}"):
        open_telegram(Settings(**told), file_store, StoppedClock())


async def test_no_trouble_and_no_log_shows_the_token_or_what_was_said(
    api: BotApi,
    file_store: Store,
    pauses: Pauses,
    library: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    api.expect("getUpdates", BROKEN)
    api.expect("sendMessage", BROKEN)
    async with connected(api, file_store, pauses, library) as channel:
        async with listening(channel, file_store):
            await pauses.begun.wait()
        with pytest.raises(Retry) as trouble:
            await channel.send(letter("在吗"))
    shown = caplog.text + "".join(capsys.readouterr()) + repr(trouble.value) + repr(channel)
    assert "telegram.waiting" in shown
    assert TOKEN.partition(":")[2] not in shown
    assert "在吗" not in shown

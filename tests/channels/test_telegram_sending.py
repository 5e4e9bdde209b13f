"""Letters through python-telegram-bot, over real HTTP against a Bot API server."""

from dataclasses import replace

import pytest

from bot.channels.telegram_channel import TelegramChannel
from bot.port import ChannelTrouble, Gone, Refused, Retry
from models.messages import Address, InboundKind, Media, Outbound
from tests.channels.bot_api import (
    BAD_GATEWAY,
    BLOCKED,
    BROKEN,
    DROPPED_AFTER,
    DROPPED_BEFORE,
    NEVER_STARTED,
    NOT_TAKEN,
    TOO_MANY,
    BotApi,
    Fault,
)
from tests.channels.desk_side import WANG, letter


async def test_a_letter_arrives_with_its_buttons(channel: TelegramChannel, api: BotApi) -> None:
    sent_id = await channel.send(letter("是物流配送的事吗？", "对", "改"))
    (sent,) = api.sent_to(WANG)
    assert (sent.text, sent_id) == ("是物流配送的事吗？", str(sent.message_id))
    assert sent.rows == ((("1 对", "token-对"), ("2 改", "token-改")),)


async def test_choices_that_mean_nothing_any_more_are_taken_away(
    channel: TelegramChannel, api: BotApi
) -> None:
    sent_id = await channel.send(letter("方案", "同意", "不同意"))
    await channel.send(replace(letter(""), closes=("token-同意",), under=(sent_id,)))
    assert api.unbuttoned == [int(sent_id)]
    assert len(api.sent_to(WANG)) == 1


async def test_buttons_that_are_gone_already_do_no_harm(
    channel: TelegramChannel, api: BotApi
) -> None:
    api.expect("editMessageReplyMarkup", Fault(400, "Bad Request: message is not modified"))
    assert await channel.send(replace(letter(""), closes=("token-对",), under=("9",))) == ""


async def test_a_file_that_was_received_is_sent_on_and_fetched_by_its_handle(
    channel: TelegramChannel, api: BotApi
) -> None:
    received = channel.decode(await api.photo(WANG, WANG, b"mouldy"))
    assert received is not None
    await channel.send(letter("这是您的照片", media=received.media))
    (sent,) = api.sent_to(WANG)
    assert (sent.method, sent.text) == ("sendPhoto", "这是您的照片")
    assert sent.file == received.media[0].ref
    assert await channel.fetch(received.media[0]) == b"mouldy"


@pytest.mark.parametrize("kind", [kind for kind in InboundKind if kind.is_media])
async def test_every_kind_of_file_is_sent_as_that_kind(
    channel: TelegramChannel, api: BotApi, kind: InboundKind
) -> None:
    api.assets["kept"] = {"data": b"x", "size": 1, "filename": "x"}
    await channel.send(letter("", media=(Media(kind, "kept"),)))
    assert [sent.method for sent in api.sent_to(WANG)] == [f"send{kind.value.capitalize()}"]


async def test_a_file_whose_handle_is_not_taken_for_this_kind_is_uploaded_as_it_is(
    channel: TelegramChannel, api: BotApi
) -> None:
    received = channel.decode(await api.voice(WANG, WANG, b"OggS a recording", 4))
    assert received is not None
    api.refuse(WANG, Fault(400, "Bad Request: can't use file of type Audio as Voice"))
    await channel.send(letter("", media=received.media))
    (sent,) = api.sent_to(WANG)
    assert sent.method == "sendVoice"
    assert sent.file != received.media[0].ref


async def test_a_handle_is_never_taken_for_a_file_of_this_machine(
    channel: TelegramChannel, api: BotApi
) -> None:
    with pytest.raises(Refused):
        await channel.send(letter("", media=(Media(InboundKind.DOCUMENT, __file__),)))
    assert api.transcript == []


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (TOO_MANY, Retry),
        (BROKEN, Retry),
        (BAD_GATEWAY, Retry),
        (DROPPED_BEFORE, Retry),
        (DROPPED_AFTER, Retry),
        (Fault(409, "Conflict"), Retry),
        (BLOCKED, Gone),
        (NEVER_STARTED, Gone),
        (NOT_TAKEN, Refused),
    ],
)
async def test_what_goes_wrong_in_sending_says_what_to_do_with_the_letter(
    channel: TelegramChannel, api: BotApi, fault: Fault, trouble: type[ChannelTrouble]
) -> None:
    api.expect("sendMessage", fault)
    with pytest.raises(trouble) as raised:
        await channel.send(letter("收到了吗？"))
    assert getattr(raised.value, "after", None) == (7.0 if fault is TOO_MANY else None)
    assert len(api.transcript) == (fault is DROPPED_AFTER)


async def test_a_slow_answer_is_waited_for(channel: TelegramChannel, api: BotApi) -> None:
    api.expect("sendMessage", Fault(slow=0.2))
    await channel.send(letter("收到了吗？"))
    assert len(api.transcript) == 1


async def test_large_keys_are_put_under_the_conversation(
    channel: TelegramChannel, api: BotApi
) -> None:
    await channel.send(letter("是物流配送的事吗？", "对", "改", keys=("对", "改")))
    (sent,) = api.sent_to(WANG)
    assert (sent.keys, sent.rows) == ((("对", "改"),), ())


SEEN = [InboundKind.PHOTO, InboundKind.VIDEO, InboundKind.DOCUMENT]


@pytest.mark.parametrize("kind", SEEN)
async def test_buttons_stand_under_a_file_as_under_a_text(
    channel: TelegramChannel, api: BotApi, kind: InboundKind
) -> None:
    api.assets["kept"] = {"data": b"x", "size": 1, "filename": "x"}
    await channel.send(letter("给店主的", "看到了", media=(Media(kind, "kept"),)))
    (sent,) = api.sent_to(WANG)
    assert (sent.text, sent.labels) == ("给店主的", ["1 看到了"])


async def test_who_is_no_retailer_any_more_loses_the_large_keys(
    channel: TelegramChannel, api: BotApi
) -> None:
    await channel.send(letter("欢迎", clears_keys=True))
    assert api.sent_to(WANG)[0].clears_keys


async def test_an_answer_quotes_the_message_that_it_answers(
    channel: TelegramChannel, api: BotApi
) -> None:
    await channel.send(letter("请单独和我说", quotes="17"))
    assert api.sent_to(WANG)[0].quotes == 17


async def test_a_group_that_became_a_larger_one_is_reached_by_its_new_number(
    channel: TelegramChannel, api: BotApi
) -> None:
    api.expect("sendMessage", Fault(400, "Bad Request: group chat was upgraded", migrate_to=WANG))
    await channel.send(replace(letter("在吗"), address=Address("telegram", "7000001", "-5")))
    assert [sent.chat for sent in api.transcript] == [WANG]


async def test_a_letter_to_no_chat_of_telegram_is_refused(channel: TelegramChannel) -> None:
    with pytest.raises(Refused):
        await channel.send(Outbound("k", Address("telegram", "7000001", "a-page"), "在吗"))


async def test_a_file_that_is_not_there_is_refused(channel: TelegramChannel) -> None:
    with pytest.raises(Refused):
        await channel.fetch(Media(InboundKind.PHOTO, "gone"))

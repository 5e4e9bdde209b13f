"""Telegram through python-telegram-bot: its `Bot` sends and fetches, our own polling listens.

Importing this module imports the library; only the process that serves Telegram does so.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's coming way to say durations

from telegram import (
    Bot,
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    PhotoSize,
    Video,
    Voice,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels import telegram
from bot.channels.errors import Misconfigured, TokenRefused
from bot.channels.telegram_polling import API_URL, Pause, PlainApi, poll
from bot.port import Accept, ChannelTrouble, Gone, Raw, Refused, Retry
from models.messages import Choice, Inbound, InboundKind, Media, Outbound

#: What Telegram answers with 400 about somebody who never wrote to the bot, or is no more.
_NOBODY_THERE: Final = ("chat not found", "peer_id_invalid", "user_deactivated")

# A handle travels inside an object of its kind: a bare string would be looked up as a local file.
_FILES: Final[Mapping[InboundKind, Callable[[Bot, int, str], Awaitable[Message]]]] = {
    InboundKind.PHOTO: lambda bot, chat, ref: bot.send_photo(chat, PhotoSize(ref, "", 0, 0)),
    InboundKind.VOICE: lambda bot, chat, ref: bot.send_voice(chat, Voice(ref, "", 0)),
    InboundKind.VIDEO: lambda bot, chat, ref: bot.send_video(chat, Video(ref, "", 0, 0, 0)),
    InboundKind.DOCUMENT: lambda bot, chat, ref: bot.send_document(chat, Document(ref, "")),
}


class TelegramPtb:
    """One bot on Telegram.

    `api_url` is the address of a Bot API server of one's own, `proxy` the way to it. `clock`
    dates what Telegram leaves undated; `pause` waits some seconds.
    """

    name = telegram.NAME
    caps = telegram.CAPS

    def __init__(
        self,
        token: str,
        *,
        api_url: str = API_URL,
        proxy: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        pause: Pause = asyncio.sleep,
    ) -> None:
        """Open nothing yet. Raises `Misconfigured`."""
        self.account, _, secret = token.partition(":")  # a token begins with the bot's own id
        if not self.account.isdecimal() or not secret:
            raise TokenRefused
        # The library's debugging lines hold the token and what people write.
        logging.getLogger("telegram").setLevel(logging.WARNING)
        server = api_url.rstrip("/")
        try:
            self._listening = PlainApi(token, server, proxy)
            self._request = HTTPXRequest(proxy=proxy, read_timeout=20, pool_timeout=20)
        except (ValueError, RuntimeError, ImportError):
            raise Misconfigured(
                "连接 Telegram 的代理地址不对。请检查 SHOUWEN_TELEGRAM_PROXY，"
                "例如 http://127.0.0.1:8080"
            ) from None
        self._bot = Bot(
            token,
            base_url=f"{server}/bot",
            base_file_url=f"{server}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._clock = clock
        self._pause = pause
        self._begun: dict[str, int] = {}

    def decode(self, raw: Raw) -> Inbound | None:
        """What an update says; None for what needs no handling. Raises `Unreadable`."""
        return telegram.decode(raw, self.account, self._clock())

    async def send(self, letter: Outbound) -> str:
        """Send a letter, in several messages if it must be; returns the id of the last.

        After `Retry` the next try goes on where this one stopped. Raises `ChannelTrouble`.
        """
        chat = _chat(letter)
        parts = telegram.encode(letter)
        begun = self._begun.pop(letter.key, 0)
        last = ""
        for sent, part in enumerate(parts[begun:], begun):
            try:
                last = str((await self._deliver(chat, part)).message_id)
            except TelegramError as error:
                trouble = _trouble(error)
                if sent and isinstance(trouble, Retry):
                    self._begun[letter.key] = sent
                raise trouble from None  # the library's causes may hold the token
        return last

    async def fetch(self, media: Media) -> bytes:
        """The bytes of a file of at most 20 MB that somebody sent. Raises `ChannelTrouble`."""
        try:
            file = await self._bot.get_file(media.ref)
            return bytes(await file.download_as_bytearray())
        except TelegramError as error:
            raise _trouble(error) from None

    async def serve(self, accept: Accept) -> None:
        """Hand on every update until cancelled. Raises `TokenRefused`."""
        await poll(self._listening, partial(accept, self), self._pause)

    async def close(self) -> None:
        """Hang up; nothing can be sent or heard after that."""
        await self._listening.close()
        await self._request.shutdown()

    async def _deliver(self, chat: int, part: telegram.Part) -> Message:
        if part.media is not None:
            return await _FILES[part.media.kind](self._bot, chat, part.media.ref)
        buttons = [[_button(choice) for choice in row] for row in part.rows]
        markup = InlineKeyboardMarkup(buttons) if buttons else None
        return await self._bot.send_message(chat, part.text, reply_markup=markup)


def _chat(letter: Outbound) -> int:
    try:
        return int(letter.address.conversation)
    except ValueError:
        raise Refused("not a chat of Telegram") from None


def _button(choice: Choice) -> InlineKeyboardButton:
    return InlineKeyboardButton(choice.label, callback_data=choice.token)


def _trouble(error: TelegramError) -> ChannelTrouble:
    """What an error of the library means to who wants a letter delivered."""
    if isinstance(error, RetryAfter):
        after = error.retry_after
        return Retry(after.total_seconds() if isinstance(after, timedelta) else float(after))
    if isinstance(error, Forbidden):
        return Gone(error.message)
    if isinstance(error, BadRequest | ChatMigrated):
        nobody = any(phrase in error.message.lower() for phrase in _NOBODY_THERE)
        return Gone(error.message) if nobody else Refused(error.message)
    return Retry()  # the network, a fault at Telegram, a token that is just being changed

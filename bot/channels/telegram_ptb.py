"""Telegram through python-telegram-bot: its `Bot` as our client.

Importing this module imports the library; only the process that serves Telegram does so.
"""

import logging
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's coming way to say durations

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    Message,
    PhotoSize,
    Video,
    Voice,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram_client import Command, Hook, refusal
from bot.channels.telegram_letters import Part
from bot.channels.telegram_line import Line, bad_proxy_told
from bot.port import ChannelTrouble, Gone, Retry
from models.messages import Choice, InboundKind, Media

_Send = Callable[[Bot, int, InputFile | str], Awaitable[Message]]

# A handle travels inside an object of its kind: a bare string would be looked up as a local file.
_BY_HANDLE: Final[Mapping[InboundKind, _Send]] = {
    InboundKind.PHOTO: lambda bot, chat, ref: bot.send_photo(chat, PhotoSize(str(ref), "", 0, 0)),
    InboundKind.VOICE: lambda bot, chat, ref: bot.send_voice(chat, Voice(str(ref), "", 0)),
    InboundKind.VIDEO: lambda bot, chat, ref: bot.send_video(chat, Video(str(ref), "", 0, 0, 0)),
    InboundKind.DOCUMENT: lambda bot, chat, ref: bot.send_document(chat, Document(str(ref), "")),
}
_BY_UPLOAD: Final[Mapping[InboundKind, _Send]] = {
    InboundKind.PHOTO: lambda bot, chat, file: bot.send_photo(chat, file),
    InboundKind.VOICE: lambda bot, chat, file: bot.send_voice(chat, file),
    InboundKind.VIDEO: lambda bot, chat, file: bot.send_video(chat, file),
    InboundKind.DOCUMENT: lambda bot, chat, file: bot.send_document(chat, file),
}


class PtbClient:
    """The library's bot, over one line."""

    def __init__(self, line: Line) -> None:
        """Open nothing yet. Raises `Misconfigured`."""
        # The library's debugging lines hold the token and what people write.
        logging.getLogger("telegram").setLevel(logging.WARNING)
        with bad_proxy_told():
            self._request = HTTPXRequest(proxy=line.proxy, read_timeout=20, pool_timeout=20)
        self._bot = Bot(
            line.token,
            base_url=f"{line.server.rstrip('/')}/bot",
            base_file_url=f"{line.server.rstrip('/')}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def deliver(self, chat: int, part: Part, content: bytes | None) -> str:
        """Send one message."""
        with _in_our_words():
            if part.media is not None:
                return str((await self._send_file(chat, part.media, content)).message_id)
            buttons = [[_button(choice) for choice in row] for row in part.rows]
            markup = InlineKeyboardMarkup(buttons) if buttons else None
            sent = await self._bot.send_message(chat, part.text, reply_markup=markup)
            return str(sent.message_id)

    async def _send_file(self, chat: int, media: Media, content: bytes | None) -> Message:
        if content is None:
            return await _BY_HANDLE[media.kind](self._bot, chat, media.ref)
        file = InputFile(content, media.name or media.ref)
        return await _BY_UPLOAD[media.kind](self._bot, chat, file)

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file."""
        with _in_our_words():
            file = await self._bot.get_file(ref)
            return bytes(await file.download_as_bytearray())

    async def thank(self, press: str) -> None:
        """Let a pressed button stop spinning."""
        with _in_our_words():
            await self._bot.answer_callback_query(press)

    async def set_commands(self, commands: Sequence[Command], language: str, chat: int) -> None:
        """Set a menu."""
        menu = [BotCommand(command.name, command.says) for command in commands]
        scope = BotCommandScopeChat(chat) if chat else None
        with _in_our_words():
            await self._bot.set_my_commands(menu, scope, language or None)

    async def set_webhook(self, hook: Hook) -> None:
        """Let Telegram call from now on."""
        with _in_our_words():
            await self._bot.set_webhook(
                hook.url, allowed_updates=hook.kinds, secret_token=hook.secret
            )

    async def webhook(self) -> str:
        """The address that Telegram calls at present."""
        with _in_our_words():
            return (await self._bot.get_webhook_info()).url

    async def close(self) -> None:
        """Hang up."""
        await self._request.shutdown()


def _button(choice: Choice) -> InlineKeyboardButton:
    return InlineKeyboardButton(choice.label, callback_data=choice.token)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Let errors of the library leave this block as trouble of a channel."""
    try:
        yield
    except TelegramError as error:
        raise _trouble(error) from None


def _trouble(error: TelegramError) -> ChannelTrouble:
    if isinstance(error, RetryAfter):
        after = error.retry_after
        return Retry(after.total_seconds() if isinstance(after, timedelta) else float(after))
    if isinstance(error, Forbidden):
        return Gone(error.message)
    if isinstance(error, BadRequest | ChatMigrated):
        return refusal(error.message)
    return Retry()  # the network, a fault at Telegram, a token that is just being changed

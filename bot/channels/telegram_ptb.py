"""Telegram through python-telegram-bot: its `Bot` as our client.

Importing this module imports the library; only the process that serves Telegram does so.
"""

import logging
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's coming way to say durations

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    Message,
    PhotoSize,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Video,
    Voice,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram_client import Command, Hook, Moved, refusal
from bot.channels.telegram_letters import Part
from bot.channels.telegram_line import Line, bad_proxy_told
from bot.port import ChannelTrouble, Gone, Retry
from models.messages import Choice, InboundKind, Media

_Send = Callable[..., Awaitable[Message]]

# A handle travels inside an object of its kind: a bare string would be looked up as a local file.
_HANDLES: Final[Mapping[InboundKind, Callable[[str], object]]] = {
    InboundKind.PHOTO: lambda ref: PhotoSize(ref, "", 0, 0),
    InboundKind.VOICE: lambda ref: Voice(ref, "", 0),
    InboundKind.VIDEO: lambda ref: Video(ref, "", 0, 0, 0),
    InboundKind.DOCUMENT: lambda ref: Document(ref, ""),
}


class PtbClient:
    """The library's bot, over one line."""

    def __init__(self, line: Line) -> None:
        """Open nothing yet. Raises `ChannelMisconfigured`."""
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
        told = _beside(part)
        with _in_our_words():
            if part.media is not None:
                send = self._sends[part.media.kind]
                file = _file(part.media, content)
                sent = await send(chat, file, caption=part.text or None, **told)
            else:
                sent = await self._bot.send_message(chat, part.text, **told)
            return str(sent.message_id)

    @property
    def _sends(self) -> Mapping[InboundKind, _Send]:
        return {
            InboundKind.PHOTO: self._bot.send_photo,
            InboundKind.VOICE: self._bot.send_voice,
            InboundKind.VIDEO: self._bot.send_video,
            InboundKind.DOCUMENT: self._bot.send_document,
        }

    async def unbutton(self, chat: int, message: int) -> None:
        """Take the buttons under a message away."""
        with _in_our_words():
            await self._bot.edit_message_reply_markup(chat, message, reply_markup=None)

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file."""
        with _in_our_words():
            file = await self._bot.get_file(ref)
            return bytes(await file.download_as_bytearray())

    async def thank(self, press: str, says: str = "") -> None:
        """Let a pressed button stop spinning."""
        with _in_our_words():
            await self._bot.answer_callback_query(press, says or None)

    async def username(self) -> str:
        """The name by which people call the bot."""
        with _in_our_words():
            return (await self._bot.get_me()).username or ""

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


def _file(media: Media, content: bytes | None) -> object:
    """What to send: the bytes, or the handle where there are none."""
    if content is None:
        return _HANDLES[media.kind](media.ref)
    return InputFile(content, media.name or media.ref)


def _beside(part: Part) -> dict[str, Any]:
    """What goes with a message, whatever it is."""
    told: dict[str, Any] = {"reply_markup": _markup(part)}
    if part.quotes:
        told["reply_parameters"] = ReplyParameters(part.quotes, allow_sending_without_reply=True)
    return told


def _markup(
    part: Part,
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if part.clears_keys:
        return ReplyKeyboardRemove()
    if part.keys:
        keys = [[KeyboardButton(key) for key in row] for row in part.keys]
        # Not resized: the keys are then as large as those of the telephone's own keyboard.
        return ReplyKeyboardMarkup(keys, is_persistent=True, resize_keyboard=False)
    rows = [[_button(choice) for choice in row] for row in part.rows]
    return InlineKeyboardMarkup(rows) if rows else None


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
    if isinstance(error, ChatMigrated):
        return Moved(error.new_chat_id)
    if isinstance(error, BadRequest):
        return refusal(error.message)
    return Retry()  # the network, a fault at Telegram, a token that is just being changed

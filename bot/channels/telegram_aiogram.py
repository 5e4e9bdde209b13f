"""Telegram through aiogram: its `Bot` as our client.

Importing this module imports the library; only the process that serves Telegram does so.
"""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final, cast

import httpx
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVoice,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from bot.channels.telegram_client import Command, Hook, Moved, refusal
from bot.channels.telegram_letters import Part
from bot.channels.telegram_line import Line
from bot.port import ChannelTrouble, Gone, Refused, Retry
from models.messages import Choice, InboundKind

#: How each kind of file is sent, and by which name.
_FILES: Final[Mapping[InboundKind, tuple[type[TelegramMethod[Message]], str]]] = {
    InboundKind.PHOTO: (SendPhoto, "photo"),
    InboundKind.VOICE: (SendVoice, "voice"),
    InboundKind.VIDEO: (SendVideo, "video"),
    InboundKind.DOCUMENT: (SendDocument, "document"),
}


class LineSession(BaseSession):
    """The library's requests over our line, so that proxies and time-outs are the same for both.

    Its own session needs one more package to go through any proxy.
    """

    def __init__(self, line: Line) -> None:
        """Open nothing yet. Raises `ChannelMisconfigured`."""
        server = line.server.rstrip("/")
        super().__init__(TelegramAPIServer.from_base(server), timeout=20)
        self._http = line.connect(timeout=httpx.Timeout(10, read=self.timeout))

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 the library's signature
    ) -> TelegramType:
        """Carry out one method. Raises an error of the library."""
        fields, files = await self._form(bot, method)
        url = self.api.api_url(bot.token, method.__api_method__)
        try:
            answer = await self._http.post(url, data=fields, files=files or None)
        except httpx.HTTPError as error:
            raise TelegramNetworkError(method=method, message=type(error).__name__) from None
        if answer.is_server_error:  # a server before Telegram's may say so in other words
            raise TelegramServerError(method=method, message=str(answer.status_code))
        response = self.check_response(bot, method, answer.status_code, answer.text)
        return cast(TelegramType, response.result)

    async def _form(
        self, bot: Bot, method: TelegramMethod[TelegramType]
    ) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
        """The fields of a method as text, and the files it brings by their names."""
        inputs: dict[str, InputFile] = {}
        told = method.model_dump(warnings=False).items()
        fields = {name: self.prepare_value(value, bot, inputs) for name, value in told}
        files = {
            key: (file.filename or key, b"".join([part async for part in file.read(bot)]))
            for key, file in inputs.items()
        }
        return {name: value for name, value in fields.items() if value is not None}, files

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 the library's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,  # noqa: FBT001, FBT002 the library's signature
    ) -> AsyncGenerator[bytes, None]:
        """The content of a file, piece by piece. Raises an error of httpx."""
        async with self._http.stream("GET", url, headers=headers, timeout=timeout) as answer:
            if raise_for_status:
                answer.raise_for_status()
            async for piece in answer.aiter_bytes(chunk_size):
                yield piece

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()


class AiogramClient:
    """The library's bot, over one line."""

    def __init__(self, line: Line) -> None:
        """Open nothing yet. Raises `ChannelMisconfigured`."""
        self._session = LineSession(line)
        self._bot = Bot(line.token, self._session)

    async def deliver(self, chat: int, part: Part, content: bytes | None) -> str:
        """Send one message."""
        with _in_our_words():
            sent = await self._bot(_method(chat, part, content))
            return str(sent.message_id)

    async def unbutton(self, chat: int, message: int) -> None:
        """Take the buttons under a message away."""
        with _in_our_words():
            await self._bot.edit_message_reply_markup(
                chat_id=chat, message_id=message, reply_markup=None
            )

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file."""
        with _in_our_words():
            file = await self._bot.get_file(ref)
            kept = BytesIO()
            await self._bot.download_file(file.file_path or "", kept)
            return kept.getvalue()

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
        menu = [BotCommand(command=command.name, description=command.says) for command in commands]
        scope = BotCommandScopeChat(chat_id=chat) if chat else None
        with _in_our_words():
            await self._bot.set_my_commands(menu, scope, language or None)

    async def set_webhook(self, hook: Hook) -> None:
        """Let Telegram call from now on."""
        with _in_our_words():
            await self._bot.set_webhook(
                hook.url, allowed_updates=list(hook.kinds), secret_token=hook.secret
            )

    async def webhook(self) -> str:
        """The address that Telegram calls at present."""
        with _in_our_words():
            return (await self._bot.get_webhook_info()).url

    async def close(self) -> None:
        """Hang up."""
        await self._session.close()


def _method(chat: int, part: Part, content: bytes | None) -> TelegramMethod[Message]:
    told: dict[str, Any] = {"chat_id": chat, "reply_markup": _markup(part)}
    if part.quotes:
        told["reply_parameters"] = ReplyParameters(
            message_id=part.quotes, allow_sending_without_reply=True
        )
    if part.media is None:
        return SendMessage(text=part.text, **told)
    send, name = _FILES[part.media.kind]
    handle = part.media.ref
    file = handle if content is None else BufferedInputFile(content, part.media.name or handle)
    return send(**{name: file, "caption": part.text or None, **told})


def _markup(
    part: Part,
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if part.clears_keys:
        return ReplyKeyboardRemove(remove_keyboard=True)
    if part.keys:
        keys = [[KeyboardButton(text=key) for key in row] for row in part.keys]
        # Not resized: the keys are then as large as those of the telephone's own keyboard.
        return ReplyKeyboardMarkup(keyboard=keys, is_persistent=True, resize_keyboard=False)
    rows = [[_button(choice) for choice in row] for row in part.rows]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _button(choice: Choice) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=choice.label, callback_data=choice.token)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Let errors of the library leave this block as trouble of a channel."""
    try:
        yield
    except AiogramError as error:
        raise _trouble(error) from None
    except httpx.HTTPError:
        raise Retry from None


def _trouble(error: AiogramError) -> ChannelTrouble:
    if isinstance(error, TelegramRetryAfter):
        return Retry(float(error.retry_after))
    if isinstance(error, TelegramForbiddenError):
        return Gone(error.message)
    if isinstance(error, TelegramMigrateToChat):
        return Moved(error.migrate_to_chat_id)
    if isinstance(error, TelegramBadRequest):
        return refusal(error.message)
    if isinstance(error, TelegramEntityTooLarge):
        return Refused(error.message)
    return Retry()  # the network, a fault at Telegram, a token that is just being changed

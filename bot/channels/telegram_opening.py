"""Telegram as the settings say: which library, which way updates come, which server."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.channels.errors import ChannelMisconfigured, NotAgreed, TokenRefused
from bot.channels.telegram_channel import Listener, TelegramChannel
from bot.channels.telegram_client import Client, Hook
from bot.channels.telegram_keeping import Take
from bot.channels.telegram_line import API_URL, Line, PlainApi
from bot.channels.telegram_menus import Menus
from bot.channels.telegram_polling import WAIT, Polling
from bot.channels.telegram_presses import Presses
from bot.channels.telegram_thanks import Thanks
from bot.channels.telegram_webhook import Bot, Door, Hooking, hook_at
from bot.channels.waiting import Pause
from bot.port import Accept
from bot.settings import Settings
from storage.engine import Store


def line_of(settings: Settings) -> Line | None:
    """The line to Telegram, where a token is set.

    Raises `ChannelMisconfigured`; `NotAgreed` where it would lead abroad and nobody has agreed.
    """
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    server = settings.telegram_api_url or API_URL
    if not server.startswith(("http://", "https://")):
        raise ChannelMisconfigured(
            "SHOUWEN_TELEGRAM_API_URL 不是地址。请写成 http://127.0.0.1:8081 这样。",
            "SHOUWEN_TELEGRAM_API_URL is no address. Write it like http://127.0.0.1:8081",
        )
    line = Line(token, server, settings.telegram_proxy or None)
    if line.leads_abroad and not settings.telegram_abroad:
        raise NotAgreed
    return line


def hook_of(settings: Settings) -> Hook | None:
    """Where Telegram shall call, where updates come by webhook. Raises `ChannelMisconfigured`."""
    if line_of(settings) is None or settings.telegram_mode != "webhook":
        return None
    return hook_at(settings.webhook_url, settings.webhook_secret.get_secret_value())


def door_of(
    settings: Settings, store: Store, clock: Callable[[], datetime], accept: Accept
) -> Door | None:
    """Where Telegram knocks, where updates come by webhook; needs no library.

    Raises `ChannelMisconfigured`.
    """
    line, hook = line_of(settings), hook_of(settings)
    if line is None or hook is None:
        return None
    presses = Presses(store, line.account, clock)
    return Door(Bot(line.account, clock), hook.secret, accept, presses)


def open_telegram(
    settings: Settings,
    store: Store,
    clock: Callable[[], datetime],
    pause: Pause = asyncio.sleep,
    wait: int = WAIT,
) -> TelegramChannel | None:
    """The channel, where a token is set; the library that was picked is imported here.

    `pause` waits some seconds, and `wait` is how long a request for updates is held open. Raises
    `ChannelMisconfigured`.
    """
    line, hook = line_of(settings), hook_of(settings)
    if line is None:
        return None
    client = client_over(line, settings.telegram_library)
    thanks = Thanks(client.thank, Presses(store, line.account, clock))
    listener: Listener = (
        Hooking(client, hook, pause)
        if hook is not None
        else Polling(line, PlainApi(line, wait + 15), thanks, store, clock, pause, wait)
    )
    menus = Menus(client, store, line.account)
    return TelegramChannel(line.account, client, listener, settings.home / "media", clock, menus)


class _Mounted:
    """Where somebody else's bot brings the updates."""

    async def listen(self, _: Take) -> None:
        """There is nothing to listen to."""

    async def close(self) -> None:
        """There is nothing to hang up."""


def mount_telegram(settings: Settings, clock: Callable[[], datetime]) -> TelegramChannel:
    """The channel of a bot that somebody else listens with; sending is ours.

    Raises `ChannelMisconfigured`.
    """
    line = line_of(settings)
    if line is None:
        raise TokenRefused
    client = client_over(line, settings.telegram_library)
    return TelegramChannel(line.account, client, _Mounted(), settings.home / "media", clock)


def client_over(line: Line, library: str) -> Client:
    """A client of the library, `ptb` or `aiogram`. Raises `ChannelMisconfigured`."""
    if library == "aiogram":
        from bot.channels.telegram_aiogram import AiogramClient

        return AiogramClient(line)
    from bot.channels.telegram_ptb import PtbClient

    return PtbClient(line)

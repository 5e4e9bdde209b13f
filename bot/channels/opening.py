"""Which channels the settings ask for, beside the page; a library is imported only where picked."""

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from typing import Final, cast

from bot.channels.errors import Misconfigured
from bot.port import Channel
from bot.settings import Settings

#: Module and class by (library, mode).
_TELEGRAM: Final = {("ptb", "polling"): ("bot.channels.telegram_ptb", "TelegramPtb")}

Clock = Callable[[], datetime]


def channels_of(settings: Settings, clock: Clock) -> Mapping[tuple[str, str], Channel]:
    """The channels by name and account; none without a token. Raises `Misconfigured`."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return {}
    way = (settings.telegram_library, settings.telegram_mode)
    if way not in _TELEGRAM:
        known = "；".join(f"{library}、{mode}" for library, mode in _TELEGRAM)
        raise Misconfigured(
            f"这个版本的 Telegram 只能用：{known}。"
            "请检查 SHOUWEN_TELEGRAM_LIBRARY 和 SHOUWEN_TELEGRAM_MODE。"
        )
    module, name = _TELEGRAM[way]
    channel = cast(
        Channel,
        getattr(import_module(module), name)(
            token,
            api_url=settings.telegram_api_url,
            proxy=settings.telegram_proxy or None,
            clock=clock,
        ),
    )
    return {(channel.name, channel.account): channel}

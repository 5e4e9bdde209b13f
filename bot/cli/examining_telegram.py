"""Telegram under examination: the token, where updates go, what waits, and what went wrong last.

Everything is asked of Telegram's own server in plain JSON; nothing is changed.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bot.channels.telegram_line import Line, PlainApi
from bot.channels.telegram_opening import hook_of, line_of
from bot.cli import opening
from bot.cli.printing import hint
from bot.cli.tongue import two
from bot.port import Retry
from models.calendar import CST

if TYPE_CHECKING:
    from bot.settings import Settings

_PATIENCE: Final = 8  # seconds that an answer may take before it counts as none
_MANY: Final = 100  # updates that wait, one full answer of Telegram's
_LATELY: Final = timedelta(hours=1)


class NoAnswer(Exception):
    """Telegram did not answer; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            two(
                "Telegram 没有应答。中国大陆连不上它：请设 SHOUWEN_TELEGRAM_PROXY 走代理，"
                "或用 SHOUWEN_TELEGRAM_API_URL 指到自己的 Bot API 服务器。网页不受影响。",
                "Telegram does not answer. From mainland China it can't be reached: set "
                "SHOUWEN_TELEGRAM_PROXY, or SHOUWEN_TELEGRAM_API_URL to a Bot API server of your "
                "own. The pages work all the same.",
            )
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """What Telegram says of the bot: who it is, and how updates reach it."""

    username: str
    hook: dict[str, Any]


def require_telegram(settings: "Settings") -> None:
    """Refuse a start that could never serve Telegram; say it where Telegram only does not answer.

    Raises `Misconfigured` of the channel.
    """
    line = line_of(settings)
    hook_of(settings)
    if line is None:
        return
    try:
        _look(line)
    except NoAnswer as silence:
        hint(str(silence))


def look_at_telegram(settings: "Settings") -> Seen | None:
    """What Telegram says; None without a token. Raises `Misconfigured` or `NoAnswer`."""
    line = line_of(settings)
    hook_of(settings)
    return _look(line) if line else None


def _look(line: Line) -> Seen:
    async def ask() -> Seen:
        api = PlainApi(line, _PATIENCE)
        try:
            async with asyncio.timeout(_PATIENCE):
                me, hook = await api.ask("getMe"), await api.ask("getWebhookInfo")
                return Seen(str(me.get("username", "")), dict(hook))
        except (Retry, TimeoutError, AttributeError, TypeError, ValueError):
            raise NoAnswer from None
        finally:
            await api.close()

    return asyncio.run(ask())


def verdicts(seen: Seen, settings: "Settings") -> Iterator[tuple[str, bool, str]]:
    """What was looked at, whether it is in order, and what is so or what to do."""
    yield "telegram.token", True, f"@{seen.username}"
    yield ("telegram.abroad", True, _of_borders(settings))
    yield ("telegram.webhook", *_of_webhook(str(seen.hook.get("url", "")), settings))
    yield ("telegram.pending", *_of_pending(int(seen.hook.get("pending_update_count", 0))))
    yield ("telegram.last_error", *_of_last_error(seen.hook))


def _of_borders(settings: "Settings") -> str:
    line = line_of(settings)
    if line and line.leads_abroad:
        return two("数据到境外，已写明同意", "data goes abroad, as the settings agree to")
    return two(
        "经自己的 Bot API 服务器；它若再连到 Telegram，数据同样出境，见 docs/privacy.md",
        "by a Bot API server of one's own; if that talks to Telegram, data goes abroad all the "
        "same: see docs/privacy.md",
    )


def _of_webhook(url: str, settings: "Settings") -> tuple[bool, str]:
    hook, where = hook_of(settings), urlsplit(url).hostname or ""
    if hook is None and not url:
        return True, two("没有设 webhook，用 polling", "none is set, as polling wants it")
    if hook is None:
        return False, two(
            f"消息现在送到 {where}。用 polling 时启动 shouwen serve 会收回；"
            "要是别的程序在用这个机器人，请先停掉它。",
            f"Updates go to {where} now. shouwen serve takes them back for polling when it starts; "
            "if another program uses this bot, stop that first.",
        )
    if hook.url == url:
        return True, two(f"送到 {where}", f"updates go to {where}")
    now = where or two("没有设", "nowhere")
    return False, two(
        f"应该送到 {hook.url}，现在是：{now}。启动 shouwen serve 会重新设置。",
        f"Updates should go to {hook.url}, and go: {now}. shouwen serve sets it when it starts.",
    )


def _of_pending(waiting: int) -> tuple[bool, str]:
    if waiting < _MANY:
        return True, two(f"{waiting} 条在等", f"{waiting} wait")
    return False, two(
        f"{waiting} 条在 Telegram 那边等。服务在运行吗？Telegram 只保留 24 小时。",
        f"{waiting} wait at Telegram. Is the service running? Telegram keeps them for 24 hours.",
    )


def _of_last_error(hook: dict[str, Any]) -> tuple[bool, str]:
    message, at = hook.get("last_error_message"), hook.get("last_error_date")
    if not message or not isinstance(at, int):
        return True, two("没有", "none")
    when = datetime.fromtimestamp(at, CST)
    told = f"{when:%m-%d %H:%M} {str(message)[:120]}"
    if opening.now() - when > _LATELY:
        return True, told
    return False, told + two(
        "。请检查反向代理、证书，以及 SHOUWEN_WEBHOOK_SECRET 在各进程是否一致。",
        ". Check the reverse proxy, its certificate, and that all processes have the same "
        "SHOUWEN_WEBHOOK_SECRET.",
    )

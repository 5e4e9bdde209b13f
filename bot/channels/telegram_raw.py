"""Updates as they come: read without trust, and sealed as text where they can't be kept as JSON.

One update that nobody can read must not hold up all that come after it.
"""

import json
import re
from typing import Any, Final

from bot.channels.telegram import SEALED
from bot.port import Raw, Unreadable

#: Telegram's own updates are five or six levels deep; a deeper one is nobody's honest message.
_DEEPEST: Final = 32
#: How much of an update that can't be read is kept to look at, in characters.
_LONGEST_SEALED: Final = 64 * 1024
_ID: Final = re.compile(r'"update_id"\s*:\s*(-?\d{1,18})\b')


def parsed(text: str | bytes) -> Raw:
    """One update out of its JSON. Raises `Unreadable`."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from None
    if not isinstance(raw, dict):
        raise Unreadable("no object")
    return raw


def fit_to_keep(raw: Raw) -> Raw:
    """The update as it is, or sealed where it has no number or is too deep for a database."""
    if SEALED in raw:
        return raw
    number = raw.get("update_id")
    is_number = type(number) is int and abs(number) < 2**63
    return raw if is_number and not _is_too_deep(raw) else sealed_again(raw)


def _is_too_deep(raw: Raw) -> bool:
    level: list[Any] = [raw]
    for _ in range(_DEEPEST):
        level = [inner for one in level for inner in _within(one)]
        if not level:
            return False
    return True


def _within(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value
    return [one for one in inner if isinstance(one, dict | list)]


def sealed(text: str) -> dict[str, Any]:
    """An update as plain text, to be set aside, with its number where that can be seen."""
    told = {SEALED: text[:_LONGEST_SEALED]}
    number = _ID.search(text)
    return {"update_id": int(number[1]), **told} if number else told


def sealed_again(raw: Raw) -> dict[str, Any]:
    """An update that was read but can't be kept."""
    try:
        return sealed(json.dumps(raw))
    except (ValueError, RecursionError):
        return sealed(f'{{"update_id": {raw.get("update_id")}}}')


def press_of(raw: Raw) -> str:
    """The id by which a button press wants to be acknowledged; empty if `raw` is none."""
    press = raw.get("callback_query")
    name = press.get("id") if isinstance(press, dict) else None
    return name if isinstance(name, str) else ""

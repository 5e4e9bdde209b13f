"""Our letters as Telegram's messages: pure, and the same for every library."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from models.messages import Choice, Media, Outbound

_ROW: Final = 14  # characters of labels side by side that a telephone shows without cutting them
_KEY_ROW: Final = 8  # the same of large keys, whose letters are larger
_LONGEST_KEY: Final = 64


@dataclass(frozen=True, slots=True)
class Part:
    """One message: a text, or a file by its handle with a text under it.

    `rows` are buttons under the message, `keys` large ones under the whole conversation; `quotes`
    is the id of the message that it answers, 0 where it answers none; `clears_keys` takes the
    large ones away.
    """

    text: str = ""
    rows: tuple[tuple[Choice, ...], ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    media: Media | None = None
    quotes: int = 0
    clears_keys: bool = False


def encode(letter: Outbound) -> Part | None:
    """The message that a letter of one piece is; None for one that says nothing."""
    if not letter.text.strip() and not letter.media:
        return None
    return Part(
        text=letter.text.strip(),
        rows=() if letter.keys else _rows(letter.choices),
        keys=_key_rows(letter.keys),
        media=letter.media[0] if letter.media else None,
        quotes=int(letter.quotes) if letter.quotes.isdecimal() else 0,
        clears_keys=letter.clears_keys,
    )


def _rows(choices: Sequence[Choice]) -> tuple[tuple[Choice, ...], ...]:
    """The choices with their digits, side by side as long as their labels stay readable."""
    counted = enumerate(choices, 1)
    buttons = [Choice(choice.token, f"{digit} {choice.label}") for digit, choice in counted]
    widths = _filled((len(button.label) for button in buttons), _ROW)
    return tuple(tuple(buttons[first:past]) for first, past in widths)


def _key_rows(keys: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The keys, of which two at most stand side by side."""
    shown = [key[:_LONGEST_KEY] for key in keys]
    return tuple(tuple(shown[a:b]) for a, b in _filled(map(len, shown), _KEY_ROW, most=2))


def _filled(widths: Iterable[int], room: int, most: int = 8) -> list[tuple[int, int]]:
    """Rows, each by its first place and the one past its last, that fit into the room."""
    rows: list[tuple[int, int]] = []
    used = 0
    for place, width in enumerate(widths):
        first = rows[-1][0] if rows else 0
        if rows and used + width <= room and place - first < most:
            rows[-1] = (first, place + 1)
            used += width
        else:
            rows.append((place, place + 1))
            used = width
    return rows

"""Our letters as Telegram's messages: pure, and the same for every library."""

from dataclasses import dataclass, replace
from typing import Final

from bot.splitting import split
from bot.channels.telegram import CAPS
from models.messages import Choice, Media, Outbound

_ROW: Final = 14  # characters of labels side by side that a telephone shows without cutting them


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a letter: a file by its handle, or a text with rows of buttons under it."""

    text: str = ""
    rows: tuple[tuple[Choice, ...], ...] = ()
    media: Media | None = None


def encode(letter: Outbound) -> tuple[Part, ...]:
    """The messages that a letter takes: its files, then its text with the buttons at the end."""
    files = [Part(media=media) for media in letter.media]
    texts = [Part(text) for text in split(letter.text, CAPS.text_limit)]
    if texts and letter.choices and letter.keyboard:
        texts[-1] = replace(texts[-1], rows=_rows(letter.choices))
    return (*files, *texts)


def _rows(choices: tuple[Choice, ...]) -> tuple[tuple[Choice, ...], ...]:
    """The choices with their digits, side by side as long as their labels stay readable."""
    rows: list[list[Choice]] = []
    for digit, choice in enumerate(choices, 1):
        button = Choice(choice.token, f"{digit} {choice.label}")
        if rows and sum(len(other.label) for other in rows[-1]) + len(button.label) <= _ROW:
            rows[-1].append(button)
        else:
            rows.append([button])
    return tuple(tuple(row) for row in rows)

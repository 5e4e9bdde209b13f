"""Typed lines: what staff write into a record has to be there and be readable in one breath."""

from typing import Final

from models.errors import Incomplete, TooLong

#: A typed line longer than this is not a line but a letter; the reader is asked to shorten it.
LINE_LIMIT: Final = 500


def incomplete(missing: tuple[str, ...]) -> Incomplete:
    return Incomplete(f"还缺：{'、'.join(missing)}。补上再来。")


def one_line(text: str, what: str, limit: int = LINE_LIMIT) -> str:
    """The text on one line. Raises `Incomplete` where there is none, `TooLong` past the limit."""
    line = " ".join(text.split())
    if not line:
        raise incomplete((what,))
    if len(line) > limit:
        raise TooLong(f"{what}太长了，请说短一点，最多 {limit} 个字。")
    return line

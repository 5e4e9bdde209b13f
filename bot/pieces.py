"""Pieces: a letter as the messages that its channel takes, one after the other."""

from dataclasses import replace

from bot.splitting import split, units
from models.messages import Caps, InboundKind, Outbound


def pieces(letter: Outbound, caps: Caps) -> tuple[Outbound, ...]:
    """The messages that a letter takes, in order: its files, then its words cut where a reader
    would pause. The choices stand under the last, and there is always one message at least."""
    if caps.caption_limit is None or _is_captioned(letter, caps.caption_limit):
        return (letter,)
    bare = replace(letter, text="", media=(), choices=(), keys=())
    files = [replace(bare, media=(file,)) for file in letter.media]
    words = [replace(bare, text=text) for text in split(letter.text, caps.text_limit)]
    *first, last = (*files, *words) or (bare,)
    return (*first, replace(last, choices=letter.choices, keys=letter.keys))


def _is_captioned(letter: Outbound, limit: int) -> bool:
    """Whether the words fit under the one file that goes with them; a voice note is listened to
    for itself."""
    is_seen = len(letter.media) == 1 and letter.media[0].kind is not InboundKind.VOICE
    return is_seen and units(letter.text) <= limit

"""Pictures, films and sound without what they tell on the side: where, when, by whom, with what.

A photo of a torn carton carries the place of the shop to the metre, and a case is promised to be
confidential. What is seen and heard stays as it was, to the bit, and so does which way up it is
held.
"""

from collections.abc import Callable
from typing import Final

from bot.bare.boxes import bare_boxes
from bot.bare.faults import Damaged
from bot.bare.gif import bare_gif
from bot.bare.heic import bare_heic
from bot.bare.jpeg import bare_jpeg
from bot.bare.mp3 import bare_mp3
from bot.bare.ogg import bare_ogg
from bot.bare.png import bare_png
from bot.bare.wav import bare_wav
from bot.bare.webm import bare_webm
from bot.bare.webp import bare_webp

__all__ = ["Damaged", "bare"]

_BY_MIME: Final[dict[str, Callable[[bytes], bytes]]] = {
    "image/jpeg": bare_jpeg,
    "image/png": bare_png,
    "image/webp": bare_webp,
    "image/gif": bare_gif,
    "image/heic": bare_heic,
    "video/mp4": bare_boxes,
    "audio/mp4": bare_boxes,
    "video/webm": bare_webm,
    "audio/webm": bare_webm,
    "audio/ogg": bare_ogg,
    "audio/mpeg": bare_mp3,
    "audio/wav": bare_wav,
}


def bare(content: bytes, mime: str) -> bytes:
    """The file without its metadata. As they came stay AMR, which has none, and PDF, which tells
    what its author put into it.

    Raises `Damaged` for a file that is not whole, since nobody knows then what is in it.
    """
    strip = _BY_MIME.get(mime)
    return strip(content) if strip else content

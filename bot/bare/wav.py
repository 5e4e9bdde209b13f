"""WAV: a RIFF file whose chunks are the sound and how it is to be played, and what is told of it.

Gone are lists of titles and authors, the broadcasters' chunk with its date and device, ID3, XMP.
Source: RFC 2361 and Microsoft's WAVE form of RIFF.
"""

from typing import Final

from bot.bare.faults import Damaged
from bot.bare.riff import as_riff, chunks_in

_FORM: Final = b"WAVE"
_FORMAT, _LENGTH, _SOUND = b"fmt ", b"fact", b"data"


def bare_wav(content: bytes) -> bytes:
    """Raises `Damaged`; what stands behind the end of the file is gone."""
    kept = [
        (kind, data)
        for kind, data in chunks_in(content, _FORM)
        if kind in (_FORMAT, _LENGTH, _SOUND)
    ]
    if not {_FORMAT, _SOUND} <= {kind for kind, _ in kept}:
        raise Damaged
    return as_riff(_FORM, kept)

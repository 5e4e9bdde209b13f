"""What a door is to the fuzzer."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: Where doors put what they have to find in a file: quickest in memory, where `TMPDIR` says so.
PLACE: Final = Path(tempfile.mkdtemp(prefix="fuzz-"))


@dataclass(frozen=True, slots=True)
class Door:
    """Takes any bytes, or refuses them in its own words; whatever else it raises is broken."""

    take: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]  #: good input, and how it begins
    modules: tuple[str, ...]  #: where its reading is done, for the share of lines reached
    words: tuple[str, ...] = ()  #: what is worth trying to put anywhere
    longest: int = 20_000  #: bytes of an input


def laid(name: str, content: bytes) -> Path:
    """The content as a file, in place of the one before."""
    path = PLACE / name
    path.write_bytes(content)
    return path

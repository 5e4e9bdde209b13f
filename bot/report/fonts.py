"""A font with Chinese letters for pictures: one that was set, else one found on the system.

None comes with the house: such a font is ten times the size of all the rest, and every system that
people read Chinese on has one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

#: Letters that any font for simplified Chinese has, and hardly another one.
_PROBE: Final = frozenset("首问投诉货源运输办结较—％件")
#: Fonts that read well in pictures, by the beginning of their file's name, the best first.
_PREFERRED: Final = (
    "notosanscjk",
    "notosanssc",
    "sourcehansans",
    "pingfang",
    "msyh",
    "wqy",
    "droidsansfallback",
    "simhei",
)
#: What the family of a collection's face for simplified Chinese is called at its end.
_SIMPLIFIED: Final = (" SC", " CN")
#: What stands for a letter that the font lacks, as printers mark it; and for lack of that.
_STANDS_IN: Final = "〓?"


class NoChineseFont(Exception):
    """No font with Chinese letters is on this system, and none that can be read was set."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file, and the letters that it has."""

    path: Path
    place: int  #: in its file
    letters: frozenset[int]

    def has(self, text: Iterable[str]) -> bool:
        return all(ord(letter) in self.letters for letter in text)

    def drawable(self, text: str) -> str:
        """The text, with a mark in place of each letter that this font lacks."""
        mark = next(sign for sign in _STANDS_IN if ord(sign) in self.letters or sign == "?")
        return "".join(letter if ord(letter) in self.letters else mark for letter in text)


@lru_cache(maxsize=4)
def chinese_face(chosen: Path | None = None) -> Face:
    """The face to draw with. Raises `NoChineseFont`."""
    candidates = [chosen] if chosen else _on_the_system()
    for path in candidates:
        face = _face(path)
        if face is not None and face.has(_PROBE):
            return face
    raise NoChineseFont


def _on_the_system() -> list[Path]:
    from matplotlib.font_manager import findSystemFonts

    return sorted(map(Path, findSystemFonts()), key=_preference)


def _preference(path: Path) -> tuple[int, bool, str]:
    stem = path.stem.lower()
    place = next(
        (place for place, name in enumerate(_PREFERRED) if stem.startswith(name)), len(_PREFERRED)
    )
    return place, "regular" not in stem, str(path)


def _face(path: Path) -> Face | None:
    """The file's face for simplified Chinese, else its first; None for what is no font."""
    from matplotlib.ft2font import FT2Font

    try:
        faces = [FT2Font(path, face_index=index) for index in range(FT2Font(path).num_faces)]
    except (OSError, RuntimeError):
        return None
    simplified = (
        index for index, face in enumerate(faces) if face.family_name.endswith(_SIMPLIFIED)
    )
    index = next(simplified, 0)
    return Face(path, index, frozenset(faces[index].get_charmap()))

"""The letters of pictures: Noto Sans SC, which comes along as a package, or a font that was set."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

#: Letters that any font for simplified Chinese has, and hardly another one.
_PROBE: Final = frozenset("首问投诉货源运输办结较—％件")
#: What the family of a collection's face for simplified Chinese is called at its end.
_SIMPLIFIED: Final = (" SC", " CN")
#: What stands for a letter that the font lacks, as printers mark it; and for lack of that.
_STANDS_IN: Final = "〓?"


class NoChineseFont(Exception):
    """The font that was set is none with Chinese letters."""


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
    face = _face(chosen or _ours())
    if face is None or not face.has(_PROBE):
        raise NoChineseFont
    return face


def _ours() -> Path:
    from pylopdf_fonts_zh_cn import sans_path

    return sans_path()


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

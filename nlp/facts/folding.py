"""One spelling for matching: half-width, lower-case, simplified, one character for one.

Facts carry spans of the text as received, so nothing here may change its length.
"""

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

#: Blocks whose characters have a plain twin of one character: full-width forms and spaces.
_FORMS = (*range(0xFF01, 0xFF5F), *range(0x2000, 0x200B), 0x00A0, 0x202F, 0x205F, 0x3000, 0xFFE5)

#: Spellings of the trade that no table of traditional characters holds.
_OWN = {"囍": "喜", "〇": "零", "—": "-", "–": "-", "－": "-", "−": "-", "\t": " "}


def fold(text: str) -> str:
    """The text in plain spelling; as long as the original, position by position."""
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    table = {ord(upper): upper.lower() for upper in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    table |= {code: unicodedata.normalize("NFKC", chr(code)).lower() for code in _FORMS}
    table |= _simplified()
    table |= {ord(odd): plain for odd, plain in _OWN.items()}
    return {code: plain for code, plain in table.items() if len(plain) == 1}


def _simplified() -> dict[int, str]:
    """Traditional to simplified, read from OpenCC's own table of single characters.

    Its converter works on phrases and may change the length; the table alone never does.
    """
    spec = find_spec("opencc")
    if spec is None or not spec.submodule_search_locations:
        return {}
    path = Path(spec.submodule_search_locations[0]) / "dictionary" / "TSCharacters.txt"
    pairs = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {ord(pair[0]): pair[1] for pair in pairs if len(pair) > 1 and len(pair[0]) == 1}

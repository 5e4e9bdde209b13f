"""Numerals as people write and say them: 12, 1.5, 十二, 两百五, 廿, 俩, 半."""

import re
from typing import Final

from nlp.facts.folding import fold

#: What digit each character stands for, formal and telephone spellings included.
DIGITS: Final = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    "两": 2,
    "幺": 1,
    "俩": 2,
    "仨": 3,
    "洞": 0,
    "腰": 1,
    "妖": 1,
    "么": 1,
    "拐": 7,
    "勾": 9,
}
#: The digits of a number read out: 幺 so that it is not 七, 两 洞 拐 勾 as soldiers say.
TELEPHONE: Final = "零一二三四五六七八九幺两洞拐勾腰妖么壹贰叁肆伍陆柒捌玖"
_POWERS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS: Final = {"廿": 20, "卅": 30}

#: Bounded, so that a page of figures takes no longer than a page of words.
CHINESE: Final = r"[零一二两三四五六七八九十百千万廿卅壹贰叁肆伍陆柒捌玖拾佰仟俩仨]{1,12}"
ARABIC: Final = r"\d{1,3}(?:,\d{3}){1,2}(?!\d)|\d{1,7}(?:\.\d{1,3})?"
NUMERAL: Final = rf"(?:{ARABIC}|{CHINESE})"


def value(numeral: str) -> float | None:
    """What a folded numeral is worth; None where it is a range (三五), or no number at all."""
    if numeral == "半":
        return 0.5
    if numeral[:1].isascii():
        return _arabic(numeral)
    return _chinese(numeral)


def _arabic(numeral: str) -> float | None:
    try:
        return float(numeral.replace(",", ""))
    except ValueError:
        return None


def _chinese(numeral: str) -> float | None:
    head, myriad, tail = numeral.partition("万")
    if not myriad:
        return _below_ten_thousand(numeral)
    high, low = _below_ten_thousand(head), _below_ten_thousand(tail) if tail else 0.0
    return None if high is None or low is None else high * 10_000 + low


def _below_ten_thousand(numeral: str) -> float | None:
    """Sum the parts from left to right; two digits in a row have no one value.

    A last digit after 百 or 千 counts the next lower power: 一百二 is 120.
    """
    total, digit, power = 0, None, 10_000
    for character in numeral:
        if character in _TENS:
            if total % 100 or digit is not None:
                return None
            total, power = total + _TENS[character], 10
        elif character in _POWERS:
            new = _POWERS[character]
            if new >= power or digit == 0 or (digit is None and total and new != 10):
                return None
            total, digit, power = total + (digit or 1) * new, None, new
        elif character in DIGITS and not digit:
            digit = DIGITS[character]
        else:
            return None
    if digit is not None:
        follows_zero = numeral[-2:-1] == "零"
        total += digit * (power // 10 if 100 <= power <= 1000 and not follows_zero else 1)
    return float(total) if total or numeral == "零" else None


def digits_of(text: str) -> str:
    """The ASCII digits of a run of digits in any script, everything else left out."""
    return "".join(
        character if character.isascii() else str(DIGITS[character])
        for character in fold(text)
        if character in DIGITS or (character.isascii() and character.isdigit())
    )


_BARE: Final = re.compile(rf"(?<![\d.])({NUMERAL}|半)\s?(?:多|来)?\s?[条盒包件箱支根个]?(半)?")


def bare_number(text: str) -> float | None:
    """The one number of a short answer ("1", "2条吧", "俩", "一条半"), or None.

    For answers to "how many?"; None where there is no number, or more than one.
    """
    found = [
        number + (0.5 if match[2] else 0.0)
        for match in _BARE.finditer(fold(text))
        if (number := value(match[1])) is not None
    ]
    return found[0] if len(found) == 1 else None

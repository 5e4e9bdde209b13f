"""Cells: how the text of one cell becomes a value of the trade. Each raises `BadCell`."""

import re
import unicodedata
from datetime import date
from typing import Final

from bot.imports.faults import BadCell
from models.terms import ROLE_BY_CHINESE, AreaKind, Role

_LICENCE: Final = re.compile(r"\d{12}")
_MOBILE: Final = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_LANDLINE: Final = re.compile(r"0\d{2,3}\d{7,8}|[2-8]\d{6,7}")
_IN_A_PHONE: Final = re.compile(r"[\s\-()]|\.0+$")
_SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?)(万?)元?")
_DATE: Final = re.compile(r"(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_WEEKDAY: Final = re.compile(r"(?:每?(?:周|星期|礼拜))?([1-7一二三四五六日天])")
#: What a spreadsheet hangs behind a number that it took an id for.
_POINT_NOUGHT: Final = re.compile(r"\.0+$")
_BLANK_OR_CONTROL: Final = re.compile(r"[\s\x00-\x1f]")
_LIST: Final = re.compile(r"[;,、/|\n]+")
_DAYS: Final = "一二三四五六日"

LOWEST_CLASS: Final = 1
HIGHEST_CLASS: Final = 30

#: What else the roles are called.
_ROLE_SYNONYMS: Final = {
    "片区主管": Role.SUPERVISOR,
    "主管": Role.SUPERVISOR,
    "营销部主任": Role.DIRECTOR,
    "货源部": Role.SUPPLY,
    "质量": Role.QUALITY,
    "物流": Role.DELIVERY,
    "物流配送": Role.DELIVERY,
    "送货员": Role.DELIVERY,
    "电访员": Role.ORDER_CENTRE,
    "订单部": Role.ORDER_CENTRE,
    "专卖管理所": Role.LICENCE_OFFICE,
    "回访专员": Role.FOLLOW_UP,
}


def words(text: str) -> str:
    """Text as it is, its inner spaces made one, without characters that show nothing: a name that
    turns the direction of a line could make a card say something else."""
    if not text.isprintable():
        text = "".join(" " if sign.isspace() else sign for sign in text if _shows(sign))
    return " ".join(text.split())


def _shows(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf")


def an_id(text: str) -> str:
    """A number that names something: a customer code, a staff number."""
    if _SCIENTIFIC.fullmatch(text):
        raise BadCell("被表格软件改成了科学计数。请把这一列设为文本再填。")
    if len(text) > 32 or _BLANK_OR_CONTROL.search(text):
        raise BadCell("要不超过 32 个字、中间没有空格。")
    return _POINT_NOUGHT.sub("", text)


def licence(text: str) -> str:
    bare = an_id(text) if _SCIENTIFIC.fullmatch(text) else _POINT_NOUGHT.sub("", text)
    if not _LICENCE.fullmatch(bare) or not bare.isascii():
        raise BadCell("要 12 位数字。")
    return bare


def phone(text: str) -> str:
    """A mobile number, or a landline with or without its area code; digits only."""
    bare = _IN_A_PHONE.sub("", text)
    if found := _MOBILE.fullmatch(bare):
        return found[1]
    if _LANDLINE.fullmatch(bare):
        return bare
    raise BadCell("不是电话号码。手机要 11 位，座机连区号。")


def area(text: str) -> AreaKind:
    try:
        return AreaKind(text)
    except ValueError as error:
        raise BadCell(f"要写{'、'.join(AreaKind)}之一。") from error


def class_level(text: str) -> int:
    bare = re.sub(r"\.0+$|档$|级$", "", text)
    if bare.isascii() and bare.isdecimal() and LOWEST_CLASS <= int(bare[:4]) <= HIGHEST_CLASS:
        return int(bare)
    raise BadCell(f"要 {LOWEST_CLASS} 到 {HIGHEST_CLASS} 的整数。")


def class_levels(text: str) -> tuple[int, ...]:
    """One class, several ("1;2;3") or a stretch of them ("10-15")."""
    levels: list[int] = []
    for part in split(text):
        first, *last = (class_level(end.strip()) for end in re.split(r"[-~至到]", part, maxsplit=1))
        if last and last[0] < first:
            raise BadCell("档位要从小到大写，如 10-15。")
        levels.extend(range(first, (last or [first])[0] + 1))
    return tuple(dict.fromkeys(levels))


def weekday(text: str) -> int:
    """Monday is 1."""
    found = _WEEKDAY.fullmatch(_POINT_NOUGHT.sub("", text))
    if found is None:
        raise BadCell("要写周一到周日之一。")
    said = found[1].replace("天", "日")
    return int(said) if said.isdecimal() else _DAYS.index(said) + 1


def amount(text: str) -> float:
    """A number that is not below zero; "12.5万" is 125,000."""
    found = _NUMBER.fullmatch(text.replace(",", "").removeprefix("¥"))
    if found is None or len(found[1]) > 15:
        raise BadCell("要写不小于 0 的数。")
    return float(found[1]) * (10_000 if found[2] else 1)


def day(text: str) -> date:
    found = _DATE.fullmatch(text)
    if found is None:
        raise BadCell("要写成 2026-11-23 这样的日期。")
    year, month, of_month = (int(part) for part in found.groups() if part and part not in "-/.年")
    try:
        return date(year, month, of_month)
    except ValueError as error:
        raise BadCell("没有这一天。") from error


def roles(text: str) -> tuple[str, ...]:
    """The values of one role or of several."""
    said = split(text)
    for word in said:
        if word not in ROLE_BY_CHINESE and word not in _ROLE_SYNONYMS:
            raise BadCell(f"不认识的角色。可写：{'、'.join(ROLE_BY_CHINESE)}。")
    known = (ROLE_BY_CHINESE.get(word) or _ROLE_SYNONYMS[word] for word in said)
    return tuple(dict.fromkeys(role.value for role in known))


def split(text: str) -> tuple[str, ...]:
    """The parts of a list that is written in one cell."""
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in _LIST.split(text)))))

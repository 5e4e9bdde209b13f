"""Long numbers: order numbers, and licences, case numbers and codes that are none.

Phones are found before them, and all are hidden, so that nobody later reads a quantity or a date
in them.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from nlp.facts.brand_table import table
from nlp.facts.folding import fold
from nlp.facts.numerals import DIGITS
from nlp.reading import Span, Value

#: What follows a count, a day, an hour or a sum, but no group of an order number.
_COUNTED: Final = r"[条盒包件箱支根个元块月号日点年天次档%.:多几来户家]"
#: A further group of figures: 0811 of CQ 2026 0811, the last 8 of 0077 8, - 9903.
_GROUP: Final = rf"(?: ?[\-_/] ?| )\d[\da-z]*(?![\da-z]|\s?{_COUNTED})"
_ORDER_NAMED: Final = (
    r"(?<!投诉)(?<!受理)(?<!反映)(?<!工)"
    r"(?P<word>订单|定单|丁单|单子|单据|发货单|送货单|配送单|运单|出库单|流水单?|交易|货单|(?<!发)票|单)"
    r"(?P<number>的?(?:编号|号码|流水号|号))?(?:是|为|应该是|叫|就是|那?个?)?\s?[:：#=,]?\s?"
)
_ORDER_WORD: Final = re.compile(
    rf"{_ORDER_NAMED}(?:no\.?\s?)?"
    rf"(?P<order>[a-z]{{0,6}}[ -]?\d[\da-z]*(?:\-?\-\d[\da-z]*|{_GROUP})*)",
)
#: 号头 SH1001-55820, 编号YC0412337; not 许可证编号 nor 投诉编号. A bare number must be long.
_CUED: Final = re.compile(
    r"(?:号头|(?<![^,。;!?:\s的货烟单])编号)(?:是|为)?\s?[:#=]?\s?"
    rf"(?P<order>[a-z]{{1,6}}[ -]?\d{{3}}[\da-z]*(?:-[\da-z]+|{_GROUP})*"
    rf"|\d{{4,12}}-\d{{3,8}}|\d{{6,20}})(?![\da-z\-]|\s?{_COUNTED})"
)
#: Read aloud, with pauses: 二零二五 幺幺二零 零零三七; a count behind it is none of its digits.
_SAID: Final = r"[\d零一二三四五六七八九幺两洞拐勾]"
_DASH_SAID: Final = "横?杠"
_ORDER_SAID: Final = re.compile(
    rf"{_ORDER_NAMED}(?P<order>[a-z]{{0,4}}\s?{_SAID}(?:(?:[ \-]|{_DASH_SAID})?{_SAID}){{5,19}})"
    rf"(?![十百千\da-z]|\s?{_COUNTED})"
)
_LETTERED: Final = re.compile(
    rf"(?<![\da-z])(?P<order>[a-z]{{1,6}}-?\d{{6,18}}(?:-\d{{1,6}}|{_GROUP})*"
    rf"|[a-z]{{2,6}} \d{{4,8}}(?:{_GROUP})+|[a-z]{{2,6}}(?:-\d{{2,10}}){{2,4}}"
    r"|20\d\d[01]\d[0-3]\d-?[a-z]{1,4}-?\d{2,8}(?:-\d{1,6})?)(?![\da-z@])"
)
_BARE: Final = re.compile(r"(?<![\da-z.+*])\d{8,20}(?![\da-z*%])")
_GROUPED: Final = re.compile(
    r"(?<![\d.\-])20\d{2}[ -]?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[- ]\d{3,8}(?!\d)"
)

#: Groups of figures that nothing names, as in a correction: 不对,是2260 4415 6073.
_IN_GROUPS: Final = re.compile(
    rf"(?<![\da-z.+*\-])[a-z]{{0,4}}\d{{3,8}}(?:[ \-]\d{{2,8}}){{1,5}}(?![\da-z*%]|{_COUNTED})"
)
_FIGURE: Final = re.compile(r"\d")
_FEWEST_IN_GROUPS: Final = 9
#: 这单1234 is no order number, 这单123456 is.
_FEWEST_ALONE: Final = 6
#: Words before a long number that make it something else: a licence, a card, a code.
_LICENCE_WORD: Final = re.compile(r"(?:许可证|专卖证|烟证|证件?)(?:编?号码?)?[^\d\n]{0,4}$")
_OTHER_WORD: Final = re.compile(
    r"(?:客户?编?[号码]|户号|登记号|客户编码|编码|店号|卡号?|账号|帐号|银行卡|身份证|扫码|喷码|激光码|防伪码|钢印|生产日期|条码|条形码|"
    r"二维码|批号|批次|批次号|码|qq|微信|vx|wx|v信|群|工号|税号|车牌|尾号|发票|快递|机器|设备|箱号|型号|会员|后[四六]位|余额|密码|验证码|身份证号码?)"
    r"(?:编?号码?|群)?(?:编?号码?)?(?:是|为)?\s?[:：]?\s?$"
)
_UNIT_AFTER: Final = re.compile(
    r"\s?(?:[条盒包件箱支根元块万千年月号日天次个家点档%档分位多]|公里)"
)
#: Number plates: 鲁B7T265, 粤A·12345.
_PLATE: Final = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[a-z][·. ]?[\da-z]{5,6}(?![\da-z])"
)
#: A case number of ours as people read it: 0312-07号, 2026-0312-07.
_CASE: Final = re.compile(
    r"(?<![\d\-])(?:20\d{2}-)?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-\d{2,3}(?![\d\-])"
)


def order_numbers(folded: str, original: str) -> Iterator[Value]:
    """Order numbers: after a word that says so, or long enough to be nothing else."""
    for pattern in (_ORDER_WORD, _ORDER_SAID):
        for match in pattern.finditer(folded):
            if _is_order(match, folded):
                yield _order(match.start("order"), match.end("order"), original)
    # Most messages hold no figure: a search for nothing costs as much as one for something.
    if not _FIGURE.search(folded):
        return
    for match in _CUED.finditer(folded):
        if not _CASE.match(folded, match.start("order")):
            yield _order(match.start("order"), match.end("order"), original)
    unnamed = (pattern.finditer(folded) for pattern in (_LETTERED, _GROUPED, _BARE))
    for match in chain(*unnamed, _in_groups(folded)):
        before = folded[max(0, match.start() - 12) : match.start()]
        if not _is_something_else(match[0], before, folded, match.end()):
            yield _order(match.start(), match.end(), original)


def _in_groups(text: str) -> Iterator[re.Match[str]]:
    """Groups of figures in a message that speaks of an order before them."""
    if "单" not in text:
        return
    for match in _IN_GROUPS.finditer(text):
        digits = sum(one.isdigit() for one in match[0])
        if digits >= _FEWEST_IN_GROUPS and "单" in text[: match.start()]:
            yield match


def codes(folded: str) -> Iterator[Span]:
    """Long numbers that are neither phone nor order number; nothing may be read in them."""
    for match in re.finditer(r"(?<![\d.])\d{7,}", folded):
        if not _is_a_day(match[0]):
            yield Span(match.start(), match.end())
    for pattern in (_CASE, _PLATE):
        for match in pattern.finditer(folded):
            yield Span(match.start(), match.end())


#: 2025-09-05 behind 配送单 is when it came.
_A_DAY_WRITTEN: Final = re.compile(r"20[0-4]\d[-./](?:0?[1-9]|1[0-2])[-./](?:[012]?\d|3[01])")


def _is_order(match: re.Match[str], text: str) -> bool:
    """After the word 单 alone a number counts goods or names a brand unless it is long or lettered.

    1956 of 订单1956少两条 is a brand too, and a day is a day.
    """
    said, end = match["order"], match.end()
    digits = sum(character.isdigit() for character in said)
    if _A_DAY_WRITTEN.fullmatch(said) or (not match["number"] and _is_a_year(said)):
        return False
    is_bare = match["word"] == "单" and not match["number"] and said.isdigit()
    if is_bare and (digits < _FEWEST_ALONE or _is_a_day(said)):
        return False
    if digits and _UNIT_AFTER.match(text, end):
        return digits >= 8 and not re.match(r"\s?[条盒包件箱支元块]", text[end:])
    return digits >= 4 or len(said) >= 6


def _is_a_year(said: str) -> bool:
    """Whether it is a year that a brand is called by: 1916, 1956."""
    meaning = table().meanings.get(said)
    return meaning is not None and meaning.is_a_year


def _is_something_else(said: str, before: str, text: str, end: int) -> bool:
    if _LICENCE_WORD.search(before) or _OTHER_WORD.search(before):
        return True
    if before and _PLATE.fullmatch(before[-1] + said):
        return True
    if not said.isdigit():
        return False
    return (
        bool(re.match(r"\s?[条盒包件箱支元块万年]", text[end:]))
        or _is_a_day(said)
        or (len(said) == 12 and not said.startswith("20"))  # a licence, unless a 单号 says so
        or (len(said) == 13 and said.startswith("69"))
        or (len(said) == 18 and said[6:8] in ("19", "20"))
        or len(set(said)) == 1
    )


def _is_a_day(said: str) -> bool:
    return bool(re.fullmatch(r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", said))


def _order(start: int, end: int, original: str) -> Value:
    """The value is what was said without spaces; letters and dashes belong to it."""
    said = original[start:end]
    plain = "".join(
        character.upper() if original[start + place].isupper() else character
        for place, character in enumerate(fold(said))
    )
    value = re.sub(_DASH_SAID, "-", plain).replace(" ", "")
    if not value.isascii():
        value = "".join(str(DIGITS.get(one, one)) for one in value)
    return Value(said, value, Span(start, end))

"""Phone numbers as people write and say them: 138-0013-8000, (0731)8888 1234, 幺三八 洞洞幺三….

A number may be grouped in any way, by figures, as said over the phone (幺洞两拐勾), or both. The
extension of a switchboard belongs to what was said and not to the number.
"""

import re
from collections.abc import Iterator
from typing import Final

from nlp.facts.numerals import TELEPHONE, digits_of
from nlp.reading import Span, Value

_D: Final = rf"[\d{TELEPHONE}]"
_ONE: Final = "[1一幺腰妖么]"
_NAUGHT: Final = "[0零洞]"
_GAP: Final = r"[ \-.·_~/()]{0,2}"
#: Between the groups of a number read aloud: 幺三八,零零幺三啊,八零零零.
_PAUSE: Final = r"[ ,、/.啊呃嗯哈]{1,3}"

_START: Final = (
    r"(?:(?<![\da-z.])|(?<=tel)|(?<=tel\.)|(?<=phone)|(?<=dh)|(?<=sj)|(?<=wx)|(?<=vx)|(?<=no\.))"
)
_COUNTRY: Final = rf"(?:\(?\+?\s?\(?0{{0,2}}86\)?{_GAP}|(?<!\d )0(?=1[3-9]))?"

#: 11 digits from 13 to 19, grouped in any way.
_MOBILE: Final = re.compile(
    rf"{_START}{_COUNTRY}({_ONE}{_GAP}[3-9三四五六七八九拐勾](?:{_GAP}{_D}){{9}})"
    r"(?![\d%])(?!-\d{1,2}(?!\d))(?!\s?[条盒包件箱])"
)
_MOBILE_READ_ALOUD: Final = re.compile(
    rf"{_START}({_ONE}[3-9三四五六七八九拐勾]{_D}{{0,2}}(?:{_PAUSE}{_D}{{2,5}}){{2,5}})(?!{_D})"
)
#: Two in a row with nothing between them.
_TWO_MOBILES: Final = re.compile(r"(?<!\d)(1[3-9]\d{9})(1[3-9]\d{9})(?!\d)")

_AREA: Final = (
    rf"(?:{_NAUGHT}{_ONE}{_NAUGHT}|{_NAUGHT}[2二两]{_D}|{_NAUGHT}[3-9三四五六七八九拐勾]{_D}{{2}})"
)
_LOCAL_NUMBER: Final = (
    rf"(?:{_D}{{7,8}}|{_D}{{3,4}}[ \-.]{_D}{{4}}|{_D}{{4}}[ \-.]{_D}{{3}}"
    rf"|{_D}{{2}}(?:[ \-.]{_D}{{2}}){{3}}|{_D}{{2,3}}[ \-.]{_D}{{2,3}}[ \-.]{_D}{{2,4}})"
)
_LANDLINE: Final = re.compile(
    r"(?<![\da-z.])(?<![\da-z]-)(?:(?<!\d )|(?<=1\d{10} ))"
    rf"(?:\(?\+86\)?[ \-]?)?[(\[]?({_AREA})[)\]]?"
    rf"(?:[ \-,、杠转/_.]|的|电话|座机|号码){{0,3}}({_LOCAL_NUMBER})(?![\d%])"
)
_ABROAD: Final = re.compile(
    r"(?<!\d)\+86[ \-]?((?:10|2\d|[3-9]\d{2}))[ \-](\d{7,8}|\d{3,4}[ \-]\d{4})(?!\d)"
)
_SERVICE: Final = re.compile(
    rf"(?<![\d.])([48四八]{_NAUGHT}{{2}}{_GAP}{_D}{{3,4}}{_GAP}{_D}{{3,4}})(?!\d)"
)
#: 7 or 8 digits are a phone only where the words before say so.
_LOCAL: Final = re.compile(
    r"(?:电话|座机|固话|坐机|小灵通|传真|打|联系|拨|号码)[^\d,。;!?\n]{0,6}"
    rf"(?P<local>[2-8]\d{{2,3}}[ \-]?\d{{4}})(?![\d条盒元块]|[ \-]\d{{3}})"
    rf"|(?:座机|坐机|固话|固定电话|店里电话|家里电话)(?:号码?|电话)?(?:是|打)?\s?:?\s?"
    rf"(?P<said>{_D}{{3,4}}[ \-]?{_D}{{4}})(?![\d条盒元块])"
)
_EXTENSION: Final = re.compile(rf"(?:\s?(?:再?转|分机号?|按)\s?:?\s?|-){_D}{{1,5}}(?!{_D}|[条盒])")

#: Words right before a number that make it another's: an order's, a licence, a card.
_NUMBER_OF_ANOTHER: Final = re.compile(
    r"(?:[订定货运]单编?号|单号码?|订单编?号?码?|流水号|许可证号?码?|专卖证号?|烟证号?|身份证号?码?|卡号|"
    r"[账帐]号|条形?码|喷码|防伪码|批号|发票号码?|客户(?:编[号码]|代码|号)|qq号?)(?:是|为)?\s?:?\s?$"
)

#: A digit in characters that stands behind one of its kind belongs to the same number.
_RUNS_ON: Final = "零一二三四五六七八九幺"


def find(folded: str, original: str) -> Iterator[Value]:
    """Phone numbers; the value is the digits alone, without +86 and without an extension."""
    for start, end, digits in _numbers(folded):
        if _is_whole(folded, start, end, digits) and not _NUMBER_OF_ANOTHER.search(
            folded[max(0, start - 10) : start]
        ):
            yield Value(original[start:end], digits, Span(start, end))


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and digits of all that is shaped like a phone; they may overlap."""
    for match in _TWO_MOBILES.finditer(text):
        for group in (1, 2):
            yield *match.span(group), match[group]
    for pattern in (_MOBILE, _MOBILE_READ_ALOUD):
        for match in pattern.finditer(text):
            if len(digits := digits_of(match[1])) == 11:
                yield *match.span(), digits
    for match in _LANDLINE.finditer(text):
        if 7 <= len(local := digits_of(match[2])) <= 8:
            yield match.start(), _with_extension(text, match.end()), digits_of(match[1]) + local
    for match in _ABROAD.finditer(text):
        yield *match.span(), f"0{digits_of(''.join(match.groups()))}"
    for match in _SERVICE.finditer(text):
        if len(digits := digits_of(match[1])) == 10:
            yield match.start(), _with_extension(text, match.end()), digits
    for match in _LOCAL.finditer(text):
        name = "local" if match["local"] else "said"
        yield match.start(name), _with_extension(text, match.end()), digits_of(match[name])


def _with_extension(text: str, end: int) -> int:
    extension = _EXTENSION.match(text, end)
    return extension.end() if extension else end


def _is_whole(text: str, start: int, end: int, digits: str) -> bool:
    """Whether no digit that was said runs on beside it, and it is not one digit repeated."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if text[start] in TELEPHONE and before and before in TELEPHONE:
        return False
    if text[end - 1] in TELEPHONE and after and after in _RUNS_ON:
        return False
    return len(set(digits)) > 1

"""Names of people as said: 张明, 小李, 老王师傅, 张经理, 姓高的.

A surname is an ordinary character too: the end of 线路 and 有关, the beginning of 马上 and 高峰.
What a dictionary has as a word is no name; the role beside it counts all the same.
"""

import re
from collections.abc import Iterator
from typing import Final

from models.terms import Role
from nlp.lexicon import words
from nlp.patterns import any_of

SURNAMES: Final = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜"
    "丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严"
    "尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛柴覃骆关焦柳欧祝纪尚毕耿芦左季"
    "管符辛苗詹曲靳祁路涂甘司卞柯阮桂闵解强丛岳沙"
)
#: Behind 经理 these say what he does, to whom and how: 经理向我要, 司机常迟到, 经理强塞.
_SAYING_WHAT: Final = "向常强管关解"
#: 我向经理要, 管师傅要: before a title these tell of whom.
_TO_WHOM: Final = "向管"
#: Before 总 these are things that always are so: 路总堵, 钱总扣不成.
_THINGS: Final = "路钱段方关管白毛季安高左石"
_SURNAME: Final = f"[{SURNAMES}]"

#: What follows a surname as a form of address, and the role it points to.
_TITLES: Final = {
    "客户经理": Role.CUSTOMER_MANAGER,
    "市场经理": Role.SUPERVISOR,
    "经理": Role.CUSTOMER_MANAGER,
    "主管": Role.SUPERVISOR,
    "主任": Role.DIRECTOR,
    "局长": Role.DIRECTOR,
    "所长": Role.LICENCE_OFFICE,
    "队长": Role.LICENCE_OFFICE,
    "司机": Role.DELIVERY,
    "师傅": Role.DELIVERY,
    "师父": Role.DELIVERY,
}
#: What stands before a name: 经理张明, 司机叫王强.
_OFFICES: Final = {
    "客户经理": Role.CUSTOMER_MANAGER,
    "市场经理": Role.SUPERVISOR,
    "送货员": Role.DELIVERY,
    "配送员": Role.DELIVERY,
    "电访员": Role.ORDER_CENTRE,
    "司机": Role.DELIVERY,
    "主任": Role.DIRECTOR,
    "主管": Role.SUPERVISOR,
    "经理": Role.CUSTOMER_MANAGER,
}
_PLAIN_TITLES: Final = "部长 科长 组长 站长 姐 哥 同志 小姐 先生"

_AFTER_A_NAME: Final = (
    r"(?=[,。;!?\s\x00\x01说讲来的不没对老态就总每又也骂把给让在跟到从打收要服太很真上下]|$)"
)
_NAMED: Final = re.compile(
    rf"(?P<office>{any_of(' '.join(_OFFICES))})(?:叫|是|姓)?"
    rf"(?P<full>(?![{_SAYING_WHAT}]){_SURNAME}(?!经理|师傅|主任)[\u4e00-\u9fff]{{1,2}}?){_AFTER_A_NAME}"
    rf"|(?P<name>(?![{_TO_WHOM}]){_SURNAME}[\u4e00-\u9fff]{{0,2}}?)姓?"
    rf"(?P<title>{any_of(' '.join(_TITLES))}|{any_of(_PLAIN_TITLES)})"
    r"(?!们|部|店|室|电话|结|作|业|商|厂)"
    rf"|(?P<head>{_SURNAME})(?:总(?!共|算|监|之|量|数|额|部|店|体|经销|结|业|商|厂)"
    r"|(?<![白施金])工(?![人厂地资程作具艺友钱夫期会商行业号序种龄装头]))"
    rf"|(?P<small>[小老阿]{_SURNAME})(?P<its>{any_of(' '.join(_TITLES))}|姐|哥)?"
    r"(?![家烟票年人乡镇村子客店板区])"
    rf"|姓(?P<sur>{_SURNAME})的|叫(?P<called>(?!管){_SURNAME}[\u4e00-\u9fff]{{1,2}})的"
)
#: Words that cannot stand in a given name: 我们经理, 谢小刘, 公司一位科长.
_NOT_A_NAME: Final = re.compile(
    "[我你他她您这那哪大有找问都跟和给让叫是说了的原新不没到从要把小老阿管送谢某各]"
    "|一[位个名]|市场|客户|片区|部门|公司|以前|现在"
)
#: 小白, 老路, 小程序 … are ordinary words more often than people.
_TRAPS: Final = re.compile(
    r"小(?:白|龙|米|关|高|康|金|万|史|方|石|文|路|毛|安|程序|苗苗|陈列)"
    r"|老(?:白|龙|路|关|常|向|毛|文|万|方|石|强|高|司|黄历)"
)
#: Words that a surname ends, but no dictionary has: 盖章师傅, 贵司经理, 第三周总不来.
_ENDING_SO: Final = re.compile(
    r"[盖公]章|[不没]关|[贵我你您]司|[一二两三四五六七八九十几上下这那每\d]周|[这那]段"
)
_ALWAYS: Final = re.compile(r"总[是在不没要说会得收扣堵打断被]")
_FORMS: Final = ("full", "name", "head", "small", "sur", "called")


def names(text: str) -> Iterator[tuple[tuple[int, int], str, Role | None]]:
    """The names in a folded text: where each stands with its title, the name, the title's role."""
    place = 0
    while match := _NAMED.search(text, place):
        name = next(said for form in _FORMS if (said := match[form]))
        is_name = _is_a_name(match, name)
        if is_name:
            yield match.span(), name, _role(match)
        place = match.end() if is_name else match.start() + 1


def _role(match: re.Match[str]) -> Role | None:
    if match["office"]:
        return _OFFICES[match["office"]]
    return _TITLES.get(match["title"] or match["its"])


def _is_a_name(match: re.Match[str], name: str) -> bool:
    """False for what only looks like a name: 线路经理, 马上, 小程序."""
    text, start = match.string, match.start()
    if match["sur"]:
        return True
    if match["small"]:
        around = (text[start : start + 3], text[max(0, start - 1) : start + 2])
        is_a_word = any(len(said) == 3 and _is_a_word(said) for said in around)
        return not is_a_word and not _TRAPS.match(text, start)
    if _NOT_A_NAME.search(name[1:]) or _is_a_word(name[:2]) or _is_a_word(name):
        return False
    if match["head"] and name in _THINGS and _ALWAYS.match(text, start + 1):
        return False
    # What a title follows may be the end of another word.
    is_open = match["name"] or match["head"]
    ending = text[max(0, start - 1) : start + 1] if is_open else ""
    return not _is_a_word(ending) and not _ENDING_SO.fullmatch(ending)


def _is_a_word(said: str) -> bool:
    return len(said) > 1 and bool(words().get(said))

"""People: who is named or meant by a role, and whether the complaint is about them."""

import re
from collections.abc import Iterator
from typing import Final

from models.terms import Role
from nlp.facts.blame import is_blamed
from nlp.patterns import any_of
from nlp.reading import Person, Span

_SURNAME: Final = (
    "[王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜"
    "丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严"
    "尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛柴覃骆关焦柳欧祝纪尚毕耿芦左季"
    "管符辛苗詹曲靳祁路涂甘司卞柯阮桂闵解强丛岳沙]"
)
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
_PLAIN_TITLES: Final = "部长 科长 组长 站长 总 姐 哥 工 同志 小姐 先生"

_SOMEBODY: Final = "(?:那?个?(?:小姑娘|小妹|姑娘|女的|男的|女子|丫头|小伙子?|小哥|后生|人))?"
#: Words for a member of staff without a name, tried in this order.
_ROLES: Final = (
    (Role.SUPERVISOR, "市场经理 片区主管 片区经理 大区经理 市场部(?:经理|主管) 片区负责人 主管"),
    (Role.DIRECTOR, "营销部主任 (?:你们?)?主任 局长 一把手 大?领导"),
    (
        Role.ORDER_CENTRE,
        rf"""
        电访(?:员|的|中心|姑娘|小妹|小姐)? (?:电话)?订货员 订单员 话务员 接线员 客服 呼叫中心
        接电话的{_SOMEBODY} (?:打电话(?:订货|订烟|来)?|订货|打电话叫订烟)的{_SOMEBODY}
        """,
    ),
    (
        Role.DELIVERY,
        rf"""
        (?:送货|送烟|配送|开车|卸货|跑车|押车|拉货|拉烟)的?(?:那?个?)?(?:师[傅父]|司机|[老大]哥|人?员)
        (?:送货|送烟|卸货|押车|开车|跟车)的{_SOMEBODY} 送货车 驾驶员 司机 物流(?:的人|的|员)
        """,
    ),
    (
        Role.LICENCE_OFFICE,
        """
        专卖(?:局|所|科|办|稽查|执法|管理员|管理所|的人|的|员)?(?!店|证|许可|价)
        稽查(?:队|员|的|人员)?
        执法(?:人员|队|的) 专管员 市管员 检查的人? 查烟的 查店的 办证(?:的|窗口|大厅)?的?
        """,
    ),
    (Role.QUALITY, "质检(?:员|的|部门?)? 鉴别员 验货的"),
    (Role.SUPPLY, "货源(?:部|科|的人) 计划员 投放(?:部|科|的人) 采供(?:部|科)"),
    (
        Role.CUSTOMER_MANAGER,
        rf"""
        客户经理 客经 网建(?:员|的|经理)? 业务员 访销员 拜访(?:员|的) 片管
        (?:管|负责)(?:我|俺|额|咱)们?(?:店|这片|这边|这里|这条线|这一片|这块|村|镇)?的(?:经理|{_SOMEBODY})
        跑(?:片|线|市场|业务)的{_SOMEBODY} (?:你们?|我们?|那个?|这个?)?经理
        """,
    ),
)
_ROLE_PATTERNS: Final = tuple((role, re.compile(any_of(words))) for role, words in _ROLES)

_AFTER_A_NAME: Final = r"(?=[,。;!?\s说讲来的不没对老态就总每又也骂把给让在跟到从打收要服太很真]|$)"
_NAMED: Final = re.compile(
    r"(?P<office>客户经理|市场经理|送货员|配送员|电访员|司机|主任|主管|经理)(?:叫|是|姓)?"
    rf"(?P<full>{_SURNAME}(?!经理|师傅|主任)[\u4e00-\u9fff]{{1,2}}?){_AFTER_A_NAME}"
    rf"|(?P<name>{_SURNAME}[\u4e00-\u9fff]{{0,2}}?)"
    rf"(?P<title>{any_of(' '.join(_TITLES))}|{any_of(_PLAIN_TITLES)})"
    r"(?!们|部|店|室|电话|结|作|业|商|厂)"
    rf"|(?P<small>[小老阿]{_SURNAME})(?P<its>{any_of(' '.join(_TITLES))}|姐|哥)?"
    r"(?![家烟票年人乡镇村子客店板区])"
    rf"|姓(?P<sur>{_SURNAME})的|叫(?P<called>{_SURNAME}[\u4e00-\u9fff]{{1,2}})的"
)
#: Words that cannot stand in a given name: 我们经理, 谢小刘.
_NOT_A_NAME: Final = re.compile(
    "[我你他她您这那哪大有找问都跟和给让叫是说了的原新不没到从要把小老阿管送]"
    "|市场|客户|片区|部门|公司|以前|现在"
)
#: 小白, 老路 … are ordinary words more often than people, 盖章师傅 has no name.
_TRAPS: Final = re.compile(
    r"小(?:白|龙|米|关|高|康|金|万|史|方|石|文|路|毛|安)|老(?:白|龙|路|关|常|向|毛|文|万|方|石|强|高)"
)


def find(folded: str, original: str) -> Iterator[Person]:
    """The people of a folded text, names before roles."""
    taken: list[tuple[int, int]] = []
    for match in _NAMED.finditer(folded):
        if named := _named(match):
            taken.append(match.span())
            yield _person(match.span(), *named, folded, original)
    for role, pattern in _ROLE_PATTERNS:
        for match in pattern.finditer(folded):
            start, end = match.span()
            if not any(start < other and before < end for before, other in taken):
                taken.append((start, end))
                yield _person((start, end), None, role, folded, original)


def _named(match: re.Match[str]) -> tuple[str, Role | None] | None:
    """Name and role of a match, or None where it only looks like a name."""
    if match["office"]:
        return match["full"], _role(match["office"])
    if match["name"]:
        stamped = match["name"] == "章" and match.string[: match.start()].endswith(("盖", "公"))
        if stamped or _NOT_A_NAME.search(match["name"][1:]):
            return None
        return match["name"], _TITLES.get(match["title"])
    if match["small"]:
        return None if _TRAPS.match(match["small"]) else (match["small"], _TITLES.get(match["its"]))
    return match["sur"] or match["called"], None


def _role(title: str) -> Role | None:
    return next((role for role, pattern in _ROLE_PATTERNS if pattern.fullmatch(title)), None)


def _person(
    span: tuple[int, int], name: str | None, role: Role | None, folded: str, original: str
) -> Person:
    start, end = span
    said = role.value if role else None
    return Person(original[start:end], name, said, is_blamed(folded, start, end), Span(start, end))

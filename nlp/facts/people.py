"""People: who is named or meant by a role, and whether the complaint is about them."""

import re
from collections.abc import Iterator
from typing import Final

from models.terms import Role
from nlp import polarity
from nlp.reading import Person, Span

_SURNAMES: Final = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛柴覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲靳祁路涂甘司卞柯阮桂闵解强丛岳齐沙"
_SURNAME: Final = f"[{_SURNAMES}]"
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
}
_PLAIN_TITLES: Final = "师傅|师父|部长|科长|组长|站长|总|姐|哥|工|同志|小姐|先生"

#: Words for a member of staff without a name, the longest first; what each points to.
_ROLES: Final = (
    (Role.SUPERVISOR, r"市场经理|片区主管|片区经理|大区经理|市场部(?:经理|主管)|片区负责人|主管"),
    (Role.DIRECTOR, r"营销部主任|(?:你们?)?主任|局长|一把手|大?领导"),
    (
        Role.ORDER_CENTRE,
        r"电访(?:员|的|姑娘|小妹|小姐)?|(?:电话)?订货员|订单员|话务员|接线员|接电话的|客服|"
        r"(?:打电话(?:订货|订烟|来)?的|订货的|打电话叫订烟的)(?:那?个?)?(?:小姑娘|小妹|姑娘|女的|丫头|小伙子?|人)?|电访中心|呼叫中心",
    ),
    (
        Role.DELIVERY,
        r"(?:送货|送烟|配送|开车|卸货|跑车|押车|拉货|拉烟)(?:的)?(?:那?个?)?(?:师傅|师父|司机|小伙子?|小哥|老哥|大哥|员|人员|人|后生|男的)|送货的|送烟的|送货车|配送员|驾驶员|司机"
        r"|卸货的|押车的|开车的|跟车的|送货师傅|物流(?:的人|的|员)",
    ),
    (
        Role.LICENCE_OFFICE,
        r"专卖(?:局|所|科|办|稽查|执法|管理员|管理所|的人|的|员)?(?!店|证|许可|价)|稽查(?:队|员|的|人员)?|执法(?:人员|队|的)|专管员|市管员|检查的(?:人)?|查烟的|办证(?:的|窗口|大厅)?的?",
    ),
    (Role.QUALITY, r"质检(?:员|的|部门?)?|鉴别员|验货的"),
    (Role.SUPPLY, r"货源(?:部|科|的人)|计划员|投放(?:部|科|的人)|采供(?:部|科)"),
    (
        Role.CUSTOMER_MANAGER,
        r"客户经理|客经|网建(?:员|的|经理)?|(?:管|负责)我们?(?:店|这片|这边|这里|这条线|这一片|这块|村|镇)?的(?:那?个?)?(?:经理|人|女的|男的|小伙子?|小姑娘|女子)?|跑(?:片|线|市场|业务)的(?:那?个?)?(?:小伙子?|小姑娘|人)?|业务员|拜访(?:员|的)|片管|(?:你们?|我们?|那个?|这个?)?经理",
    ),
)

_NAMED: Final = re.compile(
    rf"(?P<title_first>客户经理|市场经理|送货员|配送员|电访员|司机|主任|主管|经理)(?:叫|是|姓)?(?P<full>{_SURNAME}(?!经理|师傅|主任)[\u4e00-\u9fff]{{1,2}}?)(?=[，,。\s说来的不没对老态就总每又也骂把给让在跟到从打收要服太很真]|$)"
    rf"|(?P<name>{_SURNAME}[\u4e00-\u9fff]{{0,2}}?)(?P<title>{'|'.join(_TITLES)}|{_PLAIN_TITLES})(?!们|部|店|室|电话)"
    rf"|(?P<small>[小老阿](?P<of>{_SURNAME}))(?P<its>{'|'.join(_TITLES)}|师傅|姐|哥)?(?![店板家时区\u4e00-\u9fff]*?[店])(?=[^家烟票姐哥年人乡镇村子]|$)"
    rf"|姓(?P<sur>{_SURNAME})的"
    rf"|叫(?P<called>{_SURNAME}[\u4e00-\u9fff]{{1,2}})的"
)
_NOT_A_NAME: Final = re.compile(
    r"我们?|你们?|他们?|这|那|哪|大|有|找|问|都|跟|和|给|让|叫|是|说|了|的|以前|现在|原|新|市场|客户|片区|部门|公司|管|把|不|没|到|从|要"
)
#: 小店, 老板, 小时 … begin like a nickname.
_NICKNAME_TRAPS: Final = re.compile(
    r"小(?:区|时|白|龙|米|马路|关|高|康|金|万|史|方|石|文|路)|老(?:白|龙|路|关|常|向|毛|文|万|方|石|强|高)"
)

_BLAME: Final = re.compile(
    r"骂|凶|吼|瞪|吵|态度|脸色|不耐烦|不理|不接|不回|不管|不来|不给|不肯|不让|不办|不换|不补|不认|不讲|没来|没给|没管|没说|没通知|没告诉|没换|没人|从来不|从来没|推|拖|敷衍|糊弄|忽悠|骗|扔|摔|丢|踢|砸|撂|放门口|强|逼|硬要|硬塞|非要|非让|乱|偷|拿走|扣|吃拿|索要|要钱|要烟|收钱|收了|好处|请客|卖给|倒卖|截留|私下|都给他|关系好|跟.{0,8}好|偏心|照顾|威胁|吓唬|罚|冷|爱理不理|爱搭不理|甩|挂|改|下错|订错|搞错|弄错|说话难听|难听|不算数|没兑现|不兑现|骚扰|动手|打人|打我|太差|差劲|不负责|不像话|欺负|看不起|嫌|走了|就走|催|迟|晚|不见人|见不到|不露面|没见过|不认账|讲价|嚣张|横|牛气|阴阳怪气|冲我|对我"
)
_PRAISE: Final = re.compile(
    r"(?:挺|很|蛮|真|特别|非常|一直|还|都|态度)?(?:不错|好|热情|负责|客气|帮忙|认真|辛苦|耐心|周到)(?!像|处|几|久|烟|卖|意思|歹)|谢谢|感谢|表扬|多亏|麻烦"
)
_SENT_BY: Final = re.compile(
    r"^[^,。;!?]{0,4}?(?:叫|让|喊|要|教|推荐|介绍|告诉|通知)(?:我|俺|额|咱)?们?[^,。;!?]{0,6}(?:来|找|发|说|问|在这|到这|加|扫|反映|联系|打|用)"
)
_ACCUSED: Final = re.compile(
    r"(?:投诉|举报|告|反映|检举|说的就是|骂的就是|针对|投訴)(?:一下)?(?:你们?|我们?|那个?|这个?|的是|的)?(?:公司|局)?(?:的)?$"
)
_ASKED_FOR: Final = re.compile(
    r"(?:问|找|联系|打给|请|帮我|转给?|跟|和|告诉|通知|谢谢|感谢|麻烦|换个?|换一?个|要求|叫|让|喊|等)(?:一?下|了|过|你们?|我们?|那个?|个)?$"
)


def find(folded: str, original: str) -> Iterator[Person]:
    """The people of a folded text in the order said."""
    taken: list[tuple[int, int]] = []
    for match in _NAMED.finditer(folded):
        named = _named(match)
        if named:
            taken.append(match.span())
            yield _person(match.start(), match.end(), named[0], named[1], folded, original)
    for role, pattern in _ROLE_PATTERNS:
        for match in pattern.finditer(folded):
            start, end = match.span()
            if not any(start < other and before < end for before, other in taken):
                taken.append((start, end))
                yield _person(start, end, None, role, folded, original)


def _named(match: re.Match[str]) -> tuple[str, Role | None] | None:
    """Name and role of a match, or None where it only looks like a name."""
    if match["title_first"]:
        return match["full"], _role(match["title_first"])
    if match["name"]:
        if _NOT_A_NAME.search(match["name"][1:]):
            return None
        return match["name"], _TITLES.get(
            match["title"], Role.DELIVERY if match["title"] in ("师傅", "师父") else None
        )
    if match["small"]:
        if _NICKNAME_TRAPS.match(match.string, match.start()):
            return None
        return match["small"], _TITLES.get(match["its"] or "")
    return match["sur"] or match["called"], None


def _role(title: str) -> Role | None:
    return next((role for role, pattern in _ROLE_PATTERNS if pattern.fullmatch(title)), None)


def _person(
    start: int, end: int, name: str | None, role: Role | None, folded: str, original: str
) -> Person:
    said = original[start:end]
    is_target = _is_target(folded, start, end)
    return Person(said, name, role.value if role else None, is_target, Span(start, end))


def _is_target(text: str, start: int, end: int) -> bool:
    """Blamed for something, and neither praised, nor asked for, nor the one who sent us."""
    if polarity.is_denied(text, start, end):
        return False
    before, clause = text[max(0, start - 10) : start], _rest_of_sentence(text, end)
    if _ACCUSED.search(before):
        return True
    if _SENT_BY.match(clause):
        return False
    blame = _BLAME.search(clause)
    praise = _PRAISE.search(clause)
    if praise and (not blame or praise.start() < blame.start()):
        return False
    if blame:
        return True
    return not _ASKED_FOR.search(before) and bool(_BLAME.search(before))


def _rest_of_sentence(text: str, end: int) -> str:
    stop = re.search(r"[。;!?\n]", text[end:])
    return text[end : end + min(stop.start() if stop else 40, 40)]


_ROLE_PATTERNS: Final = tuple((role, re.compile(words)) for role, words in _ROLES)

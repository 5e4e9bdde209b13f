"""People: who is named or meant by a role, and whether the complaint is about them."""

import re
from collections.abc import Iterator
from typing import Final

from models.terms import Role
from nlp.facts.blame import is_blamed
from nlp.facts.names import names
from nlp.patterns import any_of
from nlp.reading import Person, Span

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
        (?:送货|送烟|配送|开车|卸货|跑车|押车|拉货|拉烟)的?(?:那?个?)?(?:师[傅父]|司机|[老大]哥|老司|人?员)
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


def find(folded: str, original: str) -> Iterator[Person]:
    """The people of a folded text whose days are hidden (周三总不给), names before roles."""
    taken: list[Span] = []
    for (start, end), name, role in names(folded):
        taken.append(Span(start, end))
        yield _person(taken[-1], name, role, folded, original)
    for role, pattern in _ROLE_PATTERNS:
        for match in pattern.finditer(folded):
            span = Span(*match.span())
            if not span.overlaps(taken):
                taken.append(span)
                yield _person(span, None, role, folded, original)


def _person(span: Span, name: str | None, role: Role | None, folded: str, original: str) -> Person:
    said = role.value if role else None
    is_target = is_blamed(folded, span.start, span.end)
    return Person(original[span.start : span.end], name, said, is_target, span)

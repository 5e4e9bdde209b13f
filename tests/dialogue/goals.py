"""Goals: what a simulated retailer wants, and the words in which it is told."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

TODAY: Final = date(2026, 3, 12)
BRANDS: Final = ("玉溪", "云烟", "白沙", "利群", "芙蓉王", "黄鹤楼", "硬中华", "软中华", "红塔山")


@dataclass(frozen=True, slots=True)
class Matter:
    """One complaint: its category, the words that tell it, and which facts they carry.

    `{brand}`, `{count}` and `{day}` stand for the facts; what a wording leaves out is asked.
    """

    label: str
    button: str
    tellings: tuple[str, ...]
    has_goods: bool = True
    has_day: bool = False
    about: str = ""


MATTERS: Final = (
    Matter(
        "transport",
        "送货",
        (
            "{day}送来的{brand}少送了{count}条",
            "{day}送货少了{count}条{brand}",
            "{brand}{day}送来的时候少{count}条",
            "{day}送的烟少了",
        ),
        has_day=True,
    ),
    Matter(
        "transport",
        "送货",
        (
            "{day}送来的{brand}压扁了{count}条",
            "{brand}{count}条送到的时候箱子湿了烟也潮了",
            "{day}来的货{brand}压坏{count}条",
        ),
        has_day=True,
    ),
    Matter(
        "transport",
        "送货",
        ("{day}的烟到现在没送来", "送货车{day}没来 烟没送到", "{day}的货一直没送到店里"),
        has_goods=False,
        has_day=True,
    ),
    Matter(
        "product",
        "烟有毛病",
        ("{brand}有{count}条发霉了", "{brand}长毛了 {count}条", "{count}条{brand}拆开有霉点"),
    ),
    Matter(
        "product",
        "烟有毛病",
        (
            "{brand}里面有空头烟 {count}盒",
            "{count}盒{brand}没拆封里头都有断烟",
            "{brand}抽着味不对 {count}盒",
        ),
    ),
    Matter(
        "supply",
        "货少/分得不公",
        ("{brand}老是订不到", "{brand}好几个星期没货了订不上", "凭什么别人有{brand}我没有"),
    ),
    Matter(
        "supply",
        "货少/分得不公",
        ("我的档位评低了", "每个月给我的总量太少了根本不够卖", "紧俏烟怎么分的也不公开"),
        has_goods=False,
    ),
    Matter(
        "service",
        "人态度/服务",
        ("送货的骂人 态度太差", "送货员对我大呼小叫的态度恶劣", "送货那个人说话很凶 骂我"),
        has_goods=False,
        about="送货的",
    ),
    Matter(
        "service",
        "人态度/服务",
        ("多扣了我三百块钱没人管", "报上去半个月了没人处理", "调价了也没人通知我"),
        has_goods=False,
    ),
)


@dataclass(frozen=True)
class Goal:
    """One matter with its facts, as this retailer has it in mind."""

    matter: Matter
    brand: str
    count: int
    days_ago: int
    telling: str
    day_word: str = field(default="今天")

    @property
    def happened_on(self) -> date:
        return TODAY - timedelta(days=self.days_ago)

    @property
    def words(self) -> str:
        return self.telling.format(brand=self.brand, count=self.count, day=self.day_word)

    def wrongly(self, other: str) -> str:
        """The same, with another brand by mistake."""
        return self.telling.format(brand=other, count=self.count, day=self.day_word)

    @property
    def tells_brand(self) -> bool:
        return "{brand}" in self.telling


def a_goal(chance: random.Random, *, with_goods: bool | None = None) -> Goal:
    """A matter by chance, with facts by chance."""
    able = [one for one in MATTERS if with_goods is None or one.has_goods is with_goods]
    matter = chance.choice(able)
    days_ago = chance.choice((0, 0, 1)) if matter.has_day else 0
    return Goal(
        matter,
        brand=chance.choice(BRANDS),
        count=chance.randint(1, 9),
        days_ago=days_ago,
        telling=chance.choice(matter.tellings),
        day_word=("今天", "昨天")[days_ago],
    )

"""Lists that an admin may extend: units, causes, severities, and what to do about a subcategory.

Words of the house come after those of the product, a countermeasure of the house in its place.
"""

import csv
from functools import cache
from importlib.resources import files
from typing import Final

from models.lines import one_line
from models.terms import SUBCATEGORIES, Category
from storage.unit_of_work import Work

#: The product's own words: responsible units (责任部门), causes (原因) by category, severities.
_SHIPPED: Final[dict[str, tuple[str, ...]]] = {
    "unit": ("配送", "货源", "质检", "客户经理", "电访", "专卖"),
    "cause:product": ("出厂质量", "仓储受潮", "喷码错误", "周转太慢"),
    "cause:supply": ("货源不足", "投放规则没讲清", "档位不准", "系统设置"),
    "cause:service": ("服务不到位", "没有通知到", "系统或支付故障", "沟通误会"),
    "cause:transport": ("装车差错", "路上挤压", "延误", "没有当面点清"),
    "severity": ("轻", "中", "重"),
}
#: What an admin may extend, by the word on its button.
EXTENDABLE: Final = {
    "责任部门": "unit",
    "原因—产品": "cause:product",
    "原因—货源": "cause:supply",
    "原因—服务": "cause:service",
    "原因—运输": "cause:transport",
    "严重程度": "severity",
    "处理建议": "countermeasure",
}
_WORD_LIMIT: Final = 24


def units(work: Work) -> tuple[str, ...]:
    return _words(work, "unit")


def causes(work: Work, category: Category | None) -> tuple[str, ...]:
    return _words(work, f"cause:{(category or Category.SERVICE).value}")


def severities(work: Work) -> tuple[str, ...]:
    return _words(work, "severity")


def _words(work: Work, name: str) -> tuple[str, ...]:
    return (*_SHIPPED[name], *work.meta.get(_key(name), ()))


def _key(name: str) -> str:
    return f"list:{name}"


def extend(work: Work, name: str, text: str) -> str:
    """Add a word to a list, or set a countermeasure ("破损残次 当天换货"); what was understood.

    Raises `Incomplete` or `TooLong`.
    """
    line = one_line(text, "要加的词")
    if name == "countermeasure":
        return _set_countermeasure(work, line)
    word = line[:_WORD_LIMIT]
    if word not in _words(work, name):
        work.meta.change(_key(name), [], lambda own: [*own, *([] if word in own else [word])])
    return word


def _set_countermeasure(work: Work, line: str) -> str:
    subcategory, _, advice = line.partition(" ")
    known = {name for names in SUBCATEGORIES.values() for name in names}
    advice = one_line(advice if subcategory in known else "", "小类和建议，中间空一格")
    work.meta.change(_key("countermeasure"), {}, lambda own: {**own, subcategory: advice})
    return f"{subcategory}：{advice}"


def countermeasure(work: Work, subcategory: str) -> str:
    """What usually helps with a subcategory; empty where nobody has written it down."""
    own: dict[str, str] = work.meta.get(_key("countermeasure"), {})
    return own.get(subcategory) or _shipped_countermeasures().get(subcategory, "")


@cache
def _shipped_countermeasures() -> dict[str, str]:
    text = (files("models") / "data" / "countermeasures.csv").read_text(encoding="utf-8")
    return {row["subcategory"]: row["countermeasure"] for row in csv.DictReader(text.splitlines())}

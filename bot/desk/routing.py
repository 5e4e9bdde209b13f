"""Routing: who answers for a new matter, read from what was told and from the roster."""

from typing import Final

from bot.desk.orders import Told
from bot.desk.shift import Shift
from models.ownership import (
    Responsibility,
    meant_by,
    receive,
    receive_about,
    receive_discipline,
)
from models.people import Shop, Staff
from models.terms import Category, Role

#: Words before or after a surname that make it a way of speaking of somebody: 小李, 李经理, 老王.
_PREFIXES: Final = "小老阿"
#: What makes a matter one of discipline (纪律): the words of F5 and how people say them. They are
#: looked for among the words that made the case major, which are neither denied nor quoted.
_DISCIPLINE: Final = (
    "吃拿卡要",
    "索要",
    "索取",
    "勒索",
    "截留",
    "扣下",
    "私分",
    "虚假订单",
    "假订单",
    "虚假",
    "勾结",
    "串通",
    "倒卖",
    "回扣",
    "红包",
    "好处费",
    "受贿",
    "索贿",
    "贪污",
    "白拿",
)


def responsibility(shift: Shift, told: Told, shop: Shop | None) -> Responsibility:
    """F1 and F5 for this matter: by the shop's customer manager unless they may not see it."""
    manager_no = shop.manager_no if shop else ""
    about = people_meant(shift, told, manager_no)
    if is_discipline(told):
        return receive_discipline(shift.company, about, manager_no)
    if not about:
        return receive(shift.company, manager_no)
    return receive_about(shift.company, about, manager_no)


def is_discipline(told: Told) -> bool:
    """Whether it is a matter for the discipline desk and the director."""
    if told.subcategory == "截留货源":
        return True
    return any(word in said for said in told.grade_words for word in _DISCIPLINE)


def people_meant(shift: Shift, told: Told, manager_no: str) -> frozenset[str]:
    """The staff a complaint is about: by name where one fits, by role words, and where it stays
    unsure among several, all of them."""
    if told.about_role is None and not told.about_name:
        return frozenset()
    by_role = _by_role(shift, told.about_role, manager_no)
    named = frozenset(person.no for person in _called(shift, told.about_name))
    if told.about_role is Role.CUSTOMER_MANAGER:
        # A name that isn't their own manager's still leaves it unsure whose ear it would reach.
        return by_role | frozenset(no for no in named if shift.staff(no).has(told.about_role))
    is_stranger = told.about_role is None and not named
    if is_stranger and told.category in (Category.SERVICE, Category.SUPPLY):
        # Somebody nobody knows by that name: it may be what the shop calls its own manager.
        return frozenset({manager_no} - {""})
    return (named & by_role) or by_role or named


def _by_role(shift: Shift, role: Role | None, manager_no: str) -> frozenset[str]:
    if role is None:
        return frozenset()
    region = shift.staff(manager_no).region if manager_no else ""
    return meant_by(shift.company, role, manager_no, region)


def _called(shift: Shift, name: str) -> list[Staff]:
    """The active staff that `name` (张明, 小张, 张经理) can mean."""
    if not name:
        return []
    if len(name) >= 2 and (full := [one for one in _family(shift, name) if one.name == name]):
        return full
    short = name[1:] if name[0] in _PREFIXES else name
    return _family(shift, short) if len(short) == 1 else []


def _family(shift: Shift, name: str) -> list[Staff]:
    return shift.company.family(name[:1])

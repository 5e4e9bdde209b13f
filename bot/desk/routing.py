"""Routing: who answers for a new matter, read from what was told and from the roster."""

from bot.desk.orders import Told
from bot.desk.shift import Shift
from models.ownership import Responsibility, meant_by, receive, receive_about
from models.people import Shop, Staff
from models.terms import Category, Role

#: Words before or after a surname that make it a way of speaking of somebody: 小李, 李经理, 老王.
_PREFIXES = "小老阿"


def responsibility(shift: Shift, told: Told, shop: Shop | None) -> Responsibility:
    """F1 and F5 for this matter: by the shop's customer manager unless they may not see it."""
    manager_no = shop.manager_no if shop else ""
    about = people_meant(shift, told, manager_no)
    if not about:
        return receive(shift.company, manager_no)
    return receive_about(shift.company, about, manager_no)


def people_meant(shift: Shift, told: Told, manager_no: str) -> frozenset[str]:
    """The staff a complaint is about: by name where one fits, by role words, and where it stays
    unsure among several, all of them."""
    if told.about_role is None and not told.about_name:
        return frozenset()
    region = shift.staff(manager_no).region if manager_no else ""
    by_role = (
        meant_by(shift.company, told.about_role, manager_no, region)
        if told.about_role
        else frozenset[str]()
    )
    named = frozenset(
        person.no
        for person in shift.company.staff.values()
        if person.active and _is_called(person, told.about_name)
    )
    if told.about_role is Role.CUSTOMER_MANAGER:
        # A name that isn't their own manager's still leaves it unsure whose ear it would reach.
        return by_role | frozenset(no for no in named if shift.staff(no).has(told.about_role))
    if not named and not by_role and told.category in (Category.SERVICE, Category.SUPPLY):
        # Somebody nobody knows by that name: it may be what the shop calls its own manager.
        return frozenset({manager_no} - {""})
    return (named & by_role) or by_role or named


def _is_called(person: Staff, name: str) -> bool:
    """Whether `name` (张明, 小张, 张经理) can mean this person."""
    if not name:
        return False
    if len(name) >= 2 and name == person.name:
        return True
    short = name[1:] if name[0] in _PREFIXES else name
    return len(short) == 1 and person.name.startswith(short)

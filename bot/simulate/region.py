"""The region: invented shops and staff, each of whom reads and writes at one address."""

from datetime import datetime
from typing import Final

from models.messages import Address
from models.people import Shop, Staff
from models.terms import AreaKind, Role
from storage.unit_of_work import Work

CHANNEL: Final = "simulated"
ACCOUNT: Final = "region"

#: Who stands behind the customer managers: number, name, roles, superior.
_OFFICE: Final = (
    ("9001", "总管", (Role.DIRECTOR, Role.ADMIN), ""),
    ("9002", "市场部", (Role.SUPERVISOR,), "9001"),
    ("9003", "货源部", (Role.SUPPLY,), "9001"),
    ("9004", "质检部", (Role.QUALITY,), "9001"),
    ("9005", "配送部", (Role.DELIVERY,), "9001"),
    ("9006", "电访部", (Role.ORDER_CENTRE, Role.FOLLOW_UP), "9001"),
    ("9007", "专卖所", (Role.LICENCE_OFFICE,), "9001"),
    ("9008", "督察", (Role.INSPECTION,), "9001"),
    ("9009", "纪检", (Role.DISCIPLINE,), "9001"),
    ("9010", "值班", (Role.DUTY,), "9001"),
)
_AREAS: Final = tuple(AreaKind)
#: So many people are kept in one transaction.
_AT_ONCE: Final = 2000


def shop_ref(place: int) -> str:
    """The licence of a shop by its place in the region."""
    return f"{990000000000 + place}"


def manager_no(place: int) -> str:
    return f"{100000 + place}"


def address_of(ref: str) -> Address:
    """Where "shop:LICENCE" or "staff:NO" reads and writes."""
    return Address(CHANNEL, ACCOUNT, ref.replace(":", "-"))


def office() -> list[str]:
    """The numbers of the staff behind the customer managers."""
    return [no for no, *_ in _OFFICE]


def staff_of(managers: int) -> list[Staff]:
    """The managers, each with a neighbour as substitute, and the office behind them."""
    behind = [
        Staff(no=no, name=name, roles=tuple(role.value for role in roles), superior_no=superior)
        for no, name, roles, superior in _OFFICE
    ]
    in_front = [
        Staff(
            no=manager_no(place),
            name=f"经理{place + 1}",
            phone=f"130{place:08d}",
            roles=(Role.CUSTOMER_MANAGER.value,),
            superior_no="9002",
            substitute_no=manager_no((place + 1) % managers) if managers > 1 else "9002",
        )
        for place in range(managers)
    ]
    return [*behind, *in_front]


def shop_at(place: int, managers: int) -> Shop:
    return Shop(
        licence=shop_ref(place),
        customer_code=f"S{place:09d}",
        name=f"便利店{place + 1}",
        owner_name=f"店主{place + 1}",
        phone=f"131{place:08d}",
        area=_AREAS[place % len(_AREAS)],
        route=f"{place % 40 + 1}号线",
        order_day=place % 5 + 1,
        delivery_day=(place + 1) % 5 + 1,
        class_level=place % 30 + 1,
        manager_no=manager_no(place % managers),
    )


def settle_staff(work: Work, managers: int, now: datetime) -> None:
    people = staff_of(managers)
    work.people.put_staff(people)
    for person in people:
        work.people.bind(address_of(f"staff:{person.no}"), f"staff:{person.no}", now)


def settle_shops(work: Work, places: range, managers: int, now: datetime) -> None:
    """Let some of the shops move in, at most two thousand in one transaction."""
    work.people.put_shops([shop_at(place, managers) for place in places])
    for place in places:
        ref = f"shop:{shop_ref(place)}"
        work.people.bind(address_of(ref), ref, now)


def parts_of(shops: int) -> list[range]:
    """The shops in parts that one transaction takes."""
    return [range(first, min(first + _AT_ONCE, shops)) for first in range(0, shops, _AT_ONCE)]

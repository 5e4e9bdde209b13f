"""Years of cases behind a desk, made by the database itself so that there may be a million."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    String,
    case,
    cast,
    insert,
    literal,
    select,
)
from sqlmodel import SQLModel

from models import ledger
from models.case import Case
from models.columns import to_micros
from models.conversation import Utterance
from models.people import Shop, Staff
from models.terms import SUBCATEGORIES, AreaKind, Category, Role, Stage
from storage.drawer import Shelf
from storage.engine import Store
from storage.shop_roster import COLUMNS
from storage.unit_of_work import Work

NOW = datetime(2026, 3, 12, 2, tzinfo=UTC)
STAFF, SHOPS = 20_000, 100_000
#: One case every five minutes, so that a month looks alike however many years there are.
BETWEEN = timedelta(minutes=5)
#: What was said and done about each.
SAID = ("今天送来的玉溪少送1条", "记下来了，请核对", "对", "已受理")
DEEDS = ("file", "acknowledge", "close")


def staff() -> Iterator[Staff]:
    """A director, 200 supervisors, and customer managers who stand in for one another."""
    yield Staff(no="S0", name="周立", roles=(Role.DIRECTOR.value, Role.DUTY.value))
    for number in range(1, 201):
        yield Staff(no=f"S{number}", name="陈芳", roles=(Role.SUPERVISOR.value,), superior_no="S0")
    for number in range(201, STAFF):
        yield Staff(
            no=f"S{number}",
            name="张明",
            roles=(Role.CUSTOMER_MANAGER.value,),
            superior_no=f"S{number % 200 + 1}",
            substitute_no=f"S{201 + (number + 1) % (STAFF - 201)}",
        )


def licence(place: int) -> str:
    return f"{990000000000 + place}"


def settle_shops(work: Work) -> None:
    """Every shop of the region, as a roster takes them in."""
    shop = Shop(
        licence="",
        customer_code="",
        name="大姐烟店",
        owner_name="王大姐",
        phone="",
        area=AreaKind.VILLAGE,
        route="三号线",
        manager_no="",
        yearly_purchases=80_000,
    )
    told = Shelf(Shop).values(shop)

    def row(place: int) -> list[Any]:
        manager_no = f"S{201 + place % (STAFF - 201)}"
        own = {"licence": licence(place), "manager_no": manager_no, "phone": f"131{place:08d}"}
        return [(told | own | {"customer_code": f"C{place}"})[name] for name in COLUMNS]

    work.roster.take_in(COLUMNS[1:-2], map(row, range(SHOPS)))


#: What cases are about, each kind as often as any other.
KINDS = [(category, kind) for category in Category for kind in SUBCATEGORIES[category]]


def a_case(number: int, at: datetime, **told: Any) -> Case:
    owner = f"S{201 + number % 1000}"
    category, subcategory = KINDS[number % len(KINDS)]
    whole: dict[str, Any] = {
        "id": number,
        "number": f"{number:08d}",
        "year": at.year,
        "category": category,
        "subcategory": subcategory,
        "shop": licence(number % SHOPS),
        "complainant": f"test:town:shop-{licence(number % SHOPS)}",
        "said": SAID[0],
        "first_receiver_no": owner,
        "owner_no": owner,
        "first_message_at": at,
        "filed_at": at,
        "respond_by": at + timedelta(days=1),
        "close_by": at + timedelta(days=14),
        "contacted_at": at,
    }
    return Case(**(whole | told))


def add_all(work: Work, cases: list[Case]) -> None:
    for each in cases:
        work.cases.add(each)


def remember(store: Store, cases: int) -> None:
    """So many closed cases, the latest an hour ago, each with its ledger and what was said."""
    place = _places(cases)
    shop = cast(990000000000 + (place * 7919) % SHOPS, String)
    address = literal("test:town:shop-") + shop
    owner = literal("S") + cast(201 + place % 1000, String)
    at = to_micros(NOW - timedelta(hours=1)) - place * (BETWEEN // timedelta(microseconds=1))
    case_id = 10**7 + cases - place
    past = a_case(0, NOW, stage=Stage.CLOSED, closed_at=NOW)
    lines = [ledger.write(past, deed, by="desk", now=NOW) for deed in DEEDS]
    of_case = {"id": case_id, "number": cast(place, String), "shop": shop, "complainant": address}
    of_case |= {"owner_no": owner, "first_receiver_no": owner}
    of_case |= dict.fromkeys(("first_message_at", "filed_at", "closed_at"), at)
    of_case |= dict.fromkeys(("respond_by", "close_by", "contacted_at"), at)
    of_case |= {"category": _kind(place, 0), "subcategory": _kind(place, 1)}
    with store._keeping.altering() as connection:
        connection.execute(_many(past, of_case))
        for line in lines:
            connection.execute(_many(line, {"case_id": case_id, "at": at}))
        for turn, text in enumerate(SAID):
            said = Utterance(id=0, address="", at=NOW, by="desk", text=text, case_id=0)
            own = {"id": case_id * 4 + turn, "address": address, "case_id": case_id, "at": at}
            connection.execute(_many(said, own))
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")


def _places(cases: int) -> ColumnElement[int]:
    """0, 1, 2 …, as a column of a table that the database counts out for itself."""
    first = select(literal(0, BigInteger).label("n")).cte("place", recursive=True)
    counted = first.union_all(select(first.c.n + 1).where(first.c.n < cases - 1))
    return counted.c.n


def _kind(place: ColumnElement[int], which: int) -> ColumnElement[str]:
    """The category of a case by its place, or its subcategory."""
    kinds = enumerate(KINDS)
    return case(*((place % len(KINDS) == nth, str(kind[which])) for nth, kind in kinds))


def _many(entity: SQLModel, own: dict[str, ColumnElement[Any]]) -> Executable:
    """Rows like the entity, but for what each has of its own."""
    shelf: Shelf[Any] = Shelf(type(entity))
    told = shelf.values(entity)
    values = [own.get(name, literal(told[name], shelf.table.c[name].type)) for name in told]
    return insert(shelf.table).from_select(list(told), select(*values))

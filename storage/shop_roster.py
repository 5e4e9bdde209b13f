"""The roster of shops taken in as a whole: a country's as well as a town's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any, Final, cast

from sqlalchemy import (
    Column,
    Executable,
    Float,
    MetaData,
    Table,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable, DropTable

from models.people import Shop
from models.tiers import Tier, TierMarks
from storage.drawer import Drawer, Shelf, in_either
from storage.roster import Tally
from storage.scribe import Either
from storage.spool import TOLD
from storage.tables import PERSONAL

_SHOPS: Final = Shelf(Shop)
#: What a row that is taken in holds, in this order.
COLUMNS: Final = ("company_id", *TOLD, "tier", "active")
#: Columns that a roster decides whatever it tells.
_ALWAYS: Final = ("tier", "active")
_KEY: Final = ("company_id", "licence")
_A_PAGE: Final = 5000

_AFTER: Final = (
    select(_SHOPS.licence, _SHOPS.yearly_purchases, _SHOPS.active)
    .where(_SHOPS.ours, _SHOPS.licence > bindparam("after"))
    .order_by(_SHOPS.licence)
    .limit(_A_PAGE)
)
_COUNT: Final = select(func.count()).select_from(_SHOPS.table).where(_SHOPS.ours)
_TIER: Final = case(
    (_SHOPS.yearly_purchases >= bindparam("a", type_=Float), Tier.A.value),
    (_SHOPS.yearly_purchases >= bindparam("b", type_=Float), Tier.B.value),
    else_=Tier.C.value,
)
_SET_TIERS: Final = (
    update(_SHOPS.table).where(_SHOPS.ours, _SHOPS.active, _SHOPS.tier != _TIER).values(tier=_TIER)
)

#: Where rows stand on PostgreSQL while they are compared with what there is.
_STAGED: Final = Table(
    "staged_shop",
    MetaData(),
    *(Column(name, _SHOPS.table.c[name].type) for name in COLUMNS),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)


@cache
def _taking_in(told: tuple[str, ...]) -> Either:
    return in_either(lambda dialect: _of_dialect(told, dialect))


def _of_dialect(told: tuple[str, ...], dialect: ModuleType) -> Executable:
    """Add or change: what the roster does not tell stays as it is in a shop that there is."""
    table = _SHOPS.table
    new = dialect.insert(table)
    if dialect is postgresql:
        new = new.from_select(COLUMNS, select(*(_STAGED.c[name] for name in COLUMNS)))
    else:
        new = new.values({name: bindparam(name) for name in COLUMNS})
    changing = (*(name for name in told if name not in _KEY), *_ALWAYS)
    differs = or_(*(table.c[name].is_distinct_from(new.excluded[name]) for name in changing))
    changes = {name: new.excluded[name] for name in changing}
    return cast(
        Executable,
        new.on_conflict_do_update(index_elements=_KEY, set_=changes, where=differs),
    )


class ShopRoster(Drawer):
    """The roster of shops as one thing."""

    __slots__ = ()

    def take_time(self) -> None:
        """A large roster is thought about for minutes while the transaction is open."""
        self._scribe.take_time()

    def amounts(self) -> Iterator[tuple[str, float, bool]]:
        """Licence, yearly purchases and being active of every shop, by licence."""
        last = ""
        while page := self._rows(_AFTER, after=last):
            yield from ((row[0], row[1], row[2]) for row in page)
            last = page[-1][0]

    def take_in(self, told: Iterable[str], rows: Iterable[Sequence[Any]]) -> Tally:
        """Add or change shops from rows of `COLUMNS`, however many, that come by licence and name
        each licence once. In a shop that there is, only the columns of `told` change, the tier,
        and that it is active."""
        before, rest = self._count(), _Counted(self._sealed(rows))
        statement = _taking_in(tuple(told))
        if self._scribe.is_postgres:
            self._scribe.alter(CreateTable(_STAGED))
            self._scribe.copy_in(_STAGED, rest)
            touched = self._write(statement)
            self._scribe.alter(DropTable(_STAGED))
        else:
            touched = self._scribe.write_stream(statement, rest)
        added = self._count() - before
        return Tally(added, touched - added, rest.count - touched)

    def set_tiers(self, marks: TierMarks) -> int:
        """Set the tier of every active shop; how many it changed."""
        a, b = marks.as_floats()
        return self._write(_SET_TIERS, a=a, b=b)

    def _count(self) -> int:
        return int(self._value(_COUNT))

    def _sealed(self, rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        """The rows as they are kept: names and numbers enciphered where there is a key."""
        ring = self._scribe.ring
        if not ring.writes:
            return rows
        places = [(COLUMNS.index(name), f"shop.{name}") for name in PERSONAL["shop"]]
        return (_with(row, {at: ring.seal(row[at], place) for at, place in places}) for row in rows)


def _with(row: Sequence[Any], other: Mapping[int, Any]) -> list[Any]:
    return [other.get(place, value) for place, value in enumerate(row)]


class _Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            self.count += 1
            yield row

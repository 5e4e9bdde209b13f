"""Who there is: shops, staff, absences, and which chat belongs to whom."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Final

from sqlalchemy import (
    String,
    bindparam,
    delete,
    func,
    insert,
    select,
    type_coerce,
)

from models.ids import new_token
from models.people import Absence, Shop, Staff
from models.terms import Role
from storage.chats import Chats
from storage.drawer import COMPANY, Shelf, upsert
from storage.meta import Meta
from storage.roster import Roster, Sorted, Tally, tally
from storage.shop_list import ShopFilter, is_meant, shop_listing
from storage.tables import STAFF_ROLE

_SHOPS: Final = Shelf(Shop)
_STAFF: Final = Shelf(Staff)
_ABSENCES: Final = Shelf(Absence)

#: Where the state of staff and absences is noted.
_ROSTER: Final = "roster"
#: How many shops are held in memory at a time while all are read.
_A_PAGE: Final = 1000
#: Up to so many enciphered shops are read through for a part of a name: a third of a second.
_READ_THROUGH: Final = 20_000

# Put in order by us: SQLite would rather read all shops in order than use the index.
_BY_PHONE: Final = select(_SHOPS.table).where(
    _SHOPS.ours, type_coerce(_SHOPS.phone, String) == bindparam("kept_as", type_=String)
)
_BY_CODE: Final = select(_SHOPS.table).where(_SHOPS.ours, _SHOPS.customer_code == bindparam("code"))
_OF_MANAGER: Final = (
    select(_SHOPS.table)
    .where(_SHOPS.ours, _SHOPS.manager_no == bindparam("manager"))
    .order_by(_SHOPS.licence)
)
_SHOPS_AFTER: Final = (
    select(_SHOPS.table)
    .where(_SHOPS.ours, _SHOPS.licence > bindparam("after"))
    .order_by(_SHOPS.licence)
    .limit(_A_PAGE)
)
_ONE_TOO_MANY: Final = (
    select(_SHOPS.licence)
    .where(_SHOPS.ours)
    .order_by(_SHOPS.licence)
    .offset(_READ_THROUGH)
    .limit(1)
)
_COUNT_SHOPS: Final = select(func.count()).select_from(_SHOPS.table).where(_SHOPS.ours)

_ALL_STAFF: Final = select(_STAFF.table).where(_STAFF.ours).order_by(_STAFF.no)
_WITH_ROLE: Final = (
    select(_STAFF.table)
    .join(
        STAFF_ROLE, (STAFF_ROLE.c.company_id == _STAFF.company_id) & (STAFF_ROLE.c.no == _STAFF.no)
    )
    .where(
        STAFF_ROLE.c.company_id == COMPANY,
        STAFF_ROLE.c.role == bindparam("role"),
        _STAFF.active.is_(True),
    )
    .order_by(_STAFF.no)
)
_WITH_ROLE_IN: Final = _WITH_ROLE.where(_STAFF.region == bindparam("region"))
_FORGET_ROLES: Final = delete(STAFF_ROLE).where(
    STAFF_ROLE.c.company_id == COMPANY, STAFF_ROLE.c.no == bindparam("staff_no")
)
_ADD_ROLE: Final = insert(STAFF_ROLE)

_ADD_ABSENCE: Final = upsert(_ABSENCES.table, ["company_id", "staff_no", "first_day"], "last_day")
_AWAY: Final = (
    select(_ABSENCES.table)
    .where(
        _ABSENCES.ours,
        _ABSENCES.staff_no == bindparam("no"),
        _ABSENCES.first_day <= bindparam("day"),
        _ABSENCES.last_day >= bindparam("day"),
    )
    .order_by(_ABSENCES.first_day)
)
_AWAY_FROM: Final = (
    select(_ABSENCES.table)
    .where(
        _ABSENCES.ours,
        _ABSENCES.staff_no == bindparam("no"),
        _ABSENCES.last_day >= bindparam("day"),
    )
    .order_by(_ABSENCES.first_day)
)
_ALL_AWAY: Final = (
    select(_ABSENCES.staff_no)
    .where(
        _ABSENCES.ours,
        _ABSENCES.first_day <= bindparam("day"),
        _ABSENCES.last_day >= bindparam("day"),
    )
    .distinct()
)


class People(Roster, Chats):
    """Shops, staff and the chats that belong to them."""

    __slots__ = ()

    def shop(self, licence: str) -> Shop | None:
        return self._get(_SHOPS, licence)

    def shops_by_phone(self, phone: str) -> list[Shop]:
        forms = self._scribe.ring.forms(phone, "shop.phone")
        found = [shop for kept in forms for shop in self._all(_SHOPS, _BY_PHONE, kept_as=kept)]
        return sorted(found, key=lambda shop: shop.licence)

    def shop_by_code(self, customer_code: str) -> Shop | None:
        found = self._all(_SHOPS, _BY_CODE, code=customer_code)
        return min(found, key=lambda shop: shop.licence, default=None)

    def shops_of(self, manager_no: str) -> list[Shop]:
        return self._all(_SHOPS, _OF_MANAGER, manager=manager_no)

    def all_shops(self) -> Iterator[Shop]:
        """Every shop by licence, read a page at a time."""
        last = ""
        while page := self._all(_SHOPS, _SHOPS_AFTER, after=last):
            yield from page
            last = page[-1].licence

    def list_shops(self, wanted: ShopFilter, *, after: str = "", limit: int = 50) -> list[Shop]:
        """The shops that fit, by licence; `after` is the last licence seen.

        Where names are enciphered, parts of them are looked for among the shops of the managers
        named, and among all where there are not too many; beyond that only whole names are found.
        """
        if not self._scribe.ring.keys or not wanted.words or not self._can_be_read_through(wanted):
            return self._listed(wanted, after, limit)
        return list(islice(self._read_through(wanted, after), limit))

    def _listed(self, wanted: ShopFilter, after: str, limit: int) -> list[Shop]:
        statement, binds = shop_listing(_SHOPS, wanted, self._scribe.ring)
        rows = self._scribe.rows_of_passing(statement, {"limit": limit, "after": after, **binds})
        return [_SHOPS.read(row) for row in rows]

    def _can_be_read_through(self, wanted: ShopFilter) -> bool:
        return wanted.managers is not None or not self._rows(_ONE_TOO_MANY)

    def _read_through(self, wanted: ShopFilter, after: str) -> Iterator[Shop]:
        """The same by looking at every shop that may be meant."""
        everything = replace(wanted, words="")
        while page := self._listed(everything, after, _A_PAGE):
            yield from (shop for shop in page if is_meant(shop, wanted.words))
            after = page[-1].licence

    def count_shops(self) -> int:
        return int(self._value(_COUNT_SHOPS))

    def put_shops(self, shops: Iterable[Shop]) -> Tally:
        """Add or change; shops that are not named stay as they are."""
        return tally(self._take_in(_SHOPS, shops))

    def staff(self, no: str) -> Staff | None:
        return self._get(_STAFF, no)

    def all_staff(self) -> list[Staff]:
        return self._all(_STAFF, _ALL_STAFF)

    def staff_with(self, role: Role, region: str | None = None) -> list[Staff]:
        """The active staff who hold the role, in the region if one is named, by number."""
        if region is None:
            return self._all(_STAFF, _WITH_ROLE, role=role.value)
        return self._all(_STAFF, _WITH_ROLE_IN, role=role.value, region=region)

    def put_staff(self, staff: Iterable[Staff]) -> Tally:
        """Add or change; staff who are not named stay as they are."""
        done = tally(map(self._with_roles, self._take_in(_STAFF, staff)))
        if done.added or done.changed:
            self._roster_changed()
        return done

    def _with_roles(self, batch: Sorted[Staff]) -> Sorted[Staff]:
        """A batch with the roles of those in it; who is new has none yet."""
        self._scribe.write_all(_FORGET_ROLES, [{"staff_no": one.no} for one in batch.changed])
        of_company = {"company_id": self._company}
        held = [(one, role) for one in (*batch.new, *batch.changed) for role in one.roles]
        rows = [of_company | {"role": role, "no": one.no} for one, role in held]
        self._scribe.write_all(_ADD_ROLE, rows)
        return batch

    def add_absence(self, absence: Absence) -> None:
        """Keep days of absence; the same first day again changes the last."""
        self._write(_ADD_ABSENCE, **_ABSENCES.values(self._ours(_ABSENCES, absence)))
        self._roster_changed()

    def roster_state(self) -> str:
        """A word that changes whenever staff or absences do: what was read of them before holds as
        long as it is the same. Drawn by chance, so that a change taken back leaves none behind."""
        return str(Meta(self._scribe).get(_ROSTER, ""))

    def _roster_changed(self) -> None:
        Meta(self._scribe).set(_ROSTER, new_token())

    def absences(self, no: str, on: date) -> list[Absence]:
        """The absences of a member of staff that cover the day."""
        return self._all(_ABSENCES, _AWAY, no=no, day=on)

    def absences_from(self, no: str, day: date) -> list[Absence]:
        """The absences of a member of staff that end on the day or later, in order."""
        return self._all(_ABSENCES, _AWAY_FROM, no=no, day=day)

    def away(self, on: date) -> list[str]:
        """The numbers of all staff who are absent on the day."""
        return [row[0] for row in self._rows(_ALL_AWAY, day=on)]

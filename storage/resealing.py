"""Bringing names and numbers into the form that the ring of keys asks for, a batch at a time.

Each batch is a transaction of its own and leaves alone what is in order, so that a work cut off
goes on when it is begun again, and the service may meanwhile read and write either form.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Select,
    String,
    Table,
    Update,
    and_,
    bindparam,
    func,
    select,
    tuple_,
    type_coerce,
    update,
)

from storage.drawer import COMPANY, Drawer
from storage.errors import KeyInUse, KeyMissing
from storage.meta import Meta
from storage.personal import LOST, PLAIN, form_of
from storage.progress import Tell
from storage.scribe import Row
from storage.tables import METADATA, PERSONAL

#: Where the names of all keys stand that something here may be enciphered with.
_KEYS: Final = "personal:keys"
_BATCH: Final = 500
#: The first revision whose program knows what is enciphered.
SINCE: Final = "0003"


class Batch(NamedTuple):
    """Where a batch ended (None: at the end), how many rows it saw, and how many it changed."""

    last: Row | None
    seen: int
    changed: int


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """One table: its key behind the company, its personal columns, and the statements over it."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    page: Select[Any]
    first_page: Select[Any]
    change: Update
    count: Select[Any]


def _of(name: str) -> PersonalTable:
    table = METADATA.tables[name]
    key = tuple(each.key for each in table.primary_key if each.key != "company_id")
    wanted = [*(table.c[each] for each in key), *(_raw(table, each) for each in PERSONAL[name])]
    ours = table.c.company_id == COMPANY
    first = (
        select(*wanted)
        .where(ours)
        .order_by(*(table.c[each] for each in key))
        .limit(bindparam("limit"))
    )
    behind = tuple_(*(table.c[each] for each in key)) > tuple_(
        *(bindparam(f"after_{each}", type_=String) for each in key)
    )
    is_row = and_(*(table.c[each] == bindparam(f"key_{each}", type_=String) for each in key))
    as_read = and_(
        *(_raw(table, each) == bindparam(f"was_{each}", type_=String) for each in PERSONAL[name])
    )
    told = {each: bindparam(f"new_{each}", type_=String) for each in PERSONAL[name]}
    return PersonalTable(
        name,
        key,
        PERSONAL[name],
        first.where(behind),
        first,
        update(table).where(ours, is_row, as_read).values(told),
        select(func.count()).select_from(table).where(ours),
    )


def _raw(table: Table, column: str) -> Any:
    """The column as it stands there."""
    return type_coerce(table.c[column], String).label(column)


TABLES: Final = tuple(map(_of, PERSONAL))


class Keys(Drawer):
    """Which keys are in use here, and what is kept under each."""

    __slots__ = ()

    def in_use(self) -> list[str]:
        """The names of the keys that something here may be enciphered with."""
        return list(Meta(self._scribe).get(_KEYS, []))

    def are_new(self) -> bool:
        """Whether the key that is written with is not among those in use yet. Raises `KeyMissing`
        where one of these is not in the ring."""
        used, ring = self.in_use(), self._scribe.ring
        for name in used:
            if name not in ring.keys:
                raise KeyMissing(LOST.format(name))
        return bool(ring.writes) and ring.writes not in used

    def must_be_plain(self) -> None:
        """Raises `KeyInUse` while anything may be enciphered."""
        for name in self.in_use():
            raise KeyInUse(
                f"还有内容用密钥 {name} 加密着，旧版本读不懂。"
                "请先运行 shouwen keys off 和 shouwen keys apply。"
            )

    def note(self) -> None:
        """Put the key that is written with from now on among those in use."""
        if self.are_new():
            Meta(self._scribe).set(_KEYS, [*self.in_use(), self._scribe.ring.writes])

    def census(self) -> dict[str, Counter[str]]:
        """By table: how many values are kept under each key, and how many as they are."""
        return {table.name: Counter(self._forms_in(table)) for table in TABLES}

    def must_be_unused(self, name: str) -> None:
        """Raises `KeyInUse` while anything may be enciphered with the key."""
        if name in self.in_use():
            raise KeyInUse(f"还有内容用密钥 {name} 加密着，不能去掉。请先运行 shouwen keys apply。")

    def forget_unused(self) -> None:
        """Of the keys noted as in use, those stay that something is enciphered with, and the one
        that is written with."""
        found = {name for forms in self.census().values() for name in forms if name != PLAIN}
        new = self._scribe.ring.writes
        Meta(self._scribe).set(_KEYS, sorted(found | ({new} if new else set())))

    def count(self, table: PersonalTable) -> int:
        return int(self._value(table.count))

    def bring_into_form(self, table: PersonalTable, after: Row | None) -> Batch:
        """The rows behind `after`, each written over where it is not as the ring asks."""
        rows = self._page(table, after)
        touched = sum(self._into_form(table, row) for row in rows)
        last = rows[-1][: len(table.key)] if len(rows) == _BATCH else None
        return Batch(last, len(rows), touched)

    def _into_form(self, table: PersonalTable, row: Row) -> int:
        key, kept = row[: len(table.key)], row[len(table.key) :]
        wanted = [
            self._as_wished(f"{table.name}.{name}", value)
            for name, value in zip(table.columns, kept, strict=True)
        ]
        if wanted == list(kept):
            return 0
        told = _named("key", table.key, key) | _named("was", table.columns, kept)
        return self._write(table.change, **told, **_named("new", table.columns, wanted))

    def _as_wished(self, place: str, kept: str) -> str:
        return self._scribe.ring.seal(self._scribe.ring.open(kept, place), place)

    def _page(self, table: PersonalTable, after: Row | None) -> list[Row]:
        if after is None:
            return self._rows(table.first_page, limit=_BATCH)
        return self._rows(table.page, limit=_BATCH, **_named("after", table.key, after))

    def _forms_in(self, table: PersonalTable) -> Iterator[str]:
        after: Row | None = None
        while rows := self._page(table, after):
            for row in rows:
                yield from (form_of(kept) for kept in row[len(table.key) :] if kept)
            after = rows[-1][: len(table.key)]


def _named(kind: str, names: Sequence[str], values: Row) -> dict[str, Any]:
    return {f"{kind}_{name}": value for name, value in zip(names, values, strict=True)}


def reseal(run: Callable[[Callable[[Keys], Any]], Any], tell: Tell) -> dict[str, int]:
    """Bring everything into the form that the ring asks for; how many rows of each table had to
    change. `run` does each batch in a transaction of its own. Raises `KeyMissing`."""
    changed = {table.name: _reseal(run, table, tell) for table in TABLES}
    run(Keys.forget_unused)
    return changed


def _reseal(run: Callable[[Callable[[Keys], Any]], Any], table: PersonalTable, tell: Tell) -> int:
    total, done, changed = run(lambda keys: keys.count(table)), 0, 0
    after: Row | None = None
    while True:
        batch: Batch = run(partial(Keys.bring_into_form, table=table, after=after))
        after, done, changed = batch.last, done + batch.seen, changed + batch.changed
        tell(table.name, done, max(total, done))
        if after is None:
            return changed

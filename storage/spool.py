"""The spool: a roster of shops on its way in, on disk, with what is wrong with it.

A country's roster is too large for memory, and much has to be known of it before its first row is
written: what stands there twice, which manager there is not, where the tiers begin. The spool is a
database of its own that nobody sees and that goes with it. It is Python's SQLite and not the
store's: nothing here has to last, and the store's library may be built to sort in memory.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from models.tiers import TierMarks

#: What a roster tells of a shop, in the order of the spool's rows behind the row's number.
TOLD: Final = (
    "licence",
    "customer_code",
    "name",
    "owner_name",
    "phone",
    "area",
    "route",
    "order_day",
    "delivery_day",
    "class_level",
    "yearly_purchases",
    "manager_no",
)

_TABLES: Final = f"""
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -16384;
    CREATE TABLE told (number INTEGER PRIMARY KEY, {", ".join(TOLD)});
    CREATE TABLE fault (number INTEGER, column, rule, value);
    CREATE TABLE staff (no PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE kept (licence PRIMARY KEY, amount REAL, active) WITHOUT ROWID;
"""
_GOOD: Final = "number NOT IN (SELECT number FROM fault)"
_AMOUNTS: Final = f"""
    SELECT amount, count(*) FROM (
        SELECT yearly_purchases AS amount FROM told WHERE {_GOOD}
        UNION ALL
        SELECT amount FROM kept WHERE active AND NOT EXISTS (
            SELECT 1 FROM told WHERE told.licence = kept.licence AND {_GOOD}
        )
    ) GROUP BY amount ORDER BY amount DESC
"""  # noqa: S608 all words are our own
_OF_TIER: Final = "CASE WHEN yearly_purchases >= ? THEN 'A' WHEN yearly_purchases >= ? THEN 'B' "
_ROWS: Final = f"""
    SELECT ?, {", ".join(TOLD)}, {_OF_TIER} ELSE 'C' END, 1
    FROM told WHERE {_GOOD} ORDER BY licence
"""  # noqa: S608 as above


class RosterSpool:
    """The rows of one roster and its faults, until `close`."""

    def __init__(self) -> None:
        self._base: Final = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.executescript(_TABLES)
        # One transaction to the end: nothing of it is ever committed.
        self._base.execute("BEGIN")

    def close(self) -> None:
        self._base.close()

    def put(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Keep rows: the number, then what `TOLD` names."""
        marks = ", ".join("?" * (1 + len(TOLD)))
        self._base.executemany(f"INSERT INTO told VALUES ({marks})", rows)  # noqa: S608 as above

    def refuse(self, faults: Iterable[tuple[int, str, str, str]]) -> None:
        """Note faults: row, column, rule, value. A row with any is not good."""
        self._base.executemany("INSERT INTO fault VALUES (?, ?, ?, ?)", faults)

    def withdraw(self, rule: str) -> None:
        """Forget the faults of one rule."""
        self._base.execute("DELETE FROM fault WHERE rule = ?", (rule,))

    def twice(self, column: str) -> Iterator[tuple[int, int, str]]:
        """Rows whose value an earlier row has: the row, the earliest, the value."""
        self._base.execute(f"CREATE INDEX IF NOT EXISTS ix_{column} ON told ({column}, number)")
        yield from self._base.execute(
            f"SELECT number, first, {column} FROM told JOIN ("  # noqa: S608 as above
            f" SELECT {column} AS again, min(number) AS first FROM told WHERE {column} <> ''"
            f" GROUP BY {column} HAVING count(*) > 1"
            f") ON {column} = again WHERE number <> first ORDER BY number"
        )

    def managers_besides(self, staff: Iterable[str]) -> Iterator[tuple[int, str]]:
        """Rows that name a manager who is not among the staff: the row and the number."""
        self._base.execute("DELETE FROM staff")
        self._base.executemany("INSERT INTO staff VALUES (?)", ((no,) for no in staff))
        yield from self._base.execute(
            "SELECT number, manager_no FROM told WHERE manager_no <> ''"
            " AND manager_no NOT IN (SELECT no FROM staff) ORDER BY number"
        )

    def faults(self) -> Iterator[tuple[int, str, str, str]]:
        """All that is wrong, by row."""
        yield from self._base.execute(
            "SELECT number, column, rule, value FROM fault ORDER BY number, rowid"
        )

    def count_faults(self) -> int:
        return self._count("SELECT count(*) FROM fault")

    def count_good(self) -> int:
        """How many rows have no faults."""
        return self._count(f"SELECT count(*) FROM told WHERE {_GOOD}")  # noqa: S608 as above

    def compare(self, kept: Iterable[tuple[str, float, bool]], *, with_amounts: bool) -> None:
        """Learn licence, purchases and being active of the shops there are; where the file does
        not tell purchases, `with_amounts` false, those stand for its own."""
        self._base.execute("DELETE FROM kept")
        self._base.executemany("INSERT INTO kept VALUES (?, ?, ?)", kept)
        if not with_amounts:
            self._base.execute(
                "UPDATE told SET yearly_purchases = coalesce("
                "(SELECT amount FROM kept WHERE kept.licence = told.licence), 0)"
            )

    def amounts(self) -> Iterator[tuple[Decimal, int]]:
        """What shops will buy once the good rows are in: each amount, largest first, and how many
        active shops buy so much."""
        for amount, shops in self._base.execute(_AMOUNTS):
            yield Decimal(str(amount)), shops

    def rows(self, company_id: int, marks: TierMarks) -> Iterator[tuple[Any, ...]]:
        """The good rows by licence, as `storage.shop_roster.COLUMNS` wants them."""
        yield from self._base.execute(_ROWS, (company_id, *marks.as_floats()))

    def _count(self, question: str) -> int:
        return int(self._base.execute(question).fetchone()[0])

"""Up and down between all released schemas, with rows in every table, on both databases."""

import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from models.columns import document
from storage import schema
from storage.engine import Store, open_store
from tests.storage.filling import ROWS, contents, fill
from tests.storage.homes import Home, a_home
from tests.storage.test_schema import altering, empty, steps_with

__all__ = ["a_home", "empty"]

RELEASED = schema.known_revisions()
Tables = dict[str, list[dict[str, Any]]]


def common(one: Tables, other: Tables) -> Tables:
    """What of `one` also has a place in `other`: the same tables, of those the same columns."""
    return {
        table: sorted(
            ({name: row[name] for name in row if name in other[table][0]} for row in one[table]),
            key=repr,
        )
        for table in one.keys() & other
    }


def at(store: Store, do: Callable[[Any], None]) -> Tables:
    with altering(store) as connection:
        do(connection)
    with altering(store) as connection:
        return contents(connection)


@pytest.mark.parametrize("revision", RELEASED)
def test_every_table_of_a_schema_can_hold_rows(empty: Store, revision: str) -> None:
    at(empty, lambda connection: schema.upgrade(connection, revision))
    filled = at(empty, fill)
    assert {len(rows) for rows in filled.values()} == {ROWS}


@pytest.mark.parametrize(("before", "after"), list(pairwise(RELEASED)))
def test_rows_in_every_table_survive_up_down_and_up(empty: Store, before: str, after: str) -> None:
    at(empty, lambda connection: schema.upgrade(connection, before))
    old = at(empty, fill)
    new = at(empty, lambda connection: schema.upgrade(connection, after))
    assert old.keys() <= new.keys()
    assert common(new, old) == old
    again = at(empty, lambda connection: schema.downgrade(connection, before))
    assert again == old
    assert at(empty, lambda connection: schema.upgrade(connection, after)) == new


@pytest.mark.parametrize(("before", "after"), list(pairwise(RELEASED)))
def test_a_step_down_keeps_what_has_a_place_below(empty: Store, before: str, after: str) -> None:
    at(empty, lambda connection: schema.upgrade(connection, after))
    new = at(empty, fill)
    old = at(empty, lambda connection: schema.downgrade(connection, before))
    assert old.keys() <= new.keys()
    assert common(new, old) == old


def test_the_newest_schema_is_in_order_after_a_way_up_from_the_oldest(empty: Store) -> None:
    at(empty, lambda connection: schema.upgrade(connection, RELEASED[0]))
    at(empty, fill)
    empty.prepare()
    assert empty.check() == []


def test_archived_cases_of_before_are_found_by_who_told_them(empty: Store) -> None:
    told = {"case": {"complainant": "web:desk:wang"}}
    at(empty, lambda connection: schema.upgrade(connection, "0003"))
    at(empty, fill)
    with altering(empty) as connection:
        archived = sa.table("archivedcase", sa.column("document", document()))
        connection.execute(archived.update().values(document=told))
        schema.upgrade(connection)
        table = sa.table("archivedcase", sa.column("complainant"))
        assert set(connection.scalars(sa.select(table.c.complainant))) == {"web:desk:wang"}


KILLED_STEP = "import os; os.kill(os.getpid(), 9)"
UPGRADE = """
import sys
from pathlib import Path
from storage import schema
from storage.engine import open_store
store = open_store(sys.argv[1])
schema.prepare(store._keeping, Path(sys.argv[2]), keep_copy=store._keeping_copies_in(None))
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_upgrade_that_is_killed_halfway_leaves_everything_as_it_was(
    kind: str, a_home: Callable[[str, str], Home], tmp_path: Path
) -> None:
    home = a_home("killed", kind)
    home.fill()
    before = home.holds()
    steps = steps_with(tmp_path, KILLED_STEP)
    killed = subprocess.run([sys.executable, "-c", UPGRADE, home.url, str(steps)], check=False)
    assert killed.returncode == -signal.SIGKILL
    store = open_store(home.url)
    assert store.check() == []
    store.close()
    assert home.holds() == before

"""Moving: every row arrives as it was, or nothing does."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from storage.engine import open_keeping, open_store
from storage.errors import NotEmpty, RowRefused, SchemaTooOld, StoreFault, StoreInUse
from storage.move import go_on_counting, move
from storage.snapshot import snapshot
from tests.databases import PostgresServer
from tests.storage.filling import ROWS
from tests.storage.homes import Home, a_home, filled

__all__ = ["a_home", "filled"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_row_of_every_table_arrives(
    kind: str, filled: Home, a_home: Callable[[str, str], Home]
) -> None:
    new = a_home("new", kind)
    moved = move(filled.url, new.url)
    assert {each.rows for each in moved} == {ROWS}
    assert new.holds()[0] == filled.holds()[0]
    store = open_store(new.url)
    assert store.check() == []
    store.close()


def test_a_filled_target_is_left_alone(filled: Home, a_home: Callable[[str, str], Home]) -> None:
    new = a_home("new", "postgresql")
    move(filled.url, new.url)
    before = new.holds()
    with pytest.raises(NotEmpty):
        move(filled.url, new.url)
    assert new.holds() == before


def test_a_database_that_somebody_works_on_is_not_moved(
    filled: Home, a_home: Callable[[str, str], Home]
) -> None:
    store = open_store(filled.url)
    with pytest.raises(StoreInUse):
        move(filled.url, a_home("new", "postgresql").url)
    store.close()


def test_an_old_schema_has_to_be_brought_up_to_date_first(
    filled: Home, a_home: Callable[[str, str], Home]
) -> None:
    store = open_store(filled.url)
    store.bring_to("0001", lose=True)
    store.close()
    with pytest.raises(SchemaTooOld):
        move(filled.url, a_home("new", "postgresql").url)


SPOILED = {
    "a text that does not fit": "UPDATE shop SET tier = 'much too long'",
    "a number that does not fit": "UPDATE counter SET value = 'seven'",
}


@pytest.mark.parametrize("what", SPOILED)
def test_what_the_other_database_does_not_take_is_told_by_its_table(
    what: str, filled: Home, a_home: Callable[[str, str], Home]
) -> None:
    """SQLite takes anything; what PostgreSQL refuses shows, and names no row."""
    keeping = open_keeping(filled.url)
    with keeping.altering() as connection:
        connection.execute(text(SPOILED[what]))
    keeping.close()
    new = a_home("new", "postgresql")
    with pytest.raises(RowRefused) as refusal:
        move(filled.url, new.url)
    assert SPOILED[what].split()[1] in refusal.value.says
    assert "much" not in refusal.value.says
    with snapshot(new.url) as connection:
        assert connection.execute(text("SELECT to_regclass('shop')")).scalar() is None


def test_a_row_that_changes_on_the_way_takes_the_move_back(
    filled: Home, a_home: Callable[[str, str], Home]
) -> None:
    """A trigger of the target stands for whatever may change a row where it arrives."""
    new = a_home("new", "postgresql")
    store = open_store(new.url)
    store.prepare()
    with store._keeping.altering() as connection:
        for statement in (
            "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.name := 'other'; RETURN NEW; END $$",
            "CREATE TRIGGER meddling BEFORE INSERT ON shop FOR EACH ROW EXECUTE FUNCTION meddle()",
        ):
            connection.execute(text(statement))
    store.close()
    with pytest.raises(StoreFault, match="和原来的不一样"):
        move(filled.url, new.url)
    assert not any(new.holds()[0].values())  # type: ignore[attr-defined]


def test_counters_of_the_server_go_on_after_the_largest_number(
    a_home: Callable[[str, str], Home], postgres_server: PostgresServer
) -> None:
    keeping = open_keeping(a_home("new", "postgresql").url)
    with keeping.altering() as connection:
        connection.execute(text("CREATE TABLE ticket (id bigserial PRIMARY KEY, word text)"))
        connection.execute(text("CREATE TABLE slip (id bigserial PRIMARY KEY, word text)"))
        connection.execute(text("INSERT INTO ticket VALUES (41, 'came with its number')"))
        go_on_counting(connection)
        for table, number in (("ticket", 42), ("slip", 1)):
            added = f"INSERT INTO {table} (word) VALUES ('new') RETURNING id"  # noqa: S608
            assert connection.execute(text(added)).scalar() == number
    keeping.close()

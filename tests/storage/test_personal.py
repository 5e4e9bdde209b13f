"""Names and telephone numbers under keys: kept unreadable, found all the same, and changed over."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.conversation import Conversation
from storage.engine import Store, open_store
from storage.errors import KeyFileUnfit, KeyInUse, KeyMissing
from storage.personal import MARK, NO_KEYS, PLAIN, Key, Ring, new_key, ring_of
from storage.shop_list import ShopFilter
from storage.snapshot import snapshot
from tests.builders import a_member, a_shop
from tests.storage.filling import contents
from tests.storage.homes import NOW

OLD, NEW = new_key(), new_key()
OURS = Ring([OLD])
CHANGED = Ring([NEW, OLD])
SECRETS = ("王大姐", "大姐烟店", "13900000001", "张明", "13800001001", "夜猫子")
WANG = "310101100001"


@contextmanager
def the_store(url: str, ring: Ring = NO_KEYS) -> Iterator[Store]:
    store = open_store(url, ring=ring)
    try:
        store.prepare()
        yield store
    finally:
        store.close()


def move_in(url: str, ring: Ring) -> None:
    with the_store(url, ring) as store:
        store.run_now(lambda work: work.people.put_shops([a_shop(), a_shop("310101100002")]))
        store.run_now(lambda work: work.people.put_staff([a_member("1001", "张明")]))
        told = {"channel": "web", "account": "", "conversation": "c1", "touched_at": NOW}
        store.run_now(lambda work: work.talk.keep(Conversation(name="夜猫子", **told)))


def everything_in(url: str) -> str:
    """All rows of all tables, as they are kept."""
    with snapshot(url) as connection:
        return repr(contents(connection))


def forms(url: str, ring: Ring) -> set[str]:
    """What names and numbers are kept as, in all tables."""
    with the_store(url, ring) as store:
        kept = store.read_now(lambda work: work.keys.census())
    return {name for table in kept.values() for name in table}


def test_what_is_kept_under_a_key_stands_nowhere_in_the_database(store_url: str) -> None:
    move_in(store_url, OURS)
    kept = everything_in(store_url)
    assert not [secret for secret in SECRETS if secret in kept]
    assert OLD.name in kept


@pytest.mark.parametrize("ring", [NO_KEYS, OURS, CHANGED, OURS.plainly()])
def test_shops_are_found_by_number_and_name_whatever_they_are_kept_as(
    store_url: str, ring: Ring
) -> None:
    move_in(store_url, OURS if ring.keys else NO_KEYS)
    with the_store(store_url, ring) as store:
        store.run_now(
            lambda work: work.people.put_shops([a_shop(route="四号线")])
        )  # in the new form
        found = store.read_now(lambda work: work.people.shops_by_phone("13900000001"))
        assert [shop.owner_name for shop in found] == ["王大姐", "王大姐"]
        for words in ("13900000001", "王大姐", "姐烟", WANG):
            listed = store.read_now(lambda work, w=words: work.people.list_shops(ShopFilter(w)))
            assert WANG in [shop.licence for shop in listed]


def test_the_same_roster_again_changes_nothing_under_a_key(store_url: str) -> None:
    move_in(store_url, OURS)
    with the_store(store_url, OURS) as store:
        done = store.run_now(lambda work: work.people.put_shops([a_shop(), a_shop("310101100002")]))
    assert (done.added, done.changed, done.unchanged) == (0, 0, 2)


def test_keys_are_turned_on_changed_and_turned_off_and_every_word_stays(store_url: str) -> None:
    move_in(store_url, NO_KEYS)
    for ring, wanted in ((OURS, OLD.name), (CHANGED, NEW.name), (CHANGED.plainly(), PLAIN)):
        with the_store(store_url, ring) as store:
            assert sum(store.reseal().values()) == 4
            assert sum(store.reseal().values()) == 0
            shop = store.read_now(lambda work: work.people.shop(WANG))
            assert shop is not None
            assert (shop.name, shop.phone) == ("大姐烟店", "13900000001")
        assert forms(store_url, ring) == {wanted}
    with the_store(store_url) as store:  # no key is needed any more
        staff = store.read_now(lambda work: work.people.staff("1001"))
        assert staff is not None
        assert staff.name == "张明"


def test_a_change_of_keys_that_is_cut_off_goes_on_when_it_is_begun_again(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.resealing._BATCH", 2)
    with the_store(store_url) as store:
        shops = [a_shop(f"3101011000{place:02}") for place in range(9)]
        store.run_now(lambda work: work.people.put_shops(shops))

    class Cut(Exception):
        pass

    def cut_off(table: str, done: int, total: int) -> None:
        if done >= 4:
            raise Cut

    with the_store(store_url, OURS) as store:
        with pytest.raises(Cut):
            store.reseal(cut_off)
        everybody = store.read_now(lambda work: list(work.people.all_shops()))
        assert {shop.owner_name for shop in everybody} == {"王大姐"}
        assert 0 < store.reseal()["shop"] < 9
    assert forms(store_url, OURS) == {OLD.name}


@pytest.mark.parametrize("ring", [NO_KEYS, Ring([NEW])])
def test_nothing_begins_and_nothing_is_written_without_the_right_key(
    store_url: str, ring: Ring
) -> None:
    move_in(store_url, OURS)
    before = everything_in(store_url)
    with pytest.raises(KeyMissing, match=OLD.name), the_store(store_url, ring):
        pass
    assert everything_in(store_url) == before


def test_an_older_program_gets_no_database_that_it_can_not_read(store_url: str) -> None:
    move_in(store_url, OURS)
    with the_store(store_url, OURS) as store, pytest.raises(KeyInUse):
        store.bring_to("0002")


def test_a_key_is_only_forgotten_once_nothing_is_kept_under_it(store_url: str) -> None:
    move_in(store_url, OURS)
    with the_store(store_url, CHANGED) as store:
        with pytest.raises(KeyInUse):
            store.read_now(lambda work: work.keys.must_be_unused(OLD.name))
        store.reseal()
        store.read_now(lambda work: work.keys.must_be_unused(OLD.name))


@given(st.text(max_size=40))
def test_whatever_somebody_calls_themself_comes_back_as_it_was(text: str) -> None:
    sealed = OURS.seal(text, "shop.name")
    assert OURS.open(sealed, "shop.name") == text.lstrip(MARK)
    assert sealed in CHANGED.forms(text, "shop.name")
    assert not text.lstrip(MARK) or text not in sealed or len(text) < 4


def test_a_name_made_up_to_look_enciphered_is_kept_as_a_name() -> None:
    forged = OURS.seal("王大姐", "shop.name")
    assert (
        NO_KEYS.open(NO_KEYS.seal(forged, "conversation.name"), "conversation.name") == forged[1:]
    )


@pytest.mark.parametrize("change", ["place", "bit", "key"])
def test_an_enciphered_value_that_was_changed_or_moved_is_refused(change: str) -> None:
    sealed = OURS.seal("13900000001", "shop.phone")
    at = "staff.phone" if change == "place" else "shop.phone"
    if change == "bit":
        sealed = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")
    ring = Ring([NEW]) if change == "key" else OURS
    with pytest.raises(KeyMissing) as refused:
        ring.open(sealed, at)
    assert "1390000" not in str(refused.value)


def test_a_key_file_is_read_as_it_was_written() -> None:
    for ring in (OURS, CHANGED, CHANGED.plainly()):
        again = ring_of("# keep me apart from backups\n" + ring.to_file())
        assert (list(again.keys), again.writes) == (list(ring.keys), ring.writes)


@pytest.mark.parametrize("content", ["", "plain\n", "short\n", "你好\n", Key(bytes(64)).line[:-8]])
def test_a_key_file_that_says_nothing_sensible_is_refused_without_telling_it(content: str) -> None:
    with pytest.raises(KeyFileUnfit) as refused:
        ring_of(content)
    assert not content.strip() or content.strip() not in str(refused.value)

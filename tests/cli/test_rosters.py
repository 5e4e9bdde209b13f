"""Rosters of shops as they come, on either database: what is refused, and what goes in."""

from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import func, select

from bot.imports.faults import SheetRefused
from bot.imports.marked import MOST_ROWS, write_marked
from bot.imports.outcome import Outcome, by_rule
from bot.imports.roster import checked_roster
from bot.imports.sheet import Sheet, open_sheet, read_sheet
from models.people import Shop, Staff
from models.policy import Policy
from storage.engine import Store
from storage.roster import Tally
from storage.unit_of_work import Work

HEADING = "客户编码,许可证号,店名,经营者,电话,区域,路线,订货日,送货日,档位,年购进额,客户经理工号"
WANG = "C1,310101100001,大姐烟店,王大姐,13900000001,乡村,三号线,周二,周四,15,80000,1001"
LI = "C2,310101100002,小李烟店,李小,13900000002,市区,三号线,周二,周四,3,20000,1001"


def a_sheet(*lines: str) -> Sheet:
    rows = tuple((number, tuple(line.split(","))) for number, line in enumerate(lines[1:], 2))
    return Sheet(tuple(lines[0].split(",")), rows)


@pytest.fixture(autouse=True)
def _manager(store: Store) -> None:
    store.run_now(lambda work: work.people.put_staff([Staff(no="1001", name="张明")]))


def take_in(store: Store, sheet: Sheet, *, partial: bool = False) -> Outcome:
    with checked_roster(sheet) as roster:
        outcome = store.run_now(lambda work: roster.take_in(work, Policy(), partial=partial))
        return replace(outcome, faults=tuple(outcome.faults))


def shops(store: Store) -> dict[str, Shop]:
    return {shop.licence: shop for shop in store.read_now(lambda work: [*work.people.all_shops()])}


def named(outcome: Outcome) -> list[tuple[int, str]]:
    return [(each.row, each.column) for each in outcome.faults]


def test_a_file_in_any_usual_encoding_gives_the_same_shop(store: Store, tmp_path: Path) -> None:
    path, text = tmp_path / "shops.csv", f"{HEADING}\n{WANG}\n"
    given = [text.encode(name) for name in ("utf-8", "utf-8-sig", "gb18030", "utf-16")]
    given += [f"\ufeff{text}".encode(name) for name in ("utf-16-le", "utf-16-be")]
    for content in given:
        path.write_bytes(content)
        tally = take_in(store, open_sheet(path)).tally
        assert tally == (Tally(1, 0, 0) if content is given[0] else Tally(0, 0, 1))
    (shop,) = shops(store).values()
    assert (shop.licence, shop.name, shop.area.value) == ("310101100001", "大姐烟店", "乡村")
    assert (shop.order_day, shop.delivery_day, shop.class_level) == (2, 4, 15)


def test_columns_may_stand_in_any_order_under_their_other_names(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "shops.csv"
    path.write_text(
        "档级\t客户经理\t区域类型\t手机号\t客户名称(全称)\t专卖证号*\t没用的\n"
        "15\t1001\t乡村\t13900000001\t大姐烟店\t310101100001\tx\n",
        "utf-8",
    )
    assert take_in(store, open_sheet(path)).faults == ()
    assert shops(store)["310101100001"].name == "大姐烟店"


def test_a_workbook_with_ids_as_numbers_is_repaired(store: Store, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "sheet.xlsx"), {"strings_to_numbers": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADING.split(","))
    page.write_row(1, 0, WANG.split(","))
    book.close()
    take_in(store, open_sheet(tmp_path / "sheet.xlsx"))
    (shop,) = shops(store).values()
    assert (shop.licence, shop.phone, shop.manager_no) == ("310101100001", "13900000001", "1001")


def test_each_fault_names_row_column_rule_and_value(store: Store) -> None:
    broken = {
        "许可证号": "12345",
        "电话": "12345",
        "区域": "城里",
        "档位": "31",
        "送货日": "周八",
        "客户经理工号": "4711",
        "店名": "",
    }
    lines = []
    for number, (column, value) in enumerate(broken.items(), 3):
        cells = LI.replace("310101100002", f"{310101100000 + number}").split(",")
        cells[0] = f"C{number}"
        cells[HEADING.split(",").index(column)] = value
        lines.append(",".join(cells))
    outcome = take_in(store, a_sheet(HEADING, WANG, *lines), partial=True)
    assert named(outcome) == list(enumerate(broken, 3))
    assert all(each.rule for each in outcome.faults)
    assert list(shops(store)) == ["310101100001"]


def test_a_licence_or_a_customer_code_may_stand_there_once(store: Store) -> None:
    outcome = take_in(store, a_sheet(HEADING, WANG, LI, WANG, WANG))
    assert named(outcome) == [(row, name) for row in (4, 5) for name in ("许可证号", "客户编码")]
    assert {each.rule for each in outcome.faults} == {"第 2 行已经有了。请只留一行。"}
    assert set(by_rule(outcome.faults).values()) == {2}
    assert (outcome.rejected, outcome.tally, shops(store)) == (2, Tally(0, 0, 0), {})


def test_a_needed_column_that_is_missing_is_one_fault_of_the_heading(store: Store) -> None:
    outcome = take_in(store, a_sheet("店名,电话", "甲,13900000001"), partial=True)
    assert {each.row for each in outcome.faults} == {1}
    assert "许可证号" in {each.column for each in outcome.faults}
    assert (outcome.rows, outcome.rejected) == (1, 1)


def test_what_is_new_changed_and_unchanged_is_counted_and_the_rest_is_left_alone(
    store: Store,
) -> None:
    take_in(store, a_sheet(HEADING, WANG, LI))
    renamed = LI.replace("小李", "老李")
    outcome = take_in(
        store, a_sheet(HEADING, WANG, renamed, LI.replace("02", "03", 3).replace("C2", "C3"))
    )
    assert outcome.tally == Tally(1, 1, 1)
    outcome = take_in(
        store,
        a_sheet(
            "许可证号,店名,电话,区域,档位,客户经理工号",
            "310101100001,大姐烟店,13900000001,乡村,15,1001",
        ),
    )
    assert outcome.tally == Tally(0, 0, 1)
    assert {shop.name for shop in shops(store).values()} == {"大姐烟店", "老李烟店", "小李烟店"}
    assert shops(store)["310101100001"].route == "三号线"


def test_tiers_are_reckoned_among_those_in_the_file_and_those_that_are_not(store: Store) -> None:
    take_in(store, a_sheet(HEADING, WANG, LI))
    assert [shop.tier for shop in shops(store).values()] == ["A", "B"]
    large = LI.replace("310101100002", "310101100009").replace("C2", "C9")
    take_in(store, a_sheet(HEADING, large.replace(",20000,", ",900万,")))
    assert [shop.tier for shop in shops(store).values()] == ["C", "C", "A"]


def test_a_shop_that_was_closed_is_open_again_when_the_roster_names_it(store: Store) -> None:
    take_in(store, a_sheet(HEADING, WANG, LI))

    def close(work: Work) -> None:
        shop = work.people.shop("310101100001")
        assert shop is not None
        shop.active = False
        work.people.put_shops([shop])

    store.run_now(close)
    take_in(store, a_sheet(HEADING, LI))
    assert (shops(store)["310101100001"].active, shops(store)["310101100002"].tier) == (False, "A")
    take_in(store, a_sheet(HEADING, WANG))
    assert [(shop.active, shop.tier) for shop in shops(store).values()] == [
        (True, "A"),
        (True, "B"),
    ]


def test_a_dry_run_within_a_transaction_leaves_it_fit_for_the_real_one(store: Store) -> None:
    with checked_roster(a_sheet(HEADING, WANG)) as roster:

        def look(work: Work) -> None:
            assert roster.take_in(work, Policy()).tally == Tally(1, 0, 0)
            raise LookupError

        with pytest.raises(LookupError):
            store.run_now(look)
        assert shops(store) == {}
        assert store.run_now(lambda work: roster.take_in(work, Policy())).tally == Tally(1, 0, 0)


def test_a_server_waits_for_a_roster_that_is_thought_about_for_longer_than_a_minute(
    store: Store,
) -> None:
    def unit(work: Work) -> str:
        assert checked.take_in(work, Policy()).tally == Tally(1, 0, 0)
        if not store.is_shared:
            return "0"  # a file has nobody who might hang up
        statement = select(func.current_setting("idle_in_transaction_session_timeout"))
        return str(work.roster._scribe.rows_of_passing(statement, {})[0][0])

    with checked_roster(a_sheet(HEADING, WANG)) as checked:
        assert store.run_now(unit) == "0"


def test_the_sheet_comes_back_with_reasons_and_can_be_read_again(
    store: Store, tmp_path: Path
) -> None:
    sheet = a_sheet(HEADING, WANG, LI.replace("市区", "=1+1"))
    outcome = take_in(store, sheet)
    write_marked(sheet, outcome.faults, outcome.places, tmp_path / "back.xlsx")
    again = read_sheet(tmp_path / "back.xlsx")
    assert again.heading == (*sheet.heading, "原因")
    rows = dict(again.rows)
    assert len(rows[2]) == len(sheet.heading)
    assert "区域" in str(rows[3][-1])
    assert (rows[3][1], rows[3][5]) == ("310101100002", "=1+1")
    assert take_in(store, again).faults == outcome.faults


def test_a_sheet_with_more_rows_than_a_workbook_holds_comes_back_as_csv_only(
    tmp_path: Path,
) -> None:
    sheet = Sheet(("店名",), ((MOST_ROWS + 1, ("大姐烟店",)),))
    with pytest.raises(SheetRefused, match="CSV"):
        write_marked(sheet, (), {}, tmp_path / "back.xlsx")
    assert not (tmp_path / "back.xlsx").exists()

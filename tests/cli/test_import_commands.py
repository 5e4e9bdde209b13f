"""Imports as commands: all or nothing, dry runs, parts, sheets that come back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.imports.sheet import read_sheet
from models.people import Shop
from models.terms import AreaKind
from storage.engine import open_store
from tests.cli.conftest import Shouwen

HEADING = "许可证号,店名,电话,区域,档位,年购进额,客户经理工号"
GOOD = "310101100101,新店,13900000101,乡村,3,1000,1001"
BAD = "31010110010,坏店,13900000102,城里,3,1000,1001"


def a_file(name: str, *lines: str) -> Path:
    path = Path(name)
    path.write_text("\n".join(lines), "utf-8")
    return path


def kept(home: Path, licence: str) -> Shop | None:
    store = open_store(f"sqlite:///{home / 'shouwen.db'}")
    try:
        return store.read_now(lambda work: work.people.shop(licence))
    finally:
        store.close()


def counts(document: dict[str, Any]) -> list[int]:
    return [document[name] for name in ("rows", "added", "changed", "unchanged", "rejected")]


def test_a_roster_is_taken_in_once_and_the_second_time_is_unchanged(
    shouwen: Shouwen, town: Path
) -> None:
    roster = a_file("shops.csv", HEADING, GOOD)
    first = shouwen("roster", "import", roster, "--json")
    assert (first.code, counts(first.document)) == (0, [1, 1, 0, 0, 0])
    again = shouwen("roster", "import", roster, "--json")
    assert (again.code, counts(again.document)) == (0, [1, 0, 0, 1, 0])
    shop = kept(town, "310101100101")
    assert shop is not None
    assert (shop.area, shop.tier) == (AreaKind.VILLAGE, "C")


def test_one_bad_row_keeps_the_whole_roster_out(shouwen: Shouwen, town: Path) -> None:
    answer = shouwen("roster", "import", a_file("shops.csv", HEADING, GOOD, BAD), "--json")
    assert (answer.code, counts(answer.document)) == (2, [2, 0, 0, 0, 1])
    faults = answer.document["faults"]
    assert [set(each) for each in faults] == [{"row", "column", "rule", "value"}] * 2
    assert [(each["row"], each["column"]) for each in faults] == [(3, "许可证号"), (3, "区域")]
    assert kept(town, "310101100101") is None


def test_with_partial_the_good_rows_go_in(shouwen: Shouwen, town: Path) -> None:
    roster = a_file("shops.csv", HEADING, GOOD, BAD)
    answer = shouwen("roster", "import", roster, "--partial", "--json")
    assert (answer.code, counts(answer.document)) == (0, [2, 1, 0, 0, 1])
    assert kept(town, "310101100101") is not None


def test_a_dry_run_counts_and_keeps_nothing(shouwen: Shouwen, town: Path) -> None:
    answer = shouwen("roster", "import", a_file("shops.csv", HEADING, GOOD), "--dry-run", "--json")
    assert (answer.code, counts(answer.document)) == (0, [1, 1, 0, 0, 0])
    assert kept(town, "310101100101") is None


def test_the_sheet_comes_back_with_its_reasons(shouwen: Shouwen, town: Path) -> None:
    roster = a_file("shops.csv", HEADING, BAD)
    answer = shouwen("roster", "import", roster, "--errors", "back.xlsx", "--json")
    assert answer.code == 2
    assert read_sheet(Path("back.xlsx")).heading[-1] == "原因"
    assert "back.xlsx" in answer.err
    assert shouwen("roster", "import", roster, "--errors", "back.csv", "--json").code == 2
    assert read_sheet(Path("back.csv")).heading[-1] == "原因"


def test_a_column_that_is_left_out_changes_nothing(shouwen: Shouwen, town: Path) -> None:
    before = kept(town, "310101100001")
    assert before is not None
    heading = "许可证号,店名,电话,区域,档位,客户经理工号"
    roster = a_file("shops.csv", heading, "310101100001,新名,13900000001,乡村,15,1001")
    assert counts(shouwen("roster", "import", roster, "--json").document) == [1, 0, 1, 0, 0]
    after = kept(town, "310101100001")
    assert after is not None
    assert (after.name, after.route, after.yearly_purchases, after.tier) == (
        "新名",
        before.route,
        before.yearly_purchases,
        before.tier,
    )


def test_a_large_newcomer_moves_the_tier_of_the_others(shouwen: Shouwen, town: Path) -> None:
    roster = a_file("shops.csv", HEADING, GOOD.replace(",1000,", ",9亿,").replace("9亿", "90000万"))
    assert shouwen("roster", "import", roster, "--json").code == 0
    newcomer, largest_before = kept(town, "310101100101"), kept(town, "310101100010")
    assert newcomer is not None
    assert largest_before is not None
    assert (newcomer.tier, largest_before.tier) == ("A", "C")


def test_no_phone_is_shown_in_what_is_printed(shouwen: Shouwen, town: Path) -> None:
    broken = BAD.replace("13900000102", "139000001021")
    for words in ((), ("--json",)):
        answer = shouwen("roster", "import", a_file("shops.csv", HEADING, broken), *words)
        assert "139000001021" not in answer.out + answer.err
        assert "139*******21" in answer.out


def test_staff_are_taken_in_before_anything_else_is_there(shouwen: Shouwen, home: Path) -> None:
    staff = a_file("staff.csv", "工号,姓名,角色", "1,甲,客户经理;值班", "2,乙,主任")
    answer = shouwen("staff", "import", staff, "--json")
    assert (answer.code, counts(answer.document)) == (0, [2, 2, 0, 0, 0])
    shops = a_file("shops.csv", HEADING, GOOD.replace("1001", "1"))
    assert shouwen("roster", "import", shops, "--json").code == 2  # 工号 also stood in the phone
    shops = a_file("shops.csv", HEADING, GOOD.removesuffix("1001") + "1")
    assert shouwen("roster", "import", shops, "--json").code == 0


def test_a_table_of_allotments_takes_the_place_of_the_last(shouwen: Shouwen, town: Path) -> None:
    heading = "品规,档位,数量,起,止"
    for quantity in (2, 3):
        table = a_file("s.csv", heading, f"中华(硬),15,{quantity},2031-01-06,2031-01-12")
        assert shouwen("supply", "import", table, "--json").code == 0
    store = open_store(f"sqlite:///{town / 'shouwen.db'}")
    rows = store.read_now(
        lambda work: work.supply.for_brand("中华(硬)", AreaKind.CITY, date(2031, 1, 8))
    )
    store.close()
    assert [row.quantity for row in rows] == [3]


@pytest.mark.parametrize("branch", ["roster", "staff", "supply", "calendar"])
def test_a_file_that_is_not_there_or_no_table_is_bad_input(branch: str, shouwen: Shouwen) -> None:
    Path("noise.xlsx").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    for name in ("nowhere.csv", "noise.xlsx", "."):
        answer = shouwen(branch, "import", name, "--json")
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.strip().endswith("。")
        assert "Traceback" not in answer.err


def test_a_calendar_with_faults_names_all_of_them(shouwen: Shouwen) -> None:
    table = a_file("2027.csv", "日期,类型,名称", "2027-01-01,放,元旦", "2027-13-01,休,元旦")
    answer = shouwen("calendar", "import", table, "--json")
    assert answer.code == 2
    assert len(answer.document["faults"]) == 2


def test_an_invitation_is_a_code_that_works_once(shouwen: Shouwen, town: Path) -> None:
    answer = shouwen("staff", "invite", "1001", "--json")
    assert answer.code == 0
    assert answer.document["link"].endswith(f"?code={answer.document['code']}")
    assert len(answer.document["code"]) >= 20
    assert shouwen("staff", "invite", "1001", "--json").document["code"] != answer.document["code"]
    assert shouwen("staff", "invite", "4711").code == 2


@pytest.mark.parametrize(
    ("settings", "site", "is_told"),
    [
        ({"SITE_URL": "https://desk.example/"}, "https://desk.example", False),
        ({"HOST": "10.0.0.5", "PORT": "9"}, "http://10.0.0.5:9", False),
        ({"HOST": "2001:db8::5", "PORT": "9"}, "http://[2001:db8::5]:9", False),
        ({"HOST": "0.0.0.0", "PORT": "9"}, "http://127.0.0.1:9", True),  # noqa: S104
        ({"HOST": "::1", "PORT": "9"}, "http://[::1]:9", True),
    ],
    ids=lambda told: str(told),
)
def test_a_link_leads_where_browsers_reach_the_pages(
    settings: dict[str, str],
    site: str,
    is_told: bool,  # noqa: FBT001 - a column of the table
    shouwen: Shouwen,
    town: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, told in settings.items():
        monkeypatch.setenv(f"SHOUWEN_{name}", told)
    for words in (("shop", "link", "310101100001"), ("staff", "invite", "1001")):
        answer = shouwen(*words, "--json")
        assert answer.document["link"] == f"{site}/chat?code={answer.document['code']}"
        assert ("SHOUWEN_SITE_URL" in answer.err) is is_told


def test_a_shop_gets_its_code_as_a_picture_too(shouwen: Shouwen, town: Path) -> None:
    answer = shouwen("shop", "link", "310101100001", "--qr", "code.png", "--json")
    assert answer.code == 0
    assert Path("code.png").read_bytes().startswith(b"\x89PNG")
    assert shouwen("shop", "link", "310101100099", "--json").code == 2
    assert shouwen("shop", "link", "310101100001", "--qr", "code.gif").code == 2


def test_days_away_are_noted_and_backward_ones_refused(shouwen: Shouwen, town: Path) -> None:
    days = ("--from", "2026-11-23", "--until", "2026-11-27")
    assert shouwen("staff", "away", "1001", *days, "--json").code == 0
    store = open_store(f"sqlite:///{town / 'shouwen.db'}")
    assert store.read_now(lambda work: work.people.away(date(2026, 11, 25))) == ["1001"]
    store.close()
    backward = ("--from", "2026-11-27", "--until", "2026-11-23")
    assert shouwen("staff", "away", "1001", *backward).code == 2
    assert shouwen("staff", "away", "4711", *days).code == 2


def test_who_leaves_is_off_the_staff_and_off_every_chat(shouwen: Shouwen, town: Path) -> None:
    answer = shouwen("staff", "leave", "1001", "--json")
    assert answer.document == {"staff": "1001", "cases_reassigned": 0}
    store = open_store(f"sqlite:///{town / 'shouwen.db'}")
    person = store.read_now(lambda work: work.people.staff("1001"))
    bound = store.read_now(lambda work: work.people.bindings_of("staff:1001"))
    store.close()
    assert person is not None
    assert (person.active, bound) == (False, [])
    assert shouwen("staff", "leave", "1001").code == 2


def test_the_last_import_is_taken_back_and_the_one_before_it_stands(
    shouwen: Shouwen, town: Path
) -> None:
    first = a_file("one.csv", HEADING, "310101109001,新店一,13900009001,市区,12,1000,1001")
    second = a_file("two.csv", HEADING, "310101109001,改名了,13900009001,市区,12,1000,1001")
    assert shouwen("roster", "import", first).code == 0
    assert shouwen("roster", "import", second, "--dry-run").code == 0
    assert shouwen("roster", "import", second).code == 0
    done = shouwen("roster", "undo", "--json")
    assert done.document == {"kind": "shops", "name": "two.csv", "removed": 0, "put_back": 1}
    shop = kept(town, "310101109001")
    assert shop is not None
    assert shop.name == "新店一"
    assert "删去新增的 1 条" in shouwen("roster", "undo").out
    assert kept(town, "310101109001") is None
    assert shouwen("roster", "undo").code == 1


def test_staff_who_look_after_shops_are_not_taken_back(shouwen: Shouwen, town: Path) -> None:
    staff = a_file("staff.csv", "工号,姓名,角色,上级工号", "1090,新来的,客户经理,2001")
    assert shouwen("staff", "import", staff).code == 0
    shops = a_file("shops.csv", HEADING, "310101109001,新店一,13900009001,市区,12,1000,1090")
    assert shouwen("roster", "import", shops).code == 0
    done = shouwen("staff", "undo")
    assert (done.code, done.out) == (2, "")
    assert "撤不回了" in done.err
    assert shouwen("roster", "undo").code == 0
    assert shouwen("staff", "undo").code == 0
    assert shouwen("supply", "undo").code == 1

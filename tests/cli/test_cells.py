"""How cells of a sheet are read, as tables; what nobody could read is refused."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.imports import cells
from bot.imports.columns import plain
from bot.imports.faults import BadCell, fault
from models.calendar import CST
from models.terms import AreaKind


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("周一", 1),
        ("星期1", 1),
        ("1", 1),
        ("1.0", 1),
        ("礼拜三", 3),
        ("每周五", 5),
        ("周日", 7),
        ("星期天", 7),
        ("7", 7),
        ("二", 2),
    ],
)
def test_a_weekday_is_understood_however_it_is_written(said: str, day: int) -> None:
    assert cells.weekday(said) == day


@pytest.mark.parametrize(
    ("said", "phone"),
    [
        ("13800001001", "13800001001"),
        ("138 0000 1001", "13800001001"),
        ("138-0000-1001", "13800001001"),
        ("+86 13800001001", "13800001001"),
        ("13800001001.0", "13800001001"),
        ("0571-87654321", "057187654321"),
        ("87654321", "87654321"),
    ],
)
def test_a_phone_is_kept_as_its_digits(said: str, phone: str) -> None:
    assert cells.phone(said) == phone


@pytest.mark.parametrize(
    ("said", "levels"),
    [("15", (15,)), ("15档", (15,)), ("10-12", (10, 11, 12)), ("1;2、5", (1, 2, 5)), ("3.0", (3,))],
)
def test_classes_are_one_or_several_or_a_stretch(said: str, levels: tuple[int, ...]) -> None:
    assert cells.class_levels(said) == levels


@pytest.mark.parametrize(
    ("said", "number"), [("0", 0), ("80,000", 80_000), ("12.5万", 125_000), ("3.5元", 3.5)]
)
def test_an_amount_may_be_written_as_money(said: str, number: float) -> None:
    assert cells.amount(said) == number


@pytest.mark.parametrize("said", ["2026-11-23", "2026/11/23", "2026年11月23日", "20261123"])
def test_a_day_is_understood_however_it_is_written(said: str) -> None:
    assert cells.day(said) == date(2026, 11, 23)


def test_roles_may_be_several_and_called_by_their_other_names() -> None:
    assert cells.roles("片区主管；值班;值班".replace("；", ";")) == ("supervisor", "duty")


def test_the_four_kinds_of_area_are_read() -> None:
    assert [cells.area(word) for word in ("市区", "县城", "街道", "乡村")] == list(AreaKind)


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (cells.licence, "31010110000"),
        (cells.licence, "3101011000012"),
        (cells.licence, "31010110000A"),
        (cells.licence, "3.10101E+11"),
        (cells.phone, "1380000"),
        (cells.phone, "23800001001"),
        (cells.area, "城里"),
        (cells.class_level, "0"),
        (cells.class_level, "31"),
        (cells.class_level, "十五"),
        (cells.class_level, "15.5"),
        (cells.class_levels, "12-10"),
        (cells.weekday, "8"),
        (cells.weekday, "工作日"),
        (cells.amount, "-3"),
        (cells.amount, "很多"),
        (cells.amount, "nan"),
        (cells.day, "2026-02-30"),
        (cells.day, "11月23日"),
        (cells.roles, "店长"),
        (cells.an_id, "1.2E+10"),
        (cells.an_id, "1 2"),
    ],
)
def test_what_breaks_the_rule_of_its_column_is_refused(read: Any, said: str) -> None:
    with pytest.raises(BadCell) as refused:
        read(said)
    assert refused.value.rule.endswith("。")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (310101100001.0, "310101100001"),
        (310101100001, "310101100001"),
        ("３１０１０１１００００１", "310101100001"),
        ("'310101100001", "310101100001"),
        ('="310101100001"', "310101100001"),
        ("  空白  ", "空白"),
        (datetime(2026, 11, 23, 8, 30, tzinfo=CST), "2026-11-23"),
        (None, ""),
    ],
)
def test_what_spreadsheets_do_to_ids_is_undone(cell: Any, text: str) -> None:
    assert plain(cell) == text


@pytest.mark.parametrize("cell", [1234567890123456, 1.234567890123456e15, -(10**15)])
def test_a_number_that_lost_its_tail_is_refused(cell: float) -> None:
    with pytest.raises(BadCell, match="15 位"):
        plain(cell)


READERS = (
    cells.licence,
    cells.phone,
    cells.area,
    cells.class_levels,
    cells.weekday,
    cells.amount,
    cells.day,
    cells.roles,
    cells.an_id,
)


@given(st.sampled_from(READERS), st.text(max_size=40) | st.from_regex(r"[0-9.\-/年月日周档]{1,16}"))
def test_a_reader_fails_only_by_saying_which_rule_was_broken(read: Any, said: str) -> None:
    with suppress(BadCell):
        read(said)


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("电话", "13800001001", "138******01"),
        ("电话", "1380000", "138**00"),
        ("电话", "1234", "****"),
        ("店名", "找13800001001", "找138******01"),
        ("许可证号", "310101100001", "310101100001"),
        ("店名", "长" * 60, "长" * 40 + "…"),
    ],
)
def test_a_fault_never_shows_a_whole_phone(column: str, value: str, shown: str) -> None:
    assert fault(2, column, "不对。", value).value == shown


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("大姐\u202e店烟\u202c", "大姐店烟"),
        ("\ufeff王\u200b大姐\x00\x1b[2J", "王大姐[2J"),
        ("街口\t便利\u3000店\r\n", "街口 便利 店"),
    ],
)
def test_a_name_holds_no_signs_that_show_nothing_or_turn_a_line(said: str, kept: str) -> None:
    assert cells.words(said) == kept

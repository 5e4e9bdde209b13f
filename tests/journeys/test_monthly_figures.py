"""The figures of a month, counted in a town for whoever asks."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.desk.monthly import figures_of
from bot.desk.shift import Shift
from bot.report.finding import headline, of_subcategories
from models.monthly import Compared, Figures
from models.rates import Share
from models.repeats import Fault
from models.terms import Category
from tests.monthly import CLOSED, FEBRUARY, LATE, MARCH, a_complaint, a_month, put_on_record
from tests.town import Town, a_town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path) as town:
        town.app.store.run_now(lambda work: put_on_record(work, a_month()))
        yield town


def figures(town: Town, no: str = "", month: date = date(2026, 3, 12)) -> Figures:
    """What this person is told of the month; nobody named is the command line."""

    def look(work):  # type: ignore[no-untyped-def]
        viewer = work.people.staff(no) if no else None
        return figures_of(Shift(work, town.now, town.app.house), month, viewer)

    return town.app.store.read_now(look)


def table(found: Figures, name: str) -> dict[str, tuple[int, int, int]]:
    return {
        line.name: (line.count.now, line.count.last_month, line.count.last_year)
        for line in found.tables[name]
    }


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "categories",
            {"货源": (2, 0, 1), "运输": (1, 7, 0), "未分类": (1, 0, 0)}
            | {"服务": (0, 0, 0), "产品": (0, 0, 0)},
        ),
        (
            "subcategories",
            {"货源—紧俏烟分配": (2, 0, 1), "运输—迟送未送": (1, 7, 0), "未分类": (1, 0, 0)},
        ),
        ("areas", {"乡村": (4, 7, 1)}),
        ("brands", {"玉溪": (3, 7, 1), "未提到": (1, 0, 0)}),
        ("managers", {"1001": (3, 7, 1), "1002": (1, 0, 0)}),
    ],
)
def test_complaints_are_counted_beside_last_month_and_last_year(
    name: str, lines: dict[str, tuple[int, int, int]], town: Town
) -> None:
    assert table(figures(town), name) == lines


def test_the_counts_say_how_the_month_stands(town: Town) -> None:
    found = figures(town)
    assert found.complaints == Compared(4, 7, 1)
    assert (found.grumbles, found.withdrawn, found.open, found.overdue) == (1, 1, 2, 2)
    assert found.rates.response == Share(1, 3)
    assert found.rates.resolution == Share(1, 1)
    assert found.rates.satisfaction == Share(1, 1)
    assert found.closed_in_time == Share(1, 1)
    assert [(one.shared, one.cases, one.answered) for one in found.events] == [
        ("品规 玉溪", 1, False)
    ]
    assert [(one.cause, one.measure) for one in found.measures] == [
        ("装车时没有核对", "装车双人核对")
    ]


def test_titles_say_the_finding(town: Town) -> None:
    found = figures(town)
    assert headline(found) == "投诉比上月少 3 件，货源占一半"
    assert of_subcategories(found) == "最多的是货源—紧俏烟分配，2 件"


def test_an_empty_month_says_so(town: Town) -> None:
    found = figures(town, month=date(2024, 5, 1))
    assert found.complaints == Compared(0, 0, 0)
    assert table(found, "subcategories") == {}
    assert headline(found) == "本月没有投诉，上月也没有"
    assert found.rates.response == Share(0, 0)


@pytest.mark.parametrize(("no", "complaints"), [("1001", 3), ("1002", 1), ("2001", 4), ("3001", 4)])
def test_figures_are_made_of_the_cases_that_one_may_see(
    no: str, complaints: int, town: Town
) -> None:
    assert figures(town, no).complaints.now == complaints


def test_archived_cases_count_as_before(town: Town) -> None:
    before = figures(town)

    def archive(work):  # type: ignore[no-untyped-def]
        work.archive.put(work.archive.gather(work.cases.get(1)), town.now)

    town.app.store.run_now(archive)
    assert figures(town) == before


def test_four_upheld_cases_of_a_fault_are_a_repeat_of_month_and_quarter(town: Town) -> None:
    """Two in February and four in March are six in the quarter."""
    more = [
        a_complaint(20 + place, at, **LATE, **CLOSED)
        for place, at in enumerate((MARCH, MARCH, MARCH, FEBRUARY, FEBRUARY))
    ]

    def file(work):  # type: ignore[no-untyped-def]
        for case in more:
            work.cases.add(case)

    town.app.store.run_now(file)
    fault = Fault(Category.TRANSPORT, "迟送未送", "配送中心")
    found = [(one.fault, one.period, len(one.cases)) for one in figures(town).repeats]
    assert found == [(fault, "2026-03", 4), (fault, "2026Q1", 6)]


def test_how_often_a_shop_has_to_complain_to_be_named_is_a_number_of_the_house(
    tmp_path: Path,
) -> None:
    (tmp_path / "policy.toml").write_text("report_more_than_per_shop = 3", "utf-8")
    with a_town(tmp_path) as town:
        town.app.store.run_now(lambda work: put_on_record(work, a_month()))
        assert figures(town).often == ()


def test_a_shop_that_complains_often_is_named_but_not_by_what_it_keeps_to_itself(
    town: Town,
) -> None:
    """Of its four complaints one is anonymous: three are counted, which is more than two."""
    assert [(one.licence, one.complaints) for one in figures(town).often] == [("310101100001", 3)]
    assert figures(town).names["310101100001"] == "大姐烟店"

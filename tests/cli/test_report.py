"""`report`: a page, pictures and numbers of a month; a missing letter is a fault."""

import json
import re
from pathlib import Path

import pytest

from bot.cli.reporting import write_report
from bot.report.fonts import Face, chinese_face
from bot.report.names import called
from bot.report.pictures import PICTURES, draw
from bot.wording import LOCALES, speaking
from models.monthly import TABLES, Compared, Figures, Line
from models.rates import Rates, Share
from models.terms import SUBCATEGORIES
from storage.engine import open_store
from tests.cli.conftest import Shouwen
from tests.monthly import MARCH, a_month, put_on_record

FINDING = "投诉比上月少 3 件，货源占一半"
FILES = {
    "categories.png",
    "categories.svg",
    "numbers.json",
    "report.html",
    "subcategories.png",
    "subcategories.svg",
}


@pytest.fixture(scope="session")
def face() -> Face:
    return chinese_face()


@pytest.fixture
def march(town: Path) -> Path:
    """The home with a month of complaints in it."""
    store = open_store(f"sqlite:///{town / 'shouwen.db'}")
    store.run_now(lambda work: put_on_record(work, a_month()))
    store.close()
    return town


def figures_with(names: list[str]) -> Figures:
    """A month in which each of these was complained about, each less often than the one before."""
    lines = tuple(Line(name, Compared(99 - place, 3, 0)) for place, name in enumerate(names))
    nothing = Share(0, 0)
    return Figures(
        month=MARCH.date().replace(day=1),
        complaints=Compared(sum(line.count.now for line in lines), 3, 0),
        grumbles=0,
        withdrawn=0,
        open=0,
        overdue=0,
        tables=dict.fromkeys(TABLES, lines),
        rates=Rates(nothing, nothing, nothing, 0),
        closed_in_time=nothing,
        repeats=(),
        events=(),
        measures=(),
        often=(),
        coaching=(),
        names={},
    )


def test_a_month_becomes_a_page_two_pictures_and_numbers(
    shouwen: Shouwen, march: Path, tmp_path: Path, face: Face
) -> None:
    done = shouwen("report", "--month", "2026-03", "--out", tmp_path / "out", "--json")
    assert done.code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert done.document == json.loads((tmp_path / "out" / "numbers.json").read_text("utf-8"))
    assert done.document["finding"] == FINDING
    assert done.document["complaints"] == {
        "now": 4,
        "last_month": 7,
        "last_year": 1,
        "change": -3,
    }
    assert (tmp_path / "out" / "categories.png").read_bytes().startswith(b"\x89PNG")
    assert f"<title>{FINDING}</title>" in (tmp_path / "out" / "categories.svg").read_text("utf-8")


def test_the_page_needs_nothing_but_itself(
    shouwen: Shouwen, march: Path, tmp_path: Path, face: Face
) -> None:
    assert shouwen("report", "--month", "2026-03", "--out", tmp_path).code == 0
    page = (tmp_path / "report.html").read_text("utf-8")
    assert f"<h1>{FINDING}</h1>" in page
    assert "装车双人核对" in page
    assert page.count('src="data:image/svg+xml;base64,') == len(PICTURES)
    assert re.findall(r'(?:src|href)="(?!data:)[^"]*"|<script|@import|url\(', page) == []


def test_an_empty_month_is_reported_as_one(
    shouwen: Shouwen, march: Path, tmp_path: Path, face: Face
) -> None:
    done = shouwen("report", "--month", "2024-05", "--out", tmp_path, "--json")
    assert (done.code, done.document["complaints"]["now"]) == (0, 0)
    assert "本月没有投诉" in (tmp_path / "subcategories.svg").read_text("utf-8")


@pytest.mark.parametrize("month", ["2026-13", "2026-3", "2026-00", "1999-01", "202603", "三月", ""])
def test_what_is_no_month_is_wrong_usage(
    month: str, shouwen: Shouwen, march: Path, tmp_path: Path
) -> None:
    done = shouwen("report", "--month", month, "--out", tmp_path / "out")
    assert (done.code, done.out) == (2, "")
    assert "2026-11" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [b"no font at all", None])
def test_a_font_that_was_set_and_is_none_is_named(
    content: bytes | None,
    shouwen: Shouwen,
    march: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    font = tmp_path / "own.ttf"
    if content is not None:
        font.write_bytes(content)
    monkeypatch.setenv("SHOUWEN_FONT", str(font))
    done = shouwen("report", "--month", "2026-03", "--out", tmp_path / "out")
    assert (done.code, done.out) == (3, "")
    assert str(font) in done.err
    assert not (tmp_path / "out").exists()


def test_the_letters_come_along_and_not_from_the_system(face: Face) -> None:
    assert "site-packages" in face.path.parts
    assert "fonts" not in {part.lower() for part in face.path.parts}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_font_has_every_letter_of_every_subcategory(locale: str, face: Face) -> None:
    """Matplotlib warns of a letter that it lacks, and warnings are faults here."""
    topics = [
        f"{category.chinese}—{subcategory}"
        for category, subcategories in SUBCATEGORIES.items()
        for subcategory in subcategories
    ]
    assert all(map(face.has, topics))
    for start in range(0, len(topics), 10):
        figures = figures_with(topics[start : start + 10])
        with speaking(locale):
            assert all(face.has(called(topic)) for topic in topics)
            draw("subcategories", figures, face, "png")


def test_the_report_speaks_the_language_of_its_reader(
    shouwen: Shouwen, march: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    done = shouwen("report", "--month", "2026-03", "--out", tmp_path)
    assert done.out.startswith("3 fewer complaints than last month; half of them supply\n")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert '<html lang="en">' in page
    assert "supply: too few scarce ones" in page
    assert "supply: too few scarce ones (brand 玉溪): 1" in page
    drawn = (tmp_path / "subcategories.svg").read_text("utf-8")
    assert "<title>Most often: supply: too few scarce ones, 2</title>" in drawn


def test_a_letter_that_no_font_has_is_marked_and_a_formula_is_none(
    face: Face, tmp_path: Path
) -> None:
    strange = ["货源—\U000f0000$\\frac{1}{0}$", "</title><script>alert(1)</script>"]
    written = write_report(figures_with(strange), face, tmp_path, MARCH)
    assert face.drawable(strange[0]) == "货源—〓$\\frac{1}{0}$"
    drawn = [path.read_text("utf-8") for path in written if path.suffix in (".svg", ".html")]
    assert drawn
    assert all("<script" not in each for each in drawn)

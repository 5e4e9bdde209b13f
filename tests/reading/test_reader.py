"""The reader: one message in, everything understood of it out."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import artifact, pictures
from nlp.evaluation import evaluate
from nlp.reader import Reader
from nlp.reading import NONE
from tests.reading.lessons import lesson, lessons

TODAY = date(2026, 3, 12)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("kept") / "classifier"
    artifact.save(lesson().classifier, folder)
    return Reader.load(folder)


def test_a_complaint_is_read_with_label_facts_and_reasons(reader: Reader) -> None:
    reading = reader.read("昨天两条玉溪拆开发霉长毛了", TODAY)
    assert reading.is_complaint
    assert (reading.label, reading.subcategory) == ("product", "霉变变质")
    assert [brand.said for brand in reading.facts.brands] == ["玉溪"]
    assert reading.facts.quantities[0].number == 2
    assert reading.facts.days[0].on == date(2026, 3, 11)
    assert reading.reasons
    assert all(reason in reading.text for reason in reading.reasons)
    assert len(reading.matters) == 1
    assert reading.version == reader.version != ""


def test_a_greeting_is_no_complaint(reader: Reader) -> None:
    reading = reader.read("你好在吗", TODAY)
    assert (reading.label, reading.is_complaint) == (NONE, False)


def test_two_matters_in_one_message_each_keep_their_own_facts(reader: Reader) -> None:
    message = "一条玉溪拆开发霉了霉味冲鼻子。送货的车等到天黑没来送货晚了两天"
    matters = reader.read(message, TODAY).matters
    assert [matter.label for matter in matters] == ["product", "transport"]
    assert "".join(matter.text for matter in matters) == message
    assert matters[0].facts.brands
    assert not matters[1].facts.brands


@given(text=st.text(max_size=80))
def test_reading_never_fails_and_keeps_the_text(reader: Reader, text: str) -> None:
    reading = reader.read(text, TODAY)
    assert reading.text == text
    assert 0 <= reading.confidence <= 1
    assert reading.band is lesson().classifier.calibration.band(reading.confidence)
    assert all(reason in text for reason in reading.reasons)


def test_a_hundred_thousand_characters_are_read(reader: Reader) -> None:
    assert reader.read("烟湿了，送货晚了。" * 11_112, TODAY).label == "transport"


def test_the_pictures_are_drawn_with_their_finding_as_title(tmp_path: Path) -> None:
    scores = evaluate(lesson().classifier, lessons())
    drawn = pictures.draw(scores, tmp_path / "new")
    assert [path.name for path in drawn] == ["confusion.svg", "reliability.svg"]
    for path in drawn:
        words = " ".join(ElementTree.parse(path).getroot().itertext())  # noqa: S314
        assert "判对" in words
    assert "非投诉" in drawn[0].read_text("utf-8")

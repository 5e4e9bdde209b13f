"""Grades that no word of the lexicon makes, but the kind of matter that was read."""

from datetime import date

import pytest

from models.terms import Grade
from nlp.grades import grade
from nlp.reader import Reader


@pytest.mark.parametrize(
    ("said", "made", "kind"),
    [
        ("这批不是原来那东西 两个老烟枪都摇头 货可是你们自己拉来的", Grade.URGENT, "疑似假烟"),
        ("我们片的好烟半道上就没影了 有人在外头卖着呢", Grade.MAJOR, "截留货源"),
    ],
)
def test_what_is_read_surely_is_graded_by_its_kind_and_the_card_names_it(
    reader: Reader, said: str, made: Grade, kind: str
) -> None:
    assert grade(said) == (Grade.NORMAL, ())
    reading = reader.read(said, date(2026, 3, 12))
    assert (reading.grade, reading.grade_words) == (made, (kind,))

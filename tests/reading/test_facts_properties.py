"""What holds for the facts of any text at all."""

from dataclasses import fields
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import grades, matters
from nlp.dataset import CORPUS, read_examples
from nlp.facts import LONGEST, extract
from nlp.facts.folding import fold
from nlp.facts.numerals import bare_number
from nlp.text import normalise

TODAY = date(2026, 3, 12)

#: Characters that the rules look at, so that random texts come near to them.
_TRADE = (
    "一二三十廿百半俩0123456789.-/,。 年月日号天周星期礼拜前后上下这昨今明"
    "条盒件箱玉溪中华软硬南京订单电话了没不都张经理"
)
_SHIPPED = [example.text for example in read_examples(CORPUS / "calibration.csv")]
_spliced = st.builds(
    lambda left, right, cut, place, noise: left[:cut] + noise + right[place:],
    st.sampled_from(_SHIPPED),
    st.sampled_from(_SHIPPED),
    st.integers(0, 40),
    st.integers(0, 40),
    st.text(max_size=6),
)
_texts = st.one_of(st.text(max_size=80), st.text(alphabet=_TRADE, max_size=60), _spliced)


@given(_texts, st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31)))
def test_extraction_never_raises_and_every_span_gives_its_own_words(text: str, today: date) -> None:
    facts = extract(text, today, order_weekday=1, delivery_weekday=7)
    for group in fields(facts):
        for fact in getattr(facts, group.name):
            words = fact.said if group.name == "brands" else fact.text
            assert words
            assert text[fact.span.start : fact.span.end] == words


@given(_texts)
def test_facts_of_one_kind_stand_in_order_and_apart(text: str) -> None:
    facts = extract(text, TODAY)
    for group in fields(facts):
        spans = [fact.span for fact in getattr(facts, group.name)]
        assert all(left.end <= right.start for left, right in pairwise(spans))


@given(_texts)
def test_folding_keeps_every_position(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(_spliced)
def test_messages_cut_and_spliced_are_cleaned_once_for_all(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(_texts)
def test_grades_numbers_and_matters_never_raise(text: str) -> None:
    _, words = grades.grade(text)
    assert all(word in text for word in words)
    bare_number(text)
    parts = matters.split(text)
    assert all(part and part.strip() == part and part in text for part in parts)


@pytest.mark.parametrize("filler", ["经理不来,", "138 "])
def test_what_stands_behind_the_limit_is_not_read(filler: str) -> None:
    told = "。昨天少了2条玉溪。再不来我就找记者。"
    before = (filler * LONGEST)[: LONGEST - len(told)]
    facts = extract(before + told + told, TODAY)
    assert [day.span.start for day in facts.days] == [len(before) + 1]
    assert [(one.number, one.unit) for one in facts.quantities] == [(2, "条")]
    assert [brand.said for brand in facts.brands] == ["玉溪"]
    assert grades.grade(before + told)[1] == ("记者",)
    assert grades.grade(before + "。" * len(told) + told)[1] == ()

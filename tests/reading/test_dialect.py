"""Dialect: the words of the regions said over in plain speech."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.dialect import dialect, in_plain_speech
from nlp.features import names
from nlp.text import normalise

SPOKEN = st.text(st.sampled_from("冇嚟唔俺额度系统讲究啥时候的烟送晚 ab"), max_size=30)


@pytest.mark.parametrize(
    ("written", "plain"),
    [("送货冇嚟", "送货没来"), ("俺咋订不上", "我怎么订不上"), ("额度的系统", "额度的系统")],
)
def test_a_word_of_dialect_is_said_over_unless_it_is_part_of_another(
    written: str, plain: str
) -> None:
    said = in_plain_speech(written)
    assert (written if said is None else said.text) == plain


@given(SPOKEN)
def test_every_part_knows_what_it_stands_for(text: str) -> None:
    said = in_plain_speech(text)
    if said is None:
        return
    assert len(said.starts) == len(said.ends) == len(said.text)
    assert said.span(0, len(said.text)) == (0, len(text))
    for place, character in enumerate(said.text):
        stretch = text[slice(*said.span(place, place + 1))]
        assert stretch == character or character in dialect()[stretch]


def test_dialect_shares_features_with_plain_speech() -> None:
    shared = set(names("冇嚟")) & set(names("没来"))
    assert {"c没", "c没来"} <= shared


def test_the_table_is_written_as_the_cleaning_leaves_words() -> None:
    words = [word for pair in dialect().items() for word in pair]
    assert [word for word in words if normalise(word) != word] == []

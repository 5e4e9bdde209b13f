"""Cleaning: one spelling for many, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text import MAX_LENGTH, clean, normalise

ANY_TEXT = st.text(max_size=80)
CHATTER = st.text(st.sampled_from("嗯呃啊那个啥就是说 烟條！!。.ＡａＫ\u200b\n１1ﷺ"), max_size=60)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("這條煙發霉了", "这条烟发霉了"),
        ("１８档　ＡＰＰ", "18档 app"),
        ("送\u200b晚\ufeff了", "送晚了"),
        ("气死我了！！！！", "气死我了!"),
        ("啊啊啊啊啊", "啊啊"),
        ("11111条", "11111条"),
        ("嗯 那个啥 烟湿了", "烟湿了"),
        ("嗯嗯", "嗯嗯"),
        ("  \t\n ", ""),
        ("菸盒", "烟盒"),
    ],
)
def test_what_says_nothing_is_levelled(typed: str, cleaned: str) -> None:
    assert normalise(typed) == cleaned


@given(st.one_of(ANY_TEXT, CHATTER))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.one_of(ANY_TEXT, CHATTER))
def test_every_character_knows_where_it_came_from(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.text == normalise(text)
    assert len(cleaned.origin) == len(cleaned.text)
    assert list(cleaned.origin) == sorted(cleaned.origin)
    assert all(0 <= place < len(text) for place in cleaned.origin)


def test_the_original_spelling_is_given_back() -> None:
    cleaned = clean("嗯 這條 煙發黴！！")
    start = cleaned.text.index("烟")
    assert cleaned.spelling(start, start + 2) == "煙發"
    assert cleaned.spelling(start, start) == ""


def test_a_hundred_thousand_characters_are_cut_to_what_a_chat_lets_through() -> None:
    assert len(normalise("烟湿了 " * 25_000)) <= MAX_LENGTH


def test_a_lone_surrogate_is_left_out() -> None:
    assert normalise("烟\ud800湿") == "烟湿"

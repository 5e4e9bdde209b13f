"""Passwords that are too weak, taken apart and not looked up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.passwords import LONGEST, SHORTEST, WeakPassword, require_strong
from models.terms import Role
from tests.builders import a_member

ZHANG = a_member("100123", "张明", Role.CUSTOMER_MANAGER, phone="13800001001")


@pytest.mark.parametrize(
    "password",
    [
        "Password2026!",
        "passwordpassword",
        "admin123456789",
        "qwertyuiop1234",
        "1234567890123",
        "987654321098765",
        "aaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "woaini520520520",
        "shouwen2026admin",
        "yancao20261122",
        "13800001001张明",
        "100123100123100123",
        "1qaz2wsx3edc4rfv",
        "zxcvbnmasdfghjkl",
        "drowssapdrowssap",
        "            ",
        "张明张明张明张明张明张明",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword, match="太常见"):
        require_strong(password, ZHANG)


@pytest.mark.parametrize(
    "password",
    [
        "门口那棵枣树有三十多年了吧",
        "correct horse battery staple",
        "Vx7#pLq2!mZw",
        "我家二楼住着一窝燕子呢哈",
        "tuesday fish 7 moon",
    ],
)
def test_a_sentence_of_ones_own_is_strong(password: str) -> None:
    require_strong(password, ZHANG)


@given(st.text(max_size=SHORTEST - 1))
def test_nothing_short_is_strong(password: str) -> None:
    with pytest.raises(WeakPassword, match="太短"):
        require_strong(password, ZHANG)


@given(st.text(min_size=SHORTEST, max_size=LONGEST + 20))
def test_any_text_is_either_strong_or_refused_in_words(password: str) -> None:
    says = refusal_of(password)
    assert says == "" or (says.endswith("。") and password not in says)
    assert says != "" or len(password) <= LONGEST


def refusal_of(password: str) -> str:
    try:
        require_strong(password, ZHANG)
    except WeakPassword as weak:
        return weak.says
    return ""


@given(st.integers(1950, 2050), st.sampled_from(["password", "woaini", "shouwen", "mima"]))
def test_a_common_word_with_a_year_stays_common(year: int, word: str) -> None:
    with pytest.raises(WeakPassword):
        require_strong(f"{word}{year}{word}", ZHANG)

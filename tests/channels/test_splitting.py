"""Long texts in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.splitting import split, units


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("送货晚了。", 10, ["送货晚了。"]),
        ("送货晚了。烟也少了。", 8, ["送货晚了。", "烟也少了。"]),
        ("第一段很长\n第二段", 8, ["第一段很长", "第二段"]),
        ("一二三，四五六七八九", 6, ["一二三，", "四五六七八九"]),
        ("短。一二三四五六七八九十", 6, ["短。一二三四", "五六七八九十"]),
        ("一二三四五六", 4, ["一二三四", "五六"]),
        ("  \n ", 4, []),
        ("", 4, []),
        ("烟😀烟😀", 3, ["烟😀", "烟😀"]),
        ("😀😀😀", 3, ["😀", "😀", "😀"]),
    ],
)
def test_a_long_text_is_cut_where_a_reader_would_pause(
    text: str, limit: int, pieces: list[str]
) -> None:
    assert list(split(text, limit)) == pieces


@pytest.mark.parametrize("text", ["烟", "烟😀", "ａ", "\U0001f6ac" * 3])
def test_a_text_is_measured_as_telegram_measures_it(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


@given(st.text("烟。，\n 😀a", max_size=200), st.integers(2, 40))
def test_every_piece_fits_and_nothing_but_white_space_is_lost(text: str, limit: int) -> None:
    pieces = list(split(text, limit))
    assert all(0 < units(piece) <= limit for piece in pieces)
    assert all(piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())

"""Of two complaints of equal weight, the one told first gives the label."""

import numpy as np
import pytest
from numpy.typing import NDArray

from nlp.told_first import clauses, is_told_first


def scores(clause: str) -> NDArray[np.float64]:
    """Column 0 for goods that are missing, column 1 for people who are rude."""
    return np.array([float("少" in clause), float("骂" in clause)])


@pytest.mark.parametrize(
    ("text", "goods_first"),
    [
        ("少了两包，他还骂人", True),
        ("他骂人 还少了两包", False),
        ("少了两包他骂人", True),
        ("你好，骂我，又少两包，又少两包", False),
    ],
)
def test_the_clause_that_comes_first_decides(text: str, goods_first: bool) -> None:  # noqa: FBT001
    assert is_told_first(text, 0, 1, scores) is goods_first


def test_clauses_are_divided_by_punctuation_and_gaps() -> None:
    assert clauses("烟少了!! 没人管,你们说  怎么办？") == ["烟少了", "没人管", "你们说", "怎么办"]


def test_an_empty_message_has_no_clause() -> None:
    assert clauses(" ，。") == []

"""Labels: how far a sample has come, who says it twice, how well two people agree."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.labels import (
    ASIDE,
    LABELS,
    Opinion,
    Sample,
    SampleState,
    Source,
    is_never_taught,
    is_said_twice,
    kappa,
    settle,
)

NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)


def a_sample(number: int, source: Source = Source.UNSURE) -> Sample:
    return Sample(id=number, text="送晚了", source=source, put_at=NOW)


def opinions(*labels: str) -> list[Opinion]:
    return [
        Opinion(sample_id=1, place=place, label=label, author_no=str(place), at=NOW)
        for place, label in enumerate(labels, 1)
    ]


ONCE = next(n for n in range(1, 100) if not is_said_twice(a_sample(n)))
TWICE = next(n for n in range(1, 100) if is_said_twice(a_sample(n)))


@pytest.mark.parametrize(
    ("number", "said", "state", "label"),
    [
        (ONCE, (), SampleState.WAITING, ""),
        (ONCE, ("supply",), SampleState.SETTLED, "supply"),
        (TWICE, ("supply",), SampleState.AGAIN, ""),
        (TWICE, ("supply", "supply"), SampleState.SETTLED, "supply"),
        (TWICE, ("supply", "service"), SampleState.DISPUTED, ""),
        (TWICE, ("supply", "service", "none"), SampleState.SETTLED, "none"),
        (ONCE, (ASIDE,), SampleState.ASIDE, ""),
        (TWICE, ("supply", ASIDE), SampleState.ASIDE, ""),
        (TWICE, ("supply", "service", ASIDE), SampleState.ASIDE, ""),
    ],
)
def test_a_sample_is_settled_by_one_word_by_two_that_agree_or_by_a_third(
    number: int, said: tuple[str, ...], state: SampleState, label: str
) -> None:
    sample = a_sample(number)
    settle(sample, opinions(*said), NOW)
    assert (sample.state, sample.label) == (state, label)
    assert (sample.settled_at is not None) == (state is SampleState.SETTLED)


def test_a_label_in_doubt_is_always_said_by_a_second_person() -> None:
    assert all(is_said_twice(a_sample(number, Source.DOUBTED)) for number in range(1, 50))


def test_about_a_fifth_is_said_twice_and_about_half_of_what_is_drawn_never_taught() -> None:
    twice = sum(is_said_twice(a_sample(number)) for number in range(5000))
    frozen = sum(is_never_taught(f"第 {number} 条") for number in range(5000))
    assert 900 <= twice <= 1100
    assert 2350 <= frozen <= 2650


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], None),
        ([("none", "none")] * 4, None),  # chance alone would make them agree
        ([("none", "none"), ("supply", "supply")], 1.0),
        ([("none", "supply"), ("supply", "none")], -1.0),
        # Two of four agree where chance would have it so: (0.5 - 0.5) / (1 - 0.5).
        ([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")], 0.0),
    ],
)
def test_kappa_is_agreement_beyond_chance(
    pairs: list[tuple[str, str]], expected: float | None
) -> None:
    assert kappa(pairs) == expected


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS))))
def test_kappa_is_at_most_one_and_does_not_ask_who_was_first(pairs: list[tuple[str, str]]) -> None:
    value = kappa(pairs)
    turned = kappa([(other, one) for one, other in pairs])
    assert value is None or value <= 1
    assert value == pytest.approx(turned) if value is not None else turned is None

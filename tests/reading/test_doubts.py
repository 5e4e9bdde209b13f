"""Labels in doubt, messages that are nearly the same, and a second look."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.dataset import CORPUS, Example, read_examples
from nlp.doubts import MOST, doubted
from nlp.kin import kin
from nlp.likeness import is_like
from nlp.second_look import look_again
from nlp.training import train
from tests.reading.lessons import lesson


def some(number: int) -> list[Example]:
    examples = [one for one in read_examples(CORPUS / "train.csv") if len(one.text) > 6]
    return random.Random(1).sample(examples, number)


def test_planted_errors_are_found_among_the_first_that_are_doubted() -> None:
    """Of 1,000 labels 30 are wrong: chance would find one of them among 30. (Four draws of the
    thousand found 9, 13, 14 and 15.)"""
    examples = some(1000)
    labels = sorted({one.label for one in examples})
    wrong = random.Random(2).sample(range(len(examples)), 30)
    for place in wrong:
        others = [label for label in labels if label != examples[place].label]
        examples[place] = replace(examples[place], label=others[place % len(others)])
    named = [replace(one, origin=f"{one.origin}#{place}") for place, one in enumerate(examples)]
    trained = train(examples)
    found = doubted(trained.classifier, trained.held_out, named)
    places = {int(doubt.origin.rpartition("#")[2]) for doubt in found}
    assert len(found) == MOST
    assert len(places & set(wrong)) >= 6
    assert [one.probability for one in found] == sorted(one.probability for one in found)
    assert all(doubt.likelier in labels for doubt in found)


def test_nothing_is_doubted_where_nothing_was_confirmed_or_little() -> None:
    trained = lesson()
    assert doubted(trained.classifier, trained.held_out[:0], []) == []
    few = [Example("烟发霉了", "transport", origin="x")] * 10
    assert doubted(trained.classifier, trained.held_out[:10], few) == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("你们昨天送来的烟箱子全都压扁了", "你们昨天送来的烟箱子全都压扁了", True),
        (
            "你们昨天送来的烟箱子全都压扁了里面还湿了",
            "你们昨天送来的烟箱子全都压扁了里面还湿了。",
            True,
        ),
        ("你们昨天送来的烟箱子全都压扁了", "为啥别人家有软中华我家没有", False),
        ("烟", "烟", True),
        ("烟", "酒", False),
    ],
)
def test_messages_that_are_nearly_the_same_are_told(one: str, other: str, *, alike: bool) -> None:
    assert is_like(one, other) is alike
    assert is_like(other, one) is alike
    if alike:
        assert set(zip(kin(one), kin(other), strict=True)) & {(n, n) for n in kin(one)}


@given(st.text(max_size=60))
def test_the_numbers_of_a_message_fit_both_databases_and_are_the_same_each_time(text: str) -> None:
    assert kin(text) == kin(text)
    assert all(0 <= number < 2**63 for number in kin(text))
    assert is_like(text, text)


def test_a_second_look_counts_the_words_that_were_never_learned() -> None:
    classifier = lesson().classifier
    known, new = look_again(classifier, "箱子压扁了"), look_again(classifier, "量子纠缠薛定谔")
    assert 0 <= known.margin <= 1
    assert known.label == classifier.judge("箱子压扁了").label
    assert new.unknown == new.words > 0
    assert known.unknown < known.words

"""The classifier: what is served is what scikit-learn fitted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from nlp.classifier import Vocabulary
from nlp.features import names
from nlp.fitting import (
    RETAILERS,
    count,
    counted_matrix,
    fit_head,
    fit_vocabulary,
    linear_machine,
    log_count_ratio,
    matrix,
)
from nlp.reading import NONE
from nlp.reasons import reasons
from nlp.training import train
from tests.reading.lessons import lesson, lessons

MESSAGES = [example.text for example in lessons()]
LABELS = [example.label for example in lessons()]


def test_the_vectors_are_those_of_scikit_learn() -> None:
    theirs = TfidfVectorizer(analyzer=names, sublinear_tf=True)
    expected = theirs.fit_transform(MESSAGES)
    terms = [names(text) for text in MESSAGES]
    vocabulary = fit_vocabulary(count(terms))
    order = [vocabulary.index[term] for term in theirs.get_feature_names_out()]
    found = matrix(vocabulary, terms)[:, order]
    assert abs(found - expected).max() < 1e-6


def test_counted_messages_have_the_vectors_they_have_one_by_one() -> None:
    counted = count(names(text) for text in (*MESSAGES, "", "龘"))
    vocabulary = fit_vocabulary(counted, fewest=2)
    one_by_one = matrix(vocabulary, (names(text) for text in (*MESSAGES, "", "龘")))
    assert (counted_matrix(vocabulary, counted) != one_by_one).nnz == 0
    assert one_by_one.nnz < len(counted.numbers)


def test_the_served_scores_equal_scikit_learns_decision_function() -> None:
    terms = [names(text) for text in MESSAGES]
    vocabulary = fit_vocabulary(count(terms))
    rows = matrix(vocabulary, terms)
    head = fit_head(rows, LABELS, [""] * len(LABELS), RETAILERS, seed=0)
    served = np.array([head.scores(*vocabulary.vector(found)) for found in terms])
    for column, label in enumerate(head.labels):
        is_label = np.array([one == label for one in LABELS])
        scaled = rows.multiply(log_count_ratio(rows, is_label, RETAILERS)).tocsr()
        machine = linear_machine(RETAILERS, 0).fit(scaled, is_label)
        assert np.abs(served[:, column] - machine.decision_function(scaled)).max() < 1e-5


def test_the_lessons_are_learned_and_carry_to_like_messages() -> None:
    classifier = lesson().classifier
    assert classifier.judge("烟发霉长毛了").label == "product"
    assert classifier.judge("货还没到等到天黑").label == "transport"
    assert classifier.judge("谢谢你们").label == "none"
    assert classifier.judge("烟发霉长毛了").subcategory == "霉变变质"
    assert classifier.judge("谢谢你们").subcategory is None


@given(st.text(max_size=60))
def test_any_text_gets_probabilities_that_sum_to_one(text: str) -> None:
    judged = lesson().classifier.judge(text)
    assert sum(judged.probabilities) == pytest.approx(1)
    assert judged.confidence in judged.probabilities
    assert judged.label in lesson().classifier.labels


@given(st.text(st.sampled_from("烟湿了送货晚经理123app!?"), max_size=20))
def test_surrounding_spaces_and_full_width_forms_change_no_answer(text: str) -> None:
    classifier = lesson().classifier
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert classifier.judge(f" \u3000{wide}\n") == classifier.judge(text)


def test_an_empty_message_is_no_complaint() -> None:
    judged = lesson().classifier.judge(" \n")
    assert (judged.label, judged.secondary, judged.subcategory) == (NONE, None, None)


def test_the_same_examples_give_the_same_classifier() -> None:
    first, second = lesson().classifier, train(lessons()).classifier
    assert np.array_equal(first.head.weights, second.head.weights)
    assert np.array_equal(first.calibration.slope, second.calibration.slope)
    assert list(first.vocabulary.index) == list(second.vocabulary.index)


def test_a_vocabulary_that_knows_no_word_gives_an_empty_vector() -> None:
    places, values = Vocabulary({}, np.zeros(0, dtype=np.float32)).vector(["w烟"])
    assert (len(places), len(values)) == (0, 0)


def test_reasons_are_words_of_the_message_in_its_own_spelling() -> None:
    message = "嗯 今天拆開一條 發霉了"
    found = reasons(lesson().classifier, message, "product")
    assert any("發霉" in reason for reason in found)
    assert all(reason in message for reason in found)


@given(st.text(max_size=60))
def test_reasons_of_any_text_are_parts_of_it(text: str) -> None:
    for label in lesson().classifier.labels:
        assert all(reason in text for reason in reasons(lesson().classifier, text, label))

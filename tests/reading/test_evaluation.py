"""Evaluation and the gate: what the scores are, and who may be promoted."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import f1_score

from nlp.classifier import Classifier, Judgement
from nlp.dataset import Example
from nlp.evaluation import Scores, evaluate, macro_f1, score
from nlp.gate import judge, paired_gains
from nlp.reading import Band
from nlp.training import train
from tests.reading.lessons import lesson, lessons

TRUTH = ["none", "none", "supply", "supply", "service", "product"]
SAID = ["none", "supply", "supply", "none", "service", "service"]


def told(labels: list[str], confidence: float = 0.8, band: Band = Band.ACT) -> list[Judgement]:
    return [Judgement(label, confidence, band, None, None, ()) for label in labels]


def scores() -> Scores:
    return score(TRUTH, told(SAID), "v1")


def test_the_document_has_the_fields_that_others_rely_on() -> None:
    document = scores().to_json()
    assert {
        "n",
        "accuracy",
        "macro_f1",
        "per_label",
        "ece",
        "none_called_complaint",
        "complaint_called_none",
        "abstained",
        "confusion",
        "version",
    } <= set(document)
    assert document["n"] == 6
    assert document["version"] == "v1"
    assert document["per_label"]["supply"] == {
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
        "support": 2,
    }
    assert document["confusion"]["none"] == {"none": 1, "product": 0, "service": 0, "supply": 1}


def test_confusion_of_complaints_and_none_is_counted_both_ways() -> None:
    assert scores().none_called_complaint == 1 / 2
    assert scores().complaint_called_none == 1 / 4


def test_a_foreign_label_set_has_no_such_confusion() -> None:
    found = score(["甲", "乙"], told(["甲", "甲"]), "")
    assert (found.none_called_complaint, found.complaint_called_none) == (None, None)


def test_abstained_is_the_share_that_is_not_acted_on() -> None:
    answers = told(SAID[:3]) + told(SAID[3:], band=Band.ASK)
    assert score(TRUTH, answers, "").abstained == 0.5


def test_the_calibration_error_is_the_gap_of_confidence_and_share_right() -> None:
    assert scores().ece == pytest.approx(0.8 - 3 / 6)


def test_the_surest_messages_are_judged_by_themselves() -> None:
    answers = told(["supply"], 0.1) + told(["supply"] * 3, 0.9)
    assert score(["none", "supply", "supply", "supply"], answers, "").right_among_surest(0.75) == 1


def test_macro_f1_is_that_of_scikit_learn() -> None:
    draw = np.random.default_rng(3)
    truth, said = draw.integers(0, 4, (2, 200)).astype(str).tolist()
    assert macro_f1(truth, said) == pytest.approx(f1_score(truth, said, average="macro"))


def test_a_classifier_knows_its_own_lessons() -> None:
    assert evaluate(lesson().classifier, lessons()).macro_f1 > 0.95


def test_the_gain_over_oneself_is_nought_and_over_a_worse_one_is_not() -> None:
    truth = TRUTH * 30
    assert not paired_gains(truth, SAID * 30, SAID * 30, rounds=50).any()
    assert (paired_gains(truth, SAID * 30, truth, rounds=50) > 0).all()


GOLD = [example for example in lessons() for _ in range(3)]


def mixed_up() -> Classifier:
    """A classifier that calls every label by the next one's name."""
    good = lesson().classifier
    labels = good.labels[1:] + good.labels[:1]
    return replace(good, head=replace(good.head, labels=labels))


def test_the_first_classifier_needs_no_champion() -> None:
    verdict = judge(lesson().classifier, None, GOLD)
    assert (verdict.champion, verdict.gain) == (None, 0.0)
    assert verdict.to_json()["champion"] is None


def test_an_equal_candidate_passes() -> None:
    assert judge(train(lessons()).classifier, lesson().classifier, GOLD).passes


def test_a_worse_candidate_is_refused_with_every_reason() -> None:
    verdict = judge(mixed_up(), lesson().classifier, GOLD)
    assert not verdict.passes
    assert verdict.gain < -0.5
    assert verdict.interval[1] < 0
    for reason in ("总分", "查全率", "校准"):
        assert any(reason in fault for fault in verdict.faults)


def test_a_must_pass_message_that_is_missed_is_named_by_number_only() -> None:
    must_pass = [lessons()[0], Example("谢谢你们", "product")]
    verdict = judge(lesson().classifier, None, GOLD, must_pass)
    assert any("第 2 条" in fault for fault in verdict.faults)
    assert not any("谢谢" in fault for fault in verdict.faults)

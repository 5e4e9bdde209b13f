"""Training: examples in, a calibrated classifier out; the same examples give the same classifier.

The curves are fitted on scores of messages whose writers the machine had not seen: five times a
fifth of the writers is put aside. The temperature and the bands are then set on the calibration
split, other writers again, where there is one.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from models.terms import Category
from nlp import calibration as curves
from nlp.calibration import Calibration
from nlp.classifier import Classifier, Head, Vocabulary
from nlp.dataset import Example, check_learnable, fingerprint
from nlp.features import names
from nlp.fitting import (
    ANYBODY,
    RETAILERS,
    Recipe,
    average,
    count,
    counted_matrix,
    decide,
    fit_head,
    fit_vocabulary,
    known_features,
    matrix,
)
from nlp.noise import noisy
from nlp.reading import NONE
from nlp.subcategory import fit_subcategories

FOLDS: Final = 5
#: Steps told to the progress callback: reading, the folds, the final fit, the calibration.
STEPS: Final = FOLDS + 3

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """A classifier with what its manifest says of how it came about.

    `held_out` are the scores of each example, in the order of the classifier's labels, from a
    machine that saw nothing of its writer: shape (N, K).
    """

    classifier: Classifier
    examples: int
    fingerprint: str
    seed: int
    recipe: Recipe
    held_out: NDArray[np.float64]

    def about(self) -> dict[str, Any]:
        """What the manifest says of the training; the caller adds the time and the scores."""
        return {
            "examples": self.examples,
            "corpus": self.fingerprint,
            "seed": self.seed,
            "recipe": asdict(self.recipe),
        }


@dataclass(frozen=True, slots=True)
class Material:
    """What is learned from: the examples, then their noisy copies, in the same order.

    `draws` are their unit vectors, shape (N + copies × N, V), with other copies in each draw;
    `folds` the fold of each example.
    """

    examples: tuple[Example, ...]
    vocabulary: Vocabulary
    draws: tuple[Any, ...]
    folds: NDArray[np.intp]


def train(
    examples: Sequence[Example],
    calibration: Sequence[Example] = (),
    *,
    progress: Progress = lambda step, done, total: None,
    seed: int = 0,
    recipe: Recipe | None = None,
) -> Trained:
    """A classifier for the labels of the examples.

    `progress` is told the step in Chinese and how many of how many are done. Raises a
    `DataRejected` where the examples can't be learned from.
    """
    check_learnable(examples)
    recipe = recipe or recipe_for(examples)
    progress("读取样本", 0, STEPS)
    material = prepare(examples, recipe, seed)
    held_out = _held_out_scores(material, recipe, seed, progress)
    progress("训练", FOLDS + 1, STEPS)
    told = material.examples * (1 + recipe.copies)
    head = average([_fit_labels(rows, told, recipe, seed) for rows in material.draws])
    kinds = fit_subcategories(material.draws[0], told, recipe, seed)
    progress("校准", FOLDS + 2, STEPS)
    fitted = _calibrate(head, held_out, material.examples)
    classifier = Classifier(material.vocabulary, head, fitted, kinds)
    if calibration:
        fitted = _adjust(classifier, calibration)
    progress("完成", STEPS, STEPS)
    return Trained(
        replace(classifier, calibration=fitted),
        len(examples),
        fingerprint([*examples, *calibration]),
        seed,
        recipe,
        held_out,
    )


def recipe_for(examples: Sequence[Example]) -> Recipe:
    """The recipe for retailers' messages if the labels are those of the desk, else the general."""
    desk = {NONE, *(category.value for category in Category)}
    return RETAILERS if {example.label for example in examples} <= desk else ANYBODY


def prepare(examples: Sequence[Example], recipe: Recipe, seed: int) -> Material:
    """Features of the examples and of their noisy copies, and the folds by writer."""
    chance = random.Random(seed)  # noqa: S311 - the same copies each time are wanted
    texts = [example.text for example in examples]
    first, *others = (
        [noisy(text, chance) for _ in range(recipe.copies) for text in texts]
        for _ in range(recipe.draws)
    )
    counted = count(_looked_at([*texts, *first], recipe))
    vocabulary = fit_vocabulary(counted, recipe.fewest)
    rows = counted_matrix(vocabulary, counted)
    plain = rows[: len(texts)]
    draws = [rows] + [
        sparse.vstack([plain, matrix(vocabulary, _looked_at(copies, recipe))], format="csr")
        for copies in others
    ]
    return Material(tuple(examples), vocabulary, tuple(draws), folds_by_writer(examples, seed))


def _looked_at(texts: Iterable[str], recipe: Recipe) -> Iterator[list[str]]:
    return (names(text, recipe.views) for text in texts)


def folds_by_writer(examples: Sequence[Example], seed: int, folds: int = FOLDS) -> NDArray[np.intp]:
    """The fold of each example: writers stay whole, the largest are dealt out first.

    Examples without a writer, or of too few writers to divide, are dealt out one by one, label by
    label, so that each fold has its share of each label.
    """
    sizes = Counter(example.writer for example in examples)
    if "" in sizes or len(sizes) < folds:
        return _folds_by_label(examples, seed, folds)
    load = [0] * folds
    fold_of = {}
    for writer, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold_of[writer] = load.index(min(load))
        load[fold_of[writer]] += size
    return np.array([fold_of[example.writer] for example in examples], dtype=np.intp)


def _folds_by_label(examples: Sequence[Example], seed: int, folds: int) -> NDArray[np.intp]:
    order = np.random.default_rng(seed).permutation(len(examples))
    dealt = sorted(order.tolist(), key=lambda place: examples[place].label)
    result = np.empty(len(examples), dtype=np.intp)
    result[dealt] = np.arange(len(examples)) % folds
    return result


def _chosen(examples: Sequence[Example], chosen: NDArray[np.bool_]) -> list[Example]:
    return [examples[place] for place in np.flatnonzero(chosen).tolist()]


def _fit_labels(rows: Any, examples: Sequence[Example], recipe: Recipe, seed: int) -> Head:
    truth, also = [e.label for e in examples], [e.secondary for e in examples]
    return fit_head(rows, truth, also, recipe, seed)


def _held_out_scores(
    material: Material, recipe: Recipe, seed: int, progress: Progress
) -> NDArray[np.float64]:
    """Each example's scores from a machine that saw nothing of its writer, shape (N, K).

    These machines learn without the copies: it halves the time and hardly moves the curves.
    """
    labels = sorted({example.label for example in material.examples})
    rows = material.draws[0]
    scores = np.full((len(material.examples), len(labels)), -1.0)
    for fold in range(FOLDS):
        progress("交叉验证", fold + 1, STEPS)
        aside = material.folds == fold
        learned = rows[np.flatnonzero(~aside)]
        head = _fit_labels(learned, _chosen(material.examples, ~aside), recipe, seed)
        columns = [labels.index(label) for label in head.labels]
        tested = known_features(rows[np.flatnonzero(aside)], learned)
        scores[np.ix_(aside, columns)] = decide(head, tested)
    return scores


def _calibrate(head: Head, scores: NDArray[np.float64], examples: Sequence[Example]) -> Calibration:
    truth = np.array([head.labels.index(example.label) for example in examples])
    fitted = curves.fit_curves(scores, truth)
    if NONE in head.labels:
        fitted = curves.fit_favour(fitted, scores, truth, head.labels.index(NONE))
    fitted = curves.fit_second(fitted, scores, _secondaries(head, examples), _no_second(head))
    return curves.fit_bands(fitted, scores, truth)


def _adjust(classifier: Classifier, examples: Sequence[Example]) -> Calibration:
    """The temperature and the bands set on the calibration split; the threshold of the secondary
    label stays as the folds gave it."""
    head = classifier.head
    known = [example for example in examples if example.label in head.labels]
    scores = np.array([classifier.scores(example.text) for example in known])
    truth = np.array([head.labels.index(example.label) for example in known])
    fitted = curves.fit_temperature(classifier.calibration, scores, truth)
    return curves.fit_bands(fitted, scores, truth)


def _secondaries(head: Head, examples: Sequence[Example]) -> NDArray[np.intp]:
    columns = {label: place for place, label in enumerate(head.labels)}
    return np.array([columns.get(example.secondary, -1) for example in examples], dtype=np.intp)


def _no_second(head: Head) -> list[int]:
    return [place for place, label in enumerate(head.labels) if label == NONE]

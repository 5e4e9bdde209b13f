"""Fitting: scikit-learn finds the weights that the classifier serves.

NB-SVM (Wang and Manning 2012): one linear support vector machine for each label against the rest,
on unit TF-IDF vectors whose columns are scaled by the label's log-count ratio, softened by a
power. The scale is folded into the weights, so the served scorer needs the TF-IDF vector alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.svm import LinearSVC

from nlp.classifier import Head, Vocabulary

Terms = Sequence[str]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of the machine: chosen by cross-validation over writers, kept for all data.

    `strength` is LinearSVC's C, `power` softens the log-count ratios (0 would leave signs only),
    `smoothing` is added to each count, and features of fewer than `fewest` messages are dropped.
    """

    strength: float = 0.5
    power: float = 0.5
    smoothing: float = 0.5
    fewest: int = 1


DEFAULT: Final = Recipe()


def fit_vocabulary(messages: Sequence[Terms], fewest: int) -> Vocabulary:
    """The features of at least `fewest` messages, the commonest first, with smoothed idf."""
    spread: Counter[str] = Counter()
    for terms in messages:
        spread.update(set(terms))
    kept = sorted(
        (term for term in spread if spread[term] >= fewest), key=lambda t: (-spread[t], t)
    )
    counts = np.array([spread[term] for term in kept], dtype=np.float64)
    idf = np.log((1 + len(messages)) / (1 + counts)) + 1
    return Vocabulary({term: place for place, term in enumerate(kept)}, idf.astype(np.float32))


def matrix(vocabulary: Vocabulary, messages: Sequence[Terms]) -> Any:
    """The unit TF-IDF vectors of the messages as rows of a CSR matrix, shape (N, V)."""
    vectors = [vocabulary.vector(terms) for terms in messages]
    ends = np.cumsum([0, *(len(places) for places, _ in vectors)])
    places = np.concatenate([places for places, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    found = sparse.csr_matrix((values, places, ends), shape=(len(messages), len(vocabulary.idf)))
    found.sort_indices()
    return found


def fit_head(
    rows: Any, truth: Sequence[str], also: Sequence[str], recipe: Recipe, seed: int
) -> Head:
    """One machine a label; a message that is `also` a label is no example against that label."""
    labels = tuple(sorted(set(truth)))
    fitted = [
        _against_the_rest(rows, *_sides(label, truth, also), recipe, seed) for label in labels
    ]
    weights = np.column_stack([weights for weights, _ in fitted]).astype(np.float32)
    return Head(labels, weights, np.array([bias for _, bias in fitted]))


def decide(head: Head, rows: Any) -> NDArray[np.float64]:
    """The decision values of matrix rows, shape (N, K)."""
    scores: NDArray[np.float64] = rows[:, : len(head.weights)] @ head.weights.astype(np.float64)
    return scores + head.bias


def _sides(
    label: str, truth: Sequence[str], also: Sequence[str]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which messages count for this label's machine, and which are of the label."""
    is_label = np.array([one == label for one in truth])
    counts = is_label | np.array([other != label for other in also])
    return counts, is_label


def _against_the_rest(
    rows: Any, counts: NDArray[np.bool_], is_label: NDArray[np.bool_], recipe: Recipe, seed: int
) -> tuple[NDArray[np.float64], float]:
    rows, is_label = (rows, is_label) if counts.all() else (rows[counts], is_label[counts])
    ratio = log_count_ratio(rows, is_label, recipe)
    scaled = rows.copy()
    scaled.data *= ratio[rows.indices]
    machine = linear_machine(recipe, seed).fit(scaled, is_label)
    return machine.coef_[0] * ratio, float(machine.intercept_[0])


def linear_machine(recipe: Recipe, seed: int) -> LinearSVC:
    return LinearSVC(C=recipe.strength, class_weight="balanced", random_state=seed)


def log_count_ratio(rows: Any, is_label: NDArray[np.bool_], recipe: Recipe) -> NDArray[np.float64]:
    """How much commoner each feature is among the label's messages, softened; shape (V,)."""
    present = sparse.csr_matrix(
        (np.ones_like(rows.data), rows.indices, rows.indptr), shape=rows.shape
    )
    with_label = np.asarray(present[is_label].sum(axis=0)).ravel() + recipe.smoothing
    without = np.asarray(present[~is_label].sum(axis=0)).ravel() + recipe.smoothing
    ratio = np.log(with_label / with_label.sum()) - np.log(without / without.sum())
    result: NDArray[np.float64] = np.sign(ratio) * np.abs(ratio) ** recipe.power
    return result

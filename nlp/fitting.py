"""Fitting: scikit-learn finds the weights that the classifier serves.

NB-SVM (Wang and Manning 2012): one linear support vector machine for each label against the rest,
on unit TF-IDF vectors whose columns are scaled by the label's log-count ratio, softened by a
power. The scale is folded into the weights, so the served scorer needs the TF-IDF vector alone.
"""

import itertools
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.svm import LinearSVC

from nlp.classifier import Head, Vocabulary

Terms = Sequence[str]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of the machine.

    `strength` is LinearSVC's C, `power` softens the log-count ratios (0 would leave signs only)
    and `smoothing` is added to each count. `views` are those looked at, `copies` the noisy copies
    learned from beside each message. Features of fewer than `fewest` of all these are left out.
    `draws` machines learn, each from copies of its own, and serve as one, their average: what a
    single draw of the copies happens to teach is half a point either way.
    """

    strength: float
    power: float
    smoothing: float
    views: str
    copies: int
    fewest: int = 1
    draws: int = 1


#: For retailers' messages, chosen by cross-validation over their writers. What fewer than four
#: have, copies counted, is left out: it halves the file and moves no score beyond noise.
RETAILERS: Final = Recipe(
    strength=0.5, power=0.7, smoothing=0.1, views="wcpkf", copies=1, fewest=4, draws=3
)
#: For any other label set, where the concepts of the trade mean nothing.
ANYBODY: Final = Recipe(strength=0.25, power=0.7, smoothing=1.0, views="wcf", copies=0)


@dataclass(frozen=True, slots=True)
class Counted:
    """Messages as numbers, before it is settled which features are kept.

    `names` are the features, numbered as they were met. One after the other stand the `numbers`
    of each message's features and how often it has each (`counts`); `ends` (shape (N + 1,)) says
    where each message ends.
    """

    names: tuple[str, ...]
    numbers: NDArray[np.int32]
    counts: NDArray[np.int32]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends) - 1


def count(messages: Iterable[Terms]) -> Counted:
    """The features of messages, each looked up and kept once."""
    number: dict[str, int] = defaultdict(itertools.count().__next__)
    numbers, counts, ends = array("i"), array("i"), array("q", [0])
    for terms in messages:
        met = Counter(map(number.__getitem__, terms))
        numbers.extend(met)
        counts.extend(met.values())
        ends.append(len(numbers))
    return Counted(
        tuple(number),
        np.array(numbers, dtype=np.int32),
        np.array(counts, dtype=np.int32),
        np.array(ends, dtype=np.int64),
    )


def fit_vocabulary(messages: Counted, fewest: int = 1) -> Vocabulary:
    """The features of at least `fewest` messages, the commonest first, with smoothed idf."""
    spread = np.bincount(messages.numbers, minlength=len(messages.names)).tolist()
    common = [number for number, found in enumerate(spread) if found >= fewest]
    kept = sorted(common, key=lambda number: (-spread[number], messages.names[number]))
    counts = np.array([spread[number] for number in kept], dtype=np.float64)
    idf = np.log((1 + len(messages)) / (1 + counts)) + 1
    index = {messages.names[number]: place for place, number in enumerate(kept)}
    return Vocabulary(index, idf.astype(np.float32))


def matrix(vocabulary: Vocabulary, messages: Iterable[Terms]) -> Any:
    """The unit TF-IDF vectors of the messages as rows of a CSR matrix, shape (N, V)."""
    return _rows(vocabulary, [vocabulary.vector(terms) for terms in messages])


def counted_matrix(vocabulary: Vocabulary, messages: Counted) -> Any:
    """What `matrix` gives, for messages whose features were counted already."""
    place_of = np.array([vocabulary.index.get(name, -1) for name in messages.names], dtype=np.intp)
    vectors = []
    for start, end in pairwise(messages.ends.tolist()):
        places = place_of[messages.numbers[start:end]]
        kept = places >= 0
        counts = messages.counts[start:end][kept].astype(np.float64)
        vectors.append((places[kept], vocabulary.weigh(places[kept], counts)))
    return _rows(vocabulary, vectors)


def _rows(
    vocabulary: Vocabulary, vectors: Sequence[tuple[NDArray[np.intp], NDArray[np.float64]]]
) -> Any:
    ends = np.cumsum([0, *(len(places) for places, _ in vectors)])
    places = np.concatenate([places for places, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    found = sparse.csr_matrix((values, places, ends), shape=(len(vectors), len(vocabulary.idf)))
    found.sort_indices()
    return found


def known_features(rows: Any, learned: Any) -> Any:
    """The rows without the features that no learned row has, brought back to unit length.

    So a message put aside looks as it would to a classifier that never saw it.
    """
    seen = np.bincount(learned.indices, minlength=rows.shape[1]) > 0
    known = rows.copy()
    known.data *= seen[known.indices]
    lengths = np.sqrt(np.asarray(known.multiply(known).sum(axis=1)).ravel())
    known.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(known.indptr))
    return known


def fit_head(
    rows: Any, truth: Sequence[str], also: Sequence[str], recipe: Recipe, seed: int
) -> Head:
    """One machine a label; a message that is `also` a label is no example against that label."""
    labels = tuple(sorted(set(truth)))
    weights, biases = [], []
    for label in labels:
        is_label = np.array([one == label for one in truth])
        counts = is_label | np.array([other != label for other in also])
        part = rows if counts.all() else rows[counts]
        found, bias = _against_the_rest(part, is_label[counts], recipe, seed)
        weights.append(found)
        biases.append(bias)
    return Head(labels, np.column_stack(weights).astype(np.float32), np.array(biases))


def average(heads: Sequence[Head]) -> Head:
    """One head whose decision values are the mean of those of heads for the same labels."""
    weights: NDArray[np.float64] = np.mean([head.weights for head in heads], axis=0)
    bias: NDArray[np.float64] = np.mean([head.bias for head in heads], axis=0)
    return Head(heads[0].labels, weights.astype(np.float32), bias)


def decide(head: Head, rows: Any) -> NDArray[np.float64]:
    """The decision values of matrix rows, shape (N, K)."""
    scores: NDArray[np.float64] = rows[:, : len(head.weights)] @ head.weights.astype(np.float64)
    return scores + head.bias


def _against_the_rest(
    rows: Any, is_label: NDArray[np.bool_], recipe: Recipe, seed: int
) -> tuple[NDArray[np.float64], float]:
    """Weights (scale folded in) and bias of the machine that tells the label from the others."""
    ratio = log_count_ratio(rows, is_label, recipe)
    scaled = rows.copy()
    scaled.data *= ratio[rows.indices]
    machine = linear_machine(recipe, seed).fit(scaled, is_label)
    return machine.coef_[0] * ratio, float(machine.intercept_[0])


def linear_machine(recipe: Recipe, seed: int) -> LinearSVC:
    return LinearSVC(C=recipe.strength, class_weight="balanced", tol=1e-2, random_state=seed)


def log_count_ratio(rows: Any, is_label: NDArray[np.bool_], recipe: Recipe) -> NDArray[np.float64]:
    """How much commoner each feature is among the label's messages, softened; shape (V,)."""
    of_label = np.repeat(is_label, np.diff(rows.indptr))
    size = rows.shape[1]
    with_label = np.bincount(rows.indices[of_label], minlength=size) + recipe.smoothing
    without = np.bincount(rows.indices[~of_label], minlength=size) + recipe.smoothing
    ratio = np.log(with_label / with_label.sum()) - np.log(without / without.sum())
    result: NDArray[np.float64] = np.sign(ratio) * np.abs(ratio) ** recipe.power
    return result

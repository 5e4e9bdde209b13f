"""Subcategories: inside a label, the same machine tells the finer kinds apart."""

from collections.abc import Sequence
from typing import Any, Final

from nlp.classifier import Head
from nlp.dataset import Example
from nlp.fitting import Recipe, fit_head

#: Finer kinds are told apart by the commonest features only, which keeps the file small.
FEATURES: Final = 12_000


def fit_subcategories(
    rows: Any, examples: Sequence[Example], recipe: Recipe, seed: int
) -> dict[str, Head]:
    """A head for each label of which the examples, in step with the rows, name two kinds."""
    heads = {}
    for label in sorted({example.label for example in examples}):
        chosen = [
            place
            for place, example in enumerate(examples)
            if example.label == label and example.subcategory
        ]
        kinds = [examples[place].subcategory for place in chosen]
        if len(set(kinds)) > 1:
            part = rows[chosen][:, :FEATURES]
            heads[label] = fit_head(part, kinds, [""] * len(kinds), recipe, seed)
    return heads

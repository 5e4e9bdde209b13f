"""Two complaints in one message: the one told first is its label, the other the secondary one.

Source: border rule 10 of the labelling guide. A bag of words can't see the order, so the clauses
of such a message are scored one by one; a clause counts the less the later it comes.
"""

import re
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

_CLAUSE_END: Final = re.compile(r"[，。！？!?；;、,.\s]+")
#: What a clause counts beside the one before it. Held-out writers were served best by 0.6.
_FADING: Final = 0.6

Scores = Callable[[str], NDArray[np.float64]]


def clauses(text: str) -> list[str]:
    """The clauses of a message in order, as punctuation and gaps divide it."""
    return [clause for clause in _CLAUSE_END.split(text) if clause]


def is_told_first(text: str, one: int, other: int, scores: Scores) -> bool:
    """Whether `one` of two labels (columns of `scores`) is told before the `other`.

    True as well for a message of one clause, in which nothing is told before anything.
    """
    parts = clauses(text)
    if len(parts) < 2:
        return True
    leans = np.array([(told := scores(part))[one] - told[other] for part in parts])
    return bool(leans @ _FADING ** np.arange(len(parts)) >= 0)

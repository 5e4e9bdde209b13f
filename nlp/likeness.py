"""Likeness: whether two messages are the same one written twice.

Their cleaned texts are compared by the letter triples they have in common (Jaccard).
"""

from collections import Counter, defaultdict
from typing import Final

from nlp.text import normalise

#: Two messages are the same one written twice from this share of common letter triples on.
LIKENESS: Final = 0.8

Triples = frozenset[str]


def triples(text: str) -> Triples:
    """The letter triples of the cleaned text, ends included, so that short messages have some."""
    padded = f"^{normalise(text)}$"
    return frozenset(padded[place : place + 3] for place in range(max(len(padded) - 2, 1)))


def is_like(one: str, other: str) -> bool:
    """Whether two messages are the same one written twice."""
    first, second = triples(one), triples(other)
    return len(first & second) >= LIKENESS * len(first | second)


class LikenessIndex:
    """Messages by their letter triples, to find one that a new message repeats."""

    def __init__(self) -> None:
        self._messages: list[Triples] = []
        self._with: dict[str, list[int]] = defaultdict(list)

    def add(self, text: str) -> None:
        found = triples(text)
        for triple in found:
            self._with[triple].append(len(self._messages))
        self._messages.append(found)

    def has_like(self, text: str) -> bool:
        """Whether a message was added whose likeness reaches `LIKENESS`."""
        found = triples(text)
        shared = Counter(place for triple in found for place in self._with.get(triple, ()))
        return any(
            common >= LIKENESS * (len(found) + len(self._messages[place]) - common)
            for place, common in shared.items()
        )

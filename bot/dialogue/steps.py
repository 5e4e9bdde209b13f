"""Steps: where a conversation may stand, and what holds there of whatever comes."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Step(StrEnum):
    """Where a conversation with a retailer stands: the question that is open."""

    OPEN = "open"  #: none is
    DESCRIBE = "describe"
    GUESS = "guess"
    KIND = "kind"
    LABEL = "label"
    NEED = "need"
    SUPPLY = "supply"
    EARLIER = "earlier"
    ANOTHER = "another"
    SIMILAR = "similar"
    SPLIT = "split"
    WHICH = "which"
    DROPPING = "dropping"
    CONFIRM = "confirm"
    AMEND = "amend"
    PRIVACY = "privacy"
    IDENTITY = "identity"
    REFUSING = "refusing"
    DISCUSSING = "discussing"
    WITHDRAWING = "withdrawing"
    RATING = "rating"
    REOPENING = "reopening"
    ANSWERING = "answering"
    ERASING = "erasing"
    RETELL = "retell"  #: never stood at: the engine reads the next matter at once


class Trait(StrEnum):
    """What holds of a step."""

    SORTED = "sorted"  #: what is said there is sorted; elsewhere it answers a question
    TELLS = "tells"  #: a matter is being told, which is lost if nothing more comes (I1)
    MIDDLE = "middle"  #: a question in between is answered, and leaves the matter where it stands
    CONFIRMED = "confirmed"  #: the summary was confirmed, and only who and for whom is asked
    LINE = "line"  #: one free line about a case is awaited: whatever comes is that line


_TOLD: Final = frozenset({Trait.TELLS})
_MIDDLE: Final = frozenset({Trait.TELLS, Trait.MIDDLE})
_AT_THE_END: Final = frozenset({Trait.TELLS, Trait.MIDDLE, Trait.CONFIRMED})
_A_LINE: Final = frozenset({Trait.LINE})

TRAITS: Final[Mapping[Step, frozenset[Trait]]] = MappingProxyType(
    {
        Step.OPEN: frozenset({Trait.SORTED}),
        Step.KIND: frozenset({Trait.SORTED}),
        Step.DESCRIBE: frozenset({Trait.SORTED, Trait.TELLS}),
        Step.GUESS: frozenset({Trait.SORTED, Trait.TELLS, Trait.MIDDLE}),
        Step.LABEL: frozenset({Trait.SORTED, Trait.TELLS, Trait.MIDDLE}),
        Step.NEED: _MIDDLE,
        Step.SUPPLY: _MIDDLE,
        Step.EARLIER: _MIDDLE,
        Step.ANOTHER: _MIDDLE,
        Step.SIMILAR: _MIDDLE,
        Step.SPLIT: _MIDDLE,
        Step.WHICH: _TOLD,
        Step.DROPPING: _TOLD,
        Step.CONFIRM: _MIDDLE,
        Step.AMEND: _TOLD,
        Step.PRIVACY: _AT_THE_END,
        Step.IDENTITY: _AT_THE_END,
        Step.REFUSING: _A_LINE,
        Step.DISCUSSING: _A_LINE,
        Step.WITHDRAWING: _A_LINE,
        Step.RATING: _A_LINE,
        Step.REOPENING: _A_LINE,
        Step.ANSWERING: _A_LINE,
        Step.ERASING: frozenset(),
        Step.RETELL: _TOLD,
    }
)


_BY_NAME: Final = {step.value: step for step in Step}


def step_of(name: str) -> Step:
    """The step that is kept under a name; one that this version doesn't know asks nothing."""
    return _BY_NAME.get(name, Step.OPEN)


def at(step: Step, trait: Trait) -> bool:
    """Whether it holds of the step."""
    return trait in TRAITS[step]

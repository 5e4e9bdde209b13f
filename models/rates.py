"""The three rates (三率) of the desk: response, resolution, satisfaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from models.satisfaction import Satisfaction

#: Deeds by which a person of the house contacts the retailer (C2).
CONTACTING: Final = frozenset({"acknowledge", "write", "call"})
#: Deeds by which the retailer, not the owner, calls a matter solved.
SOLVING: Final = frozenset({"confirm_receipt", "understand"})
#: Deeds after which a matter is not solved any more, whatever the retailer called it before.
TAKING_BACK: Final = frozenset({"reopen", "object", "deny_receipt", "find_wanting"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rates ask of one case."""

    respond_by: datetime
    #: When a person first contacted the retailer.
    contacted_at: datetime | None
    is_closed: bool
    #: Whether the retailer, not the owner, called the matter solved.
    called_solved: bool
    answer: Satisfaction | None
    #: Whether the retailer could not be reached for the follow-up (未联系上).
    not_reached: bool = False


def is_called_solved(deeds: Iterable[str]) -> bool:
    """Whether the retailer called the matter solved and it has not been taken back since; `deeds`
    in the order in which they were done."""
    told = [deed for deed in deeds if deed in SOLVING | TAKING_BACK]
    return bool(told) and told[-1] in SOLVING


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, kept as counts so that small numbers stay visible."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None where there is nothing to divide by."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Rates:
    """The three rates, and beside them how many could not be reached."""

    response: Share
    resolution: Share
    satisfaction: Share
    not_reached: int


def sum_of(several: Iterable[Rates]) -> Rates:
    """The rates of cases of which some were counted here and some there."""
    known = list(several)
    return Rates(
        response=_together(each.response for each in known),
        resolution=_together(each.resolution for each in known),
        satisfaction=_together(each.satisfaction for each in known),
        not_reached=sum(each.not_reached for each in known),
    )


def _together(shares: Iterable[Share]) -> Share:
    known = list(shares)
    return Share(sum(each.part for each in known), sum(each.whole for each in known))


def rates(outcomes: Iterable[Outcome]) -> Rates:
    """The three rates (三率): source is section 7 of the rules."""
    cases = list(outcomes)
    closed = [case for case in cases if case.is_closed]
    # 未联系上 stands beside the satisfaction: no answer is neither a good nor a bad one.
    answers = [case.answer for case in cases if case.answer and not case.not_reached]
    return Rates(
        response=Share(sum(map(_in_time, cases)), len(cases)),
        resolution=Share(sum(case.called_solved for case in closed), len(closed)),
        satisfaction=Share(sum(answer.is_satisfied for answer in answers), len(answers)),
        not_reached=sum(case.not_reached for case in cases),
    )


def _in_time(case: Outcome) -> bool:
    return case.contacted_at is not None and case.contacted_at <= case.respond_by

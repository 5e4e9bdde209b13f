"""The three rates over the last weeks, of the cases that somebody may see.

Whoever may see cases anywhere gets them from sums over all cases that the same people see: the
function that decides who sees what is asked about one case of each such kind. Whoever sees few gets
them case by case.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.desk.access import visible
from bot.desk.digests import outcome
from bot.desk.seeing import seen_cases, sees_anywhere
from bot.desk.shift import Shift
from models.case import Case
from models.ownership import may_see
from models.people import Staff
from models.rates import Rates, Share, rates, sum_of
from models.satisfaction import Satisfaction, band_of
from models.terms import Kind
from storage.case_list import CaseFilter
from storage.rate_counts import Counted


def rates_since(shift: Shift, since: datetime, viewer: Staff) -> Rates:
    """The rates of the complaints filed since then that `viewer` may see."""
    if not sees_anywhere(viewer):
        return _one_by_one(shift, seen_cases(shift, CaseFilter(since=since), viewer))
    company, counts = shift.company, shift.work.rate_counts
    bands = [band_of(grade, shift.policy) for grade in (Satisfaction.GOOD, Satisfaction.FAIR)]
    good_from, fair_from = (band.start for band in bands)
    summed = [
        _rates_of(counted)
        for alike, counted in counts.since(since, good_from=good_from, fair_from=fair_from)
        if may_see(alike, viewer, company)
    ]
    reopened = visible(shift, counts.reopened_since(since), viewer)
    return sum_of([*summed, _one_by_one(shift, reopened)])


def _one_by_one(shift: Shift, cases: Iterable[Case]) -> Rates:
    known = [case for case in cases if case.kind is Kind.COMPLAINT]
    lines = shift.work.cases.ledgers([case.id for case in known])
    return rates(outcome(shift, case, lines.get(case.id, ())) for case in known)


def _rates_of(counted: Counted) -> Rates:
    return Rates(
        response=Share(counted.in_time, counted.cases),
        resolution=Share(counted.solved, counted.closed),
        satisfaction=Share(counted.satisfied, counted.answers),
        not_reached=counted.not_reached,
    )

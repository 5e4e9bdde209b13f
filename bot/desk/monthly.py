"""The monthly report's figures, counted from the store for whoever asks.

Cases are read a page at a time and counted; what is kept of a month are its counts. Somebody's
figures are made of the cases they may see, as every list and count is (`bot.desk.access`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from bot.desk.access import event_of, visible
from bot.desk.digests import outcome
from bot.desk.seeing import seen_cases
from bot.desk.shift import Shift
from bot.naming import titled
from models.case import Case
from models.coaching import coaching
from models.monthly import (
    TABLES,
    Compared,
    EventLine,
    Figures,
    Measure,
    Often,
    Tally,
    lines_of,
    topic_of,
)
from models.people import Staff
from models.periods import month_of, months_before, quarter_began, quarter_of
from models.rates import Outcome, Share, rates
from models.repeats import Repeat, repeats
from models.terms import Kind, Stage
from storage.case_list import CaseFilter

#: How many cases are looked at together.
_A_BATCH: Final = 200
#: How many measures a report lists at most.
_MEASURES: Final = 200


@dataclass(slots=True)
class _Handling:
    """How the month's complaints were handled so far."""

    outcomes: list[Outcome] = field(default_factory=list)
    open: int = 0
    overdue: int = 0
    due: int = 0  #: were closed, or ought to be
    in_time: int = 0
    measures: list[Measure] = field(default_factory=list)

    def add(self, shift: Shift, case: Case) -> None:
        self.open += case.is_open
        self.overdue += case.is_open and case.next_due < shift.now
        if case.stage is Stage.CLOSED or (case.is_open and case.close_by < shift.now):
            self.due += 1
            self.in_time += case.closed_at is not None and case.closed_at <= case.close_by
        if case.measure and len(self.measures) < _MEASURES:
            told = (case.full_number, topic_of(case), case.cause, case.measure, case.stage)
            self.measures.append(Measure(*told))


def figures_of(shift: Shift, month: date, viewer: Staff | None) -> Figures:
    """The figures of the cases filed in the month of a day that `viewer` may see; None is the
    whole company."""
    month = month.replace(day=1)
    handling = _Handling()
    tallies = {
        each: _tally(shift, each, viewer, handling if each == month else None)
        for each in _months_read(month)
    }
    now, before, a_year_ago = (tallies[months_before(month, count)] for count in (0, 1, 12))
    counts = (now.complaints, before.complaints, a_year_ago.complaints)
    tables = {name: lines_of(name, now, before, a_year_ago) for name in TABLES}
    often = now.often(shift.policy.report_more_than_per_shop)
    teams = {no: person.superior_no for no, person in shift.company.staff.items()}
    return Figures(
        month=month,
        complaints=Compared(*counts),
        grumbles=now.grumbles,
        withdrawn=now.withdrawn,
        open=handling.open,
        overdue=handling.overdue,
        tables=tables,
        rates=rates(handling.outcomes),
        closed_in_time=Share(handling.in_time, handling.due),
        repeats=_repeats(shift, month, tallies),
        events=tuple(_events(shift, now, viewer)),
        measures=tuple(handling.measures),
        often=often,
        coaching=coaching(now.topics, shift.work.survey.shops_of_each(), teams),
        names=_names(shift, [line.name for line in tables["managers"]], often),
    )


def _months_read(month: date) -> set[date]:
    """The month, those it is compared with, and those before it in its quarter."""
    in_quarter = range(month.month - quarter_began(month).month + 1)
    return {months_before(month, count) for count in (*in_quarter, 1, 12)}


def _tally(shift: Shift, month: date, viewer: Staff | None, handling: _Handling | None) -> Tally:
    tally = Tally()
    cases = filed_in(shift, month, viewer)
    while batch := list(islice(cases, _A_BATCH)):
        for case in batch:
            tally.add(case)
        if handling is not None:
            _look_at(shift, batch, handling)
    return tally


def _look_at(shift: Shift, cases: list[Case], handling: _Handling) -> None:
    """Withdrawn complaints were nobody's to handle."""
    handled = [
        case for case in cases if case.kind is Kind.COMPLAINT and case.stage is not Stage.WITHDRAWN
    ]
    ledgers = shift.work.cases.ledgers([case.id for case in handled])
    for case in handled:
        handling.outcomes.append(outcome(shift, case, ledgers.get(case.id, ())))
        handling.add(shift, case)


def filed_in(shift: Shift, month: date, viewer: Staff | None) -> Iterator[Case]:
    """All that was filed in the month of a day and that `viewer` may see, the archive included."""
    wanted = CaseFilter(month=month)
    archived: Iterable[Case] = shift.work.archive.filed_in(month)
    if viewer is None:
        yield from shift.work.cases.each(wanted)
        yield from archived
        return
    yield from seen_cases(shift, wanted, viewer)
    yield from visible(shift, archived, viewer)


def _repeats(shift: Shift, month: date, tallies: dict[date, Tally]) -> tuple[Repeat, ...]:
    """The repeats of the month and of its quarter up to then."""
    quarter = quarter_of(month)
    upheld = [
        one
        for each, tally in tallies.items()
        if quarter_of(each) == quarter and each <= month
        for one in tally.upheld
    ]
    periods = {month_of(month), quarter}
    return tuple(one for one in repeats(upheld, shift.policy) if one.period in periods)


def _events(shift: Shift, tally: Tally, viewer: Staff | None) -> Iterator[EventLine]:
    for event_id, count in sorted(tally.events.items()):
        event = shift.work.survey.event(event_id)
        is_shown = viewer is None or event_of(shift, event_id, viewer) is not None
        if event is not None and is_shown:
            topic = event.category.chinese_with(event.subcategory)
            yield EventLine(topic, event.shared, count, event.replied_at is not None)


def _names(shift: Shift, managers: Iterable[str], often: Iterable[Often]) -> dict[str, str]:
    """Who the numbers of the report stand for."""
    told = {no: titled(shift.staff(no)) for no in managers}
    for one in often:
        shop = shift.work.people.shop(one.licence)
        told[one.licence] = shop.name if shop else one.licence
    return told

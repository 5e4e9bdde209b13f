"""Labelling (标注): which message somebody sorts next, what they say of it, and what comes of it.

Most is learned from what the classifier was least sure of, so that comes first. Every fifth is
drawn by lot, so that scores stay honest, and every third waits for a second person's word. Nobody
sorts what they may not see, and no count holds it: messages of a case are seen by whoever sees the
case; what is in no case is seen by admins, unless it names them, and once it can't become part of
one any more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

from bot.desk.access import visible
from bot.desk.shift import Shift
from bot.wording import say
from models.errors import Refusal
from models.labels import ASIDE, LABELS, NOTHING, Opinion, Sample, SampleState, kappa, settle
from models.people import Staff
from models.terms import Role
from storage.label_counts import Loose, PairCount, SampleCount

C = TypeVar("C", SampleCount, PairCount)

#: How many of a kind are looked at for one that somebody may see.
_LOOKED_AT: Final = 40
#: Which turn is for what, counted over each person's opinions.
_RANDOM_EVERY, _AGAIN_EVERY = 5, 3
#: How long one's last word can be taken back.
TAKEN_BACK_WITHIN: Final = timedelta(hours=12)


class NothingToSort(Refusal):
    """There is no such sample for this person, or somebody has just sorted it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far sorting has come: how many wait, in each state; how well two people agree."""

    waiting: int
    again: int
    disputed: int
    settled: int
    frozen: int
    aside: int
    pairs: int
    kappa: float | None
    by_me: int


def next_for(shift: Shift, viewer: Staff, *, but: int = 0) -> Sample | None:
    """What this person sorts next; `but` is passed over where there is anything else."""
    passed_over = None
    for sample in _in_turn(shift, viewer):
        if not may_sort(shift, sample, viewer):
            continue
        if sample.id != but:
            return sample
        passed_over = sample
    return passed_over


def _in_turn(shift: Shift, viewer: Staff) -> Iterator[Sample]:
    turn = shift.work.labels.opinions_by(viewer.no) + 1
    states = [(SampleState.WAITING, False), (SampleState.WAITING, True), (SampleState.AGAIN, True)]
    if turn % _RANDOM_EVERY == 0:
        states = [states[1], states[0], states[2]]
    elif turn % _AGAIN_EVERY == 0:
        states = [states[2], *states[:2]]
    for state, is_random in [*states, (SampleState.DISPUTED, False)]:
        both = state in (SampleState.AGAIN, SampleState.DISPUTED)
        for kind in (False, True) if both else (is_random,):
            yield from shift.work.labels.in_state(state, is_random=kind, limit=_LOOKED_AT)


def may_sort(shift: Shift, sample: Sample, viewer: Staff) -> bool:
    """Whether this person may see the sample, and still has a word to say on it."""
    if not may_see(shift, sample, viewer):
        return False
    if sample.state is SampleState.AGAIN:
        authors = {one.author_no for one in shift.work.labels.opinions(sample.id)}
        return viewer.no not in authors
    if sample.state is SampleState.DISPUTED:
        return viewer.has(Role.ADMIN)
    return sample.state is SampleState.WAITING


def may_see(shift: Shift, sample: Sample, viewer: Staff) -> bool:
    """Whether the words are for this person's eyes."""
    if sample.case_id:
        case = shift.work.cases.find(sample.case_id)
        return case is not None and bool(visible(shift, [case], viewer))
    loose = _loose(shift, viewer)
    is_told = sample.message_id is None or sample.put_at <= loose.told_by
    return loose.too and is_told and viewer.name not in sample.text


def _loose(shift: Shift, viewer: Staff) -> Loose:
    """What is being told now may turn out to be about the reader; by then a day has gone by, all
    that names a problem is in a case (I1)."""
    told_by = shift.now - timedelta(hours=shift.policy.unfinished_intake_hours)
    return Loose(viewer.has(Role.ADMIN), told_by, viewer.name)


def give(
    shift: Shift, viewer: Staff, sample_id: int, version: int, label: str, also: str
) -> Sample:
    """Say what a sample is. Raises a `Refusal`."""
    sample = _open_to(shift, sample_id, version, viewer)
    opinions = shift.work.labels.opinions(sample.id)
    opinion = Opinion(
        company_id=shift.work.company_id,
        sample_id=sample.id,
        place=len(opinions) + 1,
        label=_checked(label),
        secondary=_second(label, also),
        author_no=viewer.no,
        at=shift.now,
    )
    shift.work.labels.say(opinion)
    settle(sample, [*opinions, opinion], shift.now)
    shift.work.labels.keep(sample)
    return sample


def take_back(shift: Shift, viewer: Staff) -> Sample:
    """Take one's last word back; the sample waits again. Raises a `Refusal`."""
    opinion = shift.work.labels.last_opinion_of(viewer.no)
    sample = shift.work.labels.sample(opinion.sample_id) if opinion else None
    if opinion is None or sample is None or shift.now - opinion.at > TAKEN_BACK_WITHIN:
        raise NothingToSort(say("labels.nothing_to_take_back"))
    opinions = shift.work.labels.opinions(sample.id)
    if opinions[-1].author_no != viewer.no:
        raise NothingToSort(say("labels.said_again"))
    shift.work.labels.take_back(opinion)
    settle(sample, opinions[:-1], shift.now)
    shift.work.labels.keep(sample)
    return sample


def _open_to(shift: Shift, sample_id: int, version: int, viewer: Staff) -> Sample:
    sample = shift.work.labels.sample(sample_id)
    if sample is None or not may_see(shift, sample, viewer):
        raise NothingToSort(say("labels.no_such_sample"))
    if sample.version != version or not may_sort(shift, sample, viewer):
        raise NothingToSort(say("labels.sorted_already"))
    return sample


def _checked(label: str) -> str:
    if label not in (*LABELS, ASIDE):
        raise Refusal(say("labels.choose_one"))
    return label


def _second(label: str, also: str) -> str:
    """The second complaint of a message, where there is one."""
    if not also:
        return ""
    if {label, also} & {NOTHING, ASIDE} or also == label or also not in LABELS:
        raise Refusal(say("labels.bad_second"))
    return also


def progress(shift: Shift, viewer: Staff) -> Progress:
    """Of what this person may see, and of nothing else."""
    loose = _loose(shift, viewer)
    counts = _open_to_reader(shift, shift.work.label_counts.counts(loose), viewer)
    pairs = _open_to_reader(shift, shift.work.label_counts.pairs(loose), viewer)

    def number(state: SampleState, *, frozen: bool = False) -> int:
        return sum(
            one.number for one in counts if one.state is state and (one.frozen or not frozen)
        )

    return Progress(
        waiting=number(SampleState.WAITING),
        again=number(SampleState.AGAIN),
        disputed=number(SampleState.DISPUTED),
        settled=number(SampleState.SETTLED),
        frozen=number(SampleState.SETTLED, frozen=True),
        aside=number(SampleState.ASIDE),
        pairs=sum(one.number for one in pairs),
        kappa=kappa([(one.first, one.second) for one in pairs for _ in range(one.number)]),
        by_me=shift.work.labels.opinions_by(viewer.no),
    )


def _open_to_reader(shift: Shift, counted: Sequence[C], viewer: Staff) -> list[C]:
    return [one for one in counted if one.alike is None or visible(shift, [one.alike], viewer)]


def latest(shift: Shift, viewer: Staff, number: int) -> list[tuple[Opinion, Sample]]:
    """What was said of late, of samples that this person may see."""
    found: list[tuple[Opinion, Sample]] = []
    for opinion in shift.work.labels.latest_opinions(_LOOKED_AT):
        sample = shift.work.labels.sample(opinion.sample_id)
        if sample is not None and may_see(shift, sample, viewer):
            found.append((opinion, sample))
        if len(found) == number:
            break
    return found

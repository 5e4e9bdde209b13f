"""Listening: what is noted of messages after they were answered.

How often each label was given and how surely, how many words were new, what the candidate would
have said; and which messages people should sort: those that the classifier was not sure of, and a
share drawn by lot.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.desk import learning
from bot.desk.shift import Shift
from models.calendar import day_of
from models.ids import new_id
from models.labels import Sample, Source
from models.learning import ReadingTally, ShadowTally
from nlp.classifier import Classifier
from nlp.reading import Band
from nlp.second_look import SecondLook, look_again
from storage.learning import Heard

#: The id of the last message that was listened to.
OFFSET: Final = "listened"
#: Of a hundred messages so many are drawn by lot.
_DRAWN: Final = 10
#: Shorter ones say nothing that could be sorted.
_FEWEST_CHARACTERS: Final = 2


@dataclass(frozen=True, slots=True)
class Listened:
    """A message that was gone over: by the champion, and by the candidate if one listens."""

    heard: Heard
    look: SecondLook
    candidate: str = ""
    would_say: str = ""


def listened(
    heard: Sequence[Heard], champion: Classifier, candidate: Classifier | None
) -> list[Listened]:
    """Every message that still has its words, gone over."""
    return [
        Listened(
            one,
            look_again(champion, one.text),
            candidate.version if candidate else "",
            candidate.judge(one.text).label if candidate else "",
        )
        for one in heard
        if one.text
    ]


def count(shift: Shift, found: Sequence[Listened]) -> None:
    """Add the messages to what was counted before."""
    readings: dict[tuple[str, ...], ReadingTally] = {}
    shadows: dict[tuple[str, ...], int] = defaultdict(int)
    for one in found:
        tally = _tally(shift, one)
        key = (tally.day.isoformat(), tally.version, tally.label, tally.band)
        known = readings.setdefault(key, tally)
        known.messages += 1
        known.words += one.look.words
        known.unknown += one.look.unknown
        if one.candidate:
            reading = one.heard.reading
            shadows[one.candidate, reading.version, reading.label, one.would_say] += 1
    shift.work.learning.count_readings(readings.values())
    shift.work.learning.count_shadow(
        ShadowTally(
            company_id=shift.work.company_id,
            candidate=candidate,
            champion=champion,
            said=said,
            would_say=would_say,
            messages=number,
        )
        for (candidate, champion, said, would_say), number in shadows.items()
    )


def _tally(shift: Shift, one: Listened) -> ReadingTally:
    reading = one.heard.reading
    return ReadingTally(
        company_id=shift.work.company_id,
        day=day_of(reading.at),
        version=reading.version,
        label=reading.label,
        band=reading.band,
    )


def sought(shift: Shift, found: Sequence[Listened]) -> None:
    """Queue the messages that are worth sorting by hand."""
    for one in found:
        is_drawn = _is_drawn(one.heard.reading.message_id)
        is_unsure = one.heard.reading.band != Band.ACT
        if (is_drawn or is_unsure) and len(one.heard.text.strip()) >= _FEWEST_CHARACTERS:
            learning.put(shift, _sample(shift, one, is_drawn=is_drawn))


def _is_drawn(message_id: int) -> bool:
    """By lot, the same lot if it is drawn again after a crash."""
    lot = hashlib.sha256(f"drawn:{message_id}".encode()).digest()
    return int.from_bytes(lot[:4]) % 100 < _DRAWN


def _sample(shift: Shift, one: Listened, *, is_drawn: bool) -> Sample:
    reading = one.heard.reading
    return Sample(
        company_id=shift.work.company_id,
        id=new_id(shift.now),
        text=one.heard.text,
        source=Source.RANDOM if is_drawn else Source.UNSURE,
        is_random=is_drawn,
        message_id=reading.message_id,
        case_id=one.heard.case_id,
        guess=reading.label,
        guess_by=reading.version,
        # Those drawn by lot are sorted in the order in which they came, not the hardest first.
        margin=0.0 if is_drawn else one.look.margin,
        put_at=shift.now,
    )

"""Learning from the day's work: how each message was read is kept, and what a manager puts into
another category becomes a sample to be sorted by hand."""

from collections.abc import Sequence

from bot.desk.shift import Shift
from models.case import Case
from models.ids import new_id
from models.labels import LONGEST_SAMPLE, NOTHING, Sample, SampleState, Source, is_never_taught
from models.learning import KeptReading
from nlp.kin import kin
from nlp.likeness import is_like
from nlp.reading import Reading


def keep_reading(shift: Shift, said: Sequence[int], reading: Reading) -> None:
    """Keep how a thought was sorted; `said` are the ids of its utterances in order."""
    kept = KeptReading(
        company_id=shift.work.company_id,
        message_id=said[0],
        until_id=said[-1],
        at=shift.now,
        label=reading.label,
        confidence=reading.confidence,
        band=reading.band.value,
        version=reading.version[:16],
    )
    shift.work.learning.keep_reading(kept)


def note_on(shift: Shift, case: Case) -> None:
    """Write on a case that was just filed how the classifier read what was told, and which one."""
    readings = shift.work.learning.readings_of(case.id)
    told = [reading for reading in readings if reading.label != NOTHING] or readings
    if told:
        case.read_as, case.read_by = told[0].label, told[0].version
    shift.work.labels.bind_to_case(case.id)


def ask_about(shift: Shift, case: Case, source: Source) -> None:
    """Have people sort what was told in a case that a manager took for something else than the
    classifier did."""
    if case.category is None or case.category.value == case.read_as:
        return
    if source is Source.DISAGREED and case.read_as is None:
        return  # it was recorded by a member of staff, and no classifier was asked
    sample = Sample(
        company_id=shift.work.company_id,
        id=new_id(shift.now),
        text=case.said,
        source=source,
        case_id=case.id,
        guess=case.read_as or "",
        guess_by=case.read_by or "",
        hint=case.category.value,
        put_at=shift.now,
    )
    put(shift, sample)


def put(shift: Shift, sample: Sample) -> bool:
    """Put a sample into the queue; whether it is new there. One that is nearly the same is shown
    once: what a manager said of it counts for the one that waits already."""
    sample.text = sample.text.replace("\x00", "")[:LONGEST_SAMPLE].strip()
    if not sample.text:
        return False
    sample.kin_a, sample.kin_b, sample.kin_c = numbers = kin(sample.text)
    sample.frozen = sample.is_random and is_never_taught(sample.text)
    for other in shift.work.labels.akin(numbers):
        if is_like(other.text, sample.text):
            _pass_on(shift, sample, other)
            return False
    shift.work.labels.put(sample)
    return True


def _pass_on(shift: Shift, sample: Sample, other: Sample) -> None:
    if other.state is SampleState.WAITING and sample.hint and not other.hint:
        other.hint, other.margin = sample.hint, 0.0
        if not other.is_random:
            other.source = sample.source
        shift.work.labels.keep(other)

"""Watching over cases together (section 8): repeats and group events, and the one reply to all.

Nothing is looked for by walking through the archive: a case that is filed or judged sets a timer
for its own kind of matter, and only that kind is looked at.
"""

import hashlib
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from bot.desk.access import event_of, visible
from bot.desk.orders import Actor
from bot.desk.post import Letter, offers, send
from bot.desk.shift import Shift
from bot.desk.telling import owner_told, retailer_told
from bot.naming import day_of_month
from bot.wording import say
from models.calendar import CST, day_of
from models.case import Case
from models.company import watchers
from models.errors import NotPermitted, WrongStage
from models.event_record import EventRecord
from models.events import Complaint, Event, Trait, events
from models.ids import new_id
from models.lines import one_line
from models.ownership import barred_from
from models.people import Staff
from models.periods import quarter_began
from models.repeats import Fault, Repeat, Upheld, repeats
from models.terms import Category, Kind, Role, Stage
from storage.survey import Delivered

_WEEKDAYS: Final = "一二三四五六日"


def look_for_event(shift: Shift, case: Case) -> None:
    """Have the matters like this one, of its days, looked at together once the case is kept."""
    if case.category is None or case.kind is not Kind.COMPLAINT:
        return
    kind = [case.category.value, case.subcategory, day_of(case.filed_at).isoformat()]
    shift.work.mail.set_timer(f"alike:{':'.join(kind)}", shift.now, {"alike": kind}, shift.now)


def look_for_repeat(shift: Shift, case: Case) -> None:
    """Have the upheld cases of the same fault counted, in the quarter by which this one counts."""
    if case.category is None or not case.is_upheld:
        return
    began = quarter_began(day_of(case.filed_at)).isoformat()
    fault = [case.category.value, case.subcategory, case.unit, began]
    shift.work.mail.set_timer(f"fault:{':'.join(fault)}", shift.now, {"fault": fault}, shift.now)


def find_events(kind: list[str], shift: Shift) -> None:
    """群体事件: what newly belongs together is told to director, admins and each owner."""
    category, subcategory, *filed = kind
    # Cases of the week before may already be in an event that goes on.
    since = _day_in(filed, shift.today) - timedelta(days=2 * shift.policy.event_days)
    alike = [
        one
        for one in shift.work.survey.alike_since(Category(category), subcategory, since)
        if one.case.stage is not Stage.WITHDRAWN
    ]
    by_number = {one.case.full_number: one.case for one in alike}
    for event in events(map(_complaint, alike), shift.policy):
        _put_together(shift, event, [by_number[number] for number in event.cases])


def _complaint(one: Delivered) -> Complaint:
    case = one.case
    traits = {
        Trait.ROUTE: case.route,
        Trait.BRAND: case.brand,
        Trait.BATCH: str(case.facts.get("batch", "")),
        Trait.ORDER_DAY: _weekday(case, one.order_day),
        Trait.DELIVERY_DAY: _weekday(case, one.delivery_day),
    }
    category = case.category or Category.SERVICE
    return Complaint(case.full_number, category, case.subcategory, case.first_message_at, traits)


def _weekday(case: Case, day: int | None) -> str:
    """The weekday, with the area: a whole county is ordered for on the same Tuesday."""
    return f"{case.area}周{_WEEKDAYS[day - 1]}" if day else ""


def _put_together(shift: Shift, event: Event, cases: list[Case]) -> None:
    known = sorted({case.event_id for case in cases if case.event_id is not None})
    joining = [case for case in cases if case.event_id is None]
    if not joining:
        return
    record = (shift.work.survey.event(known[0]) if known else None) or _new_event(shift, event)
    for case in joining:
        case.event_id = record.id
        shift.record(case, "event", event=str(record.id))
        shift.work.cases.keep(case)
    for case in joining:
        _tell_owner(shift, case)
        _reply_late(shift, case, record)
    for person in watchers(shift.company):
        _tell_of_event(shift, person, record, cases)


def _tell_owner(shift: Shift, case: Case) -> None:
    found = event_of(shift, case.event_id, shift.staff(case.owner_no))
    if found is not None:
        _, count = found
        owner_told(shift, case, say("staff.event_yours", count=count))


def _new_event(shift: Shift, event: Event) -> EventRecord:
    shared = "、".join(f"{trait.chinese} {value}" for trait, value in event.shared)
    record = EventRecord(
        company_id=shift.work.company_id,
        id=new_id(shift.now),
        category=event.category,
        subcategory=event.subcategory,
        shared=shared,
        found_at=shift.now,
    )
    shift.work.survey.add_event(record)
    return record


def _tell_of_event(shift: Shift, person: Staff, record: EventRecord, cases: list[Case]) -> None:
    """With the one reply to give, or with the day on which it was given."""
    seen = visible(shift, cases, person)
    if not seen or event_of(shift, record.id, person) is None:
        return
    replied_at = record.replied_at
    text = say(
        "staff.event_grew" if replied_at else "staff.event",
        what=record.category.chinese_with(record.subcategory),
        shared=record.shared,
        count=len(seen),
        numbers="、".join(case.number for case in seen),
        day=day_of_month(day_of(replied_at), shift.now) if replied_at else "",
    )
    letter = Letter(text, () if replied_at else offers("reply_all"), seen[0].id)
    send(shift, shift.address_of_staff(person.no), letter)


def reply_to_all(shift: Shift, case: Case, actor: Actor, cause: str, reply: str) -> None:
    """One root cause and one reply to every shop of the event; each case keeps its owner. Cases
    that are withheld from who replies are left to their owners."""
    me = shift.staff_at(actor)
    if not (me.has(Role.DIRECTOR) or me.has(Role.ADMIN)):
        raise NotPermitted(say("refusal.director_only"))
    record = shift.work.survey.event(case.event_id) if case.event_id else None
    if record is None or record.replied_at:
        raise WrongStage(say("refusal.no_event", number=case.number))
    record.cause, record.reply = one_line(cause, "共同原因"), one_line(reply, "统一回复")
    record.replied_by, record.replied_at = me.no, shift.now
    shift.work.survey.keep_event(record)
    for other in visible(shift, shift.work.survey.in_event(record.id), me):
        same = case if other.id == case.id else other
        _reply(shift, same, record, actor.signature, "event.reply")
        if same is not case:
            shift.work.cases.keep(same)


def _reply_late(shift: Shift, case: Case, record: EventRecord) -> None:
    """Who joins an event that was answered gets the answer that the others got, with its day."""
    if record.replied_at is None or record.replied_by in barred_from(case, shift.company):
        return
    replied_on = day_of(record.replied_at)
    day = partial(day_of_month, replied_on, shift.now)
    _reply(shift, case, record, "desk", "event.reply_late", day=day)
    shift.work.cases.keep(case)


def _reply(
    shift: Shift, case: Case, record: EventRecord, by: str, sentence: str, **words: object
) -> None:
    told = {"cause": record.cause, "reply": record.reply}
    shift.record(case, "event_reply", by, event=str(record.id), **told)
    if case.stage is Stage.WITHDRAWN:
        return
    retailer_told(shift, case, sentence, **told, **words)
    owner_told(shift, case, say("staff.event_replied", reply=record.reply))


def find_repeats(fault: list[str], shift: Shift) -> None:
    """重复投诉: told once for each month and quarter, with the cases."""
    category, subcategory, unit, *began = fault
    same = Fault(Category(category), subcategory, unit)
    since = _day_in(began, quarter_began(shift.today))
    cases = shift.work.survey.upheld_alike(same.category, subcategory, unit, since)
    upheld = [Upheld(case.full_number, same, day_of(case.filed_at)) for case in cases]
    for repeat in repeats(upheld, shift.policy):
        ours = [case for case in cases if case.full_number in repeat.cases]
        for person in watchers(shift.company):
            _tell_of_repeat(shift, person, repeat, ours)


def _day_in(told: list[str], otherwise: date) -> datetime:
    """When the day that a timer tells of began; timers that an earlier version set tell of none."""
    day = date.fromisoformat(told[0]) if told else otherwise
    return datetime.combine(day, time(), CST)


def _tell_of_repeat(shift: Shift, person: Staff, repeat: Repeat, cases: list[Case]) -> None:
    seen = visible(shift, cases, person)
    fault = repeat.fault
    known = [Upheld(case.full_number, fault, day_of(case.filed_at)) for case in seen]
    # Of what is left for them, the same must be a repeat: else it tells that there are more.
    if repeat.period not in {one.period for one in repeats(known, shift.policy)}:
        return
    text = say(
        "staff.repeat",
        unit=fault.unit,
        what=fault.subcategory,
        period=repeat.period,
        count=len(seen),
        numbers="、".join(case.number for case in seen),
    )
    told = f"{repeat.period}:{fault.category}:{fault.subcategory}:{fault.unit}:{person.no}"
    # A letter's key is forgotten within days; this is to hold for a quarter.
    if shift.work.counters.next(f"repeat:{hashlib.sha256(told.encode()).hexdigest()[:48]}") == 1:
        send(shift, shift.address_of_staff(person.no), Letter(text))

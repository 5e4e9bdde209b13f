"""标注: one message after another, sorted by hand with five keys or without any script."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.desk import labelling
from bot.desk.labelling import Progress
from bot.desk.shift import Shift
from bot.web.admin.console import Console, Posted, Visit
from bot.web.admin.permissions import Permission
from models.audit import AuditDeed
from models.case import Case
from models.errors import Refusal
from models.ids import MOST
from models.labels import ASIDE, LABELS, Opinion, Sample
from models.people import Staff

PATH: Final = "/admin/labels"
#: How many of the latest opinions are named.
_NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """A sample as it is put to somebody, with what may be told of it."""

    sample: Sample
    case: Case | None
    opinions: list[Opinion]


@dataclass(frozen=True, slots=True)
class Said:
    """An opinion of late, by whom and of what."""

    opinion: Opinion
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What the page shows."""

    asked: Asked | None
    progress: Progress
    latest: list[Said]


def labels(console: Console) -> APIRouter:
    """`/admin/labels`: the next message, what one says of it, and taking that back."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.LABELS))]
    Form = Annotated[Posted, Depends(console.posts(Permission.LABELS))]

    @router.get(PATH)
    async def show(visit: Here, done: str = "") -> Response:
        return await _page(visit, done=done if done in (*LABELS, ASIDE, "undone") else "")

    @router.post(PATH)
    async def give(posted: Form) -> Response:
        said = await posted.visit.run(_given(posted))
        if said not in (*LABELS, ASIDE):
            return await _page(posted.visit, 409, says=said)
        return RedirectResponse(f"{PATH}?done={said}", 303)

    @router.post(f"{PATH}/undo")
    async def undo(posted: Form) -> Response:
        says = await posted.visit.run(_taken_back(posted.visit))
        if says:
            return await _page(posted.visit, 409, says=says)
        return RedirectResponse(f"{PATH}?done=undone", 303)

    return router


async def _page(visit: Visit, status: int = 200, **words: object) -> Response:
    found = await visit.read(_queue_of(visit.person))
    if found.asked is not None and found.asked.case is not None:
        await visit.note(AuditDeed.LOOK, case_id=found.asked.case.id)
    told: dict[str, object] = {"says": "", "done": "", **words}
    return visit.page("labels.html", status, queue=found, labels=LABELS, aside=ASIDE, **told)


def _queue_of(viewer: Staff) -> Callable[[Shift], Queue]:
    def look(shift: Shift) -> Queue:
        sample = labelling.next_for(shift, viewer)
        return Queue(
            _asked(shift, sample) if sample else None,
            labelling.progress(shift, viewer),
            [_said(shift, *one) for one in labelling.latest(shift, viewer, _NAMED)],
        )

    return look


def _asked(shift: Shift, sample: Sample) -> Asked:
    case = shift.work.cases.find(sample.case_id) if sample.case_id else None
    return Asked(sample, case, shift.work.labels.opinions(sample.id))


def _said(shift: Shift, opinion: Opinion, sample: Sample) -> Said:
    return Said(opinion, shift.staff(opinion.author_no).title, sample.text)


def _given(posted: Posted) -> Callable[[Shift], str]:
    """Keeps the opinion; the label, or what is to be said instead."""
    visit = posted.visit
    number, version = _whole(posted.text("sample")), _whole(posted.text("version"))
    label, also = posted.text("label"), posted.text("also")

    def unit(shift: Shift) -> str:
        try:
            with shift.work.attempt():
                sample = labelling.give(shift, visit.person, number, version, label, also)
        except Refusal as refusal:
            return refusal.says
        shift.work.audit.note(
            visit.person.no,
            AuditDeed.LABEL,
            shift.now,
            case_id=sample.case_id,
            subject=f"sample:{sample.id}",
            label=label,
        )
        return label

    return unit


def _taken_back(visit: Visit) -> Callable[[Shift], str]:
    def unit(shift: Shift) -> str:
        try:
            sample = labelling.take_back(shift, visit.person)
        except Refusal as refusal:
            return refusal.says
        subject = f"sample:{sample.id}"
        shift.work.audit.note(
            visit.person.no, AuditDeed.TAKE_BACK_LABEL, shift.now, subject=subject
        )
        return ""

    return unit


def _whole(text: str) -> int:
    """A number of the form, or one that nothing has."""
    return min(int(text), MOST) if text.isascii() and text.isdecimal() and len(text) < 20 else -1

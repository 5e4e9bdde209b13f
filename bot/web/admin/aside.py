"""搁置: what could not be read, sent, fetched or drawn, and waits for somebody to look at it.

Only where, when and why is told. What stood in a message nobody could read may be anything, and a
letter may be about a case that is kept from whoever looks here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.desk.shift import Shift
from bot.web.admin.console import Console, Posted, Visit
from bot.web.admin.permissions import Permission
from models.audit import AuditDeed
from models.mail import Job, JobState, Queue

PATH: Final = "/admin/aside"
_SHOWN: Final = 100
_LONGEST_CAUSE: Final = 80


@dataclass(frozen=True, slots=True)
class Aside:
    """One thing that was set aside; `key` finds it again."""

    key: str
    queue: Queue
    channel: str
    put_at: datetime
    attempts: int
    cause: str


@dataclass(frozen=True, slots=True)
class Found:
    """The latest of them, and how many there are."""

    shown: list[Aside]
    total: int


#: What `_key` says of a job: its queue, its place, its lane.
_KEY: Final = re.compile(rf"({'|'.join(Queue)})/([0-9]{{1,18}})/(.{{1,160}})")


def aside(console: Console) -> APIRouter:
    """`/admin/aside`."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.ASIDE))]
    Form = Annotated[Posted, Depends(console.posts(Permission.ASIDE))]

    @router.get(PATH)
    async def show(visit: Here) -> Response:
        return visit.page("aside.html", found=await visit.read(_found))

    @router.post(PATH)
    async def decide(posted: Form) -> Response:
        await posted.visit.run(_decided(posted))
        return RedirectResponse(PATH, 303)

    return router


def count_aside(shift: Shift) -> int:
    """How many things wait for somebody to look at them."""
    return sum(shift.work.census.queue(queue).dead for queue in Queue)


def _found(shift: Shift) -> Found:
    jobs = shift.work.aside.latest(_SHOWN)
    return Found([_told(job) for job in jobs], count_aside(shift))


def _told(job: Job) -> Aside:
    channel = job.lane.partition(":")[0]
    cause = job.error[:_LONGEST_CAUSE]
    return Aside(_key(job), job.queue, channel, job.put_at, job.attempts, cause)


def _key(job: Job) -> str:
    return f"{job.queue.value}/{job.seq}/{job.lane}"


def _decided(posted: Posted) -> Callable[[Shift], None]:
    """Try it once more, or be done with it; what is gone by now is left as it is."""
    key, again = _KEY.fullmatch(posted.text("job")), posted.text("deed") == "again"

    def unit(shift: Shift) -> None:
        job = shift.work.aside.find(Queue(key[1]), key[3], int(key[2])) if key else None
        if job is None:
            return
        state = JobState.WAITING if again else JobState.DONE
        shift.work.mail.settle(job, state, shift.now, job.error)
        no, name = posted.visit.person.no, job.queue.value
        shift.work.audit.note(no, AuditDeed.SEE_TO, shift.now, queue=name, again=again)

    return unit

"""The entrance to the console: one-time links, sessions, and the wait after wrong tries."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from models.audit import AuditDeed
from models.entrance import ConsoleSession, Knock
from models.people import Staff
from storage.unit_of_work import Work

#: How long a link into the console works, in minutes.
LINK_MINUTES: Final = 30
_CODE_BYTES: Final = 16
_DEVICE_LENGTH: Final = 80


def new_link_code(work: Work, no: str, now: datetime, minutes: int = LINK_MINUTES) -> str:
    """A fresh code that lets this member of staff into the console once; only its digest is kept.
    It opens nothing else: a chat that is shown it knows no such code."""
    code = secrets.token_urlsafe(_CODE_BYTES)
    work.people.add_code(_digest(code), f"console:{no}", now + timedelta(minutes=minutes))
    return code


def use_link_code(work: Work, code: str, now: datetime) -> Staff | None:
    """Whose link it is, used up with this; None for one that is unknown, used or too old, or of
    somebody who has left."""
    ref = work.people.use_code(_digest(code), now)
    person = work.people.staff(ref.removeprefix("console:")) if ref else None
    return person if person and person.active else None


def _digest(code: str) -> str:
    return hashlib.sha256(f"console:{code.strip()}".encode()).hexdigest()


def begin_session(
    work: Work, no: str, digest: str, way: str, device: str, now: datetime
) -> ConsoleSession:
    """Somebody is in from now on, and it is on record how they came."""
    session = ConsoleSession(
        company_id=work.company_id,
        digest=digest,
        staff_no=no,
        begun_at=now,
        seen_at=now,
        way=way,
        device=device[:_DEVICE_LENGTH],
    )
    work.entrance.begin(session)
    work.audit.note(no, AuditDeed.SIGN_IN, now, subject=f"staff:{no}", way=way)
    return session


def count_try(work: Work, whose: Iterable[str], now: datetime) -> timedelta:
    """Count a try before it is looked at, so that many at once are no way round; zero, or how
    long they still have to wait, and then nothing is looked at."""
    knocks = [_knock(work, one, now) for one in whose]
    wait = max((knock.wait(now) for knock in knocks), default=timedelta(0))
    if not wait:
        for knock in knocks:
            knock.tries, knock.last_at = knock.tries + 1, now
            work.entrance.note_knock(knock)
    return wait


def take_back_try(work: Work, whose: str) -> None:
    """A try that was right counts for nothing: a whole office may come from one address."""
    if (knock := work.entrance.knock(whose)) and knock.tries:
        knock.tries -= 1
        work.entrance.note_knock(knock)


def _knock(work: Work, whose: str, now: datetime) -> Knock:
    known = work.entrance.knock(whose)
    if known is None or known.is_forgotten(now):
        return Knock(company_id=work.company_id, whose=whose, tries=0, last_at=now)
    return known

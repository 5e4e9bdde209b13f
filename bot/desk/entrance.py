"""The entrance to the console: one-time links, sessions, and the wait after wrong tries.

A link's code is kept by its digest, as every other code is. Where the database is in another
process's hands, which on SQLite it is while the service runs, a code is sealed instead with the
installation's own key: the service can tell it by itself, and keeps it as used once it was.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from bot.desk.orders import Actor, OpenConsole
from bot.desk.post import Letter, send
from bot.desk.shift import Shift
from bot.wording import say
from models.audit import AuditDeed
from models.entrance import ConsoleSession
from models.errors import NotPermitted
from models.people import Staff
from models.terms import Role
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


def open_console(order: OpenConsole, actor: Actor, shift: Shift) -> None:
    """/console: a link for who asked, into the chat from which they asked. Raises `NotPermitted`
    for somebody who holds no role, and so has no page there."""
    person = shift.staff_at(actor)
    if actor.address is None or not (person.active and person.roles):
        raise NotPermitted(say("refusal.no_console"))
    code = new_link_code(shift.work, person.no, shift.now)
    link = f"{shift.house.site}/admin/enter?code={code}"
    send(shift, actor.address, Letter(say("staff.console", link=link, minutes=LINK_MINUTES)))


def sealed_link_code(secret: bytes, no: str, now: datetime) -> str:
    """The same without a database; an empty `no` stands for the first admin there is."""
    expires = int((now + timedelta(minutes=LINK_MINUTES)).timestamp())
    told = f"{no}:{expires}:{secrets.token_urlsafe(_CODE_BYTES)}"
    packed = urlsafe_b64encode(told.encode()).decode().rstrip("=")
    return f"{packed}.{_seal(packed, secret)}"


def use_link_code(work: Work, code: str, now: datetime, secret: bytes) -> Staff | None:
    """Whose link it is, used up with this; None for one that is unknown, used or too old, or of
    somebody who has left."""
    no = _use_sealed(work, code, now, secret) if "." in code else _use_kept(work, code, now)
    if no is None:
        return None
    admins = work.people.staff_with(Role.ADMIN)
    person = work.people.staff(no) if no else next(iter(admins), None)
    return person if person and person.active else None


def _use_kept(work: Work, code: str, now: datetime) -> str | None:
    ref = work.people.use_code(_digest(code), now)
    return ref.removeprefix("console:") if ref else None


def _use_sealed(work: Work, code: str, now: datetime, secret: bytes) -> str | None:
    packed, _, seal = code.strip().partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(packed, secret).encode()):
        return None
    told = urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
    no, expires, _ = told.rsplit(":", 2)
    is_fresh = work.people.spend_code(_digest(code), f"console:{no}", now)
    return no if is_fresh and now.timestamp() < int(expires) else None


def _seal(packed: str, secret: bytes) -> str:
    return hmac.new(secret, b"link:" + packed.encode(), hashlib.sha256).hexdigest()


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
    work.audit.note(no, AuditDeed.SIGN_IN, now, way=way)
    return session


def count_try(work: Work, whose: Iterable[str], now: datetime) -> timedelta:
    """Count a try before it is looked at, and one after another, so that many at once are no way
    round; zero, or how long they still have to wait, and then nothing is looked at."""
    # In one order for everybody, else two could wait for each other.
    knocks = [work.entrance.hold_knock(one, now) for one in sorted(whose)]
    wait = max((knock.wait(now) for knock in knocks), default=timedelta(0))
    if not wait:
        for knock in knocks:
            before = 0 if knock.is_forgotten(now) else knock.tries
            knock.tries, knock.last_at = before + 1, now
            work.entrance.note_knock(knock)
    return wait


def still_to_wait(work: Work, whose: str, now: datetime) -> timedelta:
    """How long somebody has to wait after wrong tries; zero where they needn't."""
    knock = work.entrance.knock(whose)
    return knock.wait(now) if knock else timedelta(0)


def take_back_try(work: Work, whose: str, now: datetime) -> None:
    """A try that was right counts for nothing: a whole office may come from one address."""
    knock = work.entrance.hold_knock(whose, now)
    if knock.tries:
        knock.tries -= 1
        work.entrance.note_knock(knock)

"""Who is in the console, with which password, and who knocked in vain."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select, update

from models.entrance import (
    IDLE,
    LONGEST,
    ConsoleSession,
    Knock,
    RoleRequest,
    StaffPassword,
)
from models.people import Code
from storage.drawer import Drawer, Shelf, upsert

_SESSIONS: Final = Shelf(ConsoleSession)
_PASSWORDS: Final = Shelf(StaffPassword)
_KNOCKS: Final = Shelf(Knock)
_REQUESTS: Final = Shelf(RoleRequest)
_CODES: Final = Shelf(Code)

_OF_STAFF: Final = (
    select(_SESSIONS.table)
    .where(_SESSIONS.ours, _SESSIONS.staff_no == bindparam("no"))
    .order_by(_SESSIONS.seen_at.desc(), _SESSIONS.digest)
)
_NOTE: Final = (
    update(_SESSIONS.table)
    .where(_SESSIONS.ours, _SESSIONS.digest == bindparam("of_digest"))
    .values(seen_at=bindparam("now"))
)
_END: Final = delete(_SESSIONS.table).where(
    _SESSIONS.ours,
    _SESSIONS.digest == bindparam("of_digest"),
    _SESSIONS.staff_no == bindparam("no"),
)
_END_ALL: Final = delete(_SESSIONS.table).where(
    _SESSIONS.ours,
    _SESSIONS.staff_no == bindparam("no"),
    _SESSIONS.digest != bindparam("but"),
)
_SWEEP: Final = delete(_SESSIONS.table).where(
    _SESSIONS.ours,
    (_SESSIONS.seen_at <= bindparam("idle_since", type_=_SESSIONS.seen_at.type))
    | (_SESSIONS.begun_at <= bindparam("begun_before", type_=_SESSIONS.begun_at.type)),
)
_SET_PASSWORD: Final = upsert(_PASSWORDS.table, ["company_id", "staff_no"], "hashed", "set_at")
_FORGET_PASSWORD: Final = delete(_PASSWORDS.table).where(
    _PASSWORDS.ours, _PASSWORDS.staff_no == bindparam("no")
)
_NOTE_KNOCK: Final = upsert(_KNOCKS.table, ["company_id", "whose"], "tries", "last_at")
_FIRST_KNOCK: Final = upsert(_KNOCKS.table, ["company_id", "whose"])
_HOLD_KNOCK: Final = _KNOCKS.by_key.with_for_update()
_FORGET_KNOCKS: Final = delete(_KNOCKS.table).where(
    _KNOCKS.ours, _KNOCKS.whose == bindparam("of_whom")
)
_UNDECIDED: Final = (
    select(_REQUESTS.table)
    .where(_REQUESTS.ours, _REQUESTS.decided_at.is_(None))
    .order_by(_REQUESTS.id)
)
_VOID_CODES: Final = (
    update(_CODES.table)
    .where(_CODES.ours, _CODES.ref == bindparam("of_whom"), _CODES.used_at.is_(None))
    .values(used_at=bindparam("now"))
)


class Entrance(Drawer):
    """Sessions, passwords, codes, wrong tries, and roles that wait for a second person."""

    __slots__ = ()

    def begin(self, session: ConsoleSession) -> None:
        """Keep a new session; those that are over are swept out."""
        now = session.begun_at
        self._write(_SWEEP, idle_since=now - IDLE, begun_before=now - LONGEST)
        self._insert(_SESSIONS, session)

    def session(self, digest: str) -> ConsoleSession | None:
        return self._get(_SESSIONS, digest)

    def sessions_of(self, no: str) -> list[ConsoleSession]:
        """The sessions of a member of staff, the one used last first."""
        return self._all(_SESSIONS, _OF_STAFF, no=no)

    def note(self, digest: str, now: datetime) -> None:
        """The session was used now."""
        self._write(_NOTE, of_digest=digest, now=now)

    def end(self, digest: str, no: str) -> bool:
        """End one session of a member of staff; whether there was one."""
        return self._write(_END, of_digest=digest, no=no) > 0

    def end_all(self, no: str, *, but: str = "") -> int:
        """End every session of a member of staff but the one named; how many there were."""
        return self._write(_END_ALL, no=no, but=but)

    def password(self, no: str) -> StaffPassword | None:
        return self._get(_PASSWORDS, no)

    def set_password(self, password: StaffPassword) -> None:
        """Keep a password in place of the one there was."""
        self._write(_SET_PASSWORD, **_PASSWORDS.values(self._ours(_PASSWORDS, password)))

    def forget_password(self, no: str) -> None:
        self._write(_FORGET_PASSWORD, no=no)

    def void_codes(self, ref: str, now: datetime) -> None:
        """Codes for `ref` ("shop:LICENCE", "staff:NO", "console:NO") that nobody has used yet open
        nothing any more."""
        self._write(_VOID_CODES, of_whom=ref, now=now)

    def knock(self, whose: str) -> Knock | None:
        return self._get(_KNOCKS, whose)

    def hold_knock(self, whose: str, now: datetime) -> Knock:
        """The same, or none yet; nobody else counts a try of theirs to the end of the
        transaction."""
        none_yet = Knock(company_id=self._company, whose=whose, tries=0, last_at=now)
        self._write(_FIRST_KNOCK, **_KNOCKS.values(none_yet))
        return self._first(_KNOCKS, _HOLD_KNOCK, key_whose=whose) or none_yet

    def note_knock(self, knock: Knock) -> None:
        self._write(_NOTE_KNOCK, **_KNOCKS.values(self._ours(_KNOCKS, knock)))

    def forget_knocks(self, whose: str) -> None:
        self._write(_FORGET_KNOCKS, of_whom=whose)

    def ask_roles(self, request: RoleRequest) -> None:
        self._insert(_REQUESTS, request)

    def role_request(self, request_id: int) -> RoleRequest | None:
        return self._get(_REQUESTS, request_id)

    def decide_roles(self, request: RoleRequest) -> None:
        self._change(_REQUESTS, request)

    def role_requests(self) -> list[RoleRequest]:
        """Roles that wait for a second person, in the order they were asked for."""
        return self._all(_REQUESTS, _UNDECIDED)

"""The entrance: who may come into the console, who is in it, and who knocked in vain."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Field

from models.columns import BIG, Instant, Words
from models.entity import Entity
from models.terms import Role

#: A session ends when nothing was asked for this long, and after a day's work whatever happens.
IDLE: Final = timedelta(hours=2)
LONGEST: Final = timedelta(hours=12)
#: How often a session notes that it is in use.
NOTED_EVERY: Final = timedelta(minutes=1)

#: So many wrong tries cost nothing: people mistype.
_FREE_TRIES: Final = {"staff": 5, "from": 20, "chat": 5}
#: After so long without a try all is forgotten.
_FORGOTTEN_AFTER: Final = timedelta(hours=1)
#: How long to wait then, doubled with every further try, and at most. Codes are tapped, not typed,
#: so that a chat has five tries an hour.
_WAITS: Final = {
    "staff": (timedelta(seconds=5), timedelta(minutes=15)),
    "from": (timedelta(seconds=5), timedelta(minutes=15)),
    "chat": (_FORGOTTEN_AFTER, _FORGOTTEN_AFTER),
}

#: Roles that see or change what others can't; nobody gets one of them by one person's word.
#: A director sees all cases and may be the second person, so that one of them can't be made alone
#: either.
WEIGHTY: Final = frozenset({Role.ADMIN, Role.DIRECTOR, Role.INSPECTION, Role.DISCIPLINE})
#: Who may be the second person.
SECONDERS: Final = frozenset({Role.ADMIN, Role.DIRECTOR})


class ConsoleSession(Entity, table=True):
    """A browser in which somebody signed in; of its token only the SHA-256 is kept."""

    company_id: int = Field(default=1, primary_key=True)
    digest: str = Field(primary_key=True, max_length=64)
    staff_no: str = Field(max_length=32)
    begun_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    way: str = Field(max_length=16)  #: how they came in: "link" or "password"
    device: str = Field(default="", max_length=80)  #: what the browser says it is

    def is_over(self, now: datetime) -> bool:
        return now - self.seen_at >= IDLE or now - self.begun_at >= LONGEST


class StaffPassword(Entity, table=True):
    """The password of a member of staff, as argon2id keeps it."""

    company_id: int = Field(default=1, primary_key=True)
    staff_no: str = Field(primary_key=True, max_length=32)
    hashed: str = Field(max_length=160)
    set_at: datetime = Field(sa_type=Instant)


class Knock(Entity, table=True):
    """Wrong tries to come in: of one account ("staff:NO"), from one place ("from:ADDRESS"), with
    codes in one conversation ("chat:DIGEST")."""

    company_id: int = Field(default=1, primary_key=True)
    whose: str = Field(primary_key=True, max_length=64)
    tries: int = 0
    last_at: datetime = Field(sa_type=Instant)

    def wait(self, now: datetime) -> timedelta:
        """How long they still have to wait before another try counts; zero where they needn't."""
        kind = self.whose.partition(":")[0]
        over = self.tries - _FREE_TRIES[kind]
        if over < 0:
            return timedelta(0)
        first, longest = _WAITS[kind]
        owed = min(first * 2 ** min(over, 16), longest)
        left: timedelta = self.last_at + owed - now
        return max(left, timedelta(0))

    def is_forgotten(self, now: datetime) -> bool:
        return now - self.last_at >= _FORGOTTEN_AFTER


class RoleRequest(Entity, table=True):
    """Roles asked for somebody by one person, that count once a second person agrees."""

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)
    staff_no: str = Field(max_length=32)
    roles: tuple[str, ...] = Field(default=(), sa_type=Words)  #: all that they would hold
    asked_by: str = Field(max_length=32)
    asked_at: datetime = Field(sa_type=Instant)
    decided_by: str = Field(default="", max_length=32)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    agreed: bool = False


def needs_second_person(held: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether a change of roles gives a weighty one."""
    return bool((set(wanted) - set(held)) & {role.value for role in WEIGHTY})

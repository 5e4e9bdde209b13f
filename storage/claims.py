"""Claims on work that only one process may do at a time."""

from datetime import datetime
from types import ModuleType
from typing import Final, cast

from sqlalchemy import Executable, bindparam, delete, or_

from models.claim import Claim
from storage.drawer import Drawer, Shelf, in_either

_CLAIMS: Final = Shelf(Claim)


def _take(dialect: ModuleType) -> Executable:
    """Take what is free, run out or one's own; one statement, so that two can't both have it."""
    new = dialect.insert(_CLAIMS.table)
    mine = _CLAIMS.held_by == new.excluded.held_by
    run_out = _CLAIMS.held_until <= bindparam("now", type_=_CLAIMS.held_until.type)
    taken = new.on_conflict_do_update(
        index_elements=["company_id", "work"],
        set_={name: new.excluded[name] for name in ("held_by", "held_until")},
        where=or_(mine, run_out),
    )
    return cast(Executable, taken)


_TAKE: Final = in_either(_take)
_RELEASE: Final = delete(_CLAIMS.table).where(
    _CLAIMS.ours, _CLAIMS.work == bindparam("of_work"), _CLAIMS.held_by == bindparam("by")
)


_FREE: Final = delete(_CLAIMS.table).where(_CLAIMS.ours)


class Claims(Drawer):
    """Who does what."""

    __slots__ = ()

    def take(self, work: str, by: str, until: datetime, now: datetime) -> bool:
        """Have the work until then, or have it longer; False while somebody else has it."""
        claim = Claim(company_id=self._company, work=work, held_by=by, held_until=until)
        return self._write(_TAKE, **_CLAIMS.values(claim), now=now) > 0

    def release(self, work: str, by: str) -> None:
        """Let others have it."""
        self._write(_RELEASE, of_work=work, by=by)

    def free(self) -> None:
        """Free what a process held that can't be alive any more."""
        self._write(_FREE)

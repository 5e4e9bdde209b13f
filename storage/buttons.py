"""Choices that were offered and may still be pressed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, func, select, update

from models.mail import Button, Job, JobState, Queue
from models.messages import Address
from storage.drawer import Drawer, Shelf
from storage.tables import STILL_OPEN

_BUTTONS: Final = Shelf(Button)
_AT: Final = (_BUTTONS.ours, _BUTTONS.address == bindparam("address"))
_LAST_LETTER: Final = select(func.max(_BUTTONS.letter_id)).where(*_AT).scalar_subquery()
_LATEST: Final = (
    select(_BUTTONS.table).where(*_AT, _BUTTONS.letter_id == _LAST_LETTER).order_by(_BUTTONS.place)
)
_OF_LETTER: Final = (
    select(_BUTTONS.table)
    .where(*_AT, _BUTTONS.letter_id == bindparam("letter"))
    .order_by(_BUTTONS.place)
)
_RECENT: Final = (
    select(_BUTTONS.table)
    .where(*_AT)
    .order_by(_BUTTONS.letter_id.desc(), _BUTTONS.place)
    .limit(bindparam("limit"))
)
_OPEN_OF_CASE: Final = (
    select(_BUTTONS.table)
    .where(_BUTTONS.ours, _BUTTONS.case_id == bindparam("case"), STILL_OPEN)
    .order_by(_BUTTONS.address, _BUTTONS.letter_id, _BUTTONS.place)
)
_CLOSE: Final = (
    update(_BUTTONS.table)
    .where(_BUTTONS.ours, _BUTTONS.token == bindparam("shut"))
    .values(closed_at=bindparam("now", type_=_BUTTONS.closed_at.type))
)
_JOBS: Final = Shelf(Job)
_LETTER: Final = select(_JOBS.table).where(
    _JOBS.ours, _JOBS.queue == Queue.OUT.value, _JOBS.dedupe == bindparam("key")
)
_FORGET_ALL: Final = delete(_BUTTONS.table).where(*_AT)
_FORGET_LETTER: Final = _FORGET_ALL.where(_BUTTONS.letter_id == bindparam("letter"))


class Buttons(Drawer):
    """Buttons by their token."""

    __slots__ = ()

    def offer(self, buttons: Sequence[Button]) -> None:
        self._insert_all(_BUTTONS, buttons)

    def find(self, token: str) -> Button | None:
        """What the token stands for. Whoever pressed it must still be checked."""
        return self._get(_BUTTONS, token)

    def latest(self, address: Address | str) -> list[Button]:
        """The buttons of the last letter that offered any at the address, as people count them."""
        return self._all(_BUTTONS, _LATEST, address=str(address))

    def of_letter(self, address: Address | str, letter_id: int) -> list[Button]:
        """The buttons of one letter, as people count them."""
        return self._all(_BUTTONS, _OF_LETTER, address=str(address), letter=letter_id)

    def recent(self, address: Address | str, limit: int) -> list[Button]:
        """The buttons last offered at the address, the latest letter's first."""
        return self._all(_BUTTONS, _RECENT, address=str(address), limit=limit)

    def open_of_case(self, case_id: int) -> list[Button]:
        """The buttons about a case that nobody has closed yet, letter by letter."""
        return self._all(_BUTTONS, _OPEN_OF_CASE, case=case_id)

    def were_sent(self, key: str, by: datetime) -> bool:
        """Whether the letter of that key had gone out by then. After two days nobody asks any more:
        its job is tidied away."""
        job = self._first(_JOBS, _LETTER, key=key)
        if job is None:
            return True
        return job.state is JobState.DONE and job.done_at is not None and job.done_at <= by

    def close(self, tokens: Iterable[str], now: datetime) -> None:
        """From now on these mean nothing."""
        for token in tokens:
            self._write(_CLOSE, shut=token, now=now)

    def forget_letter(self, address: Address | str, letter_id: int) -> None:
        """Nothing that one letter offered means anything any more."""
        self._write(_FORGET_LETTER, address=str(address), letter=letter_id)

    def forget_all(self, address: Address | str) -> None:
        """Nothing that was offered at the address means anything any more."""
        self._write(_FORGET_ALL, address=str(address))

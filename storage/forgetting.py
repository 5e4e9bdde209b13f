"""Forgetting: what was said and is on no case's record, what pages showed, copies of files."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, exists, literal, select, tuple_

from models.case import Case
from models.conversation import Conversation, Utterance
from models.kept_file import KeptFile, digest_of
from models.mail import PageEvent
from models.messages import Address
from storage.buttons import Buttons
from storage.drawer import Drawer, Shelf
from storage.tables import OPEN

_CASES: Final = Shelf(Case)
_SAID: Final = Shelf(Utterance)
_SHOWN: Final = Shelf(PageEvent)
_CONVERSATIONS: Final = Shelf(Conversation)
_FILES: Final = Shelf(KeptFile)

#: How the addresses of all pages begin.
_PAGES: Final = str(Address.of_page(""))


def _complains(address: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a case that was told from an address is still open."""
    return exists().where(_CASES.ours, _CASES.complainant == address, OPEN)


_STRAY: Final = (
    select(_SAID.id, _SAID.address, _SAID.media)
    .where(
        _SAID.ours,
        _SAID.id > bindparam("after"),
        _SAID.id < bindparam("before"),
        _SAID.case_id.is_(None),
    )
    .order_by(_SAID.id)
    .limit(bindparam("limit"))
)
_STRAY_AT: Final = (
    select(_SAID.id, _SAID.address, _SAID.media, _SAID.text)
    .where(
        _SAID.ours,
        _SAID.address == bindparam("at_address"),
        _SAID.id > bindparam("after"),
        _SAID.id < bindparam("before"),
        _SAID.case_id.is_(None),
    )
    .order_by(_SAID.id)
)
_ON_RECORD: Final = select(_SAID.media).where(
    _SAID.ours,
    _SAID.address == bindparam("at_address"),
    _SAID.case_id.is_not(None),
    _SAID.media != "",
)
_FORGET_SAID: Final = delete(_SAID.table).where(
    _SAID.ours, _SAID.id == bindparam("of_id"), _SAID.case_id.is_(None)
)
_SHOWN_BETWEEN: Final = (
    select(_SHOWN.seq, _SHOWN.content)
    .where(
        _SHOWN.ours,
        _SHOWN.conversation == bindparam("of_page"),
        _SHOWN.at >= bindparam("since"),
        _SHOWN.at < bindparam("until"),
    )
    .order_by(_SHOWN.seq)
)
_FORGET_SHOWN: Final = delete(_SHOWN.table).where(
    _SHOWN.ours, _SHOWN.conversation == bindparam("of_page"), _SHOWN.seq == bindparam("at_seq")
)
_SHOWN_KEY: Final = (_SHOWN.company_id, _SHOWN.conversation, _SHOWN.seq)
_FORGET_LONG_SHOWN: Final = delete(_SHOWN.table).where(
    tuple_(*_SHOWN_KEY).in_(
        select(*_SHOWN_KEY)
        .where(
            _SHOWN.ours,
            _SHOWN.at < bindparam("before"),
            ~_complains(literal(_PAGES) + _SHOWN.conversation),
        )
        .order_by(_SHOWN.at)
        .limit(bindparam("limit"))
    )
)
_FORGET_CONVERSATION: Final = delete(_CONVERSATIONS.table).where(
    _CONVERSATIONS.ours,
    _CONVERSATIONS.channel == bindparam("in_channel"),
    _CONVERSATIONS.account == bindparam("in_account"),
    _CONVERSATIONS.conversation == bindparam("of_conversation"),
    _CONVERSATIONS.touched_at < bindparam("before"),
    ~_complains(bindparam("at_address", type_=_CASES.complainant.type)),
)
_FORGET_FILE: Final = delete(_FILES.table).where(_FILES.ours, _FILES.digest == bindparam("of_file"))


class Stray(NamedTuple):
    """Something that was said and is on no case's record."""

    id: int
    address: str
    media: str
    text: str = ""


class Forgetting(Drawer):
    """Takes away what nobody needs any more; never anything of an open case."""

    __slots__ = ()

    def stray(self, *, after: int, before: int, limit: int) -> list[Stray]:
        """What was said between two ids and is on no record, in order."""
        return [Stray(*row) for row in self._rows(_STRAY, after=after, before=before, limit=limit)]

    def stray_at(self, address: str, *, after: int, before: int) -> list[Stray]:
        """The same of one conversation, with its words."""
        told = {"at_address": address, "after": after, "before": before}
        return [Stray(*row) for row in self._rows(_STRAY_AT, **told)]

    def on_record(self, address: str) -> set[str]:
        """The files that came by a conversation and are on the record of a case."""
        return {ref for row in self._rows(_ON_RECORD, at_address=address) for ref in row[0].split()}

    def forget_said(self, stray: Stray) -> None:
        """Take away what was said, with the choices that it offered."""
        if self._write(_FORGET_SAID, of_id=stray.id):
            Buttons(self._scribe).forget_letter(stray.address, stray.id)

    def forget_conversation(self, address: Address, before: datetime) -> None:
        """Forget where a conversation stood that nobody has touched since then."""
        self._write(
            _FORGET_CONVERSATION,
            in_channel=address.channel,
            in_account=address.account,
            of_conversation=address.conversation,
            at_address=str(address),
            before=before,
        )

    def shown(self, page: str, since: datetime, until: datetime) -> list[tuple[int, Any]]:
        """What a page showed between two moments, by its place."""
        rows = self._rows(_SHOWN_BETWEEN, of_page=page, since=since, until=until)
        return [(int(seq), content) for seq, content in rows]

    def forget_shown(self, page: str, seq: int) -> None:
        self._write(_FORGET_SHOWN, of_page=page, at_seq=seq)

    def forget_shown_before(self, before: datetime, limit: int) -> int:
        """Empty pages of what is older, but not those of people with an open case; how much."""
        return self._write(_FORGET_LONG_SHOWN, before=before, limit=limit)

    def forget_file(self, ref: str) -> str:
        """Forget our copy of a channel's file; its name, which is the handle where it is ours."""
        known = self._get(_FILES, digest_of(ref))
        if known is None:
            return ref
        self._write(_FORGET_FILE, of_file=known.digest)
        return known.name

"""Where conversations stand and what was said in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, update

from models.conversation import Conversation, MessageMark, Utterance
from models.messages import Address
from models.privacy import PrivacyNotice
from storage.drawer import Drawer, Shelf, upsert

_CONVERSATIONS: Final = Shelf(Conversation)
_UTTERANCES: Final = Shelf(Utterance)
_MARKS: Final = Shelf(MessageMark)
_AT: Final = (_UTTERANCES.ours, _UTTERANCES.address == bindparam("at_address"))

_OF_CASE: Final = (
    select(_UTTERANCES.table)
    .where(_UTTERANCES.ours, _UTTERANCES.case_id == bindparam("case_id"))
    .order_by(_UTTERANCES.id)
)
_RECENT: Final = (
    select(_UTTERANCES.table).where(*_AT).order_by(_UTTERANCES.id.desc()).limit(bindparam("limit"))
)
_MARK: Final = upsert(_MARKS.table, ["company_id", "address", "message"], "utterance_id")
_MARKS_OF: Final = select(_MARKS.message).where(
    _MARKS.ours,
    _MARKS.address == bindparam("at_address"),
    _MARKS.utterance_id == bindparam("utterance"),
)
_ASSIGN: Final = (
    update(_UTTERANCES.table)
    .where(_UTTERANCES.ours, _UTTERANCES.id == bindparam("utterance"))
    .values(case_id=bindparam("case_id"))
)
_ASSIGN_SINCE: Final = (
    update(_UTTERANCES.table)
    .where(*_AT, _UTTERANCES.at >= bindparam("since"), _UTTERANCES.case_id.is_(None))
    .values(case_id=bindparam("case_id"))
)


_NOTICES: Final = Shelf(PrivacyNotice)
_NOTE: Final = upsert(_NOTICES.table, ["company_id", "address", "edition"])
_TOLD: Final = (
    select(_NOTICES.told_at)
    .where(_NOTICES.ours, _NOTICES.address == bindparam("at_address"))
    .order_by(_NOTICES.edition.desc())
    .limit(1)
)


class Talk(Drawer):
    """Conversations and the record of what was said."""

    __slots__ = ()

    def conversation(self, address: Address) -> Conversation | None:
        return self._get(_CONVERSATIONS, address.channel, address.account, address.conversation)

    def keep(self, conversation: Conversation) -> None:
        """Keep where it stands; raises Conflict when another turn was kept in the meantime."""
        if conversation.version:
            self._keep(_CONVERSATIONS, conversation)
            return
        conversation.version = 1
        self._insert(_CONVERSATIONS, conversation)

    def say(self, utterance: Utterance) -> None:
        self._insert(_UTTERANCES, utterance)

    def said(self, utterance_id: int) -> Utterance | None:
        return self._get(_UTTERANCES, utterance_id)

    def of_case(self, case_id: int) -> list[Utterance]:
        """All that was said about a case, in order."""
        return self._all(_UTTERANCES, _OF_CASE, case_id=case_id)

    def recent(self, address: Address | str, limit: int) -> list[Utterance]:
        """The last `limit` things said at the address, the oldest of them first."""
        return self._all(_UTTERANCES, _RECENT, at_address=str(address), limit=limit)[::-1]

    def assign(self, utterance_ids: Sequence[int], case_id: int) -> None:
        """Put these utterances on the record of a case."""
        for utterance_id in utterance_ids:
            self._write(_ASSIGN, utterance=utterance_id, case_id=case_id)

    def assign_since(self, address: Address | str, since: datetime, case_id: int) -> int:
        """Put all said since then, and not yet on another record, on that of a case; how many."""
        return self._write(_ASSIGN_SINCE, at_address=str(address), since=since, case_id=case_id)

    def messages_of(self, address: Address | str, utterance_id: int) -> list[str]:
        """By which ids the channel knows what was said."""
        told = {"at_address": str(address), "utterance": utterance_id}
        return [str(row[0]) for row in self._rows(_MARKS_OF, **told)]

    def mark(self, address: Address | str, message: str, utterance_id: int) -> None:
        """Note by which id the channel knows what was said; the same id again moves the mark."""
        self._write(
            _MARK,
            company_id=self._company,
            address=str(address),
            message=message,
            utterance_id=utterance_id,
        )

    def marked(self, address: Address | str, message: str) -> Utterance | None:
        """What was said at the address in the message of that id."""
        mark = self._get(_MARKS, str(address), message)
        return self._get(_UTTERANCES, mark.utterance_id) if mark else None

    def was_told(self, address: Address, edition: int) -> bool:
        """Whether the conversation was told this edition of the notice on personal information."""
        return self._get(_NOTICES, str(address), edition) is not None

    def note_told(self, notice: PrivacyNotice) -> None:
        """Keep when it was; the first time counts."""
        self._write(_NOTE, **_NOTICES.values(self._ours(_NOTICES, notice)))

    def told_at(self, address: Address) -> datetime | None:
        """When the conversation was told of it last."""
        told: datetime | None = self._value(_TOLD, at_address=str(address))
        return told

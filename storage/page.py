"""What the chat page shows, in order, each thing once."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, select

from models.mail import PageEvent
from storage.drawer import Drawer, Shelf, upsert

_EVENTS: Final = Shelf(PageEvent)
_HERE: Final = (_EVENTS.ours, _EVENTS.conversation == bindparam("conversation"))
_LAST: Final = select(func.coalesce(func.max(_EVENTS.seq), 0)).where(*_HERE)
_APPEND: Final = upsert(_EVENTS.table, ["company_id", "conversation", "key"], returning=["seq"])
_AFTER: Final = (
    select(_EVENTS.table)
    .where(*_HERE, _EVENTS.seq > bindparam("after"))
    .order_by(_EVENTS.seq)
    .limit(bindparam("limit"))
)
_LATEST: Final = (
    select(_EVENTS.table).where(*_HERE).order_by(_EVENTS.seq.desc()).limit(bindparam("limit"))
)
_ENDS: Final = (
    select(_EVENTS.conversation, func.max(_EVENTS.seq))
    .where(_EVENTS.ours, _EVENTS.conversation.in_(bindparam("conversations", expanding=True)))
    .group_by(_EVENTS.conversation)
)
_CLEAR: Final = delete(_EVENTS.table).where(*_HERE)


class Page(Drawer):
    """The events of each conversation on the chat page."""

    __slots__ = ()

    def append(
        self, conversation: str, key: str, content: dict[str, Any], now: datetime
    ) -> int | None:
        """The place of the new event, from 1; None if the key is there already."""
        event = PageEvent(
            company_id=self._company,
            conversation=conversation,
            seq=self._value(_LAST, conversation=conversation) + 1,
            key=key,
            at=now,
            content=content,
        )
        place: int | None = self._value(_APPEND, **_EVENTS.values(event))
        return place

    def after(self, conversation: str, seq: int, limit: int = 200) -> list[PageEvent]:
        """The events after the place `seq`, at most `limit`."""
        return self._all(_EVENTS, _AFTER, conversation=conversation, after=seq, limit=limit)

    def latest(self, conversation: str, limit: int) -> list[PageEvent]:
        """The last `limit` events, in order."""
        return self._all(_EVENTS, _LATEST, conversation=conversation, limit=limit)[::-1]

    def ends(self, conversations: Collection[str]) -> dict[str, int]:
        """The place of the last event of each of these conversations that has any."""
        told = {"conversations": list(conversations)}
        rows = self._scribe.rows_of_passing(_ENDS, told)
        return {str(row[0]): int(row[1]) for row in rows}

    def clear(self, conversation: str) -> None:
        """Take everything off the page of a conversation."""
        self._write(_CLEAR, conversation=conversation)

"""A whole case: with all that stands beside it and was said of it, as the archive keeps it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from models.archive import ArchivedCase
from models.case import Assist, Case, HandOver, Offer
from models.columns import Day, Instant, Word, Words
from models.conversation import Utterance
from storage.drawer import E
from storage.tables import table_of


@dataclass(frozen=True, slots=True)
class Whole:
    """A case with all that stands beside it, but for its ledger."""

    case: Case
    assists: tuple[Assist, ...]
    offers: tuple[Offer, ...]
    hand_overs: tuple[HandOver, ...]
    said: tuple[Utterance, ...]

    @property
    def beside(self) -> list[Assist | Offer | HandOver]:
        return [*self.assists, *self.offers, *self.hand_overs]

    @property
    def files(self) -> list[str]:
        """The handles of what was sent about it."""
        return [ref for one in self.said for ref in one.media.split()]


def whole_of(archived: ArchivedCase) -> Whole:
    """An archived case as it was, in the entities of this version."""
    told = archived.document
    (case,) = _entities(Case, [told["case"]])
    return Whole(
        case,
        tuple(_entities(Assist, told["assist"])),
        tuple(_entities(Offer, told["offer"])),
        tuple(_entities(HandOver, told["handover"])),
        tuple(_entities(Utterance, told["utterance"])),
    )


def document_of(whole: Whole) -> dict[str, Any]:
    return {
        "case": _plain(whole.case),
        "assist": [_plain(each) for each in whole.assists],
        "offer": [_plain(each) for each in whole.offers],
        "handover": [_plain(each) for each in whole.hand_overs],
        "utterance": [_plain(each) for each in whole.said],
    }


#: Both databases keep the same plain values; documents are written in the words of one of them.
_PLAIN: Final = sqlite.dialect()
#: Kinds of columns whose values are kept otherwise than they are used.
_TURNING: Final = (Instant, Day, Word, Words)


def _plain(entity: SQLModel) -> dict[str, Any]:
    """An entity's fields in the values that are kept."""
    columns = table_of(type(entity)).columns
    return {column.key: _kept(column.type, getattr(entity, column.key)) for column in columns}


def _kept(kind: Any, value: Any) -> Any:
    if isinstance(kind, _TURNING):
        return kind.process_bind_param(value, _PLAIN)
    return value


def _entities(entity: type[E], rows: Sequence[dict[str, Any]]) -> Iterator[E]:
    """Entities of plain values; what an older version did not know has its default."""
    columns = table_of(entity).columns
    for row in rows:
        told = {
            column.key: _read(column.type, row[column.key])
            for column in columns
            if column.key in row
        }
        yield entity(**told)


def _read(kind: Any, value: Any) -> Any:
    if isinstance(kind, _TURNING):
        return kind.process_result_value(value, _PLAIN)
    return value

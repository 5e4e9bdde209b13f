"""Photos and voice that belong to a case, to be forwarded as they came.

A voice note that nobody has heard stays with the desk until the retailer has confirmed what it is
about (I5): it is only read from here once the case is filed, and filing settles who may see it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bot.desk.orders import Actor
from bot.desk.shift import Shift
from models.case import Case
from models.conversation import Utterance
from models.messages import InboundKind, Media

#: How many of the latest things said may hold files that go with an answer.
_LATEST: Final = 60


def of_case(shift: Shift, case: Case) -> tuple[Media, ...]:
    """What the retailer sent about the case so far, in order."""
    return _files(shift.work.talk.of_case(case.id))


def taken_along(
    shift: Shift, case: Case, actor: Actor, begun_at: datetime | None
) -> tuple[Media, ...]:
    """What came with a line about a case: what was sent from where the line was said since then,
    and is on no record yet, is on that of the case now. Nothing goes with a line without a time."""
    if actor.address is None or begun_at is None:
        return ()
    fresh = _on_no_record(shift, str(actor.address), begun_at)
    shift.work.talk.assign([said.id for said in fresh], case.id)
    return _files(fresh)


def since(shift: Shift, address: str, begun_at: datetime) -> tuple[Media, ...]:
    """What the retailer sent from there since then, and what is on no record yet."""
    return _files(_on_no_record(shift, address, begun_at))


def _on_no_record(shift: Shift, address: str, begun_at: datetime) -> list[Utterance]:
    latest = shift.work.talk.recent(address, _LATEST)
    theirs = (said for said in latest if said.by == "retailer" and said.case_id is None)
    return [said for said in theirs if said.at >= begun_at]


def listed(media: Iterable[Media]) -> str:
    """Files as one line of a form."""
    return " ".join(f"{one.kind.value}:{one.ref}" for one in media)


def unlisted(line: str) -> tuple[Media, ...]:
    """The files of such a line."""
    pairs = (word.partition(":") for word in line.split())
    return tuple(Media(InboundKind(kind), ref) for kind, _, ref in pairs)


def _files(said: Iterable[Utterance]) -> tuple[Media, ...]:
    return tuple(
        Media(InboundKind(one.kind), ref)
        for one in said
        if one.by == "retailer" and one.media
        for ref in one.media.split()
    )

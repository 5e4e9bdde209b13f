"""Photos and voice that belong to a case, to be forwarded as they came.

A voice note that nobody has heard stays with the desk until the retailer has confirmed what it is
about (I5): it is only read from here once the case is filed, and filing settles who may see it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bot.desk.shift import Shift
from models.case import Case
from models.conversation import Utterance
from models.messages import InboundKind, Media

#: How many of the latest things said may hold files that go with an answer.
_LATEST: Final = 12


def of_case(shift: Shift, case: Case) -> tuple[Media, ...]:
    """What the retailer sent about the case so far, in order."""
    return _files(shift.work.talk.of_case(case.id))


def just_sent(shift: Shift, case: Case) -> tuple[Media, ...]:
    """What the retailer sent last and what is on no record yet: it is on that of this case now."""
    if not case.complainant:
        return ()
    latest = shift.work.talk.recent(case.complainant, _LATEST)
    fresh = [said for said in latest if said.case_id is None and said.by == "retailer"]
    shift.work.talk.assign([said.id for said in fresh], case.id)
    return _files(fresh)


def since(shift: Shift, address: str, begun_at: datetime) -> tuple[Media, ...]:
    """What the retailer sent from there since then, and what is on no record yet."""
    latest = shift.work.talk.recent(address, _LATEST)
    fresh = [said for said in reversed(latest) if said.case_id is None and said.at >= begun_at]
    return _files(fresh)


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

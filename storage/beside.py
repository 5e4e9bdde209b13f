"""What stands beside a case: help asked for, proposals made, hand-overs on their way."""

from typing import Final

from sqlalchemy import bindparam, func, select

from models.case import Assist, HandOver, Offer
from models.terms import Role
from storage.drawer import Drawer, Shelf
from storage.tables import UNANSWERED

_ASSISTS: Final = Shelf(Assist)
_OFFERS: Final = Shelf(Offer)
_HAND_OVERS: Final = Shelf(HandOver)

_ASSISTS_OF_CASE: Final = (
    select(_ASSISTS.table)
    .where(_ASSISTS.ours, _ASSISTS.case_id == bindparam("case_id"))
    .order_by(_ASSISTS.id)
)
_OFFERS_OF_CASE: Final = (
    select(_OFFERS.table)
    .where(_OFFERS.ours, _OFFERS.case_id == bindparam("case_id"))
    .order_by(_OFFERS.id)
)
_HAND_OVERS_OF_CASE: Final = (
    select(_HAND_OVERS.table)
    .where(_HAND_OVERS.ours, _HAND_OVERS.case_id == bindparam("case_id"))
    .order_by(_HAND_OVERS.id)
)
_ASKED_OF: Final = (
    select(_ASSISTS.table)
    .where(_ASSISTS.ours, _ASSISTS.helper_no == bindparam("no"), UNANSWERED)
    .order_by(_ASSISTS.due_at, _ASSISTS.id)
)
_UNANSWERED: Final = (
    select(_ASSISTS.table).where(_ASSISTS.ours, UNANSWERED).order_by(_ASSISTS.case_id, _ASSISTS.id)
)
_OPEN_BY_HELPER: Final = (
    select(_ASSISTS.helper_no, func.count())
    .where(_ASSISTS.ours, _ASSISTS.desk == bindparam("of_desk"), UNANSWERED)
    .group_by(_ASSISTS.helper_no)
)


class Beside(Drawer):
    """Assists, offers and hand-overs by their case."""

    __slots__ = ()

    def add_assist(self, assist: Assist) -> None:
        self._insert(_ASSISTS, assist)

    def keep_assist(self, assist: Assist) -> None:
        self._change(_ASSISTS, assist)

    def assists(self, case_id: int) -> list[Assist]:
        """All help asked for in a case, in the order it was asked."""
        return self._all(_ASSISTS, _ASSISTS_OF_CASE, case_id=case_id)

    def assists_of(self, helper_no: str) -> list[Assist]:
        """What is still asked of a member of staff, the first due first."""
        return self._all(_ASSISTS, _ASKED_OF, no=helper_no)

    def unanswered_assists(self) -> list[Assist]:
        """All that is still asked of anybody, case by case."""
        return self._all(_ASSISTS, _UNANSWERED)

    def open_assists_count_by(self, desk: Role) -> dict[str, int]:
        """How many unanswered requests each helper of a desk has; who has none is not named."""
        return {row[0]: row[1] for row in self._rows(_OPEN_BY_HELPER, of_desk=desk)}

    def add_offer(self, offer: Offer) -> None:
        self._insert(_OFFERS, offer)

    def keep_offer(self, offer: Offer) -> None:
        self._change(_OFFERS, offer)

    def offers(self, case_id: int) -> list[Offer]:
        """All proposals made in a case, in the order they were made."""
        return self._all(_OFFERS, _OFFERS_OF_CASE, case_id=case_id)

    def add_hand_over(self, hand_over: HandOver) -> None:
        self._insert(_HAND_OVERS, hand_over)

    def keep_hand_over(self, hand_over: HandOver) -> None:
        self._change(_HAND_OVERS, hand_over)

    def hand_overs(self, case_id: int) -> list[HandOver]:
        """All hand-overs asked for in a case, in the order they were asked."""
        return self._all(_HAND_OVERS, _HAND_OVERS_OF_CASE, case_id=case_id)

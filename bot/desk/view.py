"""A view: what the desk knows about the person who writes, looked up only where it is asked for."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from bot.desk import faq, lists, privacy, supply_card, worklist
from bot.desk.access import case_for, case_numbered
from bot.desk.cards import moves, retailer_view, staff_card
from bot.desk.finding import find_shop
from bot.desk.handling import ASKED_DEEDS
from bot.desk.notices import spoken_promise
from bot.desk.orders import Actor, Deed, Order, Told
from bot.desk.post import Letter
from bot.desk.routing import people_meant
from bot.desk.shift import Shift
from bot.moments import spoken_day
from bot.naming import titled
from bot.wording import say
from models.calendar import CST, day_of
from models.case import Case
from models.deadlines import Deadlines, deadlines
from models.errors import NotToBeSeen, Refusal
from models.lifecycle import must_be_reopenable
from models.ownership import receivers
from models.people import Shop, Staff
from models.terms import Kind, Role

#: Until what time of the order day orders are taken, unless the installation says otherwise.
_ORDERS_CLOSE = "16:00"
_ORDERS_CLOSE_KEY = "orders_close"


#: How many of the latest things said are looked at for what the talk is about.
_LOOKED_BACK: Final = 8


def _is_open_to_the_shop(case: Case) -> bool:
    """Whether another chat of the shop may be shown it: not what was told in confidence."""
    return not (case.anonymous or case.accused or case.withheld)


class View:
    """The world as one retailer may see it at this moment."""

    def __init__(self, shift: Shift, actor: Actor, shops: tuple[Shop, ...]) -> None:
        self._shift = shift
        self._actor = actor
        self.now = shift.now
        self.today = day_of(shift.now)
        self.shops = shops

    @property
    def shop(self) -> Shop | None:
        """The one shop this chat is bound to; none where there are several or none."""
        return self.shops[0] if len(self.shops) == 1 else None

    @cached_property
    def manager(self) -> Staff | None:
        """The customer manager of the shop, whose name and phone the retailer may always have."""
        return self._shift.staff(self.shop.manager_no) if self.shop else None

    @property
    def privacy(self) -> str:
        """How personal information is used here, at length."""
        return privacy.in_full(self._shift.policy)

    @cached_property
    def cases(self) -> list[Case]:
        """The retailer's own cases, the newest first."""
        return self._shift.work.cases.of_complainant(str(self._actor.address), limit=20)

    @property
    def open_cases(self) -> list[Case]:
        return [case for case in self.cases if case.is_open]

    @property
    def promised(self) -> Case | None:
        """The newest of their cases in which something was promised, and which may be pressed on or
        opened again."""
        for case in self.cases:
            if case.offer and case.kind is Kind.COMPLAINT and self._can_go_on(case):
                return case
        return None

    def _can_go_on(self, case: Case) -> bool:
        try:
            must_be_reopenable(case, self.now, self._shift.policy)
        except Refusal:
            return case.is_open
        return True

    def keeps_manager_out(self, told: Told) -> bool:
        """Whether the matter may be about the shop's own customer manager (F5)."""
        if self.shop is None:
            return told.about_role is Role.CUSTOMER_MANAGER
        manager_no = self.shop.manager_no
        return manager_no in people_meant(self._shift, told, manager_no)

    def names_manager(self, words: str) -> bool:
        """Whether words that nobody has read may speak of the shop's own customer manager: by what
        they are, by name, or as people call them (小李)."""
        name = self.manager.name if self.manager else ""
        called = {name, *(f"{prefix}{name[:1]}" for prefix in "小老阿" if name)} - {""}
        return "经理" in words or any(one in words for one in called)

    def is_about_owner(self, case: Case, told: Told) -> bool:
        """Whether the matter may be about who answers for the case (F5)."""
        shop = self._shift.shop_of(case)
        return case.owner_no in people_meant(self._shift, told, shop.manager_no if shop else "")

    def similar(self, told: Told, licence: str) -> Case | None:
        """I6: an open case of the same shop and like matter, at most a fortnight old, whichever
        chat of the shop told it. Where it is not known which shop tells, one told here. Never one
        whose owner this matter may be about: they would read it there (F5)."""
        since = self.now - timedelta(days=self._shift.policy.similar_days)
        for case in self._open_of(licence or (self.shop.licence if self.shop else "")):
            alike = (case.category, case.subcategory) == (told.category, told.subcategory)
            if case.kind is not Kind.COMPLAINT or case.category is None or not alike:
                continue
            if case.filed_at >= since and not self.is_about_owner(case, told):
                return case
        return None

    def _open_of(self, licence: str) -> list[Case]:
        """The open cases of a shop that may be spoken of here, the latest first: those told here,
        and the shop's own that are kept from nobody."""
        here = [case for case in self.open_cases if not licence or case.shop in ("", licence)]
        if not licence or licence != self._actor.licence:
            return here
        told = {case.id for case in here}
        known = self._shift.work.cases.open_of_shop(licence)
        others = [case for case in known if case.id not in told and _is_open_to_the_shop(case)]
        return sorted((*here, *others), key=lambda case: case.id, reverse=True)

    @cached_property
    def written_about(self) -> Case | None:
        """The open case about which a member of staff wrote to this retailer last, as long as the
        desk has said nothing about anything else since: what they say now is their answer."""
        case_id = None
        for said in reversed(self._shift.work.talk.recent(str(self._actor.address), _LOOKED_BACK)):
            if said.by == "retailer":
                continue
            if said.case_id is None or case_id not in (None, said.case_id):
                return None
            case_id = said.case_id
            if said.by.startswith("staff:"):
                return next((case for case in self.open_cases if case.id == case_id), None)
        return None

    def progress(self, case: Case) -> str:
        return retailer_view(self._shift, case)

    def promised_day(self, case: Case) -> str:
        """The day that an offer names, as people say it; empty where it names none."""
        return spoken_promise(self._shift, case)

    def find_shop(self, text: str) -> Shop | None:
        """The shop of a licence number, a customer code or a phone, as typed."""
        return find_shop(self._shift, text)

    def neighbour(self, name: str) -> Shop | None:
        """A shop that somebody may tell a matter for, by its name or its owner's: one of those
        that the same customer manager looks after."""
        if self.shop is None or len(name) < 2:
            return None
        beside = self._shift.work.people.shops_of(self.shop.manager_no)
        found = [shop for shop in beside if name in (shop.name, shop.owner_name)]
        return found[0] if len(found) == 1 else None

    def shop_named(self, case: Case) -> str:
        """The name of the case's shop, where this chat is that of several."""
        if len(self.shops) < 2:
            return ""
        return next((shop.name for shop in self.shops if shop.licence == case.shop), "")

    def deadlines(self, begun_at: datetime) -> Deadlines:
        """Both clocks of a matter that began then."""
        return deadlines(begun_at, self._shift.calendar, self._shift.policy)

    def supply_card(self, names: tuple[str, ...]) -> supply_card.SupplyCard | None:
        """What the shop's class may order of a brand today; None where no table says it."""
        if self.shop is None:
            return None
        return supply_card.supply_card(self._shift, self.shop, names)

    @cached_property
    def has_supply_table(self) -> bool:
        return supply_card.has_table(self._shift)

    def answer_to(self, text: str) -> str:
        """The answer of the table of frequent questions, filled in for this shop; empty where
        there is none, or where it needs a roster line that there isn't."""
        line = faq.find(self._shift.work, text)
        if line is None or not line.blanks <= self._blanks.keys():
            return ""
        return line.spoken.format(**self._blanks)

    @cached_property
    def _blanks(self) -> dict[str, str]:
        """What the roster says of the shop, for the blanks of an answer."""
        shop, manager = self.shop, self.manager
        if shop is None or manager is None:
            return {}
        told = {
            "manager": titled(manager),
            "phone": manager.phone,
            "level": str(shop.class_level),
            "shop": shop.name,
            "order_line": self._order_line(shop),
            "delivery_line": self._delivery_line(shop),
        }
        return {blank: words for blank, words in told.items() if words}

    def _order_line(self, shop: Shop) -> str:
        """您这条线今天 16:00 截止 on the order day, else when the next one is."""
        if not shop.order_day:
            return ""
        closes = self._shift.work.meta.get(_ORDERS_CLOSE_KEY, _ORDERS_CLOSE)
        day = self._next(shop.order_day)
        return say("faq.order_line", day=self._spoken(day), closes=closes)

    def _delivery_line(self, shop: Shop) -> str:
        if not shop.delivery_day:
            return ""
        return say("faq.delivery_line", day=self._spoken(self._next(shop.delivery_day)))

    def _next(self, weekday: int) -> date:
        """The next such weekday (Monday is 1), today included."""
        return self.today + timedelta(days=(weekday - self.today.isoweekday()) % 7)

    def _spoken(self, day: date) -> str:
        return spoken_day(datetime.combine(day, self.now.astimezone(CST).time(), CST), self.now)

    def last_delivery(self) -> str:
        """ISO day of the shop's last delivery, today included; empty where it isn't known."""
        if self.shop is None or not self.shop.delivery_day:
            return ""
        back = (self.today.isoweekday() - self.shop.delivery_day) % 7
        return (self.today - timedelta(days=back)).isoformat()


class StaffView:
    """The world as one member of staff may see it."""

    def __init__(self, shift: Shift, me: Staff) -> None:
        self._shift = shift
        self.me = me
        self.now = shift.now

    def mine(self) -> list[Case]:
        """The open cases I have to do with, the most pressing first."""
        return worklist.mine(self._shift, self.me)

    def due_today(self) -> list[Case]:
        """Of mine, those whose next deadline falls today or has passed."""
        return worklist.due_by_today(self._shift, self.mine())

    def units(self) -> tuple[str, ...]:
        return lists.units(self._shift.work)

    def causes(self, case: Case) -> tuple[str, ...]:
        return lists.causes(self._shift.work, case.category)

    def severities(self) -> tuple[str, ...]:
        return lists.severities(self._shift.work)

    def may(self, deed: str, case: Case) -> bool:
        """Whether the deed is open to me now; what others asked me for is tried by the desk."""
        return deed in ASKED_DEEDS or deed in moves(self._shift, case, self.me)

    def by_id(self, case_id: int) -> Case | None:
        """The case, if I may see it."""
        try:
            return case_for(self._shift, case_id, Actor(staff_no=self.me.no))
        except NotToBeSeen:
            return None

    def card(self, case: Case) -> Letter:
        return staff_card(self._shift, case, self.me)

    def receivers(self, case: Case) -> list[Staff]:
        """Who could take the case over, people of my own superior first."""
        able = receivers(self._shift.company, case)
        return sorted(able, key=lambda person: person.superior_no != self.me.superior_no)

    def after(self, order: Order) -> Letter | None:
        """The card as it stands after a move of mine, said to be done."""
        if not isinstance(order, Deed) or (case := self.by_id(order.case_id)) is None:
            return None
        return staff_card(self._shift, case, self.me, headline=say(f"done.{order.name}"))

    def numbered(self, number: str) -> Case | None:
        try:
            return case_numbered(self._shift, number, Actor(staff_no=self.me.no))
        except NotToBeSeen:
            return None

"""Any sequence of messages, moves, absences, leavings and days, through the built application."""

import asyncio
import random
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.desk import desk, worklist
from bot.desk.access import visible
from bot.desk.handling import ASKED_DEEDS, OWNERS_DEEDS
from bot.desk.orders import (
    Actor,
    AddToCase,
    AnswerOffer,
    AnswerReceipt,
    Deed,
    ObjectTo,
    OfferAnswer,
    OpenCase,
    Order,
    RateCase,
    ReceiptAnswer,
    Reopen,
    Told,
    UnderstandDismissal,
    Urge,
    Withdraw,
)
from bot.desk.shift import Shift
from bot.desk.succession import reassign_orphans
from models.case import Case
from models.errors import Refusal
from models.ledger import first_break
from models.people import Absence
from models.terms import Category, Grade, Role
from storage.case_list import CaseFilter
from storage.unit_of_work import Work
from tests.builders import the_staff
from tests.rules.reckoning import slow_close_by, slow_respond_by
from tests.rules.test_life_of_a_case import AFTER
from tests.town import a_town

SHOPS = ("310101100001", "310101100002", "310101100003")
STAFF = tuple(person.no for person in the_staff())
#: Who may leave: enough people stay for every matter to find somebody.
MAY_LEAVE = ("1001", "1002", "2001", "4002", "7001", "8001")
MATTERS: tuple[dict[str, Any], ...] = (
    {"category": Category.TRANSPORT, "subcategory": "少送错送", "brand": "玉溪"},
    {"category": Category.PRODUCT, "subcategory": "疑似假烟", "grade": Grade.URGENT},
    {"category": Category.SERVICE, "subcategory": "态度", "about_role": Role.DELIVERY},
    {"category": Category.SUPPLY, "subcategory": "紧俏烟分配", "about_name": "张明"},
    {"category": Category.SUPPLY, "about_role": Role.CUSTOMER_MANAGER, "anonymous": True},
    {"category": Category.SERVICE, "about_name": "周立"},
    {"category": Category.SUPPLY, "subcategory": "截留货源", "grade": Grade.MAJOR},
)
ANSWERS: tuple[Callable[[int], Order], ...] = (
    lambda case_id: AnswerOffer(case_id, OfferAnswer.AGREE),
    lambda case_id: AnswerOffer(case_id, OfferAnswer.REFUSE, "太晚"),
    lambda case_id: AnswerReceipt(case_id, ReceiptAnswer.RECEIVED),
    lambda case_id: AnswerReceipt(case_id, ReceiptAnswer.NOT_RECEIVED),
    lambda case_id: ObjectTo(case_id, "不服"),
    lambda case_id: UnderstandDismissal(case_id),
    lambda case_id: Reopen(case_id, "没好"),
    lambda case_id: RateCase(case_id, "very_poor"),
    lambda case_id: Urge(case_id),
    lambda case_id: AddToCase(case_id, "还有一件"),
    lambda case_id: Withdraw(case_id),
)
#: What leads on from each stage, so that cases live whole lives.
ONWARD = {
    "filed": "acknowledge",
    "reopened": "acknowledge",
    "acknowledged": "uphold",
    "investigating": "uphold",
    "upheld": "propose",
    "refused": "propose",
    "accepted": "carry_out",
    "carried_out": "close",
    "dismissed": "close",
}


def given_for(chance: random.Random) -> dict[str, str]:
    """Answers to whatever a deed may ask, mostly good ones."""
    line = chance.choice(["写一句", "写一句", "写一句", ""])
    lines = ("partly", "cause", "reason", "offer", "words", "measure", "why", "question", "answer")
    more = ("message", "reason_grade", "reason_class", "reason_over", "settled", "reply")
    return {
        **dict.fromkeys((*lines, *more, "root_cause"), line),
        "unit": "配送",
        "severity": "轻",
        "grade": chance.choice(["urgent", "major"]),
        "category": "product",
        "subcategory": "其他",
        "desk": chance.choice(["delivery", "supply", "inspection"]),
        "receiver": chance.choice(STAFF),
    }


class AnySequence(RuleBasedStateMachine):
    """A town in which anything may happen, looked at after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.opened = a_town(Path(self.folder.name) / "home")
        self.town = self.opened.__enter__()
        self.runner = asyncio.Runner()
        self.chance = random.Random(0)
        self.refused: list[str] = []
        self.seals: dict[int, list[str]] = {}
        self.kept_out: dict[str, set[str]] = {}

    def teardown(self) -> None:
        self.runner.close()
        self.opened.__exit__(None, None, None)
        self.folder.cleanup()

    @initialize(seed=st.integers(0, 10_000))
    def begin(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.a_shop_complains(0, 0)

    @rule(shop=st.integers(0, 2), matter=st.integers(0, len(MATTERS) - 1))
    def a_shop_complains(self, shop: int, matter: int) -> None:
        told: dict[str, Any] = {"said": "有事", "summary": "有事", **MATTERS[matter]}
        self.order(OpenCase(Told(**told), self.town.now), self.shop(SHOPS[shop]))

    @rule(answer=st.sampled_from(ANSWERS))
    def a_shop_answers(self, answer: Callable[[int], Order]) -> None:
        case = self.chance.choice(self.cases())
        shop = self.chance.choice([case.shop, case.shop, *SHOPS])
        self.order(answer(case.id), self.shop(shop))

    @rule()
    def a_case_goes_on(self) -> None:
        case = self.chance.choice(self.cases())
        if case.stage.value in ONWARD:
            deed = Deed(ONWARD[case.stage.value], case.id, given_for(self.chance))
            self.order(deed, Actor(self.at(case.owner_no), staff_no=case.owner_no))
        elif case.stage == "proposed":
            self.order(AnswerOffer(case.id, OfferAnswer.AGREE), self.shop(case.shop))

    @rule(name=st.sampled_from([*OWNERS_DEEDS, *ASKED_DEEDS]), at_random=st.booleans())
    def a_member_of_staff_moves(self, name: str, at_random: bool) -> None:  # noqa: FBT001
        case = self.chance.choice(self.cases())
        no = self.chance.choice(STAFF) if at_random else case.owner_no
        deed = Deed(name, case.id, given_for(self.chance))
        self.order(deed, Actor(self.at(no), staff_no=no))

    @rule()
    def a_hand_over_is_answered(self) -> None:
        case = self.chance.choice(self.cases())
        for asked in self.read(lambda work: work.cases.hand_overs(case.id)):
            for no, deed in (
                (asked.receiver_no, "hand_over_accept"),
                (asked.approver_no, "hand_over_approve"),
            ):
                self.order(Deed(deed, case.id), Actor(self.at(no), staff_no=no))

    @rule(no=st.sampled_from(STAFF), days=st.integers(0, 20))
    def somebody_goes_away(self, no: str, days: int) -> None:
        today = self.today()
        absence = Absence(staff_no=no, first_day=today, last_day=today + timedelta(days=days))
        self.town.app.store.run_now(lambda work: work.people.add_absence(absence))

    @rule(no=st.sampled_from(MAY_LEAVE), stays=st.booleans())
    def somebody_leaves_or_comes_back(self, no: str, stays: bool) -> None:  # noqa: FBT001
        def unit(work: Work) -> None:
            person = work.people.staff(no)
            assert person is not None
            person.active = stays
            work.people.put_staff([person])
            reassign_orphans(self.shift(work))

        self.town.app.store.run_now(unit)
        self.settle()

    @rule(hours=st.sampled_from([1, 9, 26, 24 * 4, 24 * 16]))
    def time_goes_by(self, hours: int) -> None:
        if self.today() < date(2026, 10, 1):
            self.town.clock.pass_by(hours=hours)
        self.settle()

    @invariant()
    def every_open_case_has_one_active_owner_who_has_been_told(self) -> None:
        staff = {person.no: person for person in self.read(lambda work: work.people.all_staff())}
        for case in self.cases():
            if case.is_open:
                assert staff[case.owner_no].active
                assert any(
                    case.number in letter.text
                    for letter in self.town.letters(f"staff-{case.owner_no}")
                ), (case.number, case.owner_no)

    @invariant()
    def nobody_from_whom_it_is_withheld_has_read_listed_or_counted_it(self) -> None:
        cases = self.cases()
        for case in cases:
            barred = self.kept_out.setdefault(case.full_number, set())
            barred |= self.under(set(case.accused)) - {case.owner_no}
        seen = self.read(lambda work: {no: self.open_to(work, no, cases) for no in STAFF})
        for case in cases:
            for no in self.kept_out[case.full_number] - {case.owner_no}:
                letters = self.town.letters(f"staff-{no}")
                assert not any(case.number in letter.text for letter in letters), (case.number, no)
                assert case.id not in seen[no]

    @invariant()
    def ledgers_are_unbroken_only_grow_and_hold_no_forbidden_step(self) -> None:
        for case in self.cases():
            lines = self.town.ledger(case)
            assert first_break(lines) is None
            assert case.head == lines[-1].seal
            before = self.seals.get(case.id, [])
            self.seals[case.id] = [line.seal for line in lines]
            assert self.seals[case.id][: len(before)] == before
            for line in lines[1:]:
                may = line.after == line.before or line.after in AFTER[line.before]
                assert may or line.deed == "settle", line.deed

    @invariant()
    def every_refusal_says_something(self) -> None:
        assert all(self.refused)

    @invariant()
    def deadlines_are_what_a_slow_reckoning_says(self) -> None:
        for case in self.cases():
            assert case.respond_by == slow_respond_by(case.clocks_from)
            assert case.close_by == slow_close_by(case.clocks_from)

    def order(self, order: Order, actor: Actor) -> None:
        """As the dialogue gives it: what is refused has changed nothing."""

        def unit(work: Work) -> None:
            try:
                desk.carry_out(order, actor, self.shift(work))
            except Refusal as refusal:
                self.refused.append(refusal.says)

        self.town.app.store.run_now(unit)
        self.settle()

    def open_to(self, work: Work, no: str, cases: list[Case]) -> set[int]:
        """What somebody finds in lists and counts, by every way there is."""
        shift = self.shift(work)
        me = shift.staff(no)
        if not me.active:
            return set()
        listed = worklist.mine(shift, me)
        return {case.id for case in (*listed, *visible(shift, cases, me))}

    def under(self, accused: set[str]) -> set[str]:
        """The accused and everybody below them, read off the roster one by one."""
        above = {one.no: one.superior_no for one in self.read(lambda work: work.people.all_staff())}
        barred = set(accused)
        while more := {no for no, superior in above.items() if superior in barred} - barred:
            barred |= more
        return barred

    def cases(self) -> list[Case]:
        return self.read(lambda work: work.cases.list(CaseFilter(), limit=200))

    def read(self, unit: Callable[[Work], Any]) -> Any:
        return self.town.app.store.read_now(unit)

    def shift(self, work: Work) -> Shift:
        return Shift(work, self.town.now, self.town.app.house)

    def shop(self, licence: str) -> Actor:
        return Actor(self.town.at(f"shop-{licence}"), licence=licence)

    def at(self, no: str) -> Any:
        return self.town.at(f"staff-{no}")

    def today(self) -> date:
        return self.town.clock.at.date()

    def settle(self) -> None:
        self.runner.run(self.town.app.settle())


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(max_examples=10, stateful_step_count=25, deadline=None)

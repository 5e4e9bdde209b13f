"""The life of a case under any sequence of deeds: what holds at every step."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from models import ledger, lifecycle, remarks
from models.calendar import Calendar
from models.case import Case, Verdict
from models.deadlines import deadlines, objections_until
from models.errors import Refusal
from models.ledger import LedgerEntry, first_break
from models.policy import Policy
from models.terms import Category, Grade, Stage
from tests.rules.reckoning import slow_close_by, slow_respond_by

BEGUN = datetime(2026, 3, 12, 2, tzinfo=UTC)
CALENDAR, POLICY = Calendar.shipped(), Policy()
BY = "staff:1001"
#: Section 4 in the words of the rules, written down a second time.
AFTER = {
    "filed": {"acknowledged", "withdrawn"},
    "acknowledged": {"investigating", "withdrawn"},
    "investigating": {"upheld", "dismissed", "withdrawn"},
    "upheld": {"proposed", "withdrawn"},
    "proposed": {"accepted", "refused", "proposed", "withdrawn"},
    "refused": {"proposed", "withdrawn"},
    "accepted": {"carried_out", "proposed", "withdrawn"},
    "carried_out": {"closed", "accepted", "withdrawn"},
    "dismissed": {"closed", "investigating", "withdrawn"},
    "closed": {"reopened"},
    "reopened": {"investigating", "withdrawn"},
    "withdrawn": set[str](),
}

Do = Callable[[Case, datetime], LedgerEntry]

#: Every deed, with words that are there as often as not.
DEEDS: dict[str, Do] = {
    "acknowledge": lambda case, now: lifecycle.acknowledge(case, by=BY, now=now),
    "investigate": lambda case, now: lifecycle.investigate(case, by=BY, now=now),
    "uphold": lambda case, now: lifecycle.uphold(case, by=BY, now=now),
    "uphold_partly": lambda case, now: lifecycle.uphold_partly(case, "半条", by=BY, now=now),
    "dismiss": lambda case, now: lifecycle.dismiss(case, "数目是对的", by=BY, now=now),
    "dismiss_mutely": lambda case, now: lifecycle.dismiss(case, " ", by=BY, now=now),
    "understand": lambda case, now: lifecycle.understand_dismissal(case, now=now),
    "object": lambda case, now: lifecycle.object_to_dismissal(case, "不服", now=now),
    "find_cause": lambda case, now: lifecycle.find_cause(case, "配送", "漏装", by=BY, now=now),
    "propose": lambda case, now: lifecycle.propose(case, "补", date(2026, 3, 18), by=BY, now=now),
    "accept": lambda case, now: lifecycle.accept(case, now=now),
    "refuse": lambda case, now: lifecycle.refuse(case, "", now=now),
    "carry_out": lambda case, now: lifecycle.carry_out(case, by=BY, now=now),
    "confirm": lambda case, now: lifecycle.confirm_receipt(case, now=now),
    "deny": lambda case, now: lifecycle.deny_receipt(case, now=now),
    "vouch": lambda case, now: lifecycle.vouch_receipt(case, "电话", by=BY, now=now),
    "find_wanting": lambda case, now: lifecycle.find_wanting(case, now=now),
    "evaluate": lambda case, now: lifecycle.evaluate(case, "核对", "轻", by=BY, now=now),
    "withdraw": lambda case, now: lifecycle.withdraw(case, "", now=now),
    "reopen": lambda case, now: _reopened(case, now),
    "close": lambda case, now: lifecycle.close(
        case,
        objections_until=objections_until(case.judged_at or now, CALENDAR, POLICY).at,
        by=BY,
        now=now,
    ),
    "urge": lambda case, now: remarks.urge(case, now=now, urgent_from=3),
    "add": lambda case, now: remarks.add(case, "还有", by="retailer", now=now),
    "regrade": lambda case, now: remarks.regrade(case, Grade.MAJOR, "记者", by=BY, now=now),
    "reclassify": lambda case, now: remarks.reclassify(
        case, Category.PRODUCT, "其他", "烟的事", by=BY, now=now
    ),
}
#: Leads through a whole life, so that the far stages are reached as well.
ONWARD = {
    "filed": "acknowledge",
    "acknowledged": "investigate",
    "investigating": "uphold",
    "upheld": "propose",
    "proposed": "accept",
    "refused": "propose",
    "accepted": "carry_out",
    "carried_out": "confirm",
    "dismissed": "understand",
    "closed": "reopen",
    "reopened": "acknowledge",
}


def _reopened(case: Case, now: datetime) -> LedgerEntry:
    lifecycle.must_be_reopenable(case, now, POLICY)
    return lifecycle.reopen(case, "没好", by="retailer", now=now)


class LifeOfACase(RuleBasedStateMachine):
    """One case, and its ledger as a drawer keeps it: lines are only ever added."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGUN
        self.said: list[str] = []
        due = deadlines(BEGUN, CALENDAR, POLICY)
        self.case = Case(
            id=1,
            number="0312-01",
            year=2026,
            complainant="test:town:shop",
            said="少送了",
            first_receiver_no="1001",
            owner_no="1001",
            first_message_at=BEGUN,
            filed_at=BEGUN,
            respond_by=due.respond.at,
            close_by=due.close.at,
        )
        self.lines: list[LedgerEntry] = [ledger.write(self.case, "file", by="retailer", now=BEGUN)]
        self.seals = [self.lines[0].seal]

    @rule(name=st.sampled_from(sorted(DEEDS)))
    def somebody_tries(self, name: str) -> None:
        self.do(name)

    @rule()
    def it_goes_on(self) -> None:
        if self.case.stage is Stage.CARRIED_OUT and self.case.received_at:
            for name in ("find_cause", "evaluate", "close"):
                self.do(name)
        elif self.case.stage.value in ONWARD:
            self.do(ONWARD[self.case.stage.value])

    @rule(hours=st.integers(1, 24 * 20))
    def time_goes_by(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), datetime(2026, 11, 1, tzinfo=UTC))

    def do(self, name: str) -> None:
        """Do it on a copy, as the desk does: what is refused leaves no trace."""
        tried = Case(**self.case.model_dump())
        before = tried.stage.value
        try:
            line = DEEDS[name](tried, self.now)
        except Refusal as refusal:
            self.said.append(refusal.says)
            return
        after = tried.stage.value
        assert after == before or after in AFTER[before], (name, before, after)
        self.case = tried
        self.lines.append(line)
        self.seals.append(line.seal)

    @invariant()
    def the_ledger_is_unbroken_and_nothing_in_it_has_changed(self) -> None:
        assert first_break(self.lines) is None
        assert [line.seal for line in self.lines] == self.seals
        assert self.case.head == self.seals[-1]

    @invariant()
    def every_line_leads_from_one_stage_to_one_that_may_follow(self) -> None:
        for line in self.lines[1:]:
            assert line.after == line.before or line.after in AFTER[line.before], line.deed

    @invariant()
    def a_closed_case_has_every_obligatory_record(self) -> None:
        case = self.case
        if case.stage is not Stage.CLOSED:
            return
        assert case.contacted_at
        assert case.verdict
        if case.verdict is Verdict.DISMISSED:
            assert case.verdict_reason
            waited = case.judged_at and case.closed_at and case.closed_at - case.judged_at
            assert case.agreed_at or (waited and waited > timedelta(days=1))
            return
        assert case.unit
        assert case.cause
        assert case.offer
        assert case.carried_out_at
        assert case.received_at
        assert case.severity
        assert case.measure

    @invariant()
    def nobody_but_the_retailer_agrees(self) -> None:
        for line in self.lines:
            if line.deed in ("accept", "understand", "confirm_receipt", "withdraw"):
                assert line.actor == "retailer"

    @invariant()
    def clocks_are_what_a_slow_reckoning_says(self) -> None:
        due = deadlines(self.case.clocks_from, CALENDAR, POLICY)
        assert due.respond.at == slow_respond_by(self.case.clocks_from)
        assert due.close.at == slow_close_by(self.case.clocks_from)

    @invariant()
    def every_refusal_says_something(self) -> None:
        assert all(self.said)

    @invariant()
    def it_is_reopened_no_oftener_than_the_policy_allows(self) -> None:
        assert self.case.reopened <= POLICY.reopen_times
        assert self.case.first_message_at == BEGUN


TestLifeOfACase = LifeOfACase.TestCase
TestLifeOfACase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)

"""The case (投诉单) and what belongs to it: assists, offers, hand-overs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field

from models.columns import BIG, Day, Instant, Word, Words, document
from models.entity import Entity
from models.terms import Category, Grade, Kind, Role, Stage


class Verdict(StrEnum):
    """What the judgement found (判定)."""

    UPHELD = "upheld"
    PARTLY = "partly"
    DISMISSED = "dismissed"

    @property
    def chinese(self) -> str:
        return {"upheld": "成立", "partly": "部分成立", "dismissed": "不成立"}[self.value]


class FollowUpState(StrEnum):
    """How far the follow-up has come (回访)."""

    NOT_YET = ""
    ASKED = "asked"
    AGAIN = "again"  #: asked once more
    POOR = "poor"  #: rated so; what was not well may still be said
    ANSWERED = "answered"
    UNREACHED = "unreached"  #: 未联系上

    @property
    def may_be_rated(self) -> bool:
        """Whether an answer to the question counts, also one that comes late."""
        return self in (FollowUpState.ASKED, FollowUpState.AGAIN, FollowUpState.UNREACHED)


class Case(Entity, table=True):
    """One complaint from receipt to close. `owner_no` answers for it; `first_receiver_no` never
    changes. What happened on the way stands in the ledger; this row is how things stand now."""

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)
    number: str = Field(max_length=16)  #: MMDD-NN, as people say it
    year: int
    kind: Kind = Field(default=Kind.COMPLAINT, sa_type=Word(Kind))
    stage: Stage = Field(default=Stage.FILED, sa_type=Word(Stage))
    category: Category | None = Field(default=None, sa_type=Word(Category))
    subcategory: str = Field(default="", max_length=24)
    grade: Grade = Field(default=Grade.NORMAL, sa_type=Word(Grade))
    grade_words: tuple[str, ...] = Field(default=(), sa_type=Words)

    shop: str = Field(default="", max_length=12)  #: licence; empty while 待核实
    complainant: str = Field(max_length=160)  #: address of the conversation that told it
    said: str  #: the retailer's own words
    summary: str = ""  #: as the retailer confirmed it
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=document())
    brand: str = Field(default="", max_length=64)
    happened_on: date | None = Field(default=None, sa_type=Day)
    route: str = Field(default="", max_length=32)
    area: str = Field(default="", max_length=24)  #: of the shop, as it was when it was filed
    tier: str = Field(default="C", max_length=1)

    first_receiver_no: str = Field(max_length=32)
    owner_no: str = Field(max_length=32)
    expected_no: str = Field(default="", max_length=32)  #: customer manager who has yet to accept
    decider_no: str = Field(default="", max_length=32)  #: superior it was reported up to
    accused: tuple[str, ...] = Field(default=(), sa_type=Words)  #: who may be complained about
    withheld: tuple[str, ...] = Field(default=(), sa_type=Words)  #: who must never see it
    about: str = Field(default="", max_length=48)  #: the role complained about, as it was said
    anonymous: bool = False

    first_message_at: datetime = Field(sa_type=Instant)
    filed_at: datetime = Field(sa_type=Instant)
    respond_by: datetime = Field(sa_type=Instant)
    close_by: datetime = Field(sa_type=Instant)
    provisional: bool = False
    #: first contact by a person since the clocks that run were started
    contacted_at: datetime | None = Field(default=None, sa_type=Instant)
    major_at: datetime | None = Field(default=None, sa_type=Instant)  #: when it became major
    reported_at: datetime | None = Field(default=None, sa_type=Instant)  #: course and measures
    nudged: tuple[str, ...] = Field(default=(), sa_type=Words)  #: reminders already given

    verdict: Verdict | None = Field(default=None, sa_type=Word(Verdict))
    verdict_reason: str = ""
    judged_at: datetime | None = Field(default=None, sa_type=Instant)
    unit: str = Field(default="", max_length=32)
    cause: str = Field(default="", max_length=64)
    severity: str = Field(default="", max_length=24)  #: a word of the list: 轻, 中, 重
    offer: str = ""  #: the proposal now on the table
    promised_on: date | None = Field(default=None, sa_type=Day)
    agreed_at: datetime | None = Field(default=None, sa_type=Instant)
    carried_out_at: datetime | None = Field(default=None, sa_type=Instant)
    received_at: datetime | None = Field(default=None, sa_type=Instant)
    measure: str = ""  #: preventive measure
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    reopened_at: datetime | None = Field(default=None, sa_type=Instant)  #: the clocks start anew
    event_id: int | None = Field(default=None, sa_type=BIG)  #: the event that it belongs to
    satisfaction: int | None = None
    follow_up: FollowUpState = Field(default=FollowUpState.NOT_YET, sa_type=Word(FollowUpState, 16))
    follow_up_at: datetime | None = Field(default=None, sa_type=Instant)  #: when to ask next

    refusals: int = 0
    urges: int = 0
    hand_overs: int = 0
    reopened: int = 0
    entries: int = 0  #: lines of its ledger so far
    head: str = Field(default="", max_length=64)  #: hash of its last ledger line
    version: int = 0
    read_as: str | None = Field(default=None, max_length=24)  #: by the classifier, as it was told
    read_by: str | None = Field(default=None, max_length=16)  #: which version of it

    @property
    def full_number(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def is_open(self) -> bool:
        return not self.stage.is_final

    @property
    def is_upheld(self) -> bool:
        """Whether it was judged to be so, wholly or in part."""
        return self.verdict in (Verdict.UPHELD, Verdict.PARTLY)

    @property
    def clocks_from(self) -> datetime:
        """When the clocks that run now were started: the first message (C1), or the reopening."""
        return self.reopened_at or self.first_message_at

    @property
    def next_due(self) -> datetime:
        """When the next of both clocks runs out: the first contact is owed first."""
        return self.close_by if self.contacted_at else self.respond_by


class AssistState(StrEnum):
    """How far a request for assistance has come."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    ANSWERED = "answered"


class Assist(Entity, table=True):
    """Help asked of a desk (协办): it brings others in and moves nothing."""

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)
    case_id: int = Field(sa_type=BIG)
    desk: Role = Field(sa_type=Word(Role))
    helper_no: str = Field(max_length=32)
    asked_by: str = Field(max_length=32)
    asked_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    question: str = ""
    state: AssistState = Field(default=AssistState.ASKED, sa_type=Word(AssistState))
    answer: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    escalated: bool = False


class OfferState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DISCUSSED = "discussed"
    OVERTAKEN = "overtaken"


class Offer(Entity, table=True):
    """A proposal (处理方案) as it was put to the retailer; silence is never consent."""

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)
    case_id: int = Field(sa_type=BIG)
    text: str
    promised_on: date | None = Field(default=None, sa_type=Day)
    made_by: str = Field(max_length=32)
    made_at: datetime = Field(sa_type=Instant)
    state: OfferState = Field(default=OfferState.OPEN, sa_type=Word(OfferState))
    answer: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=Instant)


class HandOver(Entity, table=True):
    """A hand-over on its way (移交): it counts once accepted by the receiver and approved."""

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)
    case_id: int = Field(sa_type=BIG)
    giver_no: str = Field(max_length=32)
    receiver_no: str = Field(max_length=32)
    approver_no: str = Field(max_length=32)
    reason: str
    asked_at: datetime = Field(sa_type=Instant)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)
    refused_at: datetime | None = Field(default=None, sa_type=Instant)

"""A month of complaints, put straight on record as the desk would have left them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from models.calendar import CST
from models.case import Case, FollowUpState, Verdict
from models.event_record import EventRecord
from models.ledger import write
from models.terms import Category, Kind, Stage
from storage.unit_of_work import Work

#: The day the town's clock stands at is the twelfth.
MARCH = datetime(2026, 3, 2, 9, 0, tzinfo=CST)
FEBRUARY = datetime(2026, 2, 3, 9, 0, tzinfo=CST)
A_YEAR_AGO = datetime(2025, 3, 3, 9, 0, tzinfo=CST)
SUPPLY = {"category": Category.SUPPLY, "subcategory": "紧俏烟分配"}
LATE = {"category": Category.TRANSPORT, "subcategory": "迟送未送"}
CLOSED = {
    "stage": Stage.CLOSED,
    "contacted_at": MARCH + timedelta(hours=1),
    "closed_at": MARCH + timedelta(days=3),
    "verdict": Verdict.UPHELD,
    "unit": "配送中心",
    "cause": "装车时没有核对",
    "measure": "装车双人核对",
    "satisfaction": 95,
    "follow_up": FollowUpState.ANSWERED,
}


def a_complaint(place: int, at: datetime, **fields: object) -> Case:
    told: dict[str, object] = {
        "id": place,
        "number": f"{at:%m%d}-{place:02d}",
        "year": at.year,
        "shop": "310101100001",
        "complainant": "web:desk:demo-shop-310101100001",
        "said": "说好今天送的，没送",
        "area": "乡村",
        "brand": "玉溪",
        "first_receiver_no": "1001",
        "owner_no": "1001",
        "first_message_at": at,
        "filed_at": at,
        "respond_by": at + timedelta(days=1),
        "close_by": at + timedelta(days=14),
    }
    return Case(**(told | fields))


def a_month() -> list[Case]:
    """Four complaints in March, two of them about supply, one of which accuses 张明; seven in
    February, one a year ago."""
    return [
        a_complaint(1, MARCH, **LATE, **CLOSED),
        a_complaint(2, MARCH, **SUPPLY, event_id=1),
        a_complaint(3, MARCH, **SUPPLY, brand="", anonymous=True, accused=("1001",)),
        a_complaint(4, MARCH, owner_no="1002", stage=Stage.WITHDRAWN, closed_at=MARCH),
        a_complaint(5, MARCH, kind=Kind.GRUMBLE),
        *(a_complaint(place, FEBRUARY, **LATE) for place in range(6, 13)),
        a_complaint(13, A_YEAR_AGO, **SUPPLY),
        a_complaint(14, MARCH - timedelta(days=1, hours=9, minutes=1), kind=Kind.GRUMBLE),
    ]


def put_on_record(work: Work, cases: Iterable[Case]) -> None:
    event = EventRecord(
        id=1, category=Category.SUPPLY, subcategory="紧俏烟分配", shared="品规 玉溪", found_at=MARCH
    )
    work.survey.add_event(event)
    for case in cases:
        entry = write(case, "filed", by="retailer", now=case.filed_at)
        work.cases.add(case)
        work.cases.record(entry)
        if case.stage is Stage.CLOSED:
            solved = write(case, "confirm_receipt", by="retailer", now=case.filed_at)
            work.cases.record(solved)

"""Entities for the tests of storage, whole but for what a test is about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from models.case import Assist, Case, HandOver, Offer
from models.conversation import Conversation, Utterance
from models.messages import Address
from models.people import Allotment, Shop, Staff
from models.terms import AreaKind, Role

NOW = datetime(2026, 3, 12, 1, 30, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
A_DAY = timedelta(days=1)
PERSON = Address("web", "main", "person-1")

_ids = count(1)


def a_case(**told: Any) -> Case:
    number = next(_ids)
    whole: dict[str, Any] = {
        "id": number,
        "number": f"0312-{number:02d}",
        "year": 2026,
        "complainant": str(PERSON),
        "said": "送货又晚了两天",
        "shop": "430102100001",
        "first_receiver_no": "7",
        "owner_no": "7",
        "first_message_at": NOW,
        "filed_at": NOW,
        "respond_by": NOW + A_DAY,
        "close_by": NOW + 14 * A_DAY,
    }
    return Case(**(whole | told))


def an_assist(**told: Any) -> Assist:
    whole: dict[str, Any] = {
        "id": next(_ids),
        "case_id": 1,
        "desk": Role.SUPPLY,
        "helper_no": "21",
        "asked_by": "7",
        "asked_at": NOW,
        "due_at": NOW + 2 * A_DAY,
    }
    return Assist(**(whole | told))


def an_offer(**told: Any) -> Offer:
    whole = {"id": next(_ids), "case_id": 1, "text": "补送两条", "made_by": "7", "made_at": NOW}
    return Offer(**(whole | told))


def a_hand_over(**told: Any) -> HandOver:
    whole: dict[str, Any] = {
        "id": next(_ids),
        "case_id": 1,
        "giver_no": "7",
        "receiver_no": "8",
        "approver_no": "9",
        "reason": "线路调整",
        "asked_at": NOW,
    }
    return HandOver(**(whole | told))


def a_shop(number: int, **told: Any) -> Shop:
    whole: dict[str, Any] = {
        "licence": f"4301021{number:05d}",
        "customer_code": f"K{number:05d}",
        "name": f"便利店{number}",
        "owner_name": "王秀英",
        "phone": f"138{number:08d}",
        "area": AreaKind.TOWN,
        "manager_no": "7",
    }
    return Shop(**(whole | told))


def a_staff(no: str, *roles: Role, **told: Any) -> Staff:
    return Staff(no=no, name="张明", roles=tuple(role.value for role in roles), **told)


def a_conversation(address: Address = PERSON) -> Conversation:
    return Conversation(
        channel=address.channel,
        account=address.account,
        conversation=address.conversation,
        touched_at=NOW,
    )


def an_utterance(text: str, **told: Any) -> Utterance:
    whole = {"id": next(_ids), "address": str(PERSON), "at": NOW, "by": "retailer", "text": text}
    return Utterance(**(whole | told))


def an_allotment(brand: str, **told: Any) -> Allotment:
    whole: dict[str, Any] = {
        "id": next(_ids),
        "brand": brand,
        "price_band": "一类",
        "area": AreaKind.TOWN,
        "class_level": 12,
        "quantity": 5,
        "first_day": NOW.date(),
        "last_day": NOW.date() + 6 * A_DAY,
    }
    return Allotment(**(whole | told))

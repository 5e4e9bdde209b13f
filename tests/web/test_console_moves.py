"""Moves in the console: each a form, through the same desk as in chat."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.app import App
from bot.desk import desk as the_desk
from bot.desk.orders import (
    Actor,
    AnswerOffer,
    AnswerReceipt,
    OfferAnswer,
    Order,
    ReceiptAnswer,
)
from models.case import Case
from models.ledger import LedgerEntry
from models.messages import Address
from models.terms import Stage
from storage.unit_of_work import Work
from tests.web.console import address_of, file_case, shift_of, signed_in


def as_kept(app: App, case: Case) -> Case:
    return app.store.read_now(lambda work: work.cases.get(case.id))


def ledger(app: App, case: Case) -> list[LedgerEntry]:
    return app.store.read_now(lambda work: work.cases.ledger(case.id))


def retailer_does(app: App, case: Case, order: Callable[..., Order], **more: Any) -> None:
    kind, account, conversation = case.complainant.split(":", 2)
    actor = Actor(Address(kind, account, conversation), licence=case.shop)

    def unit(work: Work) -> None:
        the_desk.carry_out(order(case.id, **more), actor, shift_of(app, work))

    app.store.run_now(unit)


async def test_every_move_from_filing_to_closing_can_be_made_by_forms(app: App) -> None:
    case = file_case(app)
    async with signed_in(app, "1001") as desk:
        assert (await desk.move(case, "acknowledge")).status_code == 303
        assert (await desk.move(case, "uphold", unit="配送", cause="装车差错")).status_code == 303
        assert (await desk.move(case, "propose", offer="周三送货时补 1 条")).status_code == 303
        retailer_does(app, case, AnswerOffer, answer=OfferAnswer.AGREE)
        assert (await desk.move(case, "carry_out")).status_code == 303
        retailer_does(app, case, AnswerReceipt, answer=ReceiptAnswer.RECEIVED)
        closed = await desk.move(case, "close", severity="轻", measure="装车双人核对")
        assert closed.status_code == 303
        page = await desk.reads(address_of(case))
    kept = as_kept(app, case)
    assert kept.stage is Stage.CLOSED
    assert (kept.unit, kept.cause, kept.measure) == ("配送", "装车差错", "装车双人核对")
    assert "这件案子现在没有要您办的。" in page
    assert {line.actor for line in ledger(app, case)} >= {"staff:1001", "retailer"}


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("write", {"message": "我下午到店里来"}),
        ("regrade", {"grade": "urgent", "reason_grade": "店里断货了"}),
        ("reclassify", {"category/subcategory": "product/破损残次", "reason_class": "是盒子破了"}),
        ("report_up", {"why": "要调库存"}),
        ("assist", {"desk": "delivery", "question": "装车单上是几条？"}),
        ("hand_over", {"receiver": "1002", "reason_over": "换线路了"}),
    ],
)
async def test_the_moves_that_are_always_open_are_open_here_too(
    app: App, deed: str, fields: dict[str, str]
) -> None:
    case = file_case(app)
    async with signed_in(app, "1001") as desk:
        assert deed in (await desk.get(address_of(case))).text
        assert (await desk.move(case, deed, **fields)).status_code == 303
        page = await desk.reads(f"{address_of(case)}?done={deed}")
    assert "已办好。" in page
    assert deed in {line.deed for line in ledger(app, case)}


async def test_who_is_asked_for_help_or_for_a_yes_answers_by_a_form(app: App) -> None:
    case = file_case(app)
    async with signed_in(app, "1001") as owner:
        await owner.move(case, "assist", desk="quality", question="盒子是出厂就破的吗？")
        await owner.move(case, "hand_over", receiver="1002", reason_over="换线路了")
    async with signed_in(app, "5002") as helper:
        assert (await helper.move(case, "assist_accept")).status_code == 303
        assert (await helper.move(case, "assist_answer", answer="是路上压的")).status_code == 303
    async with signed_in(app, "1002") as receiver, signed_in(app, "2001") as supervisor:
        assert (await receiver.move(case, "hand_over_accept")).status_code == 303
        assert as_kept(app, case).owner_no == "1001"
        assert (await supervisor.move(case, "hand_over_approve")).status_code == 303
        assert "是路上压的" in await receiver.reads(address_of(case))
    kept = as_kept(app, case)
    assert (kept.owner_no, kept.first_receiver_no) == ("1002", "1001")


@pytest.mark.parametrize(
    ("deed", "fields", "says"),
    [
        ("uphold", {"unit": "配送"}, "没有填好"),
        ("uphold", {"unit": "", "cause": ""}, "没有填好"),
        ("regrade", {"grade": "apocalyptic", "reason_grade": "x"}, "没有填好"),
        ("assist", {"desk": "admin", "question": "x"}, "没有填好"),
        ("hand_over", {"receiver": "9001", "reason_over": "x"}, "没有填好"),
        ("reclassify", {"category/subcategory": "product/态度", "reason_class": "x"}, "没有填好"),
        ("reclassify", {"category": "nonsense", "subcategory": "x"}, "没有填好"),
        ("write", {"message": " \x00\t "}, "没有填好"),
        ("propose", {"offer": "补 1 条"}, "这一步做不了"),
        ("close", {}, "这一步做不了"),
        ("reply_all", {"root_cause": "x", "reply": "y"}, "主任"),
    ],
)
async def test_a_form_that_is_not_right_is_refused_in_words_and_changes_nothing(
    app: App, deed: str, fields: dict[str, str], says: str
) -> None:
    case = file_case(app)
    async with signed_in(app, "1001") as desk:
        await desk.move(case, "acknowledge")
        before = as_kept(app, case)
        answer = await desk.move(case, deed, **fields)
    assert answer.status_code == 409
    assert says in answer.text
    after = as_kept(app, case)
    assert (after.stage, after.grade, after.category, after.owner_no) == (
        before.stage, before.grade, before.category, before.owner_no,
    )  # fmt: skip


@pytest.mark.parametrize("deed", ["", "delete", "__class__", "acknowledge'--", "é"])
async def test_a_move_that_does_not_exist_is_not_there(app: App, deed: str) -> None:
    case = file_case(app)
    async with signed_in(app, "1001") as desk:
        assert (await desk.move(case, deed)).status_code == 404


async def test_a_form_sent_twice_is_carried_out_once(app: App) -> None:
    case = file_case(app)
    async with signed_in(app, "1001") as desk:
        version = str(as_kept(app, case).version)
        path = f"{address_of(case)}/moves"
        fields = {"deed": "write", "version": version, "message": "我下午来"}
        first, second = await desk.post(path, **fields), await desk.post(path, **fields)
    assert (first.status_code, second.status_code) == (303, 409)
    assert "有了变化" in second.text
    assert [line.deed for line in ledger(app, case)].count("write") == 1


async def test_a_superior_sees_and_does_not_act_unless_it_was_reported_up(app: App) -> None:
    case = file_case(app)
    async with signed_in(app, "2001") as desk:
        assert "这件案子现在没有要您办的。" in await desk.reads(address_of(case))
        refused = await desk.move(case, "acknowledge")
        assert refused.status_code == 409
        assert "张明" in refused.text
    assert as_kept(app, case).stage is Stage.FILED
    assert "attempt" in {line.deed for line in ledger(app, case)}

"""Withdrawing (撤回): at every stage before closing, and nothing about the case goes on."""

import pytest

from bot.desk.orders import Withdraw
from models.ledger import first_break
from models.terms import Stage
from tests.journeys import moves
from tests.journeys.moves import CHEN, LI, WANG, ZHANG, latest, texts
from tests.town import Town


@pytest.mark.parametrize(
    "stage",
    ["filed", "acknowledged", "upheld", "dismissed", "proposed", "accepted", "carried_out"],
)
async def test_the_retailer_may_withdraw_at_every_stage_before_closing(
    town: Town, stage: str
) -> None:
    await getattr(moves, stage)(town)
    await town.say(WANG, "撤回")
    await town.press(WANG, "撤回")
    case = latest(town)
    assert case.stage is Stage.WITHDRAWN
    assert first_break(town.ledger(case)) is None
    heard = len(town.letters(ZHANG))
    await town.pass_by(days=30)
    assert [one for one in town.letters(ZHANG)[heard:] if case.number in one.text] == []


async def test_a_withdrawal_after_a_proposal_leaves_no_open_offer_and_no_open_help(
    town: Town,
) -> None:
    await moves.upheld(town)
    await town.press(ZHANG, "协办")
    await town.press(ZHANG, "配送")
    await town.say(ZHANG, "查一下")
    await town.press(ZHANG, "提方案")
    await town.say(ZHANG, "补一条")
    await town.say(WANG, "撤回")
    await town.say(WANG, "找到了")
    case = latest(town)
    offers = town.app.store.read_now(lambda work: work.cases.offers(case.id))
    assert [offer.state for offer in offers] == ["overtaken"]
    assert "不用再协办" in town.last("staff-4001")


async def test_what_was_on_its_way_ends_with_a_withdrawal(town: Town) -> None:
    case = await moves.filed(town)
    await town.press(ZHANG, "移交")
    await town.press(ZHANG, "李强经理")
    await town.say(ZHANG, "换线路")
    yes = {who: town.button(who, label) for who, label in ((LI, "接手"), (CHEN, "批准移交"))}
    await moves.ordered(town, WANG, Withdraw(case.id))
    heard = len(town.letters(WANG))
    for who, token in yes.items():
        await town.arrives(who, kind="choice", choice=token)
    assert (latest(town).stage, latest(town).owner_no) == (Stage.WITHDRAWN, "1001")
    assert len(town.letters(WANG)) == heard


async def test_nobody_is_asked_how_it_was_done_once_it_is_withdrawn(town: Town) -> None:
    case = await moves.carried_out(town)
    await town.pass_by(days=1, hours=1)
    poor = town.button(WANG, "非常差")
    await moves.ordered(town, WANG, Withdraw(case.id))
    await town.arrives(WANG, kind="choice", choice=poor)
    assert "来跟进" not in texts(town, WANG)
    case = latest(town)
    assert (case.follow_up, case.follow_up_at, case.satisfaction) == ("", None, None)

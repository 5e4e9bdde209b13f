"""Attacks by buttons, typed words and other people's numbers: a token is the sender's claim. What
each was and what came of it stands in `docs/security-attacks.md`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from bot.wording import say
from models.ids import new_token
from models.terms import Role, Stage
from storage.unit_of_work import Work
from tests.journeys import moves
from tests.journeys.moves import CHEN, LI, LIU, WANG, ZHANG, ZHOU, latest
from tests.security.talking import changed, presses
from tests.town import Town, a_town

STALE: Final = say("stale.choice")
NO_SUCH_CASE: Final = say("refusal.no_such_case")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path / "home") as town:
        yield town


async def test_a_made_up_token_opens_nothing(town: Town) -> None:
    await moves.filed(town)
    for token in (new_token(), "", "0", "acknowledge", "'; DROP TABLE button; --", "烟" * 500):
        await town.arrives(ZHANG, kind="choice", choice=token)
    assert latest(town).stage is Stage.FILED


async def test_somebody_elses_token_opens_nothing(town: Town) -> None:
    await moves.proposed(town)
    agree = town.button(WANG, "同意")
    for who in (LIU, ZHANG, CHEN, "stranger"):
        await presses(town, who, agree)
    assert latest(town).stage is Stage.PROPOSED


async def test_a_yes_to_an_offer_that_was_replaced_is_no_yes_to_the_new_one(town: Town) -> None:
    await moves.proposed(town, "周三送货时补 1 条")
    old = town.button(WANG, "同意")
    await town.press(ZHANG, "提方案")
    await town.say(ZHANG, "不补了，退 5 块钱")
    assert "不补了，退 5 块钱" in await presses(town, WANG, old), "the other is not asked about"
    assert latest(town).stage is Stage.PROPOSED
    await town.press(WANG, "同意")
    assert latest(town).stage is Stage.ACCEPTED


@pytest.mark.parametrize("typed", ["同意", "1", "好的"])
async def test_a_typed_yes_is_none_to_an_offer_that_its_teller_was_not_shown_yet(
    town: Town, typed: str
) -> None:
    await moves.proposed(town, "周三送货时补 1 条")
    await town.press(ZHANG, "提方案")
    await town.sends(ZHANG, text="不补了，退 5 块钱")
    await town.app.reception.work_off()  # the new offer waits to be sent
    await town.sends(WANG, text=typed)
    await town.app.settle()
    assert (latest(town).stage, latest(town).offer) == (Stage.PROPOSED, "不补了，退 5 块钱")
    assert "退 5 块钱" in town.last(WANG), "the offer is not asked about anew"
    await town.say(WANG, typed)
    assert latest(town).stage is Stage.ACCEPTED


async def test_a_yes_in_answer_to_the_old_offers_letter_is_no_yes_to_the_new_one(
    town: Town,
) -> None:
    await moves.proposed(town, "周三送货时补 1 条")
    old = town.channel.letters.index(town.letters(WANG)[-1]) + 1
    await town.press(ZHANG, "提方案")
    await town.say(ZHANG, "不补了，退 5 块钱")
    await town.arrives(WANG, text="同意", anchor=str(old))
    assert latest(town).stage is Stage.PROPOSED
    assert "退 5 块钱" in town.last(WANG)


async def test_a_token_is_too_old_after_a_month(town: Town) -> None:
    await moves.filed(town)
    await town.say(WANG, "查进度")
    urge = town.button(WANG, "催一下")
    town.clock.pass_by(days=31)
    assert STALE in await presses(town, WANG, urge)
    assert latest(town).urges == 0


async def test_a_move_that_was_done_is_not_done_again_by_the_same_token(town: Town) -> None:
    await moves.filed(town)
    token = town.button(ZHANG, "受理")
    for _ in range(3):
        await presses(town, ZHANG, token)
    assert moves.deeds(town, latest(town)).count("acknowledge") == 1


async def test_a_role_that_was_lost_is_lost_at_the_next_message(town: Town) -> None:
    case = await moves.told_to_the_desk(town)
    assert case.summary in "\n".join(await town.say(ZHOU, case.number))
    changed(town, "3001", roles=(Role.FOLLOW_UP.value,))
    changed(town, "2001", superior_no="")
    assert await town.say(ZHOU, case.number) == [NO_SUCH_CASE]
    assert await town.say(ZHOU, "/report") == [say("refusal.no_reports")]


async def test_a_button_offered_before_a_chat_was_theirs_is_not_theirs(town: Town) -> None:
    await moves.filed(town)
    token = town.button(ZHANG, "受理")
    town.clock.pass_by(minutes=1)

    def hand_down(work: Work) -> None:
        work.people.unbind(town.at(ZHANG), "staff:1001")
        work.people.bind(town.at(ZHANG), "staff:1002", town.now)
        case = work.cases.get(latest(town).id)
        case.owner_no = "1002"
        work.cases.keep(case)

    town.app.store.run_now(hand_down)
    assert STALE in await presses(town, ZHANG, token)
    assert latest(town).stage is Stage.FILED


@pytest.mark.parametrize(
    "typed",
    ["field:1001", "staff:9001", '{"deed": "close"}', "/retrain", "/model", "/console", "/report",
     "0312-01 办结", "0312-01 受理", "1", "＃０３１２－０１", "shop:310101100002"],
)  # fmt: skip
async def test_a_retailer_does_nothing_of_staffs_by_typing_it(town: Town, typed: str) -> None:
    case = await moves.filed(town, LIU)
    said = "\n".join(await town.say("stranger", typed))
    assert case.summary not in said
    assert "/admin" not in said
    assert moves.deeds(town, latest(town)) == moves.deeds(town, case)


async def test_nobody_learns_of_a_case_by_walking_through_the_numbers(town: Town) -> None:
    case = await moves.filed(town)
    for who in (LIU, LI, "stranger"):
        for number in (case.number, case.full_number, "0312-02", "2026-0312-99"):
            said = "\n".join(await town.say(who, f"{number}怎么样了"))
            assert "玉溪" not in said

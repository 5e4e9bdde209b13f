"""I1: nothing that names a problem is dropped, whatever is pressed, refused or bound in between."""

import pytest

from bot.desk.enrolment import new_code
from bot.dialogue.draft import State
from models.terms import Category, Kind, Stage
from tests.journeys.moves import WANG, ZHANG, closed, filed, latest, told_to_the_desk
from tests.town import Town


def bind(town: Town, who: str, licence: str) -> None:
    """One more chat of a shop."""
    ref, at = f"shop:{licence}", town.at(who)
    town.app.store.run_now(lambda work: work.people.bind(at, ref, town.now))


async def enrols(town: Town, who: str, no: str) -> None:
    """Somebody shows the code of an invitation for staff."""
    code = town.app.store.run_now(lambda work: new_code(work, f"staff:{no}", town.now, hours=72))
    await town.arrives(who, kind="start", code=code)


async def test_who_was_asked_as_a_retailer_and_becomes_staff_is_answered_as_staff(
    town: Town,
) -> None:
    await town.say("stranger", "我要投诉")
    await enrols(town, "stranger", "1002")
    await town.say("stranger", "你好")
    assert "我的案件" in town.labels("stranger")
    assert town.app.store.read_now(lambda work: work.mail.dead("in")) == []


async def test_what_a_new_member_of_staff_told_as_a_retailer_is_kept_for_somebody_to_call_about(
    town: Town,
) -> None:
    await town.say("stranger", "今天送来的玉溪少送1条")
    await enrols(town, "stranger", "1002")
    (kept,) = town.cases()
    assert kept.kind is Kind.GRUMBLE
    assert kept.facts["unfinished"]
    await town.pass_by(hours=30)
    assert len(town.cases()) == 1


async def to_a_proposal(town: Town) -> None:
    """The manager proposes something in the newest case of 王大姐."""
    await filed(town)
    for label in ("受理", "成立", "配送", "装车差错", "提方案"):
        await town.press(ZHANG, label)
    await town.say(ZHANG, "周三补送1条")


LINES = {
    "不同意": ("店主不同意", to_a_proposal),
    "再商量": ("店主不同意", to_a_proposal),
    "没办好": ("重新打开", closed),
}


@pytest.mark.parametrize("label", LINES)
@pytest.mark.parametrize("kind", ["voice", "photo"])
async def test_i5_a_file_given_as_the_reason_reaches_the_owner_and_is_on_the_record(
    town: Town, label: str, kind: str
) -> None:
    headline, come_to = LINES[label]
    await come_to(town)
    await town.press(WANG, label)
    await town.arrives(WANG, kind=kind, media=[f"{kind}-1"])
    told = town.letters(ZHANG)[-1]
    assert headline in told.text
    assert "没说什么" not in told.text
    assert len(told.media) == 1
    said = town.app.store.read_now(lambda work: work.talk.of_case(latest(town).id))
    assert [one.kind for one in said if one.media] == [kind]


async def test_i5_what_was_sent_for_the_matter_in_the_telling_goes_to_no_other_case(
    town: Town,
) -> None:
    """An unheard voice note about the manager stays with the desk, whatever is pressed after it."""
    await to_a_proposal(town)
    await town.arrives(WANG, kind="voice", media=["voice-1"])
    await town.press(WANG, "不同意")
    await town.pass_by(seconds=5)
    await town.say(WANG, "太晚 明天要")
    assert "太晚" in town.letters(ZHANG)[-1].text
    assert not any(letter.media for letter in town.letters(ZHANG))
    await town.press(WANG, "说的就是我的经理")
    await town.say(WANG, "保密")
    assert latest(town).owner_no != "1001"
    assert not any(letter.media for letter in town.letters(ZHANG))


async def test_an_edit_of_an_older_message_gives_no_reason(town: Town) -> None:
    await filed(town)
    await town.say(WANG, "撤回")
    await town.arrives(WANG, kind="edit", text="找到了 不用了")
    assert latest(town).stage is Stage.FILED
    assert town.labels(WANG) == ["撤回", "先不撤"]


async def test_an_old_yes_to_withdrawing_one_case_withdraws_no_other(town: Town) -> None:
    await filed(town)
    await town.say(WANG, "撤回")
    old = town.button(WANG, "撤回")
    await town.press(WANG, "先不撤")
    await town.say(WANG, "硬中华订不到")
    await town.press(WANG, "不服, 还要投诉")
    await town.press(WANG, "对")
    await town.arrives(WANG, kind="choice", choice=old)
    assert [case.stage for case in town.cases()] == [Stage.FILED, Stage.FILED]


async def test_i6_another_chat_of_the_shop_is_offered_its_open_case_and_hears_of_it(
    town: Town,
) -> None:
    case = await filed(town)
    bind(town, "daughter", "310101100001")
    await town.say("daughter", "今天送来的云烟少送2条")
    assert case.number in town.last("daughter")
    await town.press("daughter", "补充到原来那件")
    assert "补上了" in town.last("daughter")
    assert "今天送来的云烟少送2条" in town.last(ZHANG)
    assert len(town.cases()) == 1


async def test_i6_what_was_told_in_confidence_is_shown_to_no_other_chat_of_the_shop(
    town: Town,
) -> None:
    bind(town, "daughter", "310101100001")
    about = {"category": Category.TRANSPORT, "subcategory": "少送错送", "about_name": "张明"}
    case = await told_to_the_desk(town, **about)
    await town.say("daughter", "今天送来的云烟少送2条")
    assert case.number not in town.last("daughter")


async def test_i6_of_two_shops_of_one_chat_the_case_is_offered_with_the_name_of_its_shop(
    town: Town,
) -> None:
    for licence in ("310101100001", "310101100002"):
        bind(town, "daughter", licence)
    await town.say("daughter", "今天送来的玉溪少送1条")
    await town.press("daughter", "对")
    await town.press("daughter", "老刘烟酒")
    await town.say("daughter", "今天送来的云烟少送2条")
    assert town.last("daughter").startswith("老刘烟酒的 0312-01 还在办")


async def test_a_line_that_comes_too_late_for_a_case_is_told_as_a_matter_of_its_own(
    town: Town,
) -> None:
    await closed(town)
    await town.press(WANG, "没办好")
    await town.pass_by(days=200)
    said = await town.say(WANG, "今天送来的玉溪少送1条")
    assert "不能再打开了" in said[0]
    assert "玉溪 1 条" in said[-1]


async def test_refusals_that_say_what_to_do_say_it_in_english_too(town: Town) -> None:
    await closed(town)
    await town.say(WANG, "/english")
    await town.press(WANG, "没办好")
    await town.pass_by(days=200)
    assert "cannot be opened again" in (await town.say(WANG, "not well"))[0]
    await town.arrives(WANG, kind="start", code="no-such-code")
    assert any("Please ask for another" in one.text for one in town.letters(WANG)[-2:])


async def test_staff_read_what_an_english_chat_adds_in_chinese(town: Town) -> None:
    await town.say(WANG, "混蛋!! 今天送来的玉溪少送1条")
    await town.say(WANG, "对")
    await town.say(WANG, "/english")
    await town.press(WANG, "要")
    assert "店主请您先打电话" in town.last(ZHANG)


def test_a_line_that_was_awaited_before_an_update_still_knows_its_case() -> None:
    state = State.load("refusing", {"identity": "157668920528542143"})
    assert state.draft.case_id == 157668920528542143
    assert state.draft.identity == ""


async def test_a_guess_that_was_refused_is_not_made_again_and_a_person_takes_over(
    town: Town,
) -> None:
    words = "今天送货少了7条软中华"
    await town.arrives(WANG, kind="photo", media=["photo-1"])
    assert "对吗" in (await town.say(WANG, words))[0]
    await town.press(WANG, "不是")
    assert "对吗" not in (await town.say(WANG, words))[0]
    await town.say(WANG, words)
    (kept,) = town.cases()
    assert kept.kind is Kind.GRUMBLE
    assert words in "".join(str(entry.detail) for entry in town.ledger(kept))

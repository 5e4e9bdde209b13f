"""Staff in chat: cards, messages both ways, old buttons, two at once, and bad input."""

import asyncio

import pytest

from models.ledger import first_break
from models.terms import Stage
from tests.journeys import moves
from tests.journeys.moves import ADMIN, CHEN, DRIVER, LI, LIU, WANG, ZHANG, deeds, latest, texts
from tests.town import Town


async def test_the_card_says_in_one_screen_all_that_is_needed(town: Town) -> None:
    await moves.closed(town)
    await moves.filed(town, LIU, "今天送来的玉溪少送2条 我要找记者曝光")
    card = town.last(ZHANG)
    for part in (
        "［重大］投诉 运输—少送错送 · 已登记",
        "店：老刘烟酒 刘叔 13900000001 · 22 档",
        "店主说：今天，玉溪 2 条",
        "回话：明天上午 10 点前",
        "定级依据：",
        "建议：查装车单和监控",
        "同类办法：周三送货时补 1 条（3月12日）",
    ):
        assert part in card, part
    assert len(card.splitlines()) <= 12
    await moves.filed(town, text="送货的压坏了玉溪2条")
    assert "这家店另有 1 件：0312-01 运输—少送错送 已办结" in town.last(ZHANG)


async def test_messages_go_both_ways_inside_the_case(town: Town) -> None:
    await moves.filed(town)
    await town.press(ZHANG, "给店主留言")
    await town.say(ZHANG, "大姐，车牌还记得吗？")
    assert town.last(WANG) == "0312-01 号，张明经理说：大姐，车牌还记得吗？"
    await town.say(WANG, "没看清 白色的车")
    assert "店主补充：没看清 白色的车" in town.last(ZHANG)
    await town.say(WANG, "好像是新司机")
    assert "好像是新司机" in town.last(ZHANG)
    case = latest(town)
    assert case.contacted_at is not None
    assert [deed for deed in deeds(town, case) if deed in ("write", "add")] == [
        "write",
        "add",
        "add",
    ]


async def test_an_answer_by_button_reaches_the_owner_whatever_it_says(town: Town) -> None:
    await moves.filed(town)
    await town.press(ZHANG, "给店主留言")
    await town.say(ZHANG, "还有别的事吗？")
    await town.press(WANG, "回复")
    await town.say(WANG, "送货的还骂人")
    assert "店主补充：送货的还骂人" in town.last(ZHANG)
    assert len(town.cases()) == 1


async def test_another_matter_told_after_a_message_is_filed_as_one(town: Town) -> None:
    await moves.filed(town)
    await town.press(ZHANG, "给店主留言")
    await town.say(ZHANG, "还有别的事吗？")
    await town.say(WANG, "中华发霉了3条 昨天送的")
    assert "送货的还骂人" not in town.last(ZHANG)
    await town.press(WANG, "对")
    assert latest(town).subcategory == "霉变变质"


async def test_i5_photos_and_voice_reach_the_owner_as_they_came_once_it_is_filed(
    town: Town,
) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    await town.arrives(WANG, kind="photo", media=["photo-1"])
    assert town.letters(ZHANG) == []
    await town.press(WANG, "对")
    (letter,) = town.letters(ZHANG)
    assert [(one.kind, one.ref) for one in letter.media] == [("photo", "photo-1")]


async def test_i5_a_voice_note_after_filing_is_forwarded_when_it_answers_the_owner(
    town: Town,
) -> None:
    await moves.filed(town)
    await town.press(ZHANG, "给店主留言")
    await town.say(ZHANG, "能说说经过吗？")
    await town.arrives(WANG, kind="voice", media=["voice-1"])
    assert [one.ref for one in town.letters(ZHANG)[-1].media] == ["voice-1"]


async def test_i5_an_unheard_voice_note_about_the_manager_never_reaches_them(town: Town) -> None:
    await town.arrives(WANG, kind="voice", media=["voice-1"])
    await town.press(WANG, "说的就是我的经理")
    for label in ("对", "保密"):
        if label in town.labels(WANG):
            await town.press(WANG, label)
    assert town.letters(ZHANG) == []
    assert any(letter.media for letter in town.letters(CHEN))


async def test_i4_each_of_two_matters_has_its_own_number_and_owner(town: Town) -> None:
    await town.say(WANG, "硬中华又没订上，上回压扁那两条也没换")
    await town.say(WANG, "对")
    for _ in range(4):
        if "对" in town.labels(WANG):
            await town.press(WANG, "对")
        elif "不清楚" in town.labels(WANG):
            await town.press(WANG, "不清楚")
    assert len({case.number for case in town.cases()}) == 2


async def test_i6_a_like_matter_of_the_same_shop_is_offered_to_be_added(town: Town) -> None:
    await moves.filed(town)
    await town.say(WANG, "中华也少送2条")
    assert "补充到原来那件" in town.labels(WANG)


async def test_i2_an_inquiry_is_answered_and_i3_a_stranger_may_complain_at_once(
    town: Town,
) -> None:
    await town.say(WANG, "你们电话多少")
    assert town.cases() == []
    await town.say("stranger", "今天送来的玉溪少送1条")
    await town.press("stranger", "对")
    await town.press("stranger", "不清楚")
    assert latest(town).owner_no == "8001"


async def test_f2_the_owner_has_five_moves_and_no_not_mine(town: Town) -> None:
    await moves.acknowledged(town)
    await town.say(ZHANG, latest(town).number)
    labels = town.labels(ZHANG)
    assert {"成立", "不成立", "协办", "上报", "移交"} <= set(labels)
    assert not [label for label in labels if "不是我" in label or "转办" in label]


async def test_f1_the_manager_takes_over_what_was_recorded_at_any_stage(town: Town) -> None:
    await town.say(DRIVER, "/record")
    await town.say(DRIVER, "310101100001")
    await town.say(DRIVER, "玉溪压扁两条")
    await town.press(DRIVER, "受理")
    assert latest(town).owner_no == "4002"
    await town.say(ZHANG, latest(town).number)
    await town.press(ZHANG, "我来接")
    case = latest(town)
    assert (case.first_receiver_no, case.owner_no, case.expected_no) == ("4002", "1001", "")


async def test_two_managers_pressing_at_once_get_one_result(town: Town) -> None:
    await moves.filed(town)
    await town.press(ZHANG, "上报")
    await town.say(ZHANG, "请一起看")
    presses = [(who, town.button(who, "受理")) for who in (ZHANG, CHEN)]
    for who, token in presses:
        await town.sends(who, kind="choice", choice=token)
    await asyncio.gather(town.app.reception.work_off(), town.app.reception.work_off())
    await town.app.settle()
    assert deeds(town, latest(town)).count("acknowledge") == 1
    answers = {town.last(ZHANG).splitlines()[0], town.last(CHEN).splitlines()[0]}
    assert "0312-01 现在是「已受理」，这一步做不了。" in answers
    assert first_break(town.ledger(latest(town))) is None


async def test_the_button_of_an_old_card_answers_kindly_and_changes_nothing(town: Town) -> None:
    await moves.filed(town)
    old = town.button(ZHANG, "受理")
    await town.press(ZHANG, "受理")
    before = latest(town).stage
    await town.arrives(ZHANG, kind="choice", choice=old)
    assert "这一步做不了" in town.last(ZHANG)
    assert latest(town).stage is before


async def test_the_choice_of_a_question_long_overtaken_changes_nothing(town: Town) -> None:
    await moves.acknowledged(town)
    await town.press(ZHANG, "成立")
    old = town.button(ZHANG, "配送")
    await town.press(ZHANG, "取消")
    await town.arrives(ZHANG, kind="choice", choice=old)
    assert latest(town).stage is Stage.ACKNOWLEDGED
    assert "过时" in town.last(ZHANG)


#: What somebody does wrong, on a case that is closed or open, and the kind word they read.
WRONG = [
    ("a move by a colleague", LI, "{number} 受理", "没有这件，请核对编号。"),
    ("a move by a helper who was not asked", DRIVER, "{number} 受理", "没有这件，请核对编号。"),
    ("a move by an admin, who only watches", ADMIN, "{number} 受理", "张明经理负责，您办不了"),
    ("a move at the wrong stage", ZHANG, "{number} 已落实", "这一步做不了"),
    ("an unknown number", ZHANG, "0312-99 受理", "没有这件，请核对编号。"),
    ("help that nobody asked for", ZHANG, "{number} 接受协办", "没有等您协办的事"),
    ("a hand-over that nobody asked for", ZHANG, "{number} 批准移交", "没有等您答复的移交"),
]


@pytest.mark.parametrize(("what", "who", "said", "read"), WRONG, ids=[row[0] for row in WRONG])
async def test_a_wrong_move_is_answered_kindly_and_changes_nothing(
    town: Town, what: str, who: str, said: str, read: str
) -> None:
    case = await moves.filed(town)
    await town.say(who, said.format(number=case.number))
    assert read in town.last(who), what
    again = latest(town)
    assert (again.stage, again.owner_no, again.grade) == (case.stage, case.owner_no, case.grade)
    assert set(deeds(town, again)) <= {"file", "attempt"}
    assert first_break(town.ledger(again)) is None


@pytest.mark.parametrize("who", [ADMIN, ZHANG])
async def test_the_attempt_at_a_wrong_move_is_on_record(town: Town, who: str) -> None:
    case = await moves.filed(town)
    await town.say(who, f"{case.number} 已落实")
    line = town.ledger(case)[-1]
    assert (line.deed, line.actor) == ("attempt", who.replace("-", ":"))
    assert line.detail["tried"] == "carry_out"


async def test_a_move_on_a_closed_case_changes_nothing(town: Town) -> None:
    case = await moves.closed(town)
    await town.say(ZHANG, f"{case.number} 提方案")
    assert "这一步做不了" in town.last(ZHANG)
    assert latest(town).stage is Stage.CLOSED


@pytest.mark.parametrize("nothing", ["", "   ", "\n\n"])
async def test_an_empty_reason_is_asked_for_again(town: Town, nothing: str) -> None:
    await moves.acknowledged(town)
    await town.press(ZHANG, "不成立")
    await town.say(ZHANG, nothing)
    assert latest(town).stage is Stage.ACKNOWLEDGED
    assert "为什么不成立" in town.last(ZHANG)


async def test_a_reason_of_ten_thousand_characters_is_no_line(town: Town) -> None:
    case = await moves.acknowledged(town)
    await town.press(ZHANG, "不成立")
    await town.say(ZHANG, "因为" * 5000)
    assert "太长了，请说短一点" in town.last(ZHANG)
    again = latest(town)
    assert again.stage is Stage.ACKNOWLEDGED
    assert town.ledger(again)[-1].detail == {"tried": "dismiss", "refused": "TooLong"}
    assert first_break(town.ledger(case)) is None


async def test_a_retailer_sees_and_moves_nobody_elses_case(town: Town) -> None:
    await moves.proposed(town)
    yes = town.button(WANG, "同意")
    await town.arrives(LIU, kind="choice", choice=yes)
    assert latest(town).stage is Stage.PROPOSED
    assert "0312-01" not in texts(town, LIU)

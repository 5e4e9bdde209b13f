"""The conversation itself: corrections, questions in the middle, digits, changes of mind."""

import pytest

from models.terms import Kind, Stage
from tests.town import Town

WANG = "shop-310101100001"
ZHANG = "staff-1001"


async def test_a_button_a_word_and_a_digit_answer_alike(town: Town) -> None:
    for answer in ("对", "1"):
        await town.say(WANG, "今天送来的玉溪少送1条")
        await town.say(WANG, answer)
        assert "号" in town.last(WANG)
        await town.say(WANG, "撤回")
        await town.press(WANG, "撤回")
    await town.say(WANG, "今天送来的玉溪少送1条")
    await town.press(WANG, "对")
    assert len(town.cases()) == 3


async def test_a_correction_is_understood_and_shown_again(town: Town) -> None:
    await town.say(WANG, "今天送来的云烟压扁了2条")
    assert "云烟" in town.last(WANG)
    await town.say(WANG, "不是云烟 是玉溪")
    assert town.last(WANG).startswith("改好了：今天，玉溪 2 条")
    await town.say(WANG, "对 不是今天 昨天送的")
    assert "昨天，玉溪 2 条" in town.last(WANG)
    await town.say(WANG, "对了")
    case = town.the_case()
    assert (case.brand, case.happened_on and case.happened_on.isoformat()) == (
        "玉溪",
        "2026-03-11",
    )


async def test_no_at_the_summary_asks_what_is_wrong_and_cancels_nothing(town: Town) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    await town.say(WANG, "不对")
    assert town.last(WANG) == "哪里不对？直接说就行。"
    await town.say(WANG, "三条")
    assert "玉溪 3 条" in town.last(WANG)


async def test_a_question_in_the_middle_is_answered_and_the_open_one_asked_again(
    town: Town,
) -> None:
    await town.say(WANG, "玉溪压坏了")
    asked = town.last(WANG)
    said = await town.say(WANG, "你们几天能办完啊")
    assert "10 个工作日" in said[0]
    assert said[-1] == asked
    await town.say(WANG, "2条吧")
    assert "玉溪 2 条" in town.last(WANG)


async def test_a_change_of_mind_is_asked_once_and_kept_as_a_grumble(town: Town) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    await town.say(WANG, "算了")
    assert town.labels(WANG) == ["不投诉了", "还要投诉"]
    await town.press(WANG, "不投诉了")
    assert town.the_case().kind is Kind.GRUMBLE
    assert "抱怨" in town.last(ZHANG)


async def test_a_question_is_never_forced_into_a_complaint(town: Town) -> None:
    await town.say(WANG, "订烟今天几点截止")
    assert "下周二 16:00 截止" in town.last(WANG)
    assert town.labels(WANG) == ["要投诉", "只是问问"]
    await town.say(WANG, "只是问问")
    assert "没记投诉" in town.last(WANG)
    assert town.cases() == []


async def test_a_complaint_about_the_manager_never_reaches_them(town: Town) -> None:
    await town.say(WANG, "你们客户经理把好烟都给那边超市 我一条中华没有")
    await town.say(WANG, "对")
    assert "保密" in town.last(WANG) or "保密" in town.labels(WANG)
    await town.press(WANG, "保密")
    case = town.the_case()
    assert case.owner_no == "2001"
    assert "1001" in case.withheld
    assert town.letters(ZHANG) == []
    await town.say(ZHANG, case.number)
    assert town.last(ZHANG) == "没有这件，请核对编号。"
    await town.say(ZHANG, "我的案件")
    assert case.number not in "".join(letter.text for letter in town.letters(ZHANG))
    assert "大姐烟店" not in town.last("staff-2001")


async def test_two_matters_in_one_message_become_two_cases(town: Town) -> None:
    await town.say(WANG, "硬中华又没订上，上回压扁那两条也没换")
    assert town.last(WANG).startswith("听到两件事")
    await town.say(WANG, "对")
    await town.say(WANG, "对")
    assert "玉溪" not in town.last(WANG)
    await town.say(WANG, "玉溪2条")
    await town.say(WANG, "对")
    assert [(case.category, case.brand) for case in town.cases()] == [
        ("supply", "中华(硬)"),
        ("transport", "玉溪"),
    ]


async def test_an_unknown_sender_files_first_and_is_asked_last(town: Town) -> None:
    await town.say("stranger", "今天送来的玉溪少送1条")
    await town.say("stranger", "对")
    assert "许可证号" in town.last("stranger")
    await town.say("stranger", "310101100002")
    case = town.the_case()
    assert case.shop == "310101100002"
    assert case.owner_no == "1001"


async def test_an_unknown_sender_who_cannot_be_matched_reaches_the_duty_desk(town: Town) -> None:
    await town.say("stranger", "今天送来的玉溪少送1条")
    await town.say("stranger", "对")
    await town.say("stranger", "街角那家")
    case = town.the_case()
    assert (case.shop, case.owner_no) == ("", "8001")
    assert "待核实" in town.last("stranger")


async def test_progress_urging_and_withdrawing_in_plain_words(town: Town) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    await town.say(WANG, "对")
    await town.say(WANG, "我那个投诉怎么样了")
    assert "张明经理负责" in town.last(WANG)
    for _ in range(3):
        await town.say(WANG, "催一下")
    assert town.the_case().grade == "urgent"
    await town.say(WANG, "撤回")
    await town.say(WANG, "找到了")
    assert town.the_case().stage is Stage.WITHDRAWN
    assert "撤回" in town.last(ZHANG)


async def test_a_like_matter_is_offered_to_be_added(town: Town) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    await town.say(WANG, "对")
    await town.say(WANG, "中华也少送2条")
    assert town.labels(WANG) == ["补充到原来那件", "另外投诉"]
    await town.say(WANG, "1")
    assert len(town.cases()) == 1
    assert "店主补充" in town.last(ZHANG)


async def test_an_old_card_answers_kindly_and_changes_nothing(town: Town) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    old = town.button(WANG, "对")
    await town.say(WANG, "不是玉溪 是云烟")
    await town.arrives(WANG, kind="choice", choice=old)
    assert town.cases() == []
    assert "云烟" in town.last(WANG)


async def test_somebody_elses_button_is_no_answer(town: Town) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    await town.arrives("shop-310101100002", kind="choice", choice=town.button(WANG, "对"))
    assert town.cases() == []


@pytest.mark.parametrize("word", ["转人工", "找个人来接", "有没有真人"])
async def test_a_person_can_always_be_called(town: Town, word: str) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    await town.say(WANG, word)
    assert "13800001001" in town.last(WANG)
    assert "玉溪少送" in town.last(ZHANG)


async def test_a_photo_counts_as_an_answer_at_any_step(town: Town) -> None:
    await town.say(WANG, "顾客说我中华是假的")
    assert "32 位码" in town.last(WANG)
    await town.arrives(WANG, kind="photo", media=["photo-1"])
    await town.say(WANG, "对")
    case = town.the_case()
    assert case.facts["media"] == ["photo-1"]
    assert case.grade == "urgent"
    assert "请协办" in town.last("staff-5004")

"""The ordinary story: filed in three messages, handled, agreed, carried out, closed."""

from models.ledger import first_break
from models.terms import Stage
from tests.town import Town

WANG = "shop-310101100001"
ZHANG = "staff-1001"


async def file_a_complaint(town: Town) -> None:
    await town.say(WANG, "今天送来的烟少送了")
    await town.say(WANG, "玉溪 1")
    await town.say(WANG, "对")


async def test_a_retailer_files_in_three_messages_and_reads_number_name_phone_and_time(
    town: Town,
) -> None:
    await town.say(WANG, "今天送来的烟少送了")
    assert town.last(WANG) == "哪种烟？几条？"
    await town.say(WANG, "玉溪 1")
    assert town.last(WANG) == "记的是：今天，玉溪 1 条，送少了或送错了。"
    assert town.labels(WANG) == ["对", "改"]
    await town.say(WANG, "对")
    assert town.last(WANG) == (
        "收到，0312-01 号。张明经理负责，电话 13800001001，最晚明天上午 10 点前回您话。"
    )


async def test_the_manager_gets_the_card_and_settles_the_case_to_the_end(town: Town) -> None:
    await file_a_complaint(town)
    assert "大姐烟店 王大姐" in town.last(ZHANG)
    await town.press(ZHANG, "受理")
    assert "张明经理已经接手了" in town.last(WANG)
    await town.press(ZHANG, "成立")
    await town.press(ZHANG, "配送")
    await town.press(ZHANG, "装车差错")
    assert "您说的成立" in town.last(WANG)
    await town.press(ZHANG, "提方案")
    await town.say(ZHANG, "周三送货时补 1 条")
    assert "周三送货时补 1 条（3月18日）" in town.last(WANG)
    assert town.labels(WANG) == ["同意", "不同意", "再商量"]
    await town.press(WANG, "同意")
    assert "店主同意了方案" in town.last(ZHANG)
    await town.press(ZHANG, "已落实")
    assert town.labels(WANG) == ["收到", "没有"]
    await town.say(WANG, "收到")
    await town.press(ZHANG, "办结")
    await town.press(ZHANG, "轻")
    await town.say(ZHANG, "物流装车双人核对")
    case = town.the_case()
    assert case.stage is Stage.CLOSED
    assert "办结" in town.last(WANG)
    lines = town.ledger(case)
    assert first_break(lines) is None
    assert [line.deed for line in lines] == [
        "file",
        "acknowledge",
        "investigate",
        "judge",
        "find_cause",
        "propose",
        "accept",
        "carry_out",
        "confirm_receipt",
        "evaluate",
        "close",
    ]


async def test_the_story_goes_on_after_a_restart_at_every_step(town: Town) -> None:
    await town.say(WANG, "今天送来的烟少送了")
    await town.restart()
    await town.say(WANG, "玉溪 1")
    await town.restart()
    await town.press(WANG, "对")
    await town.restart()
    await town.press(ZHANG, "受理")
    await town.restart()
    await town.press(ZHANG, "成立")
    await town.restart()
    await town.say(ZHANG, "配送")
    await town.say(ZHANG, "2")
    assert town.the_case().cause == "路上挤压"


async def test_a_case_cannot_be_closed_before_the_retailer_has_it(town: Town) -> None:
    await file_a_complaint(town)
    for label in ("受理", "成立", "配送", "装车差错", "提方案"):
        await town.press(ZHANG, label)
    await town.say(ZHANG, "明天补一条")
    await town.press(WANG, "同意")
    await town.press(ZHANG, "已落实")
    await town.press(ZHANG, "办结")
    await town.press(ZHANG, "轻")
    await town.say(ZHANG, "核对")
    assert "店主确认收到" in "".join(letter.text for letter in town.letters(ZHANG)[-2:])
    assert town.the_case().stage is Stage.CARRIED_OUT


async def test_the_words_of_the_menu_count_before_it_was_ever_shown(town: Town) -> None:
    await file_a_complaint(town)
    unseen = len(town.letters(ZHANG))
    await town.say(ZHANG, "我的案件")
    assert town.the_case().number in "".join(one.text for one in town.letters(ZHANG)[unseen:])
    await town.say("staff-2001", "今日到期")
    assert town.last("staff-2001") == "今天没有到期的。"

"""The life of a case (rules, section 4): each way that it may go, and each that it may not."""

from bot.desk.orders import OpenCase, Told
from models.ledger import first_break
from models.terms import Grade, Kind, Stage
from tests.journeys import moves
from tests.journeys.moves import ADMIN, CHEN, WANG, ZHANG, ZHOU, deeds, latest, texts
from tests.town import Town


async def test_a_dismissal_is_objected_to_and_judged_one_step_up_by_somebody_else(
    town: Town,
) -> None:
    await moves.dismissed(town)
    assert "装车单上数目是对的" in town.last(WANG)
    await town.press(WANG, "不服")
    case = latest(town)
    assert (case.stage, case.decider_no, case.owner_no) == (Stage.INVESTIGATING, "2001", "1001")
    assert "陈芳经理" in town.last(WANG)
    await town.press(ZHANG, "不成立")
    await town.say(ZHANG, "还是没错")
    assert latest(town).stage is Stage.INVESTIGATING
    assert "由别人再判" in town.last(ZHANG)
    for label in ("成立", "配送", "装车差错"):
        await town.press(CHEN, label)
    assert latest(town).stage is Stage.UPHELD


async def test_silence_about_a_dismissal_is_no_consent_but_ends_the_time_to_object(
    town: Town,
) -> None:
    await moves.dismissed(town)
    await town.press(ZHANG, "办结")
    assert latest(town).stage is Stage.DISMISSED
    assert "店主说知道了，或等到" in town.last(ZHANG)
    await town.pass_by(days=5)
    await town.press(ZHANG, "办结")
    assert latest(town).stage is Stage.CLOSED


async def test_a_retailer_who_understands_a_dismissal_lets_it_be_closed_at_once(
    town: Town,
) -> None:
    await moves.dismissed(town)
    await town.press(WANG, "知道了")
    await town.press(ZHANG, "办结")
    assert latest(town).stage is Stage.CLOSED


async def test_an_objection_after_the_dismissed_case_was_closed_opens_it_again(
    town: Town,
) -> None:
    await moves.dismissed(town)
    await town.press(WANG, "知道了")
    await town.press(ZHANG, "办结")
    await town.press(WANG, "不服")
    case = latest(town)
    assert (case.stage, case.decider_no) == (Stage.REOPENED, "2001")


async def test_a_partly_upheld_case_says_which_part_is_not(town: Town) -> None:
    await moves.acknowledged(town)
    await town.press(ZHANG, "部分成立")
    await town.say(ZHANG, "少的是半条")
    for label in ("配送", "装车差错"):
        await town.press(ZHANG, label)
    case = latest(town)
    assert (case.stage, case.verdict, case.verdict_reason) == (
        Stage.UPHELD,
        "partly",
        "少的是半条",
    )


async def test_a_refused_proposal_is_negotiated_until_it_is_agreed(town: Town) -> None:
    await moves.proposed(town)
    await town.press(WANG, "再商量")
    await town.say(WANG, "太晚 明天要")
    assert "太晚 明天要" in town.last(ZHANG)
    await town.press(ZHANG, "提方案")
    await town.say(ZHANG, "明天上门补 1 条")
    await town.press(WANG, "同意")
    case = latest(town)
    assert (case.stage, case.offer, case.refusals) == (Stage.ACCEPTED, "明天上门补 1 条", 1)


async def test_the_answer_to_an_overtaken_proposal_changes_nothing(town: Town) -> None:
    await moves.proposed(town)
    yes = town.button(WANG, "同意")
    await town.press(WANG, "不同意")
    await town.say(WANG, "不行")
    await town.arrives(WANG, kind="choice", choice=yes)
    assert latest(town).stage is Stage.REFUSED
    assert "做不了" in town.last(WANG)


async def test_a_promise_kept_is_confirmed_by_the_retailer_alone(town: Town) -> None:
    await moves.carried_out(town)
    assert latest(town).received_at is None
    await town.press(WANG, "收到")
    assert latest(town).received_at is not None


async def test_a_promise_broken_is_escalated_until_the_retailer_has_it(town: Town) -> None:
    await moves.accepted(town)
    await town.pass_by(days=6, hours=9)  # Wednesday 18 March, past six
    assert any("落实承诺已经超时" in letter.text for letter in town.letters(ZHANG))
    assert any("落实承诺超时" in letter.text for letter in town.letters(CHEN))


async def test_a_promise_that_nobody_has_agreed_to_stands_on_no_card(town: Town) -> None:
    await moves.accepted(town)
    assert "· 答应 " in town.last(ZHANG)
    await town.press(ZHANG, "提方案")
    await town.say(ZHANG, "3月20日补 1 条")
    assert "· 答应 " not in town.last(ZHANG)
    await town.press(WANG, "同意")
    assert "· 答应 " in town.last(ZHANG)


async def test_saying_that_it_is_done_does_not_stop_the_clock_of_the_promise(town: Town) -> None:
    await moves.carried_out(town)
    await town.press(WANG, "没有")
    assert latest(town).stage is Stage.ACCEPTED
    await town.press(ZHANG, "已落实")
    await town.pass_by(days=6, hours=9)
    assert any("落实承诺已经超时" in letter.text for letter in town.letters(ZHANG))


async def test_the_owner_may_vouch_for_what_was_heard_by_telephone(town: Town) -> None:
    await moves.carried_out(town)
    await town.press(ZHANG, "店主已确认")
    await town.say(ZHANG, "电话里说收到了")
    assert latest(town).received_at is not None
    assert "vouch_receipt" in deeds(town, latest(town))


async def test_a_closed_case_is_reopened_and_is_urgent_and_starts_anew(town: Town) -> None:
    case = await moves.closed(town)
    await town.pass_by(days=3)
    await town.press(WANG, "没办好")
    await town.say(WANG, "又少了")
    again = latest(town)
    assert (again.stage, again.grade, again.reopened) == (Stage.REOPENED, Grade.URGENT, 1)
    assert again.close_by > case.close_by
    assert (again.first_message_at, again.decider_no) == (case.first_message_at, "2001")
    await town.press(ZHANG, "受理")
    assert latest(town).stage is Stage.INVESTIGATING


async def test_reopening_has_limits_in_days(town: Town) -> None:
    await moves.closed(town)
    await town.pass_by(days=31)
    await town.say(WANG, "查进度")
    await town.press(WANG, "没办好")
    await town.say(WANG, "还是少")
    assert latest(town).stage is Stage.CLOSED
    assert "不能再打开" in texts(town, WANG)


async def test_every_obligatory_record_is_named_before_a_case_may_close(town: Town) -> None:
    await moves.carried_out(town)
    await town.press(ZHANG, "办结")
    await town.press(ZHANG, "中")
    await town.say(ZHANG, "核对")
    assert latest(town).stage is Stage.CARRIED_OUT
    assert "店主确认收到" in town.last(ZHANG)


async def test_a_refused_move_leaves_the_ledger_whole_and_the_attempt_on_record(
    town: Town,
) -> None:
    await moves.carried_out(town)
    await town.press(ZHANG, "办结")
    await town.press(ZHANG, "中")
    await town.say(ZHANG, "核对")
    lines = town.ledger(latest(town))
    assert first_break(lines) is None
    assert lines[-1].deed == "attempt"
    assert lines[-1].detail == {"tried": "close", "refused": "Incomplete"}
    assert "evaluate" not in [line.deed for line in lines]


async def test_a_grumble_is_called_about_and_settled(town: Town) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    await town.say(WANG, "算了")
    await town.press(WANG, "不投诉了")
    assert town.labels(ZHANG) == ["打过电话", "记下了，不用办", "转成投诉", "给店主留言"]
    await town.press(ZHANG, "打过电话")
    await town.press(ZHANG, "记下了，不用办")
    await town.say(ZHANG, "说下次注意就行")
    assert (latest(town).kind, latest(town).stage) == (Kind.GRUMBLE, Stage.CLOSED)


async def test_a_grumble_may_become_the_complaint_that_it_ought_to_have_been(town: Town) -> None:
    await town.say(WANG, "今天送来的玉溪少送1条")
    await town.say(WANG, "算了")
    await town.press(WANG, "不投诉了")
    await town.press(ZHANG, "转成投诉")
    assert latest(town).kind is Kind.COMPLAINT
    assert "张明经理负责" in town.last(WANG)
    await town.press(ZHANG, "受理")
    assert latest(town).stage is Stage.ACKNOWLEDGED


async def test_f7_a_grumble_that_becomes_a_major_complaint_is_made_known_at_once(
    town: Town,
) -> None:
    await town.say(WANG, "查进度")
    told = Told("要找记者", "要找记者", grade=Grade.MAJOR, grade_words=("记者",))
    await moves.ordered(town, WANG, OpenCase(told, town.now, kind=Kind.GRUMBLE))
    assert town.letters(ZHOU) == []
    await town.press(ZHANG, "转成投诉")
    assert latest(town).kind is Kind.COMPLAINT
    assert "重大投诉" in town.last(CHEN)
    assert "重大投诉" in town.last(ZHOU)


async def test_units_causes_and_severities_come_from_lists_that_an_admin_extends(
    town: Town,
) -> None:
    for name, word in (("责任部门", "外包车队"), ("原因—运输", "临时工装错"), ("严重程度", "特重")):
        await town.say(ADMIN, "菜单")
        await town.press(ADMIN, "加名单")
        await town.press(ADMIN, name)
        await town.say(ADMIN, word)
        assert word in town.last(ADMIN)
    await moves.acknowledged(town)
    for label in ("成立", "外包车队", "临时工装错"):
        await town.press(ZHANG, label)
    case = latest(town)
    assert (case.unit, case.cause) == ("外包车队", "临时工装错")


async def test_nobody_but_an_admin_extends_a_list(town: Town) -> None:
    await town.say(ZHANG, "菜单")
    assert "加名单" not in town.labels(ZHANG)


async def test_a_suggested_countermeasure_may_be_put_in_the_houses_own_words(town: Town) -> None:
    await town.say(ADMIN, "菜单")
    await town.press(ADMIN, "加名单")
    await town.press(ADMIN, "处理建议")
    await town.say(ADMIN, "少送错送 两小时内补到店")
    await moves.filed(town)
    assert "建议：两小时内补到店" in town.last(ZHANG)


async def test_the_grade_is_changed_with_a_reason_and_a_major_case_is_made_known(
    town: Town,
) -> None:
    await moves.filed(town)
    for label in ("改级", "重大"):
        await town.press(ZHANG, label)
    await town.say(ZHANG, "店主说有记者来过")
    case = latest(town)
    assert (case.grade, case.decider_no) == (Grade.MAJOR, "2001")
    assert "重大" in town.last(CHEN)
    assert "重大" in town.last(ZHOU)
    assert town.ledger(case)[-1].detail["reason"] == "店主说有记者来过"


async def test_a_case_is_sorted_anew_with_a_reason(town: Town) -> None:
    await moves.filed(town)
    for label in ("改分类", "产品", "数量短缺"):
        await town.press(ZHANG, label)
    await town.say(ZHANG, "是盒里少")
    case = latest(town)
    assert (case.category, case.subcategory) == ("product", "数量短缺")

"""First-question responsibility in stories: assistance, hand-over, absence, reporting up."""

from datetime import date

import pytest

from models.people import Absence
from tests.town import Town

WANG = "shop-310101100001"
ZHANG, LI, CHEN, ZHOU = "staff-1001", "staff-1002", "staff-2001", "staff-3001"


async def filed(town: Town, text: str = "今天送来的玉溪少送1条") -> None:
    await town.say(WANG, text)
    await town.say(WANG, "对")


async def test_f1_the_first_receiver_and_the_owner_are_the_shops_customer_manager(
    town: Town,
) -> None:
    await filed(town)
    case = town.the_case()
    assert (case.first_receiver_no, case.owner_no) == ("1001", "1001")


async def test_f3_assistance_brings_a_helper_in_and_moves_nothing(town: Town) -> None:
    await filed(town)
    await town.press(ZHANG, "协办")
    await town.press(ZHANG, "配送")
    await town.say(ZHANG, "查一下装车单")
    assert town.the_case().owner_no == "1001"
    helper = "staff-4001"
    assert "查一下装车单" in town.last(helper)
    await town.press(helper, "接受协办")
    await town.press(helper, "答复协办")
    await town.say(helper, "装车漏了一条")
    assert "装车漏了一条" in town.last(ZHANG)


async def test_f3_an_overdue_assist_goes_to_the_desks_head_and_shows_on_the_owners_card(
    town: Town,
) -> None:
    town.app.store.run_now(
        lambda work: work.people.add_absence(
            Absence(staff_no="4001", first_day=date(2026, 3, 12), last_day=date(2026, 3, 12))
        )
    )
    await filed(town)
    await town.press(ZHANG, "协办")
    await town.press(ZHANG, "配送")
    await town.say(ZHANG, "查一下装车单")
    assert "查一下装车单" in town.last("staff-4002")
    await town.pass_by(days=5)
    assert "协办超时" in town.last("staff-4001")
    assert any("协办超时" in letter.text for letter in town.letters(ZHANG))


async def test_f4_a_hand_over_counts_only_once_accepted_and_approved(town: Town) -> None:
    await filed(town)
    await town.press(ZHANG, "移交")
    await town.press(ZHANG, "李强经理")
    await town.say(ZHANG, "这家店下月归他")
    assert town.the_case().owner_no == "1001"
    await town.press(LI, "接手")
    assert town.the_case().owner_no == "1001"
    await town.press(CHEN, "批准移交")
    case = town.the_case()
    assert (case.owner_no, case.first_receiver_no) == ("1002", "1001")
    assert "李强经理负责，电话 13800001002" in town.last(WANG)


async def test_f4_a_refused_hand_over_changes_nothing(town: Town) -> None:
    await filed(town)
    await town.press(ZHANG, "移交")
    await town.press(ZHANG, "李强经理")
    await town.say(ZHANG, "太忙")
    await town.press(LI, "不接/不批")
    assert town.the_case().owner_no == "1001"
    assert "没同意移交" in town.last(ZHANG)


async def test_f4_a_second_hand_over_needs_the_director(town: Town) -> None:
    await filed(town)
    for giver, receiver, title, approver in (
        (ZHANG, LI, "李强经理", CHEN),
        (LI, ZHANG, "张明经理", ZHOU),
    ):
        await town.say(giver, town.the_case().number)
        await town.press(giver, "移交")
        await town.press(giver, title)
        await town.say(giver, "换线路")
        await town.press(receiver, "接手")
        await town.press(approver, "批准移交")
    assert town.the_case().owner_no == "1001"
    assert town.the_case().hand_overs == 2


async def test_f6_a_new_case_goes_to_the_substitute_and_an_open_one_stays(town: Town) -> None:
    await filed(town)
    town.app.store.run_now(
        lambda work: work.people.add_absence(
            Absence(staff_no="1001", first_day=date(2026, 3, 12), last_day=date(2026, 3, 20))
        )
    )
    await town.say(WANG, "送货的骂人 很凶")
    await town.say(WANG, "不清楚")
    await town.say(WANG, "对")
    assert "李强经理负责" in town.last(WANG)
    owners = [case.owner_no for case in town.cases()]
    assert owners == ["1001", "1002"]
    first = town.cases()[0]
    await town.say(LI, first.number)
    await town.press(LI, "受理")
    assert town.cases()[0].contacted_at is not None


async def test_f7_an_overdue_response_goes_to_the_supervisor_and_an_overdue_close_to_the_director(
    town: Town,
) -> None:
    await filed(town)
    await town.pass_by(days=1, hours=1)
    assert "首次联系超时" in town.last(CHEN)
    await town.pass_by(days=20)
    assert any("办结超时" in letter.text for letter in town.letters(ZHOU))


async def test_f7_the_second_refusal_brings_in_the_director(town: Town) -> None:
    await filed(town)
    for label in ("受理", "成立", "配送", "装车差错"):
        await town.press(ZHANG, label)
    for _ in range(2):
        await town.press(ZHANG, "提方案")
        await town.say(ZHANG, "下周补")
        await town.press(WANG, "不同意")
        await town.say(WANG, "太晚")
    assert "两次不同意" in town.last(ZHOU)
    assert town.the_case().decider_no == "3001"


async def test_f7_a_major_case_is_made_known_to_supervisor_and_director_at_once(
    town: Town,
) -> None:
    await filed(town, "今天送来的玉溪少送1条 再不管我找记者曝光")
    assert town.the_case().grade == "major"
    assert "重大" in town.last(CHEN)
    assert "重大" in town.last(ZHOU)


@pytest.mark.parametrize("outsider", ["staff-1002", "staff-4002", "staff-7001"])
async def test_a_move_by_the_wrong_person_changes_nothing(town: Town, outsider: str) -> None:
    await filed(town)
    number = town.the_case().number
    await town.say(outsider, f"{number} 受理")
    assert town.last(outsider) == "没有这件，请核对编号。"
    assert town.the_case().stage == "filed"


async def test_f1_whoever_was_asked_first_records_it_and_owns_it_until_the_manager_accepts(
    town: Town,
) -> None:
    driver = "staff-4002"
    await town.say(driver, "/record")
    await town.say(driver, "310101100001")
    await town.say(driver, "大姐说中华压扁两条")
    case = town.the_case()
    assert (case.first_receiver_no, case.owner_no) == ("4002", "4002")
    assert "小何负责" in town.last(WANG)
    await town.press(ZHANG, "受理")
    case = town.the_case()
    assert (case.first_receiver_no, case.owner_no) == ("4002", "1001")


async def test_f6_staff_go_away_by_one_typed_line(town: Town) -> None:
    await town.say(ZHANG, "/away")
    await town.say(ZHANG, "3月12日到3月20日")
    assert "3月12日到3月20日" in town.last(ZHANG)
    await filed(town)
    assert town.the_case().owner_no == "1002"

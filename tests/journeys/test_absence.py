"""Absence and leaving (F6, F8): at every instant exactly one active member of staff answers, and
knows it."""

from datetime import date

from bot.desk.seeing import seen_cases
from bot.desk.shift import Shift
from bot.desk.succession import leave
from models.people import Absence
from models.terms import Stage
from storage.case_list import CaseFilter
from storage.unit_of_work import Work
from tests.journeys import moves
from tests.journeys.moves import CHEN, DRIVER, DUTY, LI, WANG, ZHANG, ZHOU, latest, texts
from tests.town import Town


def away(town: Town, no: str, first: int = 12, last: int = 20) -> None:
    absence = Absence(staff_no=no, first_day=date(2026, 3, first), last_day=date(2026, 3, last))
    town.app.store.run_now(lambda work: work.people.add_absence(absence))


def leaves(town: Town, no: str) -> None:
    """Somebody is taken off the staff."""
    town.app.store.run_now(lambda work: leave(Shift(work, town.now, town.app.house), no))


async def test_f6_in_mid_case_the_substitute_acts_and_is_told_and_the_owner_stays(
    town: Town,
) -> None:
    await moves.upheld(town)
    await town.say(ZHANG, "/away")
    await town.say(ZHANG, "3月12日到3月20日")
    assert "张明经理不在，他手上 1 件由您代办" in texts(town, LI)
    assert latest(town).owner_no == "1001"
    await town.press(LI, "提方案")
    await town.say(LI, "明天补")
    assert latest(town).stage is Stage.PROPOSED
    await town.press(WANG, "同意")
    assert "店主同意了方案" in town.last(LI)
    await town.say(LI, "/cases")
    assert latest(town).number in texts(town, LI)


async def test_f6_an_absence_that_begins_later_is_told_on_its_first_morning(town: Town) -> None:
    await moves.filed(town)
    await town.say(ZHANG, "/away")
    await town.say(ZHANG, "3月16日到3月20日")
    assert "由您代办" not in texts(town, LI)
    await town.pass_by(days=4)
    assert "由您代办" in texts(town, LI)


async def test_f6_a_substitute_of_a_substitute_works_too(town: Town) -> None:
    away(town, "1001")
    away(town, "1002")
    work_with = {"1001": "1002", "1002": "2001"}

    def chain(work: Work) -> None:
        for no, substitute in work_with.items():
            person = work.people.staff(no)
            assert person is not None
            person.substitute_no = substitute
            work.people.put_staff([person])

    town.app.store.run_now(chain)
    assert (await moves.filed(town)).owner_no == "2001"


async def test_f6_a_circle_of_substitutes_ends_at_the_duty_desk(town: Town) -> None:
    away(town, "1001")
    away(town, "1002")
    case = await moves.filed(town)
    assert (case.owner_no, case.first_receiver_no) == ("8001", "1001")
    assert case.number in texts(town, DUTY)


async def test_f6_with_nobody_on_duty_the_director_takes_it(town: Town) -> None:
    for no in ("1001", "1002"):
        away(town, no)
    leaves(town, "8001")
    assert (await moves.filed(town)).owner_no == "3001"


async def test_f8_an_open_case_of_somebody_who_leaves_gets_an_active_owner_at_once(
    town: Town,
) -> None:
    await moves.upheld(town)
    leaves(town, "1001")
    await town.app.settle()
    case = latest(town)
    assert (case.owner_no, case.first_receiver_no) == ("1002", "1001")
    assert "原责任人离岗，这件由您负责" in texts(town, LI)
    assert "李强经理负责，电话 13800001002" in town.last(WANG)
    assert town.ledger(case)[-1].deed == "succeed"
    await town.say(LI, "/cases")
    assert case.number in texts(town, LI)


async def test_f8_whoever_has_left_can_do_nothing_any_more(town: Town) -> None:
    case = await moves.filed(town)
    leaves(town, "1001")
    await town.press(ZHANG, "受理")
    assert latest(town).stage is Stage.FILED
    assert case.number not in town.last(ZHANG)


async def test_f8_a_hand_over_on_its_way_ends_with_its_giver(town: Town) -> None:
    await moves.filed(town)
    await town.press(ZHANG, "移交")
    await town.press(ZHANG, "李强经理")
    await town.say(ZHANG, "换线路")
    leaves(town, "1001")
    await town.press(CHEN, "批准移交")
    case = latest(town)
    assert (case.owner_no, case.hand_overs) == ("1002", 0)


async def test_f4_nobody_can_accept_a_hand_over_who_has_left(town: Town) -> None:
    await moves.filed(town)
    await town.press(ZHANG, "移交")
    await town.press(ZHANG, "李强经理")
    await town.say(ZHANG, "换线路")
    leaves(town, "1002")
    await town.press(CHEN, "批准移交")
    assert latest(town).owner_no == "1001"
    await town.say(ZHANG, latest(town).number)
    await town.press(ZHANG, "移交")
    await town.press(ZHANG, "陈芳经理")
    await town.say(ZHANG, "换线路")
    assert "移交请求发出去了" in town.last(ZHANG)


async def test_f6_days_that_are_past_are_no_absence(town: Town) -> None:
    await town.say(ZHANG, "/away")
    await town.say(ZHANG, "3月2日到3月3日")
    assert "已经过去" in town.last(ZHANG)


async def test_who_has_left_reads_and_does_nothing_any_more(town: Town) -> None:
    await moves.filed(town)
    number = latest(town).number
    leaves(town, "1001")
    before = len(town.letters(ZHANG))
    await town.say(ZHANG, f"{number} 受理")
    assert all(number not in letter.text for letter in town.letters(ZHANG)[before:])
    assert latest(town).contacted_at is None


async def test_f7_who_stands_in_for_a_decider_who_leaves_decides_and_knows_a_kept_name(
    town: Town,
) -> None:
    await moves.told_to_the_desk(town, anonymous=True)
    assert latest(town).decider_no == "2001"
    leaves(town, "2001")
    await town.app.settle()
    case = latest(town)
    assert (case.owner_no, case.decider_no) == ("1001", "3001")
    assert town.ledger(case)[-1].deed == "report_up"
    card = town.last(ZHOU)
    assert "原来跟进的陈芳经理离岗" in card
    assert "店主的名字只有您看得到" in card
    assert "王大姐" in card


async def test_f1_what_was_recorded_waits_for_the_substitute_of_a_manager_who_leaves(
    town: Town,
) -> None:
    await town.say(DRIVER, "/record")
    await town.say(DRIVER, "310101100001")
    await town.say(DRIVER, "玉溪压扁两条")
    assert latest(town).expected_no == "1001"
    leaves(town, "1001")
    await town.app.settle()
    assert (latest(town).owner_no, latest(town).expected_no) == ("4002", "1002")
    assert "张明经理离岗，这件代录的事请您来接" in town.last(LI)
    await town.press(LI, "受理")
    assert (latest(town).owner_no, latest(town).expected_no) == ("1002", "")


async def test_f1_who_owns_what_they_had_yet_to_accept_need_not_accept_it_any_more(
    town: Town,
) -> None:
    await town.say(DRIVER, "/record")
    await town.say(DRIVER, "310101100001")
    await town.say(DRIVER, "玉溪压扁两条")

    def names_the_manager(work: Work) -> None:
        driver = work.people.staff("4002")
        assert driver is not None
        driver.substitute_no = "1001"
        work.people.put_staff([driver])

    town.app.store.run_now(names_the_manager)
    leaves(town, "4002")
    assert (latest(town).owner_no, latest(town).expected_no) == ("1001", "")


async def test_f3_what_was_asked_of_a_helper_who_leaves_is_asked_of_another_of_the_desk(
    town: Town,
) -> None:
    await moves.acknowledged(town)
    await town.press(ZHANG, "协办")
    await town.press(ZHANG, "配送")
    await town.say(ZHANG, "查一下装车单")
    leaves(town, "4001")
    await town.app.settle()
    await town.press(DRIVER, "答复协办")
    await town.say(DRIVER, "装车单少打一行")
    assert "装车单少打一行" in town.last(ZHANG)


async def test_f4_the_owner_hears_that_who_should_receive_a_case_has_left(town: Town) -> None:
    await moves.filed(town)
    await town.press(ZHANG, "移交")
    await town.press(ZHANG, "李强经理")
    await town.say(ZHANG, "换线路")
    leaves(town, "1002")
    await town.app.settle()
    assert "李强经理离岗，移交没办成，这件还是您的" in texts(town, ZHANG)


async def test_f4_another_superior_is_asked_when_who_should_approve_has_left(town: Town) -> None:
    await moves.filed(town)
    await town.press(ZHANG, "移交")
    await town.press(ZHANG, "李强经理")
    await town.say(ZHANG, "换线路")
    await town.press(LI, "接手")
    leaves(town, "2001")
    await town.app.settle()
    await town.press(ZHOU, "批准移交")
    assert latest(town).owner_no == "1002"


async def test_f6_who_calls_back_for_a_manager_who_is_away_is_their_substitute(town: Town) -> None:
    away(town, "1001")
    await town.say(WANG, "转人工")
    assert "有人要找真人" in town.last(LI)
    assert "李强经理会打给您" in town.last(WANG)
    assert town.letters(DUTY) == []


def seen_in_the_console(town: Town, no: str) -> list[str]:
    def unit(work: Work) -> list[str]:
        shift = Shift(work, town.now, town.app.house)
        return [case.number for case in seen_cases(shift, CaseFilter(), shift.staff(no))]

    return town.app.store.read_now(unit)


async def test_f6_what_fell_to_a_director_who_is_away_is_decided_by_who_stands_in(
    town: Town,
) -> None:
    def has_a_deputy(work: Work) -> None:
        director = work.people.staff("3001")
        assert director is not None
        director.substitute_no = "6001"
        work.people.put_staff([director])

    town.app.store.run_now(has_a_deputy)
    case = await moves.filed(town)
    away(town, "3001", last=31)
    await town.pass_by(days=15)
    assert latest(town).decider_no == "3001"
    await town.say("staff-6001", "/cases")
    assert case.number in town.last("staff-6001")
    assert seen_in_the_console(town, "6001") == [case.number]
    await town.say("staff-6001", f"{case.number} 受理")
    assert latest(town).stage is Stage.ACKNOWLEDGED

"""Clocks and reminders (rules, section 5) through the built application, and digests."""

from datetime import date, datetime

import pytest

from bot.desk.digests import outcome
from bot.desk.orders import Reopen
from bot.desk.recalling import reckon_open_cases
from bot.desk.shift import Shift
from bot.imports.calendar import kept_form
from models.calendar import CST, Notice
from models.case import Case
from models.statute import statutory_days
from models.terms import Category, Grade, Stage
from storage.case_list import CaseFilter
from storage.unit_of_work import Work
from tests.journeys import moves
from tests.journeys.moves import ADMIN, CHEN, DUTY, WANG, ZHANG, ZHOU, latest, texts
from tests.town import Town


def counted(town: Town, who: str, words: str) -> int:
    return sum(words in letter.text for letter in town.letters(who))


async def test_c1_the_clocks_start_at_the_first_message_whenever_it_is_filed(town: Town) -> None:
    await town.say(WANG, "今天送来的烟少送了")
    await town.pass_by(hours=3)
    await town.say(WANG, "玉溪 1")
    await town.say(WANG, "对")
    case = latest(town)
    assert case.first_message_at == datetime(2026, 3, 12, 10, tzinfo=CST)
    assert case.respond_by == datetime(2026, 3, 13, 10, tzinfo=CST)


async def test_c1_a_message_that_waited_starts_the_clocks_when_it_came_and_keeps_its_photo(
    town: Town,
) -> None:
    await town.sends(WANG, kind="photo", text=moves.SHORT, media=["photo-1"])
    town.clock.pass_by(hours=3)
    await town.app.settle()
    await town.press(WANG, "对")
    case = latest(town)
    assert case.first_message_at == datetime(2026, 3, 12, 10, tzinfo=CST)
    assert [one.ref for one in town.letters(ZHANG)[-1].media] == ["photo-1"]


async def test_c2_a_reopened_case_is_to_be_contacted_anew_everywhere_and_a_message_does(
    town: Town,
) -> None:
    first = await moves.closed(town)
    await town.pass_by(days=4)
    await moves.ordered(town, WANG, Reopen(first.id, "还是少"))
    assert "回话：明天上午 10 点前" in town.last(ZHANG)
    assert "明天上午 10 点" in (await town.say(WANG, "查进度"))[-1]
    await town.pass_by(days=1, hours=1)
    assert first.number in listed_as_overdue(town)
    await town.say(ZHANG, "/today")
    assert first.number in town.last(ZHANG)
    await town.press(ZHANG, "给店主留言")
    await town.say(ZHANG, "我马上到店里看")
    assert latest(town).stage is Stage.REOPENED
    assert listed_as_overdue(town) == []
    chased = counted(town, ZHANG, "首次联系")
    await town.pass_by(days=1)
    assert counted(town, ZHANG, "首次联系") == chased
    assert first_contact_counted(town, first) == first.contacted_at


def listed_as_overdue(town: Town) -> list[str]:
    wanted = CaseFilter(overdue_at=town.now)
    return [case.number for case in town.app.store.read_now(lambda work: work.cases.list(wanted))]


def first_contact_counted(town: Town, case: Case) -> datetime | None:
    """What the response rate is reckoned from."""

    def unit(work: Work) -> datetime | None:
        shift = Shift(work, town.now, town.app.house)
        return outcome(shift, latest(town), work.cases.ledger(case.id)).contacted_at

    return town.app.store.read_now(unit)


async def test_c2_c3_both_deadlines_and_c9_as_people_say_them(town: Town) -> None:
    case = await moves.filed(town)
    assert case.close_by == datetime(2026, 3, 26, 18, tzinfo=CST)
    assert "最晚明天上午 10 点前回您话" in texts(town, WANG)


async def test_retailer_and_manager_read_the_same_deadline(town: Town) -> None:
    await moves.acknowledged(town)
    assert "3月26日下午 6 点前" in town.last(WANG)
    await town.say(ZHANG, latest(town).number)
    assert "3月26日下午 6 点前" in town.last(ZHANG)


async def test_c6_reminders_at_half_and_four_fifths_and_escalation_at_the_end(
    town: Town,
) -> None:
    await moves.filed(town)
    await town.pass_by(hours=12, minutes=1)  # ten at night: a normal case lets people sleep
    assert counted(town, ZHANG, "首次联系时限过半") == 0
    await town.pass_by(hours=10)
    assert counted(town, ZHANG, "快到期了：首次联系") == 1
    assert counted(town, CHEN, "超时") == 0
    await town.pass_by(hours=3)
    assert counted(town, ZHANG, "首次联系已经超时") == 1
    assert counted(town, CHEN, "首次联系超时") == 1


async def test_c7_everything_overdue_for_three_weeks_is_told_each_working_day(town: Town) -> None:
    await moves.filed(town)
    for _ in range(21):
        await town.pass_by(days=1)
    assert counted(town, ZHANG, "首次联系还在超时") == 14  # 16 March to 2 April
    assert counted(town, ZHANG, "办结已经超时") == 1
    assert counted(town, ZHANG, "办结还在超时") == 4  # 27 March to 1 April
    assert latest(town).decider_no == "3001"
    assert latest(town).owner_no == "1001"


async def test_c7_what_fell_due_while_the_service_was_down_is_sent_once(town: Town) -> None:
    await moves.filed(town)
    before = len(town.letters(ZHANG))
    town.clock.pass_by(days=20)
    await town.restart()
    await town.app.settle()
    late = [
        one.text for one in town.letters(ZHANG)[before:] if "时限" in one.text or "超时" in one.text
    ]
    assert len(late) == 2  # the latest of each clock, none of those that it overtook
    await town.app.settle()
    assert len(town.letters(ZHANG)) == before + 2 + 1  # and one digest


async def test_c4_a_major_case_on_a_holiday_has_to_be_reported_within_24_hours_all_the_same(
    town: Town,
) -> None:
    town.clock.turn_to(10, 1, 9)
    await moves.filed(town, text="今天送来的玉溪少送1条 再不管我找记者曝光")
    case = latest(town)
    assert case.respond_by == datetime(2026, 10, 8, 9, tzinfo=CST)
    for superior in (CHEN, ZHOU):
        assert "重大投诉" in town.last(superior)
    await town.pass_by(hours=25)
    assert counted(town, ZHANG, "重大投诉上报已经超时") == 1


async def test_c4_the_report_of_course_and_measures_stops_that_clock(town: Town) -> None:
    await moves.filed(town, text="今天送来的玉溪少送1条 再不管我找记者曝光")
    await town.press(ZHANG, "上报")
    await town.say(ZHANG, "少装一条，今天下午补送，已电话道歉")
    assert latest(town).reported_at is not None
    await town.pass_by(hours=25)
    assert counted(town, ZHANG, "重大投诉上报") == 0


async def test_c4_no_report_is_owed_of_what_is_major_no_more_and_anew_of_what_is_so_again(
    town: Town,
) -> None:
    await moves.filed(town, text="今天送来的玉溪少送1条 再不管我找记者曝光")
    await graded(town, "一般")
    await town.pass_by(hours=25)
    assert counted(town, ZHANG, "重大投诉上报") == 0
    await graded(town, "重大")
    await town.press(ZHANG, "上报")
    await town.say(ZHANG, "少装一条，今天下午补送")
    for grade in ("一般", "重大"):
        await graded(town, grade)
    await town.pass_by(hours=25)
    assert counted(town, ZHANG, "重大投诉上报已经超时") == 1


async def graded(town: Town, grade: str) -> None:
    await town.say(ZHANG, latest(town).number)
    for label in ("改级", grade):
        await town.press(ZHANG, label)
    await town.say(ZHANG, "店主说清楚了")


async def test_c5_a_major_case_stands_before_an_urgent_and_a_normal_one(town: Town) -> None:
    for grade in (Grade.NORMAL, Grade.MAJOR, Grade.URGENT):
        await moves.told_to_the_desk(town, category=Category.PRODUCT, grade=grade)
    before = len(town.letters(ZHANG))
    await town.say(ZHANG, "/cases")
    listed = [one.text for one in town.letters(ZHANG)[before + 1 :]]
    assert [text.split("］")[0].split("［")[1] for text in listed] == ["重大", "紧急", "一般"]


def new_year_is_published(town: Town) -> int:
    """The days off around 1 January 2027 are imported; how many cases moved."""
    off = dict(statutory_days(2027))
    off |= {date(2027, 1, 2): "元旦", date(2027, 1, 3): "元旦", date(2027, 1, 4): "元旦"}
    notice = Notice(2027, "test", off, {date(2027, 1, 9): "元旦"})

    def imports(work: Work) -> int:
        work.meta.keep_calendar_year(2027, kept_form(notice))
        return reckon_open_cases(Shift(work, town.now, town.app.house))

    return town.app.store.run_now(imports)


async def test_c8_an_imported_year_moves_the_deadlines_and_lifts_the_provisional(
    town: Town,
) -> None:
    town.clock.turn_to(12, 30, 10)
    case = await moves.filed(town)
    assert case.provisional
    assert "暂按" in texts(town, WANG)
    assert new_year_is_published(town) == 1
    again = latest(town)
    assert not again.provisional
    assert again.respond_by == datetime(2026, 12, 31, 10, tzinfo=CST)
    assert again.close_by == datetime(2027, 1, 14, 18, tzinfo=CST)
    assert town.ledger(again)[-1].deed == "reckon"


async def test_c7_an_imported_year_moves_the_clock_of_what_was_asked_of_a_helper(
    town: Town,
) -> None:
    town.clock.turn_to(12, 30, 10)
    await moves.acknowledged(town)
    await town.press(ZHANG, "协办")
    await town.press(ZHANG, "配送")
    await town.say(ZHANG, "查一下装车单")
    new_year_is_published(town)
    await town.pass_by(days=5, hours=9)  # 4 January, 19:00: a working day, as far as was known
    assert counted(town, ZHANG, "协办超时") == 0
    await town.pass_by(days=1)
    assert counted(town, ZHANG, "协办超时") == 1


async def test_each_working_morning_whoever_has_cases_gets_one_digest(town: Town) -> None:
    case = await moves.filed(town)
    await town.pass_by(hours=23)
    assert counted(town, ZHANG, f"早上好。您手上 1 件，今天到期 1 件：{case.number}") == 1
    assert counted(town, "staff-1002", "早上好") == 0
    await town.restart()
    await town.pass_by(minutes=5)
    assert counted(town, ZHANG, "早上好") == 1
    await town.pass_by(days=2)  # Sunday
    assert counted(town, ZHANG, "早上好") == 1
    await town.pass_by(days=1)
    assert counted(town, ZHANG, "早上好") == 2


async def test_each_week_a_supervisor_reads_how_their_peoples_cases_stand(town: Town) -> None:
    await moves.filed(town)
    await town.pass_by(days=4)
    (digest,) = [one.text for one in town.letters(CHEN) if "上周情况" in one.text]
    assert "在办 1 件，超时 1 件" in digest
    assert "回应率 0%（0/1）" in digest
    assert "满意率 无" in digest
    await town.pass_by(days=1)
    assert counted(town, CHEN, "上周情况") == 1


@pytest.mark.parametrize("reader", [DUTY, ADMIN])
async def test_who_has_nothing_to_do_gets_no_digest(town: Town, reader: str) -> None:
    await moves.filed(town)
    await town.pass_by(days=4)
    assert counted(town, reader, "早上好") == 0


async def test_i1_an_unfinished_intake_goes_to_the_manager_as_a_grumble(town: Town) -> None:
    await town.say(WANG, "今天送来的烟少送了")
    await town.pass_by(hours=23)
    assert town.cases() == []
    await town.pass_by(hours=2)
    case = latest(town)
    assert (case.kind, case.owner_no, case.stage) == ("grumble", "1001", Stage.FILED)
    assert "未完成" in town.last(ZHANG)
    assert "请打个电话" in texts(town, ZHANG)


async def test_i1_the_retailer_may_still_go_on_the_next_day(town: Town) -> None:
    await town.say(WANG, "今天送来的烟少送了")
    await town.pass_by(hours=25)
    await town.say(WANG, "玉溪 1")
    await town.press(WANG, "对")
    case = latest(town)
    assert (case.kind, case.brand) == ("complaint", "玉溪")
    assert town.cases()[0].stage is Stage.CLOSED  # nobody need call about the half of it
    assert case.first_message_at == datetime(2026, 3, 12, 10, tzinfo=CST)


async def test_i5_an_unheard_voice_note_left_alone_goes_one_step_up(town: Town) -> None:
    await town.arrives(WANG, kind="voice", media=["voice-1"])
    await town.pass_by(hours=25)
    case = latest(town)
    assert case.owner_no == "2001"
    assert town.letters(ZHANG) == []

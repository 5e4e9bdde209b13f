"""Conflict of interest (回避, F5): who is complained about never learns of it, and it always finds
somebody who may answer."""

import pytest

from models.ownership import barred_from
from models.terms import Category, Grade, Role
from tests.builders import a_member
from tests.journeys import moves
from tests.journeys.moves import (
    ADMIN,
    CHEN,
    DISCIPLINE,
    DRIVER,
    INSPECTOR,
    LI,
    SUPPLY,
    WANG,
    ZHANG,
    ZHOU,
    latest,
    texts,
)
from tests.town import Town

ABOUT_MANAGER = "你们客户经理把好烟都给那边超市 我一条中华没有"


async def about_the_manager(town: Town, privacy: str = "保密") -> None:
    await town.say(WANG, ABOUT_MANAGER)
    await town.press(WANG, "对")
    await town.press(WANG, privacy)


async def test_f5_a_complaint_about_the_own_manager_starts_one_step_up_with_inspection(
    town: Town,
) -> None:
    await about_the_manager(town)
    case = latest(town)
    assert (case.owner_no, case.accused) == ("2001", ("1001",))
    assert "0312-01" in texts(town, CHEN)
    assert "0312-01" in texts(town, INSPECTOR)
    assert town.letters(ZHANG) == []


@pytest.mark.parametrize("asks", ["0312-01", "0312-01 受理", "/cases", "/today", "菜单"])
async def test_f5_nothing_that_the_manager_asks_shows_it(town: Town, asks: str) -> None:
    await about_the_manager(town)
    await town.say(ZHANG, asks)
    assert "0312-01" not in texts(town, ZHANG)
    assert "中华" not in texts(town, ZHANG)


async def test_f5_no_morning_digest_counts_it_for_who_is_complained_about(town: Town) -> None:
    await about_the_manager(town)
    await town.pass_by(days=1)
    assert town.letters(ZHANG) == []
    assert any("早上好。您手上 1 件" in letter.text for letter in town.letters(CHEN))


async def test_f5_a_case_about_a_manager_can_not_be_handed_to_them(town: Town) -> None:
    await about_the_manager(town)
    await town.press(CHEN, "受理")
    await town.press(CHEN, "移交")
    assert "张明经理" not in town.labels(CHEN)
    await town.say(CHEN, "1001")
    assert latest(town).owner_no == "2001"
    assert town.letters(ZHANG) == []


async def test_f5_who_stands_in_for_the_superior_is_never_the_one_complained_about(
    town: Town,
) -> None:
    def goes_away(work) -> None:  # type: ignore[no-untyped-def]
        chen = work.people.staff("2001")
        chen.substitute_no = "1001"
        work.people.put_staff([chen])

    town.app.store.run_now(goes_away)
    await town.say(CHEN, "/away")
    await town.say(CHEN, "3月12日到3月20日")
    await about_the_manager(town)
    assert latest(town).owner_no == "3001"
    assert town.letters(ZHANG) == []


async def test_f5_deliverers_are_kept_out_where_only_their_role_was_said(town: Town) -> None:
    await town.say(WANG, "送货的骂人 很凶 烟扔门口就走")
    await town.press(WANG, "今天")
    await town.press(WANG, "对")
    case = latest(town)
    assert (case.owner_no, "4002" in case.withheld) == ("1001", True)
    await town.press(ZHANG, "协办")
    await town.press(ZHANG, "配送")
    await town.say(ZHANG, "请查一下")
    assert town.letters(DRIVER) == []


async def test_f5_somebody_hired_under_the_accused_later_is_kept_out_as_well(town: Town) -> None:
    await about_the_manager(town)
    town.app.store.run_now(
        lambda work: work.people.put_staff(
            [a_member("1009", "新来", Role.CUSTOMER_MANAGER, superior_no="1001")]
        )
    )
    town.app.store.run_now(
        lambda work: work.people.bind(town.at("staff-1009"), "staff:1009", town.now)
    )
    await town.say("staff-1009", latest(town).number)
    assert town.last("staff-1009") == "没有这件，请核对编号。"


async def test_f5_a_discipline_matter_goes_to_the_discipline_desk_and_the_director(
    town: Town,
) -> None:
    case = await moves.told_to_the_desk(town, grade=Grade.MAJOR, grade_words=("吃拿卡要",))
    assert (case.owner_no, case.decider_no, case.accused) == ("6002", "3001", ("1001",))
    assert case.number in texts(town, DISCIPLINE)
    assert case.number in texts(town, ZHOU)
    assert "纪检季检来办" in town.last(WANG)
    assert town.letters(ZHANG) == []


async def test_f5_a_complaint_about_the_director_is_taken_by_the_discipline_desk(
    town: Town,
) -> None:
    case = await moves.told_to_the_desk(town, category=Category.SUPPLY, about_name="周立")
    assert case.accused == ("3001",)
    assert case.owner_no == "6002"
    assert town.letters(ZHOU) == []
    assert town.letters(CHEN) == []


async def test_f5_a_kept_name_is_known_to_nobody_but_who_decides(town: Town) -> None:
    await about_the_manager(town, "保密")
    case = latest(town)
    assert case.decider_no == "3001"
    assert "只有您看得到" in town.last(ZHOU)
    for reader in (CHEN, INSPECTOR, ADMIN):
        await town.say(reader, case.number)
        assert "大姐烟店" not in texts(town, reader)
        assert "王大姐" not in texts(town, reader)
    assert "大姐烟店" in town.last(ZHOU)


async def test_f5_a_name_that_needs_no_keeping_stands_on_the_card(town: Town) -> None:
    await about_the_manager(town, "不用")
    assert "大姐烟店" in texts(town, CHEN)


async def test_f5_escalation_passes_by_a_superior_from_whom_it_is_withheld(town: Town) -> None:
    case = await moves.told_to_the_desk(town, category=Category.SUPPLY, about_name="陈芳")
    assert case.accused == ("2001",)
    await town.pass_by(days=20)
    assert town.letters(CHEN) == []
    assert any("超时" in letter.text for letter in town.letters(ZHOU))


async def test_f5_who_helped_before_does_not_see_what_is_about_them(town: Town) -> None:
    await about_the_manager(town)
    barred = town.app.store.read_now(
        lambda work: barred_from(latest(town), town.app.house.company(work, town.now.date()))
    )
    assert "1001" in barred
    assert "1002" not in barred
    await town.say(LI, latest(town).number)
    await town.say(SUPPLY, latest(town).number)
    assert town.last(LI) == town.last(SUPPLY) == "没有这件，请核对编号。"


@pytest.mark.parametrize("presses", [(), ("回复",)])
async def test_f5_an_answer_to_the_owner_that_is_about_them_is_told_as_a_matter_of_its_own(
    town: Town,
    presses: tuple[str, ...],
) -> None:
    case = await moves.told_to_the_desk(town, category=Category.SERVICE, subcategory="态度")
    await town.say(ZHANG, f"{case.number} 给店主留言")
    await town.say(ZHANG, "是哪天的事？")
    for label in presses:
        await town.press(WANG, label)
    before = len(town.letters(ZHANG))
    await town.say(WANG, "你们客户经理自己也骂人 很凶")
    assert town.letters(ZHANG)[before:] == []
    for label in ("今天", "对", "不用"):
        await town.press(WANG, label)
    assert (latest(town).id != case.id, latest(town).accused) == (True, ("1001",))


async def test_f5_calling_for_a_person_in_the_middle_never_hands_it_to_the_manager(
    town: Town,
) -> None:
    await town.say(WANG, ABOUT_MANAGER)
    await town.say(WANG, "转人工")
    assert town.letters(ZHANG) == []
    assert "有人要找真人" in texts(town, CHEN)
    assert "陈芳经理会打给您" in town.last(WANG)

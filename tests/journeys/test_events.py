"""Repeats, events, early warning (rules, section 8) in stories."""

from datetime import timedelta

import pytest

from bot.desk import watching
from bot.desk.shift import Shift
from models.case import Case, Verdict
from models.lifecycle import UNIT_LIMIT
from models.terms import SUBCATEGORIES, AreaKind, Category, Stage
from storage.unit_of_work import Work
from tests.builders import a_shop
from tests.journeys import moves
from tests.journeys.moves import ADMIN, LI, ZHANG, ZHOU, deeds, latest, texts
from tests.town import Town

SHOPS = [f"3101011000{number:02d}" for number in range(1, 5)]


def fourth_shop(town: Town) -> None:
    def unit(work: Work) -> None:
        work.people.put_shops([a_shop(SHOPS[3], name="北头小店", owner_name="孙叔")])
        work.people.bind(town.at(f"shop-{SHOPS[3]}"), f"shop:{SHOPS[3]}", town.now)

    town.app.store.run_now(unit)


def upheld_like(case: Case, count: int, **told: object) -> list[Case]:
    """More upheld cases of the kind, which the delivery desk answers for."""
    known = {"category": Category.TRANSPORT, "unit": "配送", "verdict": Verdict.UPHELD, **told}
    return [
        case.model_copy(update={**known, "id": number, "number": f"{number}"})
        for number in range(1, count + 1)
    ]


async def four_shops_complain(town: Town) -> None:
    fourth_shop(town)
    for licence in SHOPS:
        await moves.filed(town, f"shop-{licence}")


async def test_four_shops_of_one_route_are_one_event_and_each_case_keeps_its_owner(
    town: Town,
) -> None:
    await four_shops_complain(town)
    cases = town.cases()
    assert len({case.event_id for case in cases}) == 1
    assert cases[0].event_id is not None
    assert [case.owner_no for case in cases] == ["1001", "1001", "1002", "1001"]
    assert "群体事件：运输—少送错送" in texts(town, ZHOU)
    assert "路线 三号线" in town.last(ZHOU)
    assert "共 4 件" in town.last(ZHOU)
    assert "和别家的是同一回事" in texts(town, LI)
    found = cases[0].event_id
    event = town.app.store.read_now(lambda work: work.survey.event(found))
    assert event is not None
    assert event.subcategory == "少送错送"


async def test_one_reply_goes_to_all_with_one_root_cause(town: Town) -> None:
    await four_shops_complain(town)
    await town.press(ZHOU, "统一回复")
    await town.say(ZHOU, "装车单打错了一页")
    await town.say(ZHOU, "明天统一补送，对不住")
    for licence in SHOPS:
        assert "装车单打错了一页" in texts(town, f"shop-{licence}")
        assert "明天统一补送" in texts(town, f"shop-{licence}")
    assert all("event_reply" in deeds(town, case) for case in town.cases())
    assert {case.stage for case in town.cases()} == {Stage.FILED}
    await town.press(ZHOU, "统一回复")
    await town.say(ZHOU, "又一次")
    await town.say(ZHOU, "又一次")
    assert "已经回复过" in town.last(ZHOU)


async def test_who_joins_an_event_late_gets_the_reply_that_the_others_got(town: Town) -> None:
    fourth_shop(town)
    for licence in SHOPS[:3]:
        await moves.filed(town, f"shop-{licence}")
    await town.press(ZHOU, "统一回复")
    await town.say(ZHOU, "装车单打错了一页")
    await town.say(ZHOU, "明天统一补送，对不住")
    await town.pass_by(days=2)
    late = f"shop-{SHOPS[3]}"
    await moves.filed(town, late)
    assert "几家店都遇到了同样的事，3月12日统一回复过" in texts(town, late)
    assert "装车单打错了一页" in town.last(late)
    assert "明天统一补送，对不住" in town.last(late)
    assert latest(town).event_id == town.cases()[0].event_id
    assert deeds(town, latest(town))[-2:] == ["event", "event_reply"]
    assert "共 4 件" in town.last(ZHOU)
    assert "统一回复" not in town.labels(ZHOU)


async def test_nobody_but_director_or_admin_replies_to_all(town: Town) -> None:
    await four_shops_complain(town)
    case = latest(town)
    await town.say(ZHANG, f"{case.number} 统一回复")
    await town.say(ZHANG, "原因")
    await town.say(ZHANG, "回复")
    assert "由主任来做" in town.last(ZHANG)


async def test_two_like_cases_are_no_event(town: Town) -> None:
    for licence in SHOPS[:2]:
        await moves.filed(town, f"shop-{licence}")
    assert [case.event_id for case in town.cases()] == [None, None]


async def test_a_case_that_is_sorted_anew_weeks_later_belongs_to_the_event_of_its_days(
    town: Town,
) -> None:
    told = {"category": Category.TRANSPORT, "subcategory": "少送错送"}
    for licence in SHOPS[:2]:
        await moves.told_to_the_desk(town, f"shop-{licence}", **told)
    case = await moves.told_to_the_desk(town, moves.WANG, **told | {"subcategory": "途中破损"})
    await town.pass_by(days=20)
    await town.say(ZHANG, case.number)
    for label in ("改分类", "运输", "少送错送"):
        await town.press(ZHANG, label)
    await town.say(ZHANG, "是少送，不是压破")
    assert len({one.event_id for one in town.cases()}) == 1
    assert latest(town).event_id is not None


async def test_an_event_shows_nobody_a_case_that_is_withheld_from_them(town: Town) -> None:
    fourth_shop(town)
    for licence in SHOPS:
        await moves.told_to_the_desk(
            town,
            f"shop-{licence}",
            category=Category.SUPPLY,
            subcategory="紧俏烟分配",
            about_name="周立",
        )
    assert len({case.event_id for case in town.cases()}) == 1
    assert town.letters(ZHOU) == []
    assert town.letters(ADMIN) == []


async def test_more_than_three_upheld_cases_of_one_fault_in_a_month_are_a_repeat(
    town: Town,
) -> None:
    for _ in range(4):
        await moves.filed(town)
        if "另外投诉" in town.labels(moves.WANG):
            await town.press(moves.WANG, "另外投诉")
            await town.press(moves.WANG, "对")
        case = latest(town)
        await town.say(ZHANG, case.number)
        for label in ("受理", "成立", "配送", "装车差错"):
            await town.press(ZHANG, label)
    assert len(town.cases()) == 4
    for reader in (ZHOU, ADMIN):
        found = [one.text for one in town.letters(reader) if "重复投诉" in one.text]
        assert len(found) == 1
        assert "配送 少送错送，2026-03 成立 4 件" in found[0]


async def test_a_repeat_is_told_once_a_quarter_though_letters_are_forgotten_in_days(
    town: Town,
) -> None:
    case = await moves.filed(town)

    def find(work: Work) -> None:
        shift = Shift(work, town.now, town.app.house)
        watching.find_repeats(["transport", "少送错送", "配送"], shift)

    def add(work: Work) -> None:
        for one in upheld_like(case, 4, subcategory="少送错送"):
            work.cases.add(one)

    town.app.store.run_now(add)
    for days in (0, 1, 4):  # a night of tidying lies between
        await town.pass_by(days=days)
        town.app.store.run_now(find)
        await town.app.settle()
    assert len([one for one in town.letters(ADMIN) if "重复投诉" in one.text]) == 1


async def test_a_repeat_is_told_though_its_last_case_was_judged_in_the_next_quarter(
    town: Town,
) -> None:
    case = await moves.filed(town)

    def judge(work: Work) -> None:
        filed_at = town.now - timedelta(days=80)
        alike = upheld_like(case, 4, subcategory="少送错送", filed_at=filed_at)
        for one in alike:
            work.cases.add(one)
        watching.look_for_repeat(Shift(work, town.now, town.app.house), alike[0])

    town.app.store.run_now(judge)
    await town.app.settle()
    assert "配送 少送错送，2025-12 成立 4 件" in town.last(ADMIN)


async def test_a_judged_case_that_is_sorted_anew_may_make_a_repeat(town: Town) -> None:
    case = await moves.upheld(town)

    def add(work: Work) -> None:
        for one in upheld_like(case, 3, subcategory="途中破损"):
            work.cases.add(one)

    town.app.store.run_now(add)
    for label in ("改分类", "运输", "途中破损"):
        await town.press(ZHANG, label)
    await town.say(ZHANG, "是压破的，不是少送")
    assert "配送 途中破损，2026-03 成立 4 件" in town.last(ADMIN)


async def test_what_stands_out_from_its_last_eight_weeks_is_warned_of_on_monday(
    town: Town,
) -> None:
    fourth_shop(town)
    for licence in SHOPS:
        await moves.told_to_the_desk(
            town,
            f"shop-{licence}",
            category=Category.PRODUCT,
            subcategory="霉变变质",
            brand="玉溪",
        )
    await town.pass_by(days=4)
    warning = [one.text for one in town.letters(ADMIN) if "预警" in one.text]
    assert len(warning) == 1
    assert f"产品—霉变变质 玉溪 {AreaKind.VILLAGE.value}：4 件" in warning[0]
    await town.pass_by(days=7)
    assert len([one for one in town.letters(ADMIN) if "预警" in one.text]) == 1


UNITS = ("配送", "配送:一部", "{甲}组 100%", "部" * UNIT_LIMIT)


@pytest.mark.parametrize("unit", UNITS)
async def test_repeats_are_found_in_every_kind_of_matter_whatever_the_unit_is_called(
    town: Town, unit: str
) -> None:
    case = await moves.filed(town)
    faults = [(category, name) for category in Category for name in SUBCATEGORIES[category]]

    def find(work: Work) -> None:
        for number, (category, subcategory) in enumerate(faults * 4, start=1):
            told = {"category": category, "subcategory": subcategory, "unit": unit}
            work.cases.add(
                case.model_copy(
                    update={**told, "id": number, "number": f"{number}", "verdict": Verdict.UPHELD}
                )
            )
        shift = Shift(work, town.now, town.app.house)
        for category, subcategory in faults:
            watching.find_repeats([category.value, subcategory, unit], shift)

    town.app.store.run_now(find)
    await town.app.settle()
    found = [letter for letter in town.letters(ADMIN) if f"{unit} " in letter.text]
    assert len(found) == len(faults)


async def test_the_name_of_a_unit_is_no_longer_than_the_record_has_room_for(town: Town) -> None:
    await moves.acknowledged(town)
    await town.press(ZHANG, "成立")
    await town.say(ZHANG, "部" * 33)
    said = await town.press(ZHANG, "装车差错")
    assert said == ["责任部门太长了，请说短一点，最多 32 个字。"]
    assert moves.latest(town).unit == ""

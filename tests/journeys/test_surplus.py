"""Beyond a day's number of cases: kept word for word, collected, read by the right person."""

from models.terms import Grade
from storage.unit_of_work import Work
from tests.journeys.moves import CHEN, LIU, WANG, ZHANG, filed, told_to_the_desk
from tests.journeys.test_conflict import about_the_manager
from tests.town import Town

BEYOND = ("今天送来的玉溪少送1条", "今天送来的玉溪少送3条")


async def a_town_of_two_cases_a_day(town: Town) -> None:
    """Where the shop's second chat is a daughter's, and both cases of today are told."""
    (town.home / "policy.toml").write_text("cases_per_day = 2\n")
    await town.restart()
    at, now, shop = town.at("daughter"), town.now, WANG.replace("-", ":")

    def bind(work: Work) -> None:
        work.people.bind(at, shop, now)

    town.app.store.run_now(bind)
    await filed(town, "daughter", "昨天的红塔山有三条霉变")
    await told_to_the_desk(town)


async def test_what_a_shop_tells_beyond_its_cases_reaches_its_manager_in_one_letter(
    town: Town,
) -> None:
    await a_town_of_two_cases_a_day(town)
    letters = len(town.letters(ZHANG))
    for who, told in zip(("daughter", WANG), BEYOND, strict=True):
        await town.say(who, told)
        answer = "\n".join(await town.press(who, "对"))
        assert all(word in answer for word in ("没立案", "张明", "13800001001")), answer
    assert len(town.cases()) == 2
    assert len(town.letters(ZHANG)) == letters, "not collected"
    await town.pass_by(hours=1)
    (collected,) = (one.text for one in town.letters(ZHANG)[letters:] if "件没立案" in one.text)
    assert all(told in collected for told in (*BEYOND, "大姐烟店", "13900000001"))
    await told_to_the_desk(town, said="再不管就打12315", grade=Grade.MAJOR)
    assert "打12315" in town.last(ZHANG), "what is major waits"
    await filed(town, LIU)
    assert len(town.cases()) == 3, "somebody else's cases were used up"
    await town.pass_by(hours=15)
    await filed(town, WANG, BEYOND[0])
    assert len(town.cases()) == 4, "a new day brings no new cases"


async def test_what_is_told_of_the_manager_beyond_the_cases_does_not_reach_them(
    town: Town,
) -> None:
    await a_town_of_two_cases_a_day(town)
    await about_the_manager(town)
    assert "陈芳" in town.last(WANG)
    await town.pass_by(hours=2)
    assert "好烟都给那边超市" in town.last(CHEN)
    assert "大姐烟店" not in town.last(CHEN), "the name was to be kept"
    assert not any("好烟都给那边超市" in letter.text for letter in town.letters(ZHANG))

"""Who sees and does what, in every way there is: the tables of `docs/security.md`, tried."""

import re
from pathlib import Path
from typing import Final

import pytest

from bot.desk import desk
from bot.desk.access import case_numbered
from bot.desk.orders import Actor, AddToCase, Deed, GoAway
from bot.desk.permits import PERMITS
from bot.desk.shift import Shift
from bot.wording import say
from models.case import Case
from models.errors import NotPermitted, NotToBeSeen
from models.event_record import EventRecord
from models.labels import Opinion, Sample, SampleState, Source
from models.terms import Category
from storage.scribe import Binds, Row, Scribe, Statement
from storage.unit_of_work import Work
from tests.journeys.moves import ADMIN, LIU, WANG, ZHANG, told_to_the_desk
from tests.security.full_town import (
    RETAILERS,
    SHOWN,
    STAFF,
    TODAY,
    a_full_town,
    do,
    pressed,
    row_of,
)
from tests.security.tables import rows_under
from tests.town import Town
from tests.web.browsing import a_site
from tests.web.console import a_browser, signed_in

TABLES: Final = {
    "An ordinary case": "plain",
    "A case about the manager, the name kept": "manager",
    "A case about an admin": "admin",
}


async def test_every_way_shows_a_case_to_those_whom_the_tables_name(tmp_path: Path) -> None:
    town, cases = await a_full_town(tmp_path / "home")
    wrong = [cell for heading in TABLES for cell in await wrong_cells(town, cases, heading)]
    town.app.close()
    assert wrong == []


async def wrong_cells(town: Town, cases: dict[str, Case], heading: str) -> list[tuple[str, str]]:
    """Who sees otherwise than the table says, and by which way."""
    wrong = []
    for row in rows_under(heading):
        told = row_without_who(row)
        found = await row_of(town, STAFF[row["who"]], cases[TABLES[heading]])
        wrong += [(row["who"], way) for way, shown in found.items() if shown != told[way]]
    return wrong


def row_without_who(row: dict[str, str]) -> dict[str, str]:
    return {way: cell for way, cell in row.items() if way != "who"}


async def test_every_way_of_a_retailer_reaches_their_own_case_alone(tmp_path: Path) -> None:
    town, cases = await a_full_town(tmp_path / "home")
    plain, kept = cases["plain"], cases["manager"]
    wrong = []
    for row in rows_under("What a retailer reaches"):
        who = RETAILERS[row["who"]]
        asked = "\n".join(await town.say(who, "查进度"))
        found = {
            "progress": plain.number in asked,
            "urge": await urges(town, who, plain),
            "add": adds(town, who, plain),
            "add, name kept": adds(town, who, kept),
        }
        wrong += [(who, way) for way, shown in found.items() if SHOWN[shown] != row[way]]
    town.app.close()
    assert wrong == []


async def urges(town: Town, who: str, case: Case) -> bool:
    before = town.app.store.read_now(lambda work: work.cases.get(case.id).urges)
    await pressed(town, who, "urge", case)
    return town.app.store.read_now(lambda work: work.cases.get(case.id).urges) > before


def adds(town: Town, who: str, case: Case) -> bool:
    """Whether the desk takes an addition from there, whatever the dialogue would let through."""
    refs = town.app.store.read_now(lambda work: work.people.bindings_at(town.at(who)))
    licences = [one.ref.removeprefix("shop:") for one in refs]
    actor = Actor(town.at(who), licence=licences[0] if licences else "")
    try:
        do(town, AddToCase(case.id, "还有一点"), actor)
    except NotToBeSeen:
        return False
    return True


async def test_nothing_ever_sent_to_the_accused_or_their_people_speaks_of_the_case(
    tmp_path: Path,
) -> None:
    town, cases = await a_full_town(tmp_path / "home")
    for _ in range(12):
        await town.pass_by(days=1)
    for who, which in ((ZHANG, "manager"), ("staff-1009", "manager"), (ADMIN, "admin")):
        read = "\n".join(letter.text for letter in town.letters(who))
        assert cases[which].number not in read
        assert cases[which].summary not in read
    assert cases["manager"].number in "\n".join(one.text for one in town.letters("staff-2001"))
    town.app.close()


#: Everything that somebody may look at and that shows or counts cases.
LOOKED_AT: Final = (
    *("/admin/today", "/admin/cases", "/admin/cases?open=1", "/admin/cases.csv", "/admin/shops"),
    *("/admin/shops/310101100001", "/admin/reports?month=2026-03", "/admin/labels", "/admin/audit"),
    *("/admin/classifier", "/admin/staff", "/admin/rules"),
)


async def all_pages(town: Town, no: str) -> dict[str, str]:
    """What somebody reads on every page, without what each visit has of its own."""
    async with signed_in(town.app, no, a_site(town.app)) as browser:
        answers = {path: await browser.get(path) for path in LOOKED_AT}
        token = browser.form_token
    return {path: answer.text.replace(token, "") for path, answer in answers.items()}


@pytest.mark.parametrize(("no", "name"), [("1001", "张明"), ("2001", "陈芳")])
async def test_a_complaint_changes_nothing_on_any_page_of_whom_it_is_about(
    tmp_path: Path, no: str, name: str
) -> None:
    """No list, count, figure, record or queue of theirs tells that there is one more; the same of
    an admin in `test_on_postgresql`."""
    town, _ = await a_full_town(tmp_path / "home")
    assert await pages_that_tell(town, no, name) == set()
    town.app.close()


async def pages_that_tell(town: Town, no: str, name: str) -> set[str]:
    """What changes for somebody when another complains about them."""
    await all_pages(town, no)
    chat = [await town.say(f"staff-{no}", words) for words in ("/cases", "/today")]
    before = await all_pages(town, no)
    case = await told_to_the_desk(
        town, LIU, said=f"{name}骂人", summary=f"{name}骂人", about_name=name,
        category=Category.SERVICE, subcategory="态度", anonymous=True,
    )  # fmt: skip
    assert no in case.accused
    town.app.store.run_now(lambda work: sorted_by_others(work, case))
    after = await all_pages(town, no)
    assert [await town.say(f"staff-{no}", words) for words in ("/cases", "/today")] == chat
    return {
        path for path in LOOKED_AT if without_visits(before[path]) != without_visits(after[path])
    }


def sorted_by_others(work: Work, case: Case) -> None:
    """Messages of the case in the queue, in every state, with what two others said of them."""
    for place, state in enumerate(SampleState, start=1):
        told = {"text": f"骂人{place}", "source": Source.UNSURE, "put_at": case.filed_at}
        sample = Sample(id=case.id + place, case_id=case.id, state=state, frozen=place % 2, **told)
        work.labels.put(sample)
        for turn, author in enumerate(("3001", "2009"), start=1):
            said = {"place": turn, "label": "service", "author_no": author, "at": case.filed_at}
            work.labels.say(Opinion(sample_id=sample.id, **said))


def without_visits(page: str) -> str:
    """A page without the lines that the visits themselves put on record, and their count."""
    return re.sub(r"<tr>.*?</tr>|\d+ 处登录|\s+", "", page, flags=re.DOTALL)


async def test_an_event_counts_for_its_reader_only_what_is_not_withheld_from_them(
    tmp_path: Path,
) -> None:
    """And where too little is left to be one, there is none."""
    town, cases = await a_full_town(tmp_path / "home")
    fourth = await told_to_the_desk(town, LIU, said="暗号丁", summary="暗号丁")
    number, seen = cases["plain"].number, {}
    for together in ([*cases.values()], [*cases.values(), fourth]):
        town.app.store.run_now(lambda work, them=together: put_together(work, town, them))
        for who in (ZHANG, ADMIN, "staff-3001"):
            card = "\n".join(await town.say(who, number))
            found = re.search(r"群体事件.*共 (\d) 件", card)
            seen[who, len(together)] = int(found[1]) if found else 0
    town.app.close()
    assert seen == {
        (ZHANG, 3): 0, (ADMIN, 3): 0, ("staff-3001", 3): 3,
        (ZHANG, 4): 3, (ADMIN, 4): 3, ("staff-3001", 4): 4,
    }  # fmt: skip


def put_together(work: Work, town: Town, cases: list[Case]) -> None:
    if work.survey.event(7) is None:
        event = EventRecord(
            company_id=1,
            id=7,
            category=Category.SERVICE,
            subcategory="态度",
            shared="路线 三号线",
            found_at=town.now,
        )
        work.survey.add_event(event)
    for one in cases:
        case = work.cases.get(one.id)
        case.event_id = 7
        work.cases.keep(case)


async def test_a_case_that_is_not_theirs_and_one_that_is_not_there_are_the_same_work(
    tmp_path: Path,
) -> None:
    """The same words, the same status, the same statements to the database."""
    town, cases = await a_full_town(tmp_path / "home")
    hidden, absent = cases["manager"].full_number, "2026-0312-97"

    def asked(number: str, no: str) -> list[str]:
        said: list[str] = []
        told = Scribe.rows

        def rows(scribe: Scribe, statement: Statement, binds: Binds) -> list[Row]:
            said.append(str(statement))
            return told(scribe, statement, binds)

        def look(work: Work) -> None:
            shift = Shift(work, town.now, town.app.house)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Scribe, "rows", rows)
                with pytest.raises(NotToBeSeen, match=say("refusal.no_such_case")):
                    case_numbered(shift, number, Actor(staff_no=no))

        town.app.store.read_now(look)
        return said

    for no in ("1001", "1003", "5001"):
        assert asked(hidden, no) == asked(absent, no)
        assert len(asked(hidden, no)) >= 3
    async with signed_in(town.app, "1001", a_site(town.app)) as browser:
        there = await browser.get(f"/admin/cases/{hidden}")
        gone = await browser.get(f"/admin/cases/{absent}")
        assert there.status_code == gone.status_code == 404
        assert there.text.replace(hidden, "") == gone.text.replace(absent, "")
        assert {**there.headers, "date": ""} == {**gone.headers, "date": ""}
        for number in (hidden, absent):
            assert "暗号" not in (await browser.get("/admin/cases", q=number)).text
    assert await town.say(ZHANG, hidden) == await town.say(ZHANG, absent)
    town.app.close()


def test_every_order_there_is_has_its_line_among_the_permits() -> None:
    assert set(desk.DESKWORK) == set(PERMITS)


async def test_who_left_and_who_never_was_may_do_nothing_and_read_the_same(tmp_path: Path) -> None:
    town, cases = await a_full_town(tmp_path / "home")
    left = Actor(town.at("staff-1008"), staff_no="1008")
    for actor in (Actor(), left, Actor(staff_no="0000"), Actor(town.at(WANG))):
        for order in (Deed("write", cases["plain"].id, {"message": "x"}), GoAway(TODAY, TODAY)):
            with pytest.raises(NotPermitted, match=say("refusal.not_permitted")):
                do(town, order, actor)
    async with a_browser(town.app, a_site(town.app)) as browser:
        answers = [
            await browser.client.post("/admin/sign-in", data={"no": no, "password": "whatever"})
            for no in ("1008", "7777")
        ]
    town.app.close()
    gone, never = (answer.text.replace("1008", "").replace("7777", "") for answer in answers)
    assert gone == never

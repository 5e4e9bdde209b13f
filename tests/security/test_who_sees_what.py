"""Who sees and does what, in every way there is: the tables of `docs/security.md`, tried."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from bot.app import App
from bot.desk import desk
from bot.desk.access import case_numbered
from bot.desk.labelling import may_see
from bot.desk.orders import Actor, AddToCase, Deed, GoAway, Order
from bot.desk.permits import PERMITS
from bot.desk.shift import Shift
from bot.files import keep
from bot.wording import say
from models.case import Case
from models.conversation import Utterance
from models.errors import NotTheOwner, NotToBeSeen
from models.event_record import EventRecord
from models.ids import new_id, new_token
from models.labels import Sample, Source
from models.mail import Button
from models.people import Staff
from models.terms import Category, Role
from storage.scribe import Binds, Row, Scribe, Statement
from storage.unit_of_work import Work
from tests.builders import a_member, a_shop, the_staff
from tests.journeys.moves import ADMIN, LIU, WANG, ZHANG, told_to_the_desk
from tests.security.tables import rows_under
from tests.stand_ins import A_PICTURE, KeywordReader, StoppedClock
from tests.town import Town
from tests.web.browsing import a_site
from tests.web.console import Desk, a_browser, address_of, signed_in

TODAY: Final = date(2026, 3, 12)
SECOND: Final = "shop-second"
#: Who stands in the tables, by the words there.
STAFF: Final = {
    "owner": "1001",
    "stands in for the owner": "1004",
    "asked to take it over": "1002",
    "colleague": "1003",
    "under the owner": "1009",
    "superior of the owner": "2001",
    "another supervisor": "2002",
    "director": "3001",
    "helper": "4001",
    "another desk": "5001",
    "inspection": "6001",
    "follow-up clerk": "7001",
    "admin": "9001",
    "another admin": "9002",
    "has left": "1008",
    "complained about": "1001",
    "under who is complained about": "1009",
    "one step up, owner": "2001",
    "inspection, assisting": "6001",
    "director, who decides and knows the name": "3001",
    "admin complained about": "9001",
}
RETAILERS: Final = {
    "who told it": WANG,
    "another chat of the shop": SECOND,
    "another shop": LIU,
    "a stranger": "stranger",
}


def more_staff() -> list[Staff]:
    manager = Role.CUSTOMER_MANAGER
    return [
        a_member("1001", "张明", manager, superior_no="2001", substitute_no="1004"),
        a_member("1003", "王外", manager, superior_no="2001"),
        a_member("1004", "代班", manager, superior_no="2001"),
        a_member("1008", "走了", manager, superior_no="2001", active=False),
        a_member("1009", "下级", manager, superior_no="1001"),
        a_member("2002", "郑管", Role.SUPERVISOR, superior_no="3001"),
        a_member("9002", "另管", Role.ADMIN, superior_no="3001"),
    ]


async def a_full_town(home: Path) -> tuple[Town, dict[str, Case]]:
    """A town with one case of each kind: ordinary, about the manager with the name kept, and about
    an admin."""
    town = Town(home, KeywordReader(), StoppedClock())
    town.settle_in(
        [a_shop(), a_shop("310101100002", name="老刘烟酒", owner_name="刘叔")], the_staff()
    )

    def move_in(work: Work) -> None:
        work.people.put_staff(more_staff())
        for person in more_staff():
            work.people.bind(town.at(f"staff-{person.no}"), f"staff:{person.no}", town.now)
        work.people.bind(town.at(SECOND), "shop:310101100001", town.now)

    town.app.store.run_now(move_in)
    told = {"category": Category.SERVICE, "subcategory": "态度"}
    cases = {
        "plain": await told_to_the_desk(town, said="暗号甲", summary="暗号甲"),
        "manager": await told_to_the_desk(
            town, said="暗号乙", summary="暗号乙", about_name="张明", anonymous=True, **told
        ),
        "admin": await told_to_the_desk(
            town, said="暗号丙", summary="暗号丙", about_name="管理", **told
        ),
    }
    orders = (
        Deed("assist", cases["plain"].id, {"desk": "delivery", "question": "请查装车单"}),
        Deed("hand_over", cases["plain"].id, {"receiver": "1002", "reason_over": "换片区"}),
        GoAway(TODAY, TODAY),
    )
    for order in orders:
        do(town, order, Actor(town.at(ZHANG), staff_no="1001"))
    for case in cases.values():
        town.app.store.run_now(lambda work, case=case: beside(work, town, case))
    await town.app.settle()
    return town, cases


def do(town: Town, order: Order, actor: Actor) -> None:
    town.app.store.run_now(
        lambda work: desk.carry_out(order, actor, Shift(work, town.now, town.app.house))
    )


def beside(work: Work, town: Town, case: Case) -> None:
    """A photo on the record of a case, and a message of it that waits to be sorted."""
    photo = keep(A_PICTURE, "image/jpeg", 0, town.home / "media")
    said = Utterance(
        company_id=1,
        id=new_id(town.now),
        address=case.complainant,
        at=town.now,
        by="retailer",
        kind="photo",
        media=photo.ref,
        case_id=case.id,
    )
    work.talk.say(said)
    work.labels.put(
        Sample(
            company_id=1,
            id=case.id,
            text=case.said,
            source=Source.DISAGREED,
            case_id=case.id,
            put_at=town.now,
        )
    )


def offered(town: Town, who: str, key: str, case: Case) -> str:
    """The token of a choice about the case, as if it had been offered there before."""
    button = Button(
        company_id=1,
        token=new_token(),
        address=str(town.at(who)),
        letter_id=new_id(town.now),
        place=1,
        label="看",
        key=key,
        case_id=case.id,
        offered_at=town.now,
    )
    town.app.store.run_now(lambda work: work.buttons.offer([button]))
    return button.token


async def pressed(town: Town, who: str, key: str, case: Case) -> str:
    before = len(town.letters(who))
    await town.arrives(who, kind="choice", choice=offered(town, who, key, case))
    return "\n".join(letter.text for letter in town.letters(who)[before:])


async def in_chat(town: Town, no: str, case: Case) -> dict[str, bool]:
    who = f"staff-{no}"
    answers = {
        "number": "\n".join(await town.say(who, case.number)),
        "button": await pressed(town, who, "open_card", case),
        "my cases": "\n".join(await town.say(who, "/cases")),
    }
    return {way: case.summary in answer for way, answer in answers.items()}


async def in_console(browser: Desk, case: Case) -> dict[str, bool | None]:
    """Whether each way shows the case; None where that part of the console is not theirs."""
    number, words = case.full_number, case.summary
    pages = {
        "page": f"{address_of(case)}",
        "search": f"/admin/cases?q={words}",
        "photo": f"{address_of(case)}/files/0",
        "sheet": f"/admin/cases.csv?q={words}",
        "ledger": f"/admin/reports/{case.filed_at:%Y-%m}/ledger.xlsx",
        "record": f"/admin/audit?case={number}",
    }
    found: dict[str, bool | None] = {}
    for way, path in pages.items():
        answer = await browser.get(path)
        shown = number in in_sheet(answer.content) if way == "ledger" else number in answer.text
        shown = answer.status_code == 200 if way == "photo" else shown
        found[way] = None if answer.status_code == 403 else answer.status_code == 200 and shown
    if found["record"]:
        found["record"] = f"/admin/cases/{number}" in (await browser.get(pages["record"])).text
    moved = await browser.move(case, "write", message="您好，正在查")
    assert moved.status_code in (303, 404, 409)
    return {**found, "do": moved.status_code == 303}


def in_sheet(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return ""
    return zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml").decode()


def to_sort(app: App, no: str, case: Case) -> bool | None:
    def look(work: Work) -> bool | None:
        shift = Shift(work, app.clock(), app.house)
        viewer, sample = shift.staff(no), work.labels.sample(case.id)
        assert sample is not None
        if not (viewer.has(Role.ADMIN) or viewer.has(Role.SUPERVISOR)):
            return None
        return may_see(shift, sample, viewer)

    return app.store.read_now(look)


SHOWN: Final = {True: "✓", False: "✗", None: "–"}


async def row_of(town: Town, no: str, case: Case) -> dict[str, str]:
    """All ways for one member of staff and one case."""
    found: dict[str, bool | None] = dict(await in_chat(town, no, case))
    found["sort"] = to_sort(town.app, no, case)
    person = town.app.store.read_now(lambda work: work.people.staff(no))
    if person is not None and person.active:
        async with signed_in(town.app, no, a_site(town.app)) as browser:
            found |= await in_console(browser, case)
    return {way: SHOWN[shown] for way, shown in found.items()}


TABLES: Final = {
    "An ordinary case": "plain",
    "A case about the manager, the name kept": "manager",
    "A case about an admin": "admin",
}


async def test_every_way_shows_a_case_to_those_whom_the_tables_name(tmp_path: Path) -> None:
    town, cases = await a_full_town(tmp_path / "home")
    wrong = []
    for heading, which in TABLES.items():
        for row in rows_under(heading):
            told = row_without_who(row)
            found = await row_of(town, STAFF[row["who"]], cases[which])
            wrong += [(row, way) for way, shown in found.items() if shown != told[way]]
    town.app.close()
    assert wrong == []


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


@pytest.mark.parametrize(("no", "name"), [("1001", "张明"), ("2001", "陈芳"), ("9001", "管理")])
async def test_a_complaint_changes_nothing_on_any_page_of_whom_it_is_about(
    tmp_path: Path, no: str, name: str
) -> None:
    """No list, count, figure, record or queue of theirs tells that there is one more."""
    town, _ = await a_full_town(tmp_path / "home")
    await all_pages(town, no)
    chat = [await town.say(f"staff-{no}", words) for words in ("/cases", "/today")]
    before = await all_pages(town, no)
    case = await told_to_the_desk(
        town, LIU, said=f"{name}骂人", summary=f"{name}骂人", about_name=name,
        category=Category.SERVICE, subcategory="态度", anonymous=True,
    )  # fmt: skip
    assert no in case.accused
    after = await all_pages(town, no)
    assert [await town.say(f"staff-{no}", words) for words in ("/cases", "/today")] == chat
    town.app.close()
    told = {
        path for path in LOOKED_AT if without_visits(before[path]) != without_visits(after[path])
    }
    assert told == set()


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
            with pytest.raises(NotTheOwner, match=say("refusal.not_permitted")):
                do(town, order, actor)
    async with a_browser(town.app, a_site(town.app)) as browser:
        answers = [
            await browser.client.post("/admin/sign-in", data={"no": no, "password": "whatever"})
            for no in ("1008", "7777")
        ]
    town.app.close()
    gone, never = (answer.text.replace("1008", "").replace("7777", "") for answer in answers)
    assert gone == never

"""A town with every relation to a case in it, and every way in which somebody may look at one."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Final

from bot.app import App
from bot.desk import desk
from bot.desk.labelling import may_see
from bot.desk.orders import Actor, Deed, GoAway, Order
from bot.desk.shift import Shift
from bot.files import keep
from models.case import Case
from models.conversation import Utterance
from models.ids import new_id, new_token
from models.labels import Sample, Source
from models.mail import Button
from models.people import Staff
from models.terms import Category, Role
from storage.unit_of_work import Work
from tests.builders import a_member, a_shop, the_staff
from tests.journeys.moves import LIU, WANG, ZHANG, told_to_the_desk
from tests.stand_ins import A_PICTURE, KeywordReader, StoppedClock
from tests.town import Town
from tests.web.browsing import a_site
from tests.web.console import Desk, address_of, signed_in

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


async def a_full_town(home: Path, url: str = "") -> tuple[Town, dict[str, Case]]:
    """A town with one case of each kind: ordinary, about the manager with the name kept, and about
    an admin."""
    town = Town(home, KeywordReader(), StoppedClock(), url)
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

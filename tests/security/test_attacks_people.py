"""Attacks by people: stolen codes, lost telephones, lone promotions. What each was and what came of
it stands in `docs/security-attacks.md`."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.cli import run
from bot.desk import cutting_off, desk, staffing
from bot.desk.entrance import new_link_code
from bot.desk.orders import Actor, OpenCase, Told
from bot.desk.succession import leave
from bot.page import Bubble, Speaker
from bot.web.chat import stream
from bot.web.phone import Phone
from bot.wording import say
from models.case import Case
from models.entrance import WEIGHTY
from models.errors import NotPermitted, TooLate
from models.mail import JobState, Queue
from models.messages import Address
from models.people import Staff
from models.terms import Role
from storage.unit_of_work import Work
from tests.builders import a_member
from tests.journeys import moves
from tests.journeys.moves import ADMIN, WANG, ZHANG
from tests.security.talking import a_code, changed, shift, starts
from tests.town import Town, a_town
from tests.web.browsing import a_site, parts_of
from tests.web.console import signed_in

SHOP: Final = "shop:310101100001"
BAD_CODE: Final = say("bound.bad_code")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path / "home") as town:
        yield town


# Codes.


async def test_codes_are_not_guessed_and_wrong_ones_make_one_wait(town: Town) -> None:
    """Five an hour, however they are spread, and the right one is none the sooner for it."""
    right, tried = a_code(town, "staff:1001"), []
    for count in range(36):
        if await starts(town, "thief", f"{count:02}" * 11) == BAD_CODE:
            tried.append(town.now)
        town.clock.pass_by(minutes=5)
    assert len(tried) > 10, "nobody may try again"
    for first, sixth in zip(tried, tried[5:], strict=False):
        assert sixth - first >= timedelta(hours=1)
    for count in range(5):
        await starts(town, "hasty", f"{count}" * 22)
    assert await starts(town, "hasty", right) == say("bound.too_many")
    assert "绑好了" in await starts(town, "another chat", right)


@pytest.mark.parametrize("spoilt", ["twice", "late", "left", "for the console", "with a blank"])
async def test_a_code_that_is_no_good_any_more_binds_nothing(town: Town, spoilt: str) -> None:
    code = a_code(town, "staff:1002")
    if spoilt == "twice":
        await starts(town, "first", code)
    elif spoilt == "late":
        town.clock.pass_by(hours=73)
    elif spoilt == "left":
        changed(town, "1002", active=False)
    elif spoilt == "for the console":
        link = town.app.store.run_now(lambda work: new_link_code(work, "9001", town.now))
        code = f"console:{link}"
    else:
        code = f"{code[:10]} {code[10:]}"
    assert await starts(town, "thief", code) == BAD_CODE
    bound = town.app.store.read_now(lambda work: work.people.bindings_at(town.at("thief")))
    assert bound == []


async def test_a_code_made_before_somebody_left_does_not_let_them_in_when_they_come_back(
    town: Town,
) -> None:
    codes = [a_code(town, "staff:1002")]
    link = town.app.store.run_now(lambda work: new_link_code(work, "1002", town.now))
    town.app.store.run_now(lambda work: cutting_off.cut_off_staff(shift(town, work), "1002"))
    assert [await starts(town, "thief", code) for code in codes] == [BAD_CODE]
    assert town.app.store.read_now(lambda work: work.people.staff("1002")).active
    async with signed_in(town.app, "9001", a_site(town.app)) as browser:
        answer = await browser.client.post("/admin/enter", data={"code": link})
    assert answer.status_code == 403


async def test_whoever_has_a_chat_hears_of_another_one_in_their_name(town: Town) -> None:
    await starts(town, "thief", a_code(town, "staff:1001"))
    assert town.last(ZHANG) == say("bound.another_staff")
    await starts(town, "thief 2", a_code(town, SHOP))
    assert town.last(WANG) == say("bound.another_shop")


# A lost telephone, and somebody who leaves.


def shown_on(town: Town, conversation: str) -> int:
    return len(town.app.store.read_now(lambda work: work.page.latest(conversation, 50)))


def on_a_page(town: Town, conversation: str, ref: str) -> Address:
    """A chat on the web page, bound and with something on it."""
    page = Address("web", "desk", conversation)

    def begin(work: Work) -> None:
        work.people.bind(page, ref, town.now)
        said = Bubble(Speaker.DESK, "王大姐 13900000001")
        work.page.append(conversation, "k1", said.pack(), town.now)

    town.app.store.run_now(begin)
    return page


async def test_who_left_reads_nothing_more_anywhere(town: Town) -> None:
    page = on_a_page(town, "w-zhang", "staff:1001")
    waiting = "letter held for the morning"
    town.app.store.run_now(
        lambda work: work.mail.put(Queue.OUT, str(page), waiting, {}, town.now, town.now + A_DAY)
    )

    def set_aside(work: Work) -> None:
        work.mail.put(Queue.OUT, str(page), "refused", {}, town.now)
        (job, *_) = work.mail.waiting_jobs(Queue.OUT, str(page), 9)
        work.mail.settle(job, JobState.DEAD, town.now, "refused")

    town.app.store.run_now(set_aside)
    frames = stream(Phone("/chat", "w-zhang"), 0, parts_of(town.app))
    assert "retry" in await anext(frames)
    assert "13900000001" in await anext(frames)
    async with signed_in(town.app, "1001", a_site(town.app)) as browser:
        town.app.store.run_now(lambda work: leave(shift(town, work), "1001"))
        town.app.web.wake("w-zhang")
        assert "event: gone" in await anext(frames)
        assert (await browser.get("/admin/today")).status_code == 303
    left = town.app.store.read_now(lambda work: work.mail.waiting_jobs(Queue.OUT, str(page), 9))
    dead = town.app.store.read_now(lambda work: work.mail.dead(Queue.OUT))
    assert (left, dead, shown_on(town, "w-zhang")) == ([], [], 0)


A_DAY: Final = timedelta(days=1)


def told_at(town: Town, address: Address, **told: object) -> Case:
    order = OpenCase(Told(said="少送一条", summary="少送一条", **told), town.now)  # type: ignore[arg-type]
    actor = Actor(address, licence="310101100001")
    town.app.store.run_now(lambda work: desk.carry_out(order, actor, shift(town, work)))
    return town.app.store.read_now(lambda work: work.cases.of_complainant(address, limit=1)[0])


async def test_a_lost_telephone_shows_and_does_nothing_and_the_new_one_goes_on(town: Town) -> None:
    lost = on_a_page(town, "w-lost", SHOP)
    open_one = told_at(town, lost)
    withheld = told_at(town, lost, about_name="张明", anonymous=True)
    town.app.store.run_now(lambda work: work.people.unbind(town.at(WANG), SHOP))
    town.app.store.run_now(lambda work: cutting_off.cut_off(shift(town, work), SHOP))
    assert shown_on(town, "w-lost") == 0
    theirs = town.app.store.read_now(lambda work: work.cases.of_complainant(lost, limit=9))
    assert theirs == []
    await starts(town, "new phone", a_code(town, SHOP))
    now = town.app.store.read_now(
        lambda work: [work.cases.get(one.id).complainant for one in (open_one, withheld)]
    )
    # What is withheld from somebody follows no code that an admin could have made for themself.
    assert now == [str(town.at("new phone")), ""]
    assert open_one.number in "\n".join(await town.say("new phone", "查进度"))


async def test_an_admin_ends_a_lost_telephone_on_the_page_of_the_shop(town: Town) -> None:
    page = on_a_page(town, "w-lost", SHOP)
    async with signed_in(town.app, "9001", a_site(town.app)) as browser:
        assert (await browser.post("/admin/shops/310101100001/cut-off")).status_code == 303
        assert (await browser.post("/admin/staff/1001/cut-off")).status_code == 303
        done = await browser.reads("/admin/audit?deed=cut_off")
    assert "310101100001" in done
    bound = town.app.store.read_now(
        lambda work: (work.people.bindings_at(page), work.people.bindings_of("staff:1001"))
    )
    assert bound == ([], [])


# Promotions: nobody becomes more by one person's word.


def a_second_admin(town: Town) -> None:
    town.app.store.run_now(
        lambda work: work.people.put_staff([a_member("9002", "另管", Role.ADMIN)])
    )


@pytest.mark.parametrize("role", sorted(WEIGHTY))
async def test_no_admin_alone_makes_anybody_weighty(town: Town, role: Role) -> None:
    def promote(work: Work) -> bool:
        here = shift(town, work)
        return staffing.change_roles(here, Actor(staff_no="9001"), "1001", [role.value])

    assert town.app.store.run_now(promote) is False
    assert roles_of(town, "1001") == (Role.CUSTOMER_MANAGER.value,)


@pytest.mark.parametrize("no", ["3001", "6001", "6002", "9002"])
@pytest.mark.parametrize("into", ["chat", "console"])
async def test_no_admin_makes_a_code_by_which_they_become_somebody_weighty(
    town: Town, no: str, into: str
) -> None:
    a_second_admin(town)
    async with signed_in(town.app, "9001", a_site(town.app)) as browser:
        answer = await browser.post(f"/admin/staff/{no}/invite", into=into)
        assert answer.status_code == 422
        assert "code=" not in answer.text
        assert (await browser.post("/admin/staff/1001/invite", into=into)).status_code == 200
    assert "管理" in town_letters(town, "1001")


def town_letters(town: Town, no: str) -> str:
    lane = str(town.at(f"staff-{no}"))
    jobs = town.app.store.read_now(lambda work: work.mail.waiting_jobs(Queue.OUT, lane, 9))
    return "\n".join(job.payload["text"] for job in jobs)


def roles_of(town: Town, no: str) -> tuple[str, ...]:
    person: Staff | None = town.app.store.read_now(lambda work: work.people.staff(no))
    assert person is not None
    return person.roles


def asked_for(town: Town, *roles: Role) -> int:
    """Roles asked for 1001 by the admin 9001; the request's id."""

    def ask(work: Work) -> int:
        wanted = [role.value for role in roles]
        staffing.change_roles(shift(town, work), Actor(staff_no="9001"), "1001", wanted)
        return work.entrance.role_requests()[-1].id

    return town.app.store.run_now(ask)


def agree(town: Town, request: int, by: str = "3001") -> None:
    town.app.store.run_now(
        lambda work: staffing.decide_roles(
            shift(town, work), Actor(staff_no=by), request, agree=True
        )
    )


async def test_a_request_falls_with_who_asked_for_it(town: Town) -> None:
    a_second_admin(town)
    request = asked_for(town, Role.ADMIN)
    changed(town, "9001", roles=(Role.FOLLOW_UP.value,))
    with pytest.raises(NotPermitted, match=say("refusal.asker_gone")):
        agree(town, request)
    assert roles_of(town, "1001") == (Role.CUSTOMER_MANAGER.value,)


async def test_a_request_speaks_of_the_roles_of_its_day_and_falls_with_them(town: Town) -> None:
    request = asked_for(town, Role.CUSTOMER_MANAGER, Role.DISCIPLINE)

    def demote(work: Work) -> None:
        staffing.change_roles(
            shift(town, work), Actor(staff_no="9001"), "1001", [Role.DELIVERY.value]
        )

    town.app.store.run_now(demote)
    with pytest.raises(TooLate):
        agree(town, request)
    assert roles_of(town, "1001") == (Role.DELIVERY.value,)


@pytest.mark.parametrize("by", ["9001", "1001", "2001", "6001"])
async def test_the_second_person_is_another_and_of_the_rank(town: Town, by: str) -> None:
    request = asked_for(town, Role.ADMIN)
    with pytest.raises(NotPermitted):
        agree(town, request, by)


async def test_who_becomes_weighty_begins_with_no_session_and_no_code_of_before(
    town: Town,
) -> None:
    async with signed_in(town.app, "1001", a_site(town.app)) as browser:
        code = a_code(town, "staff:1001")
        agree(town, asked_for(town, Role.DISCIPLINE))
        assert (await browser.get("/admin/today")).status_code == 303
    assert await starts(town, "thief", code) == BAD_CODE


async def test_a_report_that_is_being_drawn_is_not_sent_to_a_chat_that_was_cut_off(
    town: Town,
) -> None:
    await moves.filed(town)
    await town.sends(ADMIN, text="/report")
    await town.app.reception.work_off()
    town.app.store.run_now(lambda work: cutting_off.cut_off_staff(shift(town, work), "9001"))
    before = len(town.letters(ADMIN))
    await town.app.settle()
    assert len(town.letters(ADMIN)) == before


async def test_an_operator_ends_a_lost_telephone_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_town(tmp_path / "home"):
        pass
    monkeypatch.setenv("SHOUWEN_HOME", str(tmp_path / "home"))
    for words in (["staff", "cut-off", "1001"], ["shop", "cut-off", "310101100001"]):
        assert run([*words, "--json"]) == 0
        assert '"chats": 1' in capsys.readouterr().out
        assert run([*words[:2], "nobody"]) == 2

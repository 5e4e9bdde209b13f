"""/console: a link into the console, asked for in chat."""

import re

from bot.desk.entrance import use_link_code
from tests.town import Town


def let_in(town: Town, text: str) -> str:
    found = re.search(r"/admin/enter\?code=([\w-]+)", text)
    assert found, text
    person = town.app.store.run_now(
        lambda work: use_link_code(work, found[1], town.now, b"any secret")
    )
    return person.no if person else ""


async def test_a_member_of_staff_gets_a_link_of_their_own_that_works_once(town: Town) -> None:
    (answer,) = await town.say("staff-1001", "/console")
    assert let_in(town, answer) == "1001"
    assert let_in(town, answer) == ""


async def test_the_link_is_too_old_after_half_an_hour(town: Town) -> None:
    (answer,) = await town.say("staff-9001", "/console")
    await town.pass_by(minutes=31)
    assert let_in(town, answer) == ""


async def test_a_retailer_gets_no_link(town: Town) -> None:
    answers = await town.say("shop-310101100001", "/console")
    assert not any("/admin/enter" in answer for answer in answers)
    assert not any("/admin/enter" in letter.text for letter in town.channel.letters)


async def test_somebody_without_a_role_is_told_so(town: Town) -> None:
    def strip(work) -> None:  # type: ignore[no-untyped-def]
        person = work.people.staff("1001")
        person.roles = ()
        work.people.put_staff([person])

    town.app.store.run_now(strip)
    answers = await town.say("staff-1001", "/console")
    assert answers == ["没有给您设角色，进不了管理台。"]

"""The console's door: links, passwords, sessions, and who has to wait."""

import asyncio

import pytest

from bot.app import App
from bot.desk import succession
from bot.desk.entrance import sealed_link_code
from storage.unit_of_work import Work
from tests.web.browsing import SECRET
from tests.web.console import (
    GOOD,
    a_browser,
    a_link,
    enter,
    knock,
    set_password,
    shift_of,
    signed_in,
    the_clock,
    words_of,
)


async def test_a_link_works_once_and_not_by_being_looked_at(app: App) -> None:
    code = a_link(app)
    async with a_browser(app) as desk, a_browser(app) as other:
        for _ in range(3):
            assert (await desk.get("/admin/enter", code=code)).status_code == 200
        assert await enter(desk, code) == 303
        assert await enter(other, code) == 403
        assert (await other.get("/admin/today")).status_code == 303


async def test_a_link_works_for_half_an_hour(app: App) -> None:
    early, late = a_link(app), a_link(app)
    async with a_browser(app) as desk:
        the_clock(app).pass_by(minutes=29)
        assert await enter(desk, early) == 303
        the_clock(app).pass_by(minutes=1)
        assert await enter(desk, late) == 403


@pytest.mark.parametrize("code", ["", "x", "é" * 40, "a.b", ".", "a" * 5000, "bm86MTox.00"])
async def test_an_invented_link_opens_nothing(app: App, code: str) -> None:
    async with a_browser(app) as desk:
        assert await enter(desk, code) == 403


async def test_a_code_for_the_chat_does_not_open_the_console_nor_the_other_way_round(
    app: App,
) -> None:
    from bot.desk.enrolment import new_code
    from bot.desk.orders import BindByCode
    from models.errors import TooLate

    chat = app.store.run_now(lambda work: new_code(work, "staff:9001", app.clock(), 72))
    async with a_browser(app) as desk:
        assert await enter(desk, chat) == 403

    def show_in_chat(work: Work) -> None:
        from bot.desk import desk as the_desk
        from bot.desk.orders import Actor
        from models.messages import Address

        stranger = Actor(Address("web", "desk", "w-1"))
        the_desk.carry_out(BindByCode(a_code), stranger, shift_of(app, work))

    a_code = a_link(app)
    with pytest.raises(TooLate):
        app.store.run_now(show_in_chat)


async def test_a_link_sealed_without_the_database_works_once_too(app: App) -> None:
    code, first_admin = (sealed_link_code(SECRET, no, app.clock()) for no in ("1001", ""))
    async with a_browser(app) as desk, a_browser(app) as admin:
        assert await enter(desk, code) == 303
        assert await enter(desk, code) == 403
        assert await enter(admin, first_admin) == 303
        assert "管理" in (await admin.get("/admin/me")).text
        late = sealed_link_code(SECRET, "1001", app.clock())
        the_clock(app).pass_by(minutes=31)
        assert await enter(desk, late) == 403


@pytest.mark.parametrize("forged", [bytes(32), b"", SECRET[:-1]])
async def test_a_link_sealed_with_another_key_opens_nothing(app: App, forged: bytes) -> None:
    async with a_browser(app) as desk:
        assert await enter(desk, sealed_link_code(forged, "9001", app.clock())) == 403


@pytest.mark.parametrize("no", ["4001", "nobody", "9001' OR '1'='1"])
async def test_a_link_lets_nobody_in_who_is_not_on_the_staff(app: App, no: str) -> None:
    code = a_link(app, no)
    app.store.run_now(lambda work: succession.leave(shift_of(app, work), "4001"))
    async with a_browser(app) as desk:
        assert await enter(desk, code) == 403


async def test_who_set_a_password_comes_in_by_it(app: App) -> None:
    async with signed_in(app, "1001") as desk:
        assert (await set_password(desk, GOOD)).status_code == 303
    async with a_browser(app) as desk:
        assert (await knock(desk, "1001", GOOD)).status_code == 303
        assert (await desk.get("/admin/today")).status_code == 200
    kept = app.store.read_now(lambda work: work.entrance.password("1001"))
    assert kept is not None
    assert kept.hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("no", "password"),
    [
        ("1001", "wrong"),
        ("1001", ""),
        ("1002", GOOD),
        ("nobody", GOOD),
        ("", ""),
        ("1001", "a" * 9999),
    ],
)
async def test_a_wrong_try_says_the_same_whatever_was_wrong(
    app: App, no: str, password: str
) -> None:
    async with signed_in(app, "1001") as desk:
        await set_password(desk, GOOD)
    async with a_browser(app) as stranger:
        answer = await knock(stranger, no, password)
    assert answer.status_code == 403
    assert "工号或密码不对。" in words_of(answer.text)
    assert "set-cookie" not in answer.headers


async def test_after_five_wrong_tries_one_has_to_wait_even_with_the_right_password(
    app: App,
) -> None:
    async with signed_in(app, "1001") as desk:
        await set_password(desk, GOOD)
    async with a_browser(app) as stranger:
        assert [(await knock(stranger, "1001", f"no{n}")).status_code for n in range(5)] == [
            403
        ] * 5
        refused = await knock(stranger, "1001", GOOD)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert (await knock(stranger, "1002", GOOD)).status_code == 403
        the_clock(app).pass_by(minutes=15)
        assert (await knock(stranger, "1001", GOOD)).status_code == 303
        assert (await knock(stranger, "1001", "no")).status_code == 403


async def test_the_wait_grows_with_every_wrong_try_and_is_forgotten_in_the_end(app: App) -> None:
    waits = []
    async with a_browser(app) as stranger:
        for _ in range(5):
            await knock(stranger, "1001", "no")
        for _ in range(9):
            refused = await knock(stranger, "1001", "no")
            waits.append(int(refused.headers["retry-after"]))
            the_clock(app).pass_by(seconds=waits[-1])
            assert (await knock(stranger, "1001", "no")).status_code == 403
        the_clock(app).pass_by(hours=2)
        assert [(await knock(stranger, "1001", "no")).status_code for _ in range(5)] == [403] * 5
    assert waits == sorted(waits)
    assert waits[0] < 20
    assert max(waits) <= 901


async def test_many_accounts_tried_from_one_place_make_the_place_wait(app: App) -> None:
    async with a_browser(app) as stranger:
        answers = [(await knock(stranger, f"x{n}", "no")).status_code for n in range(25)]
        assert answers[:20] == [403] * 20
        assert set(answers[20:]) == {429}
        assert await enter(stranger, "guess") == 429


async def test_a_whole_office_may_sign_in_from_one_place(app: App) -> None:
    async with signed_in(app, "1001") as desk:
        await set_password(desk, GOOD)
    async with a_browser(app) as office:
        answers = [(await knock(office, "1001", GOOD)).status_code for _ in range(30)]
    assert set(answers) == {303}


async def test_tries_at_the_same_moment_are_counted_before_they_are_looked_at(app: App) -> None:
    async with a_browser(app) as stranger:
        answers = await asyncio.gather(*(knock(stranger, "1001", f"no{n}") for n in range(12)))
    assert sorted(answer.status_code for answer in answers) == [403] * 5 + [429] * 7

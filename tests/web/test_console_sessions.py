"""Sessions of the console: how they begin and end, and what goes with them."""

from datetime import timedelta

import httpx
import pytest

from bot.app import App
from bot.desk import succession
from models.entrance import IDLE, LONGEST
from tests.web.browsing import a_site
from tests.web.console import (
    GOOD,
    OUR_FORM,
    a_browser,
    a_link,
    knock,
    set_password,
    shift_of,
    signed_in,
    the_clock,
    token_in,
    words_of,
)


@pytest.mark.parametrize("next_one", ["9001", "1001"])
async def test_the_session_is_new_at_every_sign_in_and_the_one_before_is_over(
    app: App, next_one: str
) -> None:
    async with signed_in(app, "9001") as desk:
        first = desk.client.cookies["shouwen_console"]
        await desk.sign_in(next_one)
        second = desk.client.cookies["shouwen_console"]
        assert first != second
        assert len(second) >= 43
        desk.client.cookies.set("shouwen_console", first, domain="localhost.local", path="/")
    async with a_browser(app) as thief:
        thief.client.cookies.set("shouwen_console", first)
        assert (await thief.get("/admin/today")).status_code == 303


async def test_only_a_digest_of_the_token_is_kept(app: App) -> None:
    async with signed_in(app, "9001") as desk:
        token = desk.client.cookies["shouwen_console"]
        kept = app.store.read_now(lambda work: work.entrance.sessions_of("9001"))
        assert [len(session.digest) for session in kept] == [64]
        assert token not in kept[0].digest


@pytest.mark.parametrize(
    ("scheme", "name", "is_secure"),
    [("https", "__Host-shouwen", True), ("http", "shouwen_console", False)],
)
async def test_the_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts(
    app: App, scheme: str, name: str, *, is_secure: bool
) -> None:
    code = a_link(app)
    transport = httpx.ASGITransport(a_site(app))
    base = f"{scheme}://localhost"
    async with httpx.AsyncClient(transport=transport, base_url=base, headers=OUR_FORM) as client:
        answer = await client.post("/admin/enter", data={"code": code})
    told = [part.strip().lower() for part in answer.headers["set-cookie"].split(";")]
    assert told[0].startswith(f"{name.lower()}=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(told)
    assert ("secure" in told) == is_secure
    assert not any(part.startswith("domain") for part in told)


@pytest.mark.parametrize("host", ["desk.example", "192.168.1.7", "localhost.evil.example"])
async def test_nobody_signs_in_over_a_line_that_others_can_hear(app: App, host: str) -> None:
    transport = httpx.ASGITransport(a_site(app))
    base = f"http://{host}"
    async with httpx.AsyncClient(transport=transport, base_url=base, headers=OUR_FORM) as client:
        page = await client.get("/admin/sign-in")
        answers = [
            await client.post("/admin/enter", data={"code": a_link(app)}),
            await client.post("/admin/sign-in", data={"no": "9001", "password": GOOD}),
        ]
    assert "不是加密连接" in words_of(page.text)
    assert [answer.status_code for answer in answers] == [403, 403]
    assert not any("set-cookie" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    ("steps", "is_in"),
    [
        ([IDLE - timedelta(minutes=1)], True),
        ([IDLE], False),
        ([IDLE - timedelta(minutes=1)] * 6, True),
        ([timedelta(hours=1)] * 12, False),
    ],
)
async def test_a_session_ends_when_nobody_uses_it_and_after_a_day_of_work(
    app: App, steps: list[timedelta], *, is_in: bool
) -> None:
    assert timedelta(hours=11) < LONGEST <= timedelta(hours=12)
    async with signed_in(app, "9001") as desk:
        for step in steps:
            the_clock(app).pass_by(seconds=step.total_seconds())
            answer = await desk.get("/admin/today")
    assert (answer.status_code == 200) == is_in


async def test_signing_out_ends_the_session_on_the_server(app: App) -> None:
    async with signed_in(app, "9001") as desk, a_browser(app) as thief:
        token = desk.client.cookies["shouwen_console"]
        assert (await desk.post("/admin/sign-out")).headers["location"] == "/admin/sign-in"
        thief.client.cookies.set("shouwen_console", token)
        assert (await thief.get("/admin/today")).status_code == 303


async def test_leaving_the_company_ends_every_session_at_once(app: App) -> None:
    async with signed_in(app, "1001") as desk:
        await set_password(desk, GOOD)
        app.store.run_now(lambda work: succession.leave(shift_of(app, work), "1001"))
        assert (await desk.get("/admin/today")).status_code == 303
        assert (await desk.post("/admin/me/sessions", which="others")).status_code == 401
    async with a_browser(app) as desk:
        assert (await knock(desk, "1001", GOOD)).status_code == 403
    kept = app.store.read_now(
        lambda work: (work.entrance.sessions_of("1001"), work.entrance.password("1001"))
    )
    assert kept == ([], None)


async def test_one_ends_ones_own_other_sessions_and_nobody_elses(app: App) -> None:
    site = a_site(app)
    async with (
        signed_in(app, "1001", site) as here,
        signed_in(app, "1001", site) as there,
        signed_in(app, "1002", site) as colleague,
    ):
        page = (await here.get("/admin/me")).text
        assert page.count("让它退出") == 1
        others = app.store.read_now(lambda work: work.entrance.sessions_of("1002"))
        assert (
            await here.post("/admin/me/sessions", which=others[0].digest[:16])
        ).status_code == 303
        assert (await colleague.get("/admin/today")).status_code == 200
        assert (await here.post("/admin/me/sessions", which="others")).status_code == 303
        assert (await there.get("/admin/today")).status_code == 303
        assert (await here.get("/admin/today")).status_code == 200


async def test_a_new_password_needs_the_old_one_and_signs_out_elsewhere(app: App) -> None:
    site = a_site(app)
    async with signed_in(app, "1001", site) as here, signed_in(app, "1001", site) as there:
        assert (await set_password(here, GOOD)).status_code == 303
        assert (await there.get("/admin/today")).status_code == 303
        refused = await set_password(here, "另一句更长的话也行得通啊", old="wrong")
        assert refused.status_code == 403
        assert "现在的密码不对。" in words_of(refused.text)
        done = await set_password(here, "另一句更长一点的话也行啊", old=GOOD)
        assert done.status_code == 303


async def test_the_old_password_is_guessed_no_faster_in_a_session_than_at_the_door(
    app: App,
) -> None:
    another = "另一句更长一点的话也行啊"
    async with signed_in(app, "1001") as here, a_browser(app) as door:
        await set_password(here, GOOD)
        tries = [await set_password(here, another, old=f"no{n}") for n in range(5)]
        assert [answer.status_code for answer in tries] == [403] * 5
        refused = await set_password(here, another, old=GOOD)
        assert refused.status_code == 429
        assert "分钟" in words_of(refused.text)
        assert (await knock(door, "1001", GOOD)).status_code == 429
        the_clock(app).pass_by(seconds=int(refused.headers["retry-after"]))
        for _ in range(7):  # who knows it is not counted
            assert (await set_password(here, "short", old=GOOD)).status_code == 422


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [
        ("short", "short", "密码太短"),
        ("password2024!", "password2024!", "太常见"),
        ("", "", "密码太短"),
        ("好" * 200, "好" * 200, "密码太长"),
        (GOOD, "别的一句话也是够长的了", "两遍新密码不一样"),
    ],
)
async def test_a_bad_new_password_is_refused_in_words(
    app: App, new: str, again: str, says: str
) -> None:
    async with signed_in(app, "1001") as desk:
        answer = await desk.post("/admin/me/password", new=new, again=again)
    assert answer.status_code == 422
    assert says in words_of(answer.text)
    assert app.store.read_now(lambda work: work.entrance.password("1001")) is None


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/admin/cases?open=1", "/admin/cases?open=1"),
        ("https://evil.example/admin/", "/admin/today"),
        ("//evil.example", "/admin/today"),
        ("/admin/\\evil.example", "/admin/today"),
        ("/chat", "/admin/today"),
        ("javascript:alert(1)", "/admin/today"),
        ("/admin/sign-out", "/admin/today"),
        ("/admin/x\r\nSet-Cookie: a=b", "/admin/today"),
    ],
)
async def test_after_signing_in_one_goes_on_inside_the_console_only(
    app: App, wanted: str, goes_to: str
) -> None:
    async with signed_in(app, "1001") as desk:
        await set_password(desk, GOOD)
        already = await desk.get("/admin/sign-in", next=wanted)
        assert already.headers["location"] == goes_to
    async with a_browser(app) as desk:
        answer = await knock(desk, "1001", GOOD, next=wanted)
        assert answer.headers["location"] == goes_to


async def test_the_language_follows_the_browser_until_somebody_chooses(app: App) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9,zh;q=0.1"}
    async with signed_in(app, "9001") as desk:
        assert 'lang="zh-CN"' in (await desk.get("/admin/today")).text
        page = (await desk.client.get("/admin/today", headers=english)).text
        assert 'lang="en"' in page
        assert "Overdue" in page
        answer = await desk.client.post(
            "/admin/language", data={"locale": "en", "next": "/admin/cases"}
        )
        assert answer.headers["location"] == "/admin/cases"
        assert "Cases" in (await desk.get("/admin/cases")).text
        assert token_in((await desk.get("/admin/me")).text) == desk.form_token


async def test_coming_and_going_is_on_record_without_a_secret(app: App) -> None:
    from storage.audit import AuditFilter

    async with signed_in(app, "1001") as desk:
        await set_password(desk, GOOD)
        await desk.post("/admin/sign-out")
    lines = app.store.read_now(lambda work: work.audit.lines(AuditFilter(actor_no="1001")))
    assert [line.deed for line in lines] == ["sign_out", "set_password", "sign_in"]
    assert GOOD not in str([line.detail for line in lines])


async def test_a_failed_try_is_logged_without_the_number_or_the_password(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    async with a_browser(app) as desk:
        await knock(desk, "1001", "a-secret-try")
    logged = capsys.readouterr().out
    assert "console_sign_in_failed" in logged
    assert "a-secret-try" not in logged
    assert "1001" not in logged

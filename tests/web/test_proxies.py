"""Behind reverse proxies the service knows who calls, and nobody makes themselves somebody else."""

import json

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from bot.app import App
from bot.proxies import networks
from bot.settings import SettingsFault, load
from tests.web.browsing import a_site
from tests.web.console import signed_in
from tests.web.proxying import Manner, Proxy, standing_before
from tests.web.serving import served

#: Who calls, who stands before the innermost proxy, and where all of these tests really run.
CALLER, OUTER, HERE = "203.0.113.7", "198.51.100.2", "127.0.0.1"
FORGED = [("X-Forwarded-For", HERE), ("X-Forwarded-For", "192.0.2.66"), ("Forwarded", "for=::1")]


async def who_calls(scope: Scope, receive: Receive, send: Send) -> None:
    """A site that says who it thinks is calling."""
    if scope["type"] == "http":
        await JSONResponse(Request(scope).client)(scope, receive, send)


@pytest.mark.parametrize(
    ("trusted", "proxies", "known"),
    [
        (HERE, [Proxy(Manner.APPENDS, CALLER)], CALLER),
        (HERE, [Proxy(Manner.ADDS_A_LINE, CALLER)], CALLER),
        (HERE, [Proxy(Manner.REPLACES, CALLER)], CALLER),
        (HERE, [Proxy(Manner.APPENDS, "2001:db8::7")], "2001:db8::7"),
        (
            f"{HERE}, 198.51.100.9/24",
            [Proxy(Manner.APPENDS, CALLER), Proxy(Manner.APPENDS, OUTER)],
            CALLER,
        ),
        (HERE, [Proxy(Manner.APPENDS, CALLER), Proxy(Manner.APPENDS, OUTER)], OUTER),
        ("10.0.0.2", [Proxy(Manner.APPENDS, CALLER)], HERE),
        ("", [Proxy(Manner.APPENDS, CALLER)], HERE),
        ("10.0.0.2", [], HERE),
        # A proxy that passes on what callers say of themselves can't be helped: the docs say so.
        (HERE, [Proxy(Manner.PASSES_ON, CALLER)], "192.0.2.66"),
    ],
)
async def test_who_calls_is_who_the_trusted_proxies_say_and_nobody_whom_callers_make_up(
    trusted: str, proxies: list[Proxy], known: str
) -> None:
    async with (
        served(who_calls, trusted) as port,
        standing_before(port, proxies) as outermost,
        httpx.AsyncClient(headers=[*FORGED, ("Connection", "close")]) as caller,
    ):
        answer = await caller.get(f"http://{HERE}:{outermost}/")
    assert json.loads(answer.text)[0] == known


def test_a_proxy_of_version_4_is_known_also_where_it_calls_a_service_of_version_6() -> None:
    assert networks("10.0.0.2") == ["10.0.0.2/32", "::ffff:10.0.0.2/128"]
    assert networks(" 10.1.2.3/16 ,2001:db8::1,") == [
        *("10.1.0.0/16", "::ffff:10.1.0.0/112", "2001:db8::1/128"),
    ]


@pytest.mark.parametrize(
    "told", ["*", "0.0.0.0/0", "::/0", "proxy.example", "10.0.0.1-9", "10.0.0"]
)
def test_a_setting_that_trusts_everybody_or_nobody_by_mistake_is_refused(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWEN_TRUSTED_PROXIES", told)
    with pytest.raises(SettingsFault, match="IP 地址或网段"):
        load()


async def test_an_invitation_leads_where_the_site_is_said_to_be(app: App) -> None:
    site = a_site(app, address="https://desk.example")
    async with signed_in(app, "9001", site) as admin:
        for path in ("/admin/staff/1001/invite", "/admin/shops/310101100001/link"):
            shown = await admin.post(path)
            assert "https://desk.example/chat?code=" in shown.text
            assert "localhost" not in shown.text

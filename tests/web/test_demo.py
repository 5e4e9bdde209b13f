"""The demo page and the health of the service, without a browser."""

import httpx
import pytest

from bot.app import App
from models.messages import Address
from tests.web.browsing import FROM_OUR_SCRIPT, a_site
from tests.web.serving import LIU, WANG


async def test_the_front_door_leads_to_the_demo_in_a_demo_and_else_to_the_chat(app: App) -> None:
    for is_demo, home in ((True, "/demo"), (False, "/chat")):
        transport = httpx.ASGITransport(a_site(app, is_demo=is_demo))
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as browser:
            assert (await browser.get("/")).headers["location"] == home


@pytest.mark.parametrize(
    ("asked", "shop", "staff"),
    [
        ({}, WANG, "1001"),
        ({"shop": LIU}, LIU, "1002"),
        ({"shop": LIU, "staff": "2001"}, LIU, "2001"),
        ({"shop": "nobody", "staff": "nobody"}, WANG, "1001"),
    ],
)
async def test_a_shop_brings_its_own_manager_unless_another_is_asked_for(
    script: httpx.AsyncClient, asked: dict[str, str], shop: str, staff: str
) -> None:
    page = (await script.get("/demo", params=asked)).text
    assert f'src="/demo/shop/{shop}"' in page
    assert f'src="/demo/staff/{staff}"' in page
    assert "3月12日 星期四 10:00" in page


@pytest.mark.parametrize("path", ["/demo", f"/demo/shop/{WANG}", "/demo/staff/1001"])
async def test_outside_a_demo_there_are_no_phones_to_pick_up(app: App, path: str) -> None:
    transport = httpx.ASGITransport(a_site(app, is_demo=False))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://desk", headers=FROM_OUR_SCRIPT
    ) as browser:
        assert (await browser.get(path)).status_code == 404
        assert (await browser.post(f"{path}/say", data={"text": "喂"})).status_code == 404


@pytest.mark.parametrize("path", ["/demo/shop/999999999999", "/demo/staff/0000"])
async def test_there_is_no_phone_of_somebody_unknown(script: httpx.AsyncClient, path: str) -> None:
    assert (await script.get(path)).status_code == 404
    assert (await script.post(f"{path}/say", data={"text": "喂"})).status_code == 404


async def test_a_phone_belongs_to_its_holder_and_says_so(
    script: httpx.AsyncClient, app: App
) -> None:
    assert "大姐烟店" in (await script.get(f"/demo/shop/{WANG}")).text
    assert "张明经理" in (await script.get("/demo/staff/1001")).text
    bound = app.store.read_now(
        lambda work: work.people.bindings_at(Address("web", "desk", f"demo-shop-{WANG}"))
    )
    assert [binding.ref for binding in bound] == [f"shop:{WANG}"]


async def test_a_look_at_a_phone_does_not_draw_letters_away_from_where_they_are_read(
    script: httpx.AsyncClient, app: App
) -> None:
    telegram = Address("telegram", "1", "42")
    await script.get("/demo/staff/1001")
    app.clock.pass_by(hours=1)  # type: ignore[attr-defined]
    app.store.run_now(lambda work: work.people.bind(telegram, "staff:1001", app.clock()))
    app.clock.pass_by(hours=1)  # type: ignore[attr-defined]
    await script.get("/demo/staff/1001")
    latest = app.store.read_now(lambda work: work.people.bindings_of("staff:1001"))[0]
    assert latest.address == telegram

"""The chat page through its forms and addresses, without a browser."""

import re

import httpx
import pytest

from bot import wording
from bot.app import App
from bot.page import Speaker
from models.messages import InboundKind
from tests.channels.contract import A_PHOTO
from tests.stand_ins import StoppedClock
from tests.web.browsing import a_site, bubbles


async def arrive(browser: httpx.AsyncClient) -> str:
    """Open the chat page; the conversation that the cookie opens."""
    answer = await browser.get("/chat")
    assert answer.status_code == 200
    return browser.cookies["shouwen_chat"].rpartition(".")[0]


async def say(browser: httpx.AsyncClient, text: str, event_id: str = "") -> httpx.Response:
    return await browser.post("/chat/say", data={"text": text, "event_id": event_id})


async def test_every_visitor_gets_a_conversation_of_their_own(app: App) -> None:
    conversations = set()
    for _ in range(3):
        transport = httpx.ASGITransport(a_site(app))
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as browser:
            conversations.add(await arrive(browser))
            assert browser.cookies["shouwen_chat"]
    assert len(conversations) == 3
    assert all(re.fullmatch(r"w-[\w-]{22}", conversation) for conversation in conversations)


async def test_a_visitor_keeps_their_conversation(script: httpx.AsyncClient) -> None:
    first = await arrive(script)
    second = await script.get("/chat")
    assert "set-cookie" not in second.headers
    assert script.cookies["shouwen_chat"].startswith(first)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: App, scheme: str) -> None:
    transport = httpx.ASGITransport(a_site(app))
    async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://desk") as browser:
        cookie = (await browser.get("/chat")).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert ("Secure" in cookie) == (scheme == "https")


@pytest.mark.parametrize(
    "cookie",
    ["staff-1001", "staff-1001.", "demo-shop-310101100001.AAAAAAAAAAAAAAAAAAAAAA", ".", ""],
)
async def test_nobody_can_choose_a_conversation(
    script: httpx.AsyncClient, app: App, cookie: str
) -> None:
    script.cookies.set("shouwen_chat", cookie, path="/chat")
    answer = await say(script, "我是经理")
    assert answer.status_code == 401
    assert await bubbles(app, "staff-1001") == []


async def test_what_is_said_is_shown_and_answered(script: httpx.AsyncClient, app: App) -> None:
    here = await arrive(script)
    assert (await say(script, "今天送来的烟少送了")).json() == {"taken": True}
    await app.settle()
    said = [(bubble.by, bubble.text) for _, bubble in await bubbles(app, here)]
    asked = f"{wording.say('privacy.notice')}\n哪种烟？几条？"
    assert said == [(Speaker.PERSON, "今天送来的烟少送了"), (Speaker.DESK, asked)]
    page = (await script.get("/chat")).text
    assert page.index("今天送来的烟少送了") < page.index("哪种烟？几条？")


async def test_a_post_that_is_sent_again_is_taken_once(script: httpx.AsyncClient, app: App) -> None:
    here = await arrive(script)
    answers = [await say(script, "货少了", "same-event-id") for _ in range(3)]
    assert [answer.json()["taken"] for answer in answers] == [True, False, False]
    assert [bubble.text for _, bubble in await bubbles(app, here)] == ["货少了"]


async def test_the_same_id_of_two_visitors_is_two_messages(app: App) -> None:
    for _ in range(2):
        transport = httpx.ASGITransport(a_site(app))
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://desk", headers=headers
        ) as visitor:
            await arrive(visitor)
            assert (await say(visitor, "货少了", "same-event-id")).json() == {"taken": True}


async def test_what_is_not_kept_of_a_stranger_is_not_shown_and_is_taken_when_it_comes_again(
    script: httpx.AsyncClient, app: App
) -> None:
    here = await arrive(script)
    said = {"conversation": here, "at": app.clock().isoformat(), "kind": "text", "text": "快来"}
    await app.accept(app.web, *({**said, "event_id": f"{here}:flood-{n}"} for n in range(100)))
    refused = await say(script, "货少了", "same-event-id")
    assert refused.status_code == 429
    assert "没有收下" in refused.json()["says"]
    assert await bubbles(app, here) == []
    clock = app.clock
    assert isinstance(clock, StoppedClock)
    while refused.status_code == 429:
        clock.pass_by(seconds=int(refused.headers["retry-after"]))
        refused = await say(script, "货少了", "same-event-id")
    assert refused.json() == {"taken": True}
    assert [bubble.text for _, bubble in await bubbles(app, here)] == ["货少了"]


@pytest.mark.parametrize("text", ["", "   \n ", "\x00\x07"])
async def test_nothing_said_is_nothing_taken(
    script: httpx.AsyncClient, app: App, text: str
) -> None:
    here = await arrive(script)
    assert (await say(script, text)).json() == {"taken": False}
    assert await bubbles(app, here) == []


async def test_a_text_is_kept_to_its_five_thousandth_character(
    script: httpx.AsyncClient, app: App
) -> None:
    here = await arrive(script)
    await say(script, "烟" * 6000)
    ((_, bubble),) = await bubbles(app, here)
    assert bubble.text == "烟" * 5000


async def test_markup_in_a_text_is_shown_as_it_was_typed(script: httpx.AsyncClient) -> None:
    await arrive(script)
    await say(script, "<img src=x onerror=alert(1)> & <b>")
    page = (await script.get("/chat")).text
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &lt;b&gt;" in page
    assert "<img src=x" not in page


async def filed(script: httpx.AsyncClient, app: App) -> tuple[str, dict[str, str]]:
    """A matter told up to its summary; the conversation, and the form of the choice 对."""
    here = await arrive(script)
    for text in ("今天送来的烟少送了", "玉溪 1"):
        await say(script, text)
        await app.settle()
    seq, bubble = (await bubbles(app, here))[-1]
    right = next(choice for choice in bubble.choices if choice.label == "对")
    return here, {"of": str(seq), "choice": right.token}


async def test_a_press_answers_and_is_shown_as_its_word(
    script: httpx.AsyncClient, app: App
) -> None:
    here, form = await filed(script, app)
    answers = [await script.post("/chat/press", data=form) for _ in range(2)]
    assert [answer.json()["taken"] for answer in answers] == [True, False]
    await app.settle()
    shown = [bubble for _, bubble in await bubbles(app, here)]
    assert [bubble.text for bubble in shown].count("对") == 1
    assert shown[-2].pressed == form["choice"] or shown[-1].pressed == form["choice"]
    assert f'value="{form["choice"]}"' not in (await script.get("/chat")).text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"choice": "made-up"}, 410),
        ({"of": "1"}, 410),
        ({"of": "99"}, 410),
        ({"of": "²"}, 400),
        ({"of": "9" * 30}, 400),
        ({"of": ""}, 400),
    ],
)
async def test_only_what_this_page_was_offered_can_be_pressed(
    script: httpx.AsyncClient, app: App, change: dict[str, str], status: int
) -> None:
    _, form = await filed(script, app)
    answer = await script.post("/chat/press", data=form | change)
    assert answer.status_code == status
    assert answer.json()["says"]


async def test_somebody_elses_choice_cannot_be_pressed(script: httpx.AsyncClient, app: App) -> None:
    _, form = await filed(script, app)
    script.cookies.clear()
    await arrive(script)
    assert (await script.post("/chat/press", data=form)).status_code == 410


async def send_photo(
    script: httpx.AsyncClient, content: bytes, mime: str = "image/jpeg"
) -> httpx.Response:
    return await script.post("/chat/file", files={"file": ("IMG_1.jpg", content, mime)})


async def test_a_photo_is_kept_shown_and_open_only_to_its_own_page(
    script: httpx.AsyncClient, app: App
) -> None:
    here = await arrive(script)
    assert (await send_photo(script, A_PHOTO)).json() == {"taken": True}
    ((seq, bubble),) = await bubbles(app, here)
    assert bubble.media[0].kind is InboundKind.PHOTO
    address = f"/chat/media/{seq}/0"
    assert address in (await script.get("/chat")).text
    seen = await script.get(address)
    assert (seen.content, seen.headers["content-type"]) == (A_PHOTO, "image/jpeg")
    script.cookies.clear()
    await arrive(script)
    assert (await script.get(address)).status_code == 404


async def test_a_photo_that_is_sent_again_under_its_id_is_kept_once(
    script: httpx.AsyncClient, app: App
) -> None:
    here = await arrive(script)
    sent = {
        "files": {"file": ("IMG_1.jpg", A_PHOTO, "image/jpeg")},
        "data": {"event_id": "sent-again"},
    }
    taken = [(await script.post("/chat/file", **sent)).json()["taken"] for _ in range(2)]
    assert taken == [True, False]
    ((_, bubble),) = await bubbles(app, here)
    assert [path.name for path in app.fetcher.folder.iterdir()] == [bubble.media[0].ref]


@pytest.mark.parametrize("place", ["0/0", "1/1", "1/-1", "2/0", "-1/0", "99/0"])
async def test_there_is_no_file_where_none_was_sent(script: httpx.AsyncClient, place: str) -> None:
    await arrive(script)
    await send_photo(script, A_PHOTO)
    assert (await script.get(f"/chat/media/{place}")).status_code == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"<html><script>", 415), (b"MZ\x90", 415), (A_PHOTO + bytes(11 * 1024 * 1024), 413)],
)
async def test_a_file_that_is_not_taken_is_told_in_a_sentence(
    script: httpx.AsyncClient, app: App, content: bytes, status: int
) -> None:
    here = await arrive(script)
    answer = await send_photo(script, content)
    assert answer.status_code == status
    assert "。" in answer.json()["says"]
    assert await bubbles(app, here) == []


async def test_a_look_at_an_invitation_does_not_use_it_up(
    script: httpx.AsyncClient, app: App
) -> None:
    page = await script.get("/chat", params={"code": 'abc"><b>'})
    assert 'value="abc&#34;&gt;&lt;b&gt;"' in page.text
    assert app.store.read_now(lambda work: work.mail.waiting("in"))[0] == 0


async def test_an_invitation_is_taken_once_however_often_it_is_sent(
    script: httpx.AsyncClient,
) -> None:
    await arrive(script)
    taken = [await script.post("/chat/start", data={"code": "abc123"}) for _ in range(2)]
    assert [answer.json()["taken"] for answer in taken] == [True, False]

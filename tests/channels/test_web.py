"""The web channel: the contract through the pages, and its own promises."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.channels.web import WebChannel
from bot.inbox import Inbox
from bot.page import Bubble, Speaker
from bot.port import Gone
from models.ids import new_token
from models.mail import Button, Queue
from models.messages import Address, Choice, InboundKind, Media, Outbound
from storage.engine import Store
from storage.unit_of_work import Work
from tests.channels.contract import ChannelContract, Heard, a_desk
from tests.stand_ins import StoppedClock
from tests.web.browsing import FROM_OUR_SCRIPT, a_site, bubbles

only_postgres = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
PHONE = "/demo/shop/310101100001"


class WebTalk:
    """Posts forms as the page does, and reads the page's events."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.address = Address("web", "desk", "demo-shop-310101100001")
        self._begin()

    def _begin(self) -> None:
        self.app = a_desk(self.home, self.address)
        self.channel = self.app.web
        transport = httpx.ASGITransport(a_site(self.app))
        self._browser = httpx.AsyncClient(
            transport=transport, base_url="http://desk", headers=FROM_OUR_SCRIPT
        )

    async def _post(self, path: str, fields: dict[str, str], file: bytes | None = None) -> None:
        fields |= {"event_id": new_token()}
        files = {"file": ("photo.jpg", file, "image/jpeg")} if file else None
        answer = await self._browser.post(f"{PHONE}/{path}", data=fields, files=files)
        assert answer.json() == {"taken": True}
        await self.app.settle()

    async def say(self, text: str) -> None:
        await self._post("say", {"text": text})

    async def press(self, label: str) -> None:
        events = await bubbles(self.app, self.address.conversation)
        for seq, bubble in reversed(events):
            for choice in bubble.choices:
                if choice.label == label:
                    await self._post("press", {"of": str(seq), "choice": choice.token})
                    return
        raise AssertionError(f"{label} was never offered")

    async def photo(self, data: bytes) -> None:
        await self._post("file", {}, data)

    async def heard(self) -> list[Heard]:
        events = await bubbles(self.app, self.address.conversation)
        said = [bubble for _, bubble in events if bubble.by is Speaker.DESK]
        return [(bubble.text, [choice.label for choice in bubble.choices]) for bubble in said]

    async def restart(self) -> None:
        await self.end()
        self._begin()

    async def end(self) -> None:
        await self._browser.aclose()
        self.app.close()


class TestWeb(ChannelContract):
    @pytest.fixture
    async def talk(self, tmp_path: Path) -> AsyncIterator[WebTalk]:
        talk = WebTalk(tmp_path)
        yield talk
        await talk.end()


@pytest.fixture
def channel(file_store: Store, tmp_path: Path) -> WebChannel:
    return WebChannel(file_store, tmp_path / "media", StoppedClock())


def a_letter(key: str = "k1", text: str = "收到。", conversation: str = "w-1") -> Outbound:
    return Outbound(key, Address("web", "desk", conversation), text, (Choice("t1", "对"),))


async def test_a_letter_that_is_sent_twice_is_shown_once(
    channel: WebChannel, file_store: Store
) -> None:
    places = [await channel.send(a_letter()) for _ in range(2)]
    assert places == ["1", ""]
    (event,) = await file_store.read(lambda work: work.page.after("w-1", 0))
    assert Bubble.unpack(event.content).text == "收到。"


async def test_whoever_looks_at_the_page_is_woken_and_nobody_else(channel: WebChannel) -> None:
    with channel.listening("w-1") as here, channel.listening("w-2") as elsewhere:
        await channel.send(a_letter())
        assert here.is_set()
        assert not elsewhere.is_set()


async def test_what_was_said_is_kept_and_shown_together_or_not_at_all(
    channel: WebChannel, file_store: Store
) -> None:
    """So an answer can't stand above what it answers: who answers finds both, or neither."""
    inbox = Inbox(file_store, StoppedClock())
    at = StoppedClock()().isoformat()
    raw = {"conversation": "w-1", "event_id": "e1", "at": at, "kind": "text", "text": "货少了"}

    def show(work: Work, _: Sequence[bool]) -> None:
        work.page.append("w-1", "said:e1", Bubble(Speaker.PERSON, "货少了").pack(), inbox.clock())
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        await inbox.accept(channel, raw, along=show)
    kept = await file_store.read(
        lambda work: (work.mail.waiting(Queue.IN), work.page.ends(["w-1"]))
    )
    assert kept == ((0, None), {})


@only_postgres
async def test_a_page_is_woken_by_what_another_process_shows(store: Store, tmp_path: Path) -> None:
    here, elsewhere = (WebChannel(store, tmp_path / "media", StoppedClock()) for _ in range(2))
    watching = asyncio.create_task(here.serve(Inbox(store, StoppedClock()).accept))
    with here.listening("w-1") as woken, here.listening("w-2") as other:
        await elsewhere.send(a_letter())
        async with asyncio.timeout(10):
            await woken.wait()
        assert not other.is_set()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching


@pytest.mark.parametrize(("case_id", "matter"), [(41, "41"), (None, "")])
async def test_a_letter_says_which_case_its_choices_are_about(
    channel: WebChannel, file_store: Store, case_id: int | None, matter: str
) -> None:
    letter = a_letter()
    button = Button(
        token=letter.choices[0].token,
        address=str(letter.address),
        letter_id=1,
        place=1,
        label="对",
        key="right",
        case_id=case_id,
        offered_at=StoppedClock()(),
    )
    await file_store.run(lambda work: work.buttons.offer([button]))
    await channel.send(letter)
    (event,) = await file_store.read(lambda work: work.page.after("w-1", 0))
    assert Bubble.unpack(event.content).matter == matter


async def test_hanging_up_lets_every_open_page_go(channel: WebChannel) -> None:
    with channel.listening("w-1") as woken:
        channel.hang_up()
        assert woken.is_set()
    assert not channel.is_open


@pytest.mark.parametrize("ref", ["", ".", "..", "../secret", "gone.jpg", "/etc/hostname"])
async def test_only_kept_files_can_be_fetched(
    channel: WebChannel, tmp_path: Path, ref: str
) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "secret").write_text("geheim")
    with pytest.raises(Gone):
        await channel.fetch(Media(InboundKind.PHOTO, ref))


def test_what_the_page_posts_is_decoded_field_by_field(channel: WebChannel) -> None:
    at = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
    raw = {"conversation": "w-1", "event_id": "e1", "at": at.isoformat(), "kind": "choice"}
    heard = channel.decode({**raw, "choice": "t1"})
    assert heard is not None
    assert heard.address == Address("web", "desk", "w-1")
    assert (heard.event_id, heard.at, heard.choice) == ("e1", at, "t1")

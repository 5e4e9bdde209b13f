"""The door for Telegram: who is let in, what is committed, what is answered."""

import asyncio
import json
import random
from datetime import timedelta
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.channels.errors import ChannelMisconfigured
from bot.channels.telegram_channel import TelegramChannel
from bot.channels.telegram_opening import door_of, open_telegram
from bot.channels.telegram_webhook import LARGEST, PATH, hook_at
from bot.inbox import Inbox
from bot.port import Raw, Unreadable
from bot.settings import Settings
from bot.web.telegram import BehindTheDoor
from models.mail import Queue
from storage.engine import Store
from storage.errors import RowRefused, StoreUnavailable
from tests.channels.bot_api import BROKEN, TOKEN, BotApi
from tests.channels.desk_side import WANG, Pauses
from tests.stand_ins import StoppedClock

SECRET = "a-secret-of-the-tests"
HOOK = f"http://127.0.0.1:9{PATH}"


def settings(**told: str) -> Settings:
    usual = {
        "telegram_token": TOKEN,
        "telegram_abroad": "yes",
        "telegram_mode": "webhook",
        "webhook_url": HOOK,
        "webhook_secret": SECRET,
    }
    return Settings(**(usual | told))


class Refusing(Inbox):
    """An inbox that says no to what holds a certain word, or to all for a while."""

    never = ""
    is_away = False

    async def accept(self, *told: Any, **more: Any) -> bool:
        if self.is_away:
            raise StoreUnavailable("away")
        if self.never and self.never in str([raw.get("message") for raw in told[1:]]):
            raise RowRefused("no text for a database")
        return await super().accept(*told, **more)


@pytest.fixture
def inbox(file_store: Store) -> Refusing:
    return Refusing(file_store, StoppedClock())


@pytest.fixture
def telegram(inbox: Refusing) -> httpx.AsyncClient:
    """Telegram, calling a site that knows no other page."""

    async def site(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    door = door_of(settings(), inbox.store, inbox.clock, inbox.accept)
    assert door is not None
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(BehindTheDoor(site, door, inbox.clock)),
        base_url="http://desk",
        headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
    )


def kept(inbox: Refusing) -> list[Raw]:
    """What was committed, in no special order."""

    def look(work: Any) -> list[Raw]:
        lanes = work.mail.due_lanes(Queue.IN, inbox.clock() + timedelta(hours=2), 9999)
        jobs = [job for lane in lanes for job in work.mail.waiting_jobs(Queue.IN, lane, 999)]
        return [job.payload["raw"] for job in jobs]

    return inbox.store.read_now(look)


def an_update(number: int = 1, text: str = "送货晚了", user: int = WANG) -> dict[str, Any]:
    who = {"id": user, "is_bot": False, "first_name": "王"}
    chat = {"id": user, "type": "private"}
    message = {"message_id": number, "date": 1_795_000_000, "from": who, "chat": chat}
    return {"update_id": number, "message": {**message, "text": text}}


async def test_an_update_is_committed_before_it_is_acknowledged(
    telegram: httpx.AsyncClient, inbox: Refusing
) -> None:
    answer = await telegram.post(PATH, json=an_update())
    assert (answer.status_code, answer.content) == (200, b"")
    assert kept(inbox) == [an_update()]


async def test_a_press_is_answered_with_what_stops_its_button_spinning(
    telegram: httpx.AsyncClient,
) -> None:
    who = {"id": WANG, "is_bot": False, "first_name": "王"}
    message = {"message_id": 3, "chat": {"id": WANG, "type": "private"}}
    press = {"id": "77", "from": who, "data": "token", "message": message}
    answer = await telegram.post(PATH, json={"update_id": 1, "callback_query": press})
    told = {"method": "answerCallbackQuery", "callback_query_id": "77"}
    assert told.items() <= answer.json().items()


@pytest.mark.parametrize("secret", [None, "", "a-secret-of-the-test", SECRET.upper(), "é"])
async def test_nobody_is_let_in_without_the_secret(
    telegram: httpx.AsyncClient, inbox: Refusing, secret: str | None
) -> None:
    name = "X-Telegram-Bot-Api-Secret-Token"
    del telegram.headers[name]
    headers = {} if secret is None else {name: secret.encode()}
    answer = await telegram.post(PATH, json=an_update(), headers=headers)
    assert answer.status_code == 401
    assert kept(inbox) == []


async def test_who_knocks_without_the_secret_fills_no_log(
    telegram: httpx.AsyncClient, inbox: Refusing
) -> None:
    telegram.headers["X-Telegram-Bot-Api-Secret-Token"] = "guessed"
    assert isinstance(inbox.clock, StoppedClock)
    with capture_logs() as said:
        for _ in range(2):
            answers = [await telegram.post(PATH, json={}) for _ in range(20)]
            assert {answer.status_code for answer in answers} == {401}
            inbox.clock.pass_by(minutes=1)
    assert [line["event"] for line in said] == ["telegram.wrong_secret"] * 2


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_only_posts_are_taken(telegram: httpx.AsyncClient, method: str) -> None:
    assert (await telegram.request(method, PATH)).status_code == 405


async def test_all_other_pages_are_the_sites(telegram: httpx.AsyncClient) -> None:
    assert (await telegram.post("/chat/say")).status_code == 404


async def test_a_body_larger_than_any_update_is_not_read(
    telegram: httpx.AsyncClient, inbox: Refusing
) -> None:
    answer = await telegram.post(PATH, content=b" " * (LARGEST + 1))
    assert answer.status_code == 413
    assert kept(inbox) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no JSON",
        b"[1]",
        b"\xff\xfe",
        b'{"update_id": "x"}',
        b'{"message": {}}',
        b'{"update_id": 9, "message": ' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"update_id": 9, "message": ' + b"[" * 9000 + b"]" * 9000 + b"}",
    ],
)
async def test_what_nobody_can_read_is_kept_in_quarantine_and_acknowledged(
    telegram: httpx.AsyncClient, inbox: Refusing, body: bytes
) -> None:
    assert (await telegram.post(PATH, content=body)).status_code == 200
    (raw,) = kept(inbox)
    bot = open_bot(inbox)
    with pytest.raises(Unreadable):
        bot.decode(raw)
    assert (await telegram.post(PATH, json=an_update())).status_code == 200
    assert an_update() in kept(inbox)


def open_bot(inbox: Refusing) -> TelegramChannel:
    channel = open_telegram(settings(), inbox.store, inbox.clock)
    assert channel is not None
    return channel


async def test_a_kind_that_nobody_knows_is_kept_and_ignored(
    telegram: httpx.AsyncClient, inbox: Refusing
) -> None:
    update = {"update_id": 5, "something_new": {"id": "1"}}
    assert (await telegram.post(PATH, json=update)).status_code == 200
    assert kept(inbox) == [update]
    assert open_bot(inbox).decode(update) is None


async def test_while_the_store_is_away_nothing_is_acknowledged(
    telegram: httpx.AsyncClient, inbox: Refusing
) -> None:
    inbox.is_away = True
    assert (await telegram.post(PATH, json=an_update())).status_code == 503
    inbox.is_away = False
    assert (await telegram.post(PATH, json=an_update())).status_code == 200
    assert kept(inbox) == [an_update()]


async def test_one_that_no_store_takes_does_not_spoil_those_that_share_its_commit(
    telegram: httpx.AsyncClient, inbox: Refusing
) -> None:
    inbox.never = "poison"
    updates = [an_update(number, "poison" if number == 5 else "在吗") for number in range(1, 10)]
    answers = await asyncio.gather(*(telegram.post(PATH, json=update) for update in updates))
    assert {answer.status_code for answer in answers} == {200}
    numbers = sorted(raw["update_id"] for raw in kept(inbox))
    assert numbers == list(range(1, 10))
    (sealed,) = (raw for raw in kept(inbox) if "sealed" in raw)
    assert json.loads(sealed["sealed"]) == updates[4]


async def test_five_hundred_repeated_and_reordered_calls_are_each_kept_once(
    telegram: httpx.AsyncClient, inbox: Refusing
) -> None:
    chance = random.Random(5)
    once = chance.sample(range(1, 10**6), 100)
    numbers = chance.sample(once * 5, 500)
    updates = [an_update(number, user=WANG + number % 25) for number in numbers]
    await asyncio.gather(*(telegram.post(PATH, json=update) for update in updates))
    assert sorted(raw["update_id"] for raw in kept(inbox)) == sorted(once)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "desk.example.com",
        "http://desk.example.com",
        "ftp://desk.example.com",
        "https://user@desk.example.com",
    ],
)
def test_an_address_that_telegram_would_not_call_is_refused(url: str) -> None:
    with pytest.raises(ChannelMisconfigured, match="SHOUWEN_WEBHOOK_URL"):
        hook_at(url, SECRET)


@pytest.mark.parametrize(
    "secret", ["", "short", "with blanks in it all", "秘密秘密秘密秘密秘密秘密秘密秘密"]
)
def test_a_secret_that_telegram_would_not_send_is_refused(secret: str) -> None:
    with pytest.raises(ChannelMisconfigured, match="SHOUWEN_WEBHOOK_SECRET"):
        hook_at(HOOK, secret)


@pytest.mark.parametrize("url", ["https://desk.example.com", "https://desk.example.com/"])
def test_an_address_without_a_path_gets_ours(url: str) -> None:
    assert hook_at(url, SECRET).url == f"https://desk.example.com{PATH}"
    assert hook_at("https://a.example.com/b/c", SECRET).url == "https://a.example.com/b/c"


async def test_the_webhook_is_set_again_when_somebody_changed_it(
    api: BotApi, file_store: Store, library: str
) -> None:
    pauses = Pauses()
    told = settings(telegram_api_url=api.url, telegram_library=library)
    channel = open_telegram(told, file_store, StoppedClock(), pauses)
    assert channel is not None
    api.expect("setWebhook", BROKEN)
    with capture_logs() as said:
        serving = asyncio.create_task(channel.serve(Inbox(file_store, StoppedClock()).accept))
        await api.until(lambda: api.hook == HOOK)
        async with httpx.AsyncClient() as somebody:
            other = {"url": "http://127.0.0.1:9/elsewhere"}
            await somebody.post(f"{api.url}/bot{TOKEN}/setWebhook", json=other)
        await api.until(lambda: api.hook == HOOK)
        serving.cancel()
        await asyncio.wait([serving])
    await channel.close()
    assert pauses[0] == 1.0
    events = [line["event"] for line in said]
    assert events[:2] == ["telegram.waiting", "telegram.webhook_changed"]

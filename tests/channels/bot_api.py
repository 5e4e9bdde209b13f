"""A Bot API server for tests, with the people who write to the bot and the faults it may show.

The server is the package lo-bot-api-emulator, which nobody of this project wrote. What it lacks is
added here: a name in getMe, real dates, tokens that are wrong, a transcript of what was sent, any
update as a user's deed makes it, and faults on demand.
"""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator

TOKEN = "7000001:synthetic-token-of-a-bot-that-is-not"
PATIENCE = 30  # seconds; who waits for what never comes fails instead of hanging
USERNAME = "shouwen_test_bot"
_MARK = "to-be-garbled"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong once: an HTTP status with its description, a dropped line, or slowness."""

    status: int = 0
    description: str = ""
    retry_after: int = 0
    migrate_to: int = 0  # the chat that a group has become
    drop: str = ""  # "before" the request is carried out, or "after"
    page: str = ""  # what comes in place of JSON
    slow: float = 0  # seconds


TOO_MANY = Fault(429, "Too Many Requests: retry after 7", retry_after=7)
BROKEN = Fault(500, "Internal Server Error")
BAD_GATEWAY = Fault(502, "Bad Gateway")
BLOCKED = Fault(403, "Forbidden: bot was blocked by the user")
NOT_TAKEN = Fault(400, "Bad Request: BUTTON_DATA_INVALID")
NEVER_STARTED = Fault(400, "Bad Request: chat not found")
POLLED_ELSEWHERE = Fault(409, "Conflict: terminated by other getUpdates request")
DROPPED_BEFORE = Fault(drop="before")
DROPPED_AFTER = Fault(drop="after")


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as the person sees it; `rows` are its buttons (label, callback_data) and `keys`
    the labels of the large keys that it puts under the conversation."""

    method: str
    chat: int
    message_id: int
    text: str = ""
    file: str = ""
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    clears_keys: bool = False
    quotes: int = 0  # the message that it answers

    @property
    def labels(self) -> list[str]:
        return [label for row in self.rows for label, _ in row]

    def offers(self, choice: str) -> bool:
        """Whether a button or a key says so."""
        keys = [key for row in self.keys for key in row]
        return any(choice in label.split() for label in (*self.labels, *keys))


class BotApi(LoBotApiEmulator):
    """The server, and everybody who writes to the one bot it knows."""

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__(
            enable_control=True,
            allow_insecure_loopback_webhooks=True,
            max_updates=10_000,
            max_bots=2,
        )
        self.token = token
        self.url = ""  #: where it serves
        self.patience = PATIENCE  #: seconds to wait for what never comes
        self.transcript: list[Sent] = []
        self.asked: list[dict[str, Any]] = []  #: the fields of every getUpdates
        self.thanked: list[str] = []  #: the presses that were acknowledged
        self.said_over: list[str] = []  #: what was said over buttons that were pressed
        self.menus: dict[tuple[int, str], list[str]] = {}  #: commands by chat (0: all), language
        self.unbuttoned: list[int] = []  #: the messages whose buttons were taken away
        self._garbled: dict[str, str] = {}
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._refusals: defaultdict[int, deque[Fault]] = defaultdict(deque)
        self._changed = asyncio.Condition()
        self._ids = count(1)
        self._message_ids = count(501)

    def expect(self, method: str, *faults: Fault) -> None:
        """Let the next calls of `method` go wrong like this, one after the other."""
        self._faults[method].extend(faults)

    def refuse(self, chat: int, *faults: Fault) -> None:
        """Let the next messages to one chat be refused like this, one after the other."""
        self._refusals[chat].extend(faults)

    def garble(self, update: dict[str, Any], inner: str) -> None:
        """Let an update come with `inner` in it, word for word."""
        update["message"]["garbled"] = _MARK
        self._garbled[_MARK] = inner

    def sent_to(self, chat: int) -> list[Sent]:
        """What was sent to one chat, in order."""
        return [sent for sent in self.transcript if sent.chat == chat]

    @property
    def hook(self) -> str:
        """The address that is called with updates; empty where none is."""
        return str(self._update_queues._state(self.token).url)

    @property
    def pending(self) -> list[dict[str, Any]]:
        """The updates that nobody acknowledged yet."""
        return list(self.pending_updates())

    def pending_updates(self) -> list[dict[str, Any]]:
        """The list itself, to add many at once while nobody listens."""
        updates: list[dict[str, Any]] = self._update_queues._state(self.token).updates
        return updates

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until something holds of what was asked."""
        async with asyncio.timeout(self.patience), self._changed:
            while not there():
                with suppress(TimeoutError):  # some of what is asked of changes without a word
                    await asyncio.wait_for(self._changed.wait(), 0.02)

    # What people do.

    async def feed(self, update: dict[str, Any]) -> dict[str, Any]:
        """Any update as it stands, numbered next unless it says its own number."""
        update = {"update_id": next(self._ids), **update}
        queue = self._update_queues._state(self.token)
        async with queue.condition:
            queue.updates.append(update)
            queue.condition.notify_all()
        await self.deliver_updates(token=self.token)
        return update

    async def message(self, user: int, chat: int, **content: Any) -> dict[str, Any]:
        """A message with any content."""
        return await self.feed({"message": self.written(user, chat, **content)})

    async def text(self, user: int, chat: int, text: str, **content: Any) -> dict[str, Any]:
        """A typed message; Telegram marks the command at its beginning."""
        if text.startswith("/"):
            mark = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
            content.setdefault("entities", [mark])
        return await self.message(user, chat, text=text, **content)

    async def edit(self, user: int, chat: int, message_id: int, text: str) -> dict[str, Any]:
        """A message typed anew."""
        message = self.written(user, chat, message_id=message_id, text=text)
        return await self.feed({"edited_message": {**message, "edit_date": message["date"] + 5}})

    async def press(self, user: int, chat: int, label: str) -> dict[str, Any]:
        """A press of the button or key that was last shown with `label`; a button's digit may be
        named or not. A key types its label."""
        for sent in reversed(self.sent_to(chat)):
            keys = [key for row in sent.keys for key in row]
            if key := next((key for key in keys if label in (key, f"{label[:1]} {key}")), ""):
                return await self.text(user, chat, key)
            for shown, choice in (button for row in sent.rows for button in row):
                if label in (shown, shown.partition(" ")[2]):
                    return await self.press_choice(user, chat, choice, sent.message_id)
        raise AssertionError(f"no button {label} was shown")

    async def press_choice(
        self, user: int, chat: int, choice: str, message_id: int = 1
    ) -> dict[str, Any]:
        """A press that carries `choice`, whether or not it was ever shown."""
        query = {
            "id": f"press-{next(self._message_ids)}",
            "from": person(user),
            "chat_instance": "1",
            "data": choice,
            "message": {"message_id": message_id, "date": 0, "chat": room(chat)},
        }
        return await self.feed({"callback_query": query})

    async def photo(
        self, user: int, chat: int, data: bytes, caption: str = "", **content: Any
    ) -> dict[str, Any]:
        """A picture in two sizes, the larger holding `data`."""
        sizes = [self._keep("photo", data[:1]), self._keep("photo", data)]
        content["photo"] = [{**size, "width": 90, "height": 90} for size in sizes]
        if caption:
            content["caption"] = caption
        return await self.message(user, chat, **content)

    async def voice(self, user: int, chat: int, data: bytes, seconds: int) -> dict[str, Any]:
        """A spoken message."""
        file = {**self._keep("voice", data), "duration": seconds, "mime_type": "audio/ogg"}
        return await self.message(user, chat, voice=file)

    async def block(self, user: int) -> dict[str, Any]:
        """Somebody stops the bot."""
        return await self.feed(self._membership(user, "member", "kicked"))

    async def unblock(self, user: int) -> dict[str, Any]:
        """Somebody lets the bot in again."""
        return await self.feed(self._membership(user, "kicked", "member"))

    def written(self, user: int, chat: int, **content: Any) -> dict[str, Any]:
        """A message as an update would hold it."""
        return {
            "message_id": next(self._message_ids),
            "date": int(time.time()),
            "from": person(user),
            "chat": room(chat),
            **content,
        }

    def _membership(self, user: int, before: str, after: str) -> dict[str, Any]:
        bot = {"id": 7, "is_bot": True, "first_name": "首问"}
        change = {
            "chat": room(user),
            "from": person(user),
            "date": int(time.time()),
            "old_chat_member": {"status": before, "user": bot},
            "new_chat_member": {"status": after, "user": bot},
        }
        return {"my_chat_member": change}

    def _keep(self, kind: str, data: bytes) -> dict[str, Any]:
        reference = f"sent-{kind}-{next(self._message_ids)}"
        self.assets[reference] = {"data": data, "size": len(data), "filename": kind}
        return {
            "file_id": reference,
            "file_unique_id": f"{reference}-unique",
            "file_size": len(data),
        }

    # What the server does.

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Carry out a request, or let it go wrong as was asked for."""
        if request.match_info["token"] != self.token:
            return _refusal(Fault(401, "Unauthorized"))
        faults = self._faults[request.match_info["method"]]
        fault = faults.popleft() if faults else Fault()
        await asyncio.sleep(fault.slow)
        if fault.status:
            return _refusal(fault)
        response = web.Response() if fault.drop == "before" else await super().handle(request)
        for mark, inner in self._garbled.items():
            response.text = response.text.replace(f'"{mark}"', inner)
        async with self._changed:
            self._changed.notify_all()
        if fault.drop and request.transport:
            request.transport.abort()
        return response

    def validate(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        """The emulator's answer, made true to life, and written down."""
        if method == "getUpdates":
            self.asked.append(dict(fields))
        if method == "answerCallbackQuery":
            self.thanked.append(fields.get("callback_query_id", ""))
            self.said_over.append(fields.get("text") or "")
        if method == "setMyCommands":
            scope = json.loads(fields.get("scope") or "{}")
            commands = [one["command"] for one in json.loads(fields["commands"])]
            self.menus[scope.get("chat_id", 0), fields.get("language_code") or ""] = commands
        if method == "editMessageReplyMarkup" and not fields.get("reply_markup"):
            self.unbuttoned.append(int(fields["message_id"]))
        if method.startswith("send") and (due := self._refusals[int(fields["chat_id"])]):
            fault = due.popleft()
            raise ApiRefusal(fault.description, fault.status, _parameters(fault))
        result = super().validate(method, fields, uploads)
        if method == "getMe":
            return {**result, "id": int(self.token.partition(":")[0]), "username": USERNAME}
        if method.startswith("send") and isinstance(result, dict):
            result["date"] = int(time.time())
            self.transcript.append(_sent(method, result, fields))
        return result


def person(user: int) -> dict[str, Any]:
    """A user as Telegram describes one."""
    return {"id": user, "is_bot": False, "first_name": f"店主{user}"}


def room(chat: int) -> dict[str, Any]:
    """A chat as Telegram describes one: private above zero, a group below."""
    return {"id": chat, "type": "private" if chat > 0 else "group"}


def _sent(method: str, message: dict[str, Any], fields: dict[str, Any]) -> Sent:
    markup = json.loads(fields.get("reply_markup") or "{}")
    kind = method.removeprefix("send").lower()
    answered = json.loads(fields.get("reply_parameters") or "{}")
    return Sent(
        method=method,
        chat=message["chat"]["id"],
        message_id=message["message_id"],
        text=message.get("text") or message.get("caption") or "",
        file=str(fields.get(kind, "")) if kind != "message" else "",
        rows=tuple(
            tuple((button["text"], button["callback_data"]) for button in row)
            for row in markup.get("inline_keyboard", ())
        ),
        keys=tuple(tuple(key["text"] for key in row) for row in markup.get("keyboard", ())),
        clears_keys=markup.get("remove_keyboard", False),
        quotes=answered.get("message_id", 0),
    )


def _parameters(fault: Fault) -> dict[str, int]:
    told = {"retry_after": fault.retry_after, "migrate_to_chat_id": fault.migrate_to}
    return {name: value for name, value in told.items() if value}


def _refusal(fault: Fault) -> web.Response:
    if fault.page:
        return web.Response(text=fault.page, status=fault.status, content_type="text/html")
    body: dict[str, Any] = {
        "ok": False,
        "error_code": fault.status,
        "description": fault.description,
    }
    if parameters := _parameters(fault):
        body["parameters"] = parameters
    return web.json_response(body, status=fault.status)


@asynccontextmanager
async def serving(
    api: BotApi, port: int | None = None, more: Sequence[web.RouteDef] = ()
) -> AsyncIterator[BotApi]:
    """Let `api` answer on this port or a free one, and `more` beside it."""
    application = api.app()
    application.add_routes(more)
    server = TestServer(application, port=port)
    await server.start_server(access_log=None)
    api.url = str(server.make_url("")).rstrip("/")
    try:
        yield api
    finally:
        await server.close()

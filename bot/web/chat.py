"""The chat page: plain forms that work without a script, and a stream that makes them live."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.files import kept
from bot.web import posts
from bot.web.pages import page, render
from bot.web.parts import Parts
from bot.web.phone import Holder, Line, Phone, holder_of, lines, still_open
from bot.web.sessions import new_visitor, remember, visitor
from models.ids import new_token
from models.mail import PageEvent
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work

#: How many of the last things said a page begins with.
_ON_THE_PAGE: Final = 200
#: Seconds without news after which a sign of life is sent, so that proxies keep the stream, and a
#: look taken: what is shown wakes the stream, also where another process shows it.
_SIGN_OF_LIFE: Final = 14.0

#: Said when what the page shows was taken off it: a chat that was cut off (`bot.desk.cutting_off`).
_GONE: Final = "event: gone\ndata: {}\n\n"
#: Places beyond this are none; databases know no larger number.
_LARGEST: Final = 2**31 - 1
#: A place as a browser tells it.
_PLACE: Final = re.compile(r"[0-9]{1,10}")

#: Finds the phone that a request is about, from its cookie or its path.
PhoneOf = Callable[..., Phone | Awaitable[Phone]]


def visitors(parts: Parts) -> APIRouter:
    """`/chat`: every visitor has a conversation of their own, opened by their cookie."""

    def phone_of(request: Request) -> Phone:
        conversation = visitor(request, parts.site.secret)
        if conversation is None:
            raise HTTPException(401)
        return Phone("/chat", conversation)

    router = APIRouter()

    @router.get("/chat")
    async def open_page(request: Request, code: str = "") -> Response:
        known = visitor(request, parts.site.secret)
        conversation = known or new_visitor()
        response = await chat_page(Phone("/chat", conversation), parts, code)
        if known is None:
            remember(response, conversation, request, parts.site.secret)
        return response

    add_phone(router, "/chat", phone_of, parts)
    return router


async def chat_page(phone: Phone, parts: Parts, code: str = "") -> Response:
    """The whole page as it stands now."""

    def look(work: Work) -> tuple[Holder, list[PageEvent]]:
        return holder_of(work, phone.address), work.page.latest(phone.conversation, _ON_THE_PAGE)

    holder, events = await parts.store.read(look)
    shown = still_open(list(lines(events)))
    return page(
        "chat.html",
        phone=phone,
        holder=holder,
        lines=shown,
        code=code[:128],
        event_id=new_token(),
        last=shown[-1].seq if shown else 0,
        longest=posts.LONGEST_TEXT,
    )


def add_phone(router: APIRouter, base: str, phone_of: PhoneOf, parts: Parts) -> None:
    """All that a chat page asks of its server, under `base`."""
    Here = Annotated[Phone, Depends(phone_of)]

    @router.post(f"{base}/say")
    async def say(request: Request, phone: Here) -> Response:
        async with request.form(max_files=0, max_fields=4) as form:
            return await _answer(posts.say(form), request, phone, parts)

    @router.post(f"{base}/press")
    async def press(request: Request, phone: Here) -> Response:
        async with request.form(max_files=0, max_fields=4) as form:
            return await _answer(await posts.press(form, phone, parts), request, phone, parts)

    @router.post(f"{base}/file")
    async def send_file(request: Request, phone: Here) -> Response:
        async with request.form(max_files=1, max_fields=4) as form:
            return await _answer(await posts.send_file(form, parts), request, phone, parts)

    @router.post(f"{base}/start")
    async def start(request: Request, phone: Here) -> Response:
        async with request.form(max_files=0, max_fields=4) as form:
            return await _answer(posts.start(form), request, phone, parts)

    @router.get(f"{base}/events")
    async def events(request: Request, phone: Here, after: int = 0) -> Response:
        seen = request.headers.get("last-event-id", "")
        since = int(seen) if _PLACE.fullmatch(seen) else after
        return StreamingResponse(stream(phone, since, parts), media_type="text/event-stream")

    @router.get(f"{base}/media/{{seq}}/{{index}}")
    async def media(phone: Here, seq: int, index: int) -> Response:
        return await _file(phone, seq, index, parts)


async def _answer(
    post: posts.Post | None, request: Request, phone: Phone, parts: Parts
) -> Response:
    """JSON to our script; to a plain form the page again, once the desk had time to answer."""
    if post is not None:
        post = post.by_who_reads(request.headers.get("accept-language", ""))
    if "application/json" in request.headers.get("accept", ""):
        fresh = post is not None and await posts.take(post, phone, parts)
        return JSONResponse({"taken": fresh})
    if post is not None:
        await posts.take_and_wait(post, phone, parts)
    return RedirectResponse(f"{phone.base}#last", 303)


async def _file(phone: Phone, seq: int, index: int, parts: Parts) -> Response:
    """A file of this conversation, named by its place in it: there is no other way to one."""
    if not 0 < seq <= _LARGEST:
        raise HTTPException(404)
    events = await _after(phone, seq - 1, parts, 1)
    found = next(lines(events), None)
    if found is None or found.seq != seq or not 0 <= index < len(found.media):
        raise HTTPException(404)
    media = found.media[index]
    path = await asyncio.to_thread(kept, media.ref, parts.site.media)
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type=media.mime or "application/octet-stream")


async def _after(phone: Phone, seq: int, parts: Parts, limit: int = 200) -> list[PageEvent]:
    return await parts.store.read(lambda work: work.page.after(phone.conversation, seq, limit))


async def stream(phone: Phone, after: int, parts: Parts) -> AsyncIterator[str]:
    """Server-sent events: every line after the place `after`, for as long as the page is open."""
    yield "retry: 1500\n\n"
    with suppress(StoreUnavailable):  # the page comes back by itself
        async for frame in _frames(phone, after, parts):
            yield frame


async def _frames(phone: Phone, after: int, parts: Parts) -> AsyncIterator[str]:
    last = await _last_shown(phone, after, parts)
    with parts.channel.listening(phone.conversation) as woken:
        while parts.channel.is_open:
            woken.clear()
            events = await _after(phone, last.seq - 1 if last else 0, parts)
            if last and (not events or events[0].seq != last.seq):
                yield _GONE
                return
            fresh = events[1:] if last else events
            for line in lines(fresh, last.at if last else None):
                yield _frame(line, phone)
            if fresh:
                last = fresh[-1]
            elif not await _is_woken(woken):
                yield ": still here\n\n"


async def _last_shown(phone: Phone, seq: int, parts: Parts) -> PageEvent | None:
    """What the page that asks has shown last, as far as it is still there."""
    events = await _after(phone, min(seq, _LARGEST) - 1, parts, 1) if seq > 0 else []
    return events[0] if events and events[0].seq == seq else None


async def _is_woken(woken: asyncio.Event) -> bool:
    """Wait for news, for as long as proxies stand silence; whether there is any."""
    try:
        return await asyncio.wait_for(woken.wait(), _SIGN_OF_LIFE)
    except TimeoutError:
        return False


def _frame(line: Line, phone: Phone) -> str:
    content = {
        "key": line.key,
        "pressed": line.bubble.pressed,
        "offers": bool(line.choices),
        "matter": line.bubble.matter,
        "closes": list(line.bubble.closes),
        "html": "" if line.bubble.closes else render("line.html", line=line, phone=phone),
    }
    return f"id: {line.seq}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"

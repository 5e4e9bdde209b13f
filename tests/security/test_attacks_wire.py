"""Attacks over the wire and by address, against the service on a real port. What each was, what
happened and what was mended stands in `docs/security-attacks.md`, by the names used here."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import httpx
import pytest
import pytest_asyncio

from tests.web.console import Desk, a_link, file_case, token_in
from tests.web.serving import WANG, Service

pytestmark = pytest.mark.asyncio(loop_scope="module")

HERE: Final = b"Host: 127.0.0.1\r\n"
OURS: Final = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    service = Service(tmp_path_factory.mktemp("served") / "home")
    await service.start()
    yield service
    await service.stop()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def admin(served: Service) -> AsyncIterator[Desk]:
    async with httpx.AsyncClient(base_url=served.url, headers=OURS) as client:
        desk = Desk(client, served.app)
        await client.post("/admin/enter", data={"code": a_link(served.app)})
        desk.form_token = token_in((await client.get("/admin/me")).text)
        yield desk


async def spoken(port: int, said: bytes) -> bytes:
    """All that the server answers to these bytes, for as long as it keeps talking."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    try:
        writer.write(said)
        await writer.drain()
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        answer = answer or b"closed"
    finally:
        writer.close()
    return answer


#: Bytes that no honest browser sends: each is refused, and the connection with it.
REFUSED: Final = {
    "two lengths and one body": (
        b"POST /chat/say HTTP/1.1\r\n" + HERE + b"Content-Length: 4\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /admin/today HTTP/1.1\r\nHost: x\r\n\r\n"
    ),
    "a length twice": (
        b"POST /chat/say HTTP/1.1\r\n"
        + HERE
        + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"
    ),
    "a coding with a blank before its colon": (
        b"POST /chat/say HTTP/1.1\r\n" + HERE + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"
    ),
    "an invented coding": (
        b"POST /chat/say HTTP/1.1\r\n" + HERE + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
    ),
    "a chunk of endless length": (
        b"POST /chat/say HTTP/1.1\r\n"
        + HERE
        + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"
    ),
    "a length below nothing": (
        b"POST /chat/say HTTP/1.1\r\n" + HERE + b"Content-Length: -1\r\n\r\n"
    ),
    "a header folded over two lines": (b"GET /healthz HTTP/1.1\r\n" + HERE + b"X: a\r\n b\r\n\r\n"),
    "a NUL in a header": b"GET /healthz HTTP/1.1\r\n" + HERE + b"X: a\x00b\r\n\r\n",
    "lines that end without a return": b"GET /healthz HTTP/1.1\nHost: x\n\n",
    "one header without end": b"GET /healthz HTTP/1.1\r\n" + HERE + b"X: " + b"a" * 600_000,
    "headers without end": (
        b"GET /healthz HTTP/1.1\r\n" + HERE + b"".join(b"X%d: a\r\n" % i for i in range(50_000))
    ),
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a tunnel to elsewhere": b"CONNECT evil.example:80 HTTP/1.1\r\n" + HERE + b"\r\n",
}


@pytest.mark.parametrize("name", REFUSED)
async def test_bytes_that_mean_two_things_or_have_no_end_are_refused(
    served: Service, name: str
) -> None:
    answer = await spoken(served.port, REFUSED[name])
    assert answer == b"closed" or answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert b"200 OK" not in answer


#: What stands for a host or an address elsewhere, and where it is put.
ELSEWHERE: Final = {
    "a host of the caller's choice": {"Host": "evil.example"},
    "a host in a proxy's header": {"X-Forwarded-Host": "evil.example", "X-Host": "evil.example"},
    "an address in a proxy's header": {
        "X-Original-URL": "/admin/evil.example",
        "X-Rewrite-URL": "/evil.example",
    },
    "a method in a header": {"X-HTTP-Method-Override": "DELETE", "Referer": "//evil.example"},
}


@pytest.mark.parametrize("name", ELSEWHERE)
@pytest.mark.parametrize("path", ["/", "/admin/today", "/admin/today/", "/chat", "/admin/x"])
async def test_no_page_and_no_redirect_repeats_where_the_caller_says_it_is(
    served: Service, name: str, path: str
) -> None:
    async with httpx.AsyncClient(base_url=served.url) as client:
        answer = await client.get(path, headers=ELSEWHERE[name])
    assert "evil.example" not in answer.text
    assert "evil.example" not in str(answer.headers)
    assert answer.headers["cache-control"] == "no-store"


#: Addresses that try to lead out of their place, and what they are.
NOWHERE: Final = {
    "a climb out of the static files": "/static/..%2f..%2fapp.py",
    "a climb in other letters": "/static/%2e%2e/%2e%2e/app.py",
    "a climb out of a picture": "/admin/reports/2026-03/..%2f..%2fx.svg",
    "a climb out of a classifier": "/admin/classifier/versions/..%2f..%2fetc%2fpasswd",
    "a file beyond the last": "/admin/cases/2026-0312-01/files/99999999999999999999",
    "a file before the first": "/admin/cases/2026-0312-01/files/-1",
    "a place beyond all numbers": "/chat/media/99999999999999999999/0",
    "a number that is none": "/admin/cases/2026-0312-0x1",
    "the same page in capitals": "/ADMIN/today",
    "the same page behind two strokes": "//admin/today",
    "pages of the framework": "/openapi.json",
    "documents of the framework": "/docs",
    "a NUL for a name": "/demo/shop/%00",
    "markup for a name": "/admin/staff/%27%3Cscript%3E",
}


@pytest.mark.parametrize("name", NOWHERE)
async def test_an_address_that_leads_out_of_its_place_leads_nowhere(
    served: Service, admin: Desk, name: str
) -> None:
    await admin.get("/chat")
    answer = await admin.get(NOWHERE[name])
    assert answer.status_code == 404
    assert "<script>" not in answer.text.replace('<script src="', "")


#: What is typed where a number, a day or a word of a list belongs.
NONSENSE: Final = {
    "a number beyond the database's": ("/admin/staff/requests/99999999999999999999", {}),
    "a digit that is none": ("/chat/file", {"seconds": "²"}),
    "full-width digits": ("/chat/press", {"of": "１２", "choice": "x"}),
    "broken letters": ("/chat/say", {"text": "\udcff\x00"}),
    "the name of a method": ("/admin/cases/2026-0312-01/moves", {"deed": "__class__"}),
    "a path for a version": ("/admin/classifier", {"deed": "promote", "version": "../../x"}),
    "fields that nobody asked for": ("/admin/me/password", {"roles": "admin", "staff_no": "1001"}),
    "somebody else's session": ("/admin/me/sessions", {"which": "0" * 16}),
    "somebody else's chat": ("/admin/me/chats", {"which": "web:desk:staff-1001"}),
}


@pytest.mark.parametrize("name", NONSENSE)
async def test_what_belongs_nowhere_changes_nothing_and_breaks_nothing(
    served: Service, admin: Desk, name: str
) -> None:
    path, fields = NONSENSE[name]
    file_case(served.app)
    await admin.get("/chat")
    body = {"form_token": admin.form_token, **fields}
    content = "&".join(f"{key}={value}" for key, value in body.items()).encode(
        "utf-8", "surrogateescape"
    )
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    files = {"file": ("a.jpg", b"\xff\xd8\xff")} if path.endswith("/file") else None
    if files:
        answer = await admin.client.post(path, data=body, files=files)
    else:
        answer = await admin.client.post(path, content=content, headers=kind)
    assert answer.status_code < 500
    bound = served.app.store.read_now(lambda work: work.people.staff("9001"))
    assert bound is not None
    assert bound.roles == ("admin",)
    assert (await admin.get("/admin/today")).status_code == 200


async def test_nobody_reads_the_meters_from_afar(served: Service) -> None:
    async with httpx.AsyncClient(base_url=served.url) as client:
        assert (await client.get("/metrics")).status_code == 200
        for header in ("X-Forwarded-For", "Forwarded", "Via"):
            answer = await client.get("/metrics", headers={header: "203.0.113.9"})
            assert answer.status_code == 404, header


@pytest.mark.parametrize(
    "seal", ["", "x", "A" * 22, "é" * 11], ids=["none", "short", "invented", "no letters of ours"]
)
async def test_a_chat_of_somebody_elses_is_not_opened_by_a_forged_cookie(
    served: Service, seal: str
) -> None:
    cookie = f"shouwen_chat=demo-shop-{WANG}.{seal}"
    async with httpx.AsyncClient(base_url=served.url) as client:
        told = {**OURS, "Cookie": cookie.encode()}
        assert (await client.post("/chat/say", data={"text": "x"}, headers=told)).status_code == 401


async def test_a_press_that_is_sent_twenty_times_at_once_counts_once(served: Service) -> None:
    async with httpx.AsyncClient(base_url=served.url, headers=OURS) as client:
        base = f"/demo/shop/{WANG}"
        answers = await asyncio.gather(
            *(
                client.post(f"{base}/say", data={"text": "在吗", "event_id": "same-event-01"})
                for _ in range(20)
            )
        )
        shown = (await client.get(base)).text
    assert {answer.status_code for answer in answers} == {303}
    assert shown.count("在吗") == 1

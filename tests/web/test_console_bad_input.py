"""Every form and every address of the console under input that nobody sensible would send."""

import asyncio
import time

import pytest

from bot.app import App
from bot.web.admin.passwords import Passwords
from tests.web.console import address_of, file_case, signed_in
from tests.web.test_console_routes import ALLOWED, BLANKS, OPEN

#: Names of all fields that any form of the console has.
FIELDS = (
    "no", "password", "next", "code", "locale", "which", "old", "new", "again", "deed", "version",
    "into", "first", "last", "role", "sure", "answer", "unit", "cause", "offer", "reason", "words",
    "category/subcategory", "reason_class", "grade", "reason_grade", "receiver", "reason_over",
    "desk", "question", "message", "why", "severity", "measure", "label", "secondary", "item",
)  # fmt: skip
#: Names of all that an address may ask.
QUERIES = (
    "q", "stage", "category", "grade", "kind", "due", "month", "owner", "open", "after", "who",
    "deed", "case", "day", "area", "year", "begun", "done", "next", "code",
)  # fmt: skip
GARBAGE = {
    "nothing": "",
    "nul": "\x00\x01\x1f",
    "huge": "y" * 7_000,  # in every field at once, just under what a form may hold
    "script": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE staff; --",
    "template": "{{ 7*7 }}{% raw %}%s{0}",
    "lone": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "number": "9" * 40,
    "path": "../../../../etc/passwd",
    "marks": "\u202e\u200b\ufeff",
}


@pytest.mark.parametrize("name", GARBAGE)
async def test_no_form_breaks_over_what_is_typed_into_it(app: App, name: str) -> None:
    case = file_case(app)
    known = {**BLANKS, "number": case.full_number, "licence": case.shop, "no": "1002"}
    value = GARBAGE[name]
    broken = []
    async with signed_in(app, "9001") as desk:
        for method, path in sorted({*ALLOWED, *OPEN}):
            is_ours = path.startswith("/admin") and path != "/admin/sign-out"
            if method != "POST" or not is_ours:
                continue
            for blanks in (BLANKS, known):
                answer = await desk.post(path.format(**blanks), **dict.fromkeys(FIELDS, value))
                if answer.status_code >= 500:
                    broken.append((path, answer.status_code))
                assert "<script>alert(1)" not in answer.text
            if path in ("/admin/enter", "/admin/sign-in"):
                desk.app.clock.pass_by(hours=1)  # type: ignore[attr-defined]
    assert broken == []


@pytest.mark.parametrize("name", [name for name in GARBAGE if name != "huge"])
async def test_no_page_breaks_over_what_stands_in_its_address(app: App, name: str) -> None:
    file_case(app)
    broken = []
    async with signed_in(app, "9001") as desk:
        for method, path in sorted({*ALLOWED, *OPEN}):
            if method != "GET" or not path.startswith("/admin"):
                continue
            answer = await desk.get(path.format(**BLANKS), **dict.fromkeys(QUERIES, GARBAGE[name]))
            if answer.status_code >= 500:
                broken.append((path, answer.status_code))
            assert "<script>alert(1)" not in answer.text
    assert broken == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"\xff\xfe", b"a=" + b"%" * 5000, b"&".join([b"x=1"] * 500), b"form_token"],
)
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]
)
async def test_a_body_that_is_no_form_is_refused(app: App, content: bytes, kind: str) -> None:
    case = file_case(app)
    async with signed_in(app, "1001") as desk:
        headers = {"Content-Type": kind}
        path = f"{address_of(case)}/moves"
        answer = await desk.client.post(path, content=content, headers=headers)
    assert answer.status_code in (400, 403)


async def test_a_form_with_files_where_none_belong_is_refused(app: App) -> None:
    case = file_case(app)
    async with signed_in(app, "1001") as desk:
        files = {"offer": ("x.txt", b"x" * 1000)}
        data = {"form_token": desk.form_token, "deed": "propose", "version": "1"}
        answer = await desk.client.post(f"{address_of(case)}/moves", data=data, files=files)
    assert answer.status_code == 400


async def test_a_form_may_not_be_endless(app: App) -> None:
    case = file_case(app)
    async with signed_in(app, "1001") as desk:
        answer = await desk.post(f"{address_of(case)}/moves", offer="烟" * 100_000)
    assert answer.status_code == 413


class Slow(Passwords):
    """Takes its time, and notes how many were worked on at once."""

    at_work = most = 0

    def _fits(self, hashed: str, password: str) -> bool:
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        time.sleep(0.05)
        self.at_work -= 1
        return True


async def test_at_most_two_passwords_are_worked_on_at_a_time() -> None:
    passwords = Slow()
    await asyncio.gather(*(passwords.is_right("kept", "x") for _ in range(8)))
    assert passwords.most == 2

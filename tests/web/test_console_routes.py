"""Every address of the site and every role: who is let in, and who reads 403.

The table stands here in full and not as the program has it, so that neither can change alone: an
address that is not in the table fails the first test.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from fastapi.routing import APIRoute

from bot.app import App
from models.terms import Role
from tests.web.browsing import a_site
from tests.web.console import Desk, a_browser, address_of, file_case, signed_in

EVERYBODY: Final = frozenset(Role)
LEADERS: Final = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN})
ADMINS: Final = frozenset({Role.ADMIN})
STAFFING: Final = frozenset({Role.DIRECTOR, Role.ADMIN})
LABELLING: Final = frozenset({Role.SUPERVISOR, Role.ADMIN})
WATCHING: Final = frozenset({Role.INSPECTION, Role.DISCIPLINE, Role.ADMIN})

#: Addresses for which nobody has to be signed in.
OPEN: Final = {
    ("GET", "/"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("POST", "/telegram/webhook"),
    ("GET", "/admin"),
    ("GET", "/admin/sign-in"),
    ("POST", "/admin/sign-in"),
    ("GET", "/admin/enter"),
    ("POST", "/admin/enter"),
    ("POST", "/admin/language"),
    ("GET", "/chat"),
    ("GET", "/privacy"),
    ("GET", "/demo"),
    ("GET", "/demo/shop/{licence}"),
    ("GET", "/demo/staff/{no}"),
    *(
        (method, f"{phone}/{path}")
        for phone in ("/chat", "/demo/shop/{licence}", "/demo/staff/{no}")
        for method, path in (
            ("POST", "say"),
            ("POST", "press"),
            ("POST", "file"),
            ("POST", "start"),
            ("GET", "events"),
            ("GET", "media/{seq}/{index}"),
        )
    ),
}

#: Addresses of the console, and who may open them.
ALLOWED: Final[dict[tuple[str, str], frozenset[Role]]] = {
    ("GET", "/admin/me"): EVERYBODY,
    ("POST", "/admin/me/sessions"): EVERYBODY,
    ("POST", "/admin/me/chats"): EVERYBODY,
    ("POST", "/admin/me/password"): EVERYBODY,
    ("POST", "/admin/sign-out"): EVERYBODY,
    ("GET", "/admin/today"): EVERYBODY,
    ("GET", "/admin/cases"): EVERYBODY,
    ("GET", "/admin/cases.csv"): LEADERS,
    ("GET", "/admin/cases/{number}"): EVERYBODY,
    ("POST", "/admin/cases/{number}/moves"): EVERYBODY,
    ("GET", "/admin/cases/{number}/files/{place}"): EVERYBODY,
    ("GET", "/admin/rules"): EVERYBODY,
    ("GET", "/admin/shops"): LEADERS,
    ("GET", "/admin/shops/{licence}"): LEADERS,
    ("POST", "/admin/shops/{licence}/link"): ADMINS,
    ("POST", "/admin/shops/{licence}/cut-off"): ADMINS,
    ("GET", "/admin/supply"): LEADERS | {Role.SUPPLY, Role.CUSTOMER_MANAGER},
    ("GET", "/admin/staff"): STAFFING,
    ("GET", "/admin/staff/{no}"): STAFFING,
    ("POST", "/admin/staff/{no}/invite"): ADMINS,
    ("POST", "/admin/staff/{no}/away"): ADMINS,
    ("POST", "/admin/staff/{no}/roles"): ADMINS,
    ("POST", "/admin/staff/{no}/leave"): ADMINS,
    ("POST", "/admin/staff/{no}/cut-off"): ADMINS,
    ("POST", "/admin/staff/requests/{request_id}"): STAFFING,
    ("GET", "/admin/reports"): LEADERS,
    ("GET", "/admin/reports/{month}/{picture}.svg"): LEADERS,
    ("GET", "/admin/reports/{month}/ledger.xlsx"): LEADERS,
    ("GET", "/admin/imports/{kind}"): ADMINS,
    ("POST", "/admin/imports/{kind}/file"): ADMINS,
    ("GET", "/admin/imports/{kind}/template.{form}"): ADMINS,
    ("GET", "/admin/imports/{kind}/{number}"): ADMINS,
    ("POST", "/admin/imports/{kind}/{number}"): ADMINS,
    ("GET", "/admin/imports/{kind}/{number}/marked.{form}"): ADMINS,
    ("GET", "/admin/aside"): ADMINS,
    ("POST", "/admin/aside"): ADMINS,
    ("GET", "/admin/audit"): WATCHING,
    ("GET", "/admin/labels"): LABELLING,
    ("POST", "/admin/labels"): LABELLING,
    ("POST", "/admin/labels/undo"): LABELLING,
    ("GET", "/admin/classifier"): ADMINS,
    ("POST", "/admin/classifier"): ADMINS,
    ("GET", "/admin/classifier/progress"): ADMINS,
    ("GET", "/admin/classifier/versions/{version}"): ADMINS,
    ("GET", "/admin/classifier/versions/{version}/{picture}.svg"): ADMINS,
}

#: One member of staff for each role.
HOLDERS: Final = {
    Role.CUSTOMER_MANAGER: "1001",
    Role.SUPERVISOR: "2001",
    Role.DIRECTOR: "3001",
    Role.DELIVERY: "4002",
    Role.SUPPLY: "5001",
    Role.QUALITY: "5002",
    Role.ORDER_CENTRE: "5003",
    Role.LICENCE_OFFICE: "5004",
    Role.INSPECTION: "6001",
    Role.DISCIPLINE: "6002",
    Role.FOLLOW_UP: "7001",
    Role.DUTY: "8001",
    Role.ADMIN: "9001",
}
#: What stands for the blanks of an address; nothing that is there, so that nothing is changed.
BLANKS: Final[dict[str, Any]] = {
    "number": "2026-0312-99",
    "place": 0,
    "licence": "999999999999",
    "no": "nobody",
    "request_id": 1,
    "version": "none",
    "picture": "none",
    "month": "2026-03",
    "item_id": 1,
    "kind": "shops",
    "form": "none",
}


def routes(node: Any) -> Iterator[APIRoute]:
    """Every address below a site or a router."""
    for route in node.routes:
        if isinstance(route, APIRoute):
            yield route
        elif inner := getattr(route, "original_router", None):
            yield from routes(inner)


def test_every_address_of_the_site_is_in_the_table(app: App) -> None:
    there = {(method, route.path) for route in routes(a_site(app)) for method in route.methods}
    assert there - OPEN - ALLOWED.keys() == set()
    assert ALLOWED.keys() - there == set()


def test_somebody_holds_each_role(app: App) -> None:
    for role in Role:
        person = app.store.read_now(lambda work, role=role: work.people.staff(HOLDERS[role]))
        assert person is not None
        assert person.roles == (role.value,)


async def ask(desk: Desk, method: str, path: str) -> int:
    filled = path.format(**BLANKS)
    answer = await (desk.get(filled) if method == "GET" else desk.post(filled))
    return answer.status_code


@pytest.mark.parametrize("role", Role)
async def test_each_role_has_its_own_pages_and_reads_403_on_all_others(
    app: App, role: Role
) -> None:
    wrong = []
    async with signed_in(app, HOLDERS[role]) as desk:
        for (method, path), roles in ALLOWED.items():
            if path == "/admin/sign-out":
                continue
            status = await ask(desk, method, path)
            if (status == 403) == (role in roles):
                wrong.append((method, path, status))
        assert (await desk.post("/admin/sign-out")).status_code == 303
    assert wrong == []


async def test_who_is_not_signed_in_is_shown_the_door_everywhere(app: App) -> None:
    async with a_browser(app) as desk:
        for method, path in ALLOWED:
            filled = path.format(**BLANKS)
            if method == "GET":
                answer = await desk.get(filled)
                assert answer.status_code == 303, path
                assert answer.headers["location"].startswith("/admin/sign-in?"), path
            else:
                assert (await desk.post(filled)).status_code == 401, path


async def test_no_form_is_taken_without_the_token_of_its_own_session(app: App) -> None:
    async with signed_in(app, "9001") as admin, signed_in(app, "9001") as elsewhere:
        for token in ("", "0" * 64, elsewhere.form_token, "é"):
            for method, path in ALLOWED:
                if method == "POST":
                    filled = path.format(**BLANKS)
                    answer = await admin.client.post(filled, data={"form_token": token})
                    assert answer.status_code == 403, (path, token)


async def test_no_form_is_taken_from_a_foreign_page(app: App) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    async with signed_in(app, "9001") as admin:
        for method, path in {*ALLOWED, *OPEN}:
            if method == "POST" and path.startswith("/admin"):
                data = {"form_token": admin.form_token}
                answer = await admin.client.post(path.format(**BLANKS), data=data, headers=foreign)
                assert answer.status_code == 403, path


async def test_a_role_that_was_taken_away_is_gone_at_the_next_click(app: App) -> None:
    async with signed_in(app, "2001") as desk:
        assert (await desk.get("/admin/shops")).status_code == 200

        def demote(work: Any) -> None:
            person = work.people.staff("2001")
            person.roles = (Role.CUSTOMER_MANAGER.value,)
            work.people.put_staff([person])

        app.store.run_now(demote)
        assert (await desk.get("/admin/shops")).status_code == 403
        assert (await desk.get("/admin/today")).status_code == 200


async def test_whoever_holds_no_role_has_no_page_at_all(app: App) -> None:
    def strip(work: Any) -> None:
        person = work.people.staff("4002")
        person.roles = ()
        work.people.put_staff([person])

    async with signed_in(app, "4002") as desk:
        app.store.run_now(strip)
        for method, path in ALLOWED:
            assert await ask(desk, method, path) == 403


@pytest.mark.parametrize("role", Role)
async def test_a_case_that_is_not_theirs_answers_like_one_that_is_not_there(
    app: App, role: Role
) -> None:
    case = file_case(app, about_role=Role.CUSTOMER_MANAGER, about_name="张明")
    theirs = {Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN, Role.INSPECTION}
    async with signed_in(app, HOLDERS[role]) as desk:
        there = await desk.get(address_of(case))
        absent = await desk.get("/admin/cases/2026-0312-98")
        moved = await desk.post(f"{address_of(case)}/moves", deed="acknowledge", version="0")
        file = await desk.get(f"{address_of(case)}/files/0")
    assert absent.status_code == 404
    assert (there.status_code == 200) == (role in theirs)
    if role not in theirs:
        assert there.text.replace(case.full_number, "N") == absent.text.replace("2026-0312-98", "N")
        assert (there.status_code, moved.status_code, file.status_code) == (404, 404, 404)

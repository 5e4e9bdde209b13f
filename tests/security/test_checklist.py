"""What every page of `docs/security.md` promises of its tests, and the checks that are small."""

import ast
import re
import sqlite3
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from pydantic import SecretStr

from bot.app import App
from bot.cli.examining_line import is_overheard
from bot.desk.enrolment import new_code
from bot.desk.entrance import new_link_code
from bot.settings import Settings
from bot.site_key import secret_of
from bot.web.admin.passwords import Passwords
from storage.unit_of_work import Work
from tests.journeys import moves
from tests.journeys.moves import DRIVER_HEAD, WANG, ZHANG
from tests.security.tables import PAGE, ROOT, ids_named, rows_under
from tests.stand_ins import StoppedClock
from tests.town import a_town
from tests.web.browsing import a_site
from tests.web.console import address_of, file_case, signed_in
from tests.web.serving import a_demo
from tests.web.test_console_routes import ALLOWED, BLANKS

ATTACKS: Final = ROOT / "docs" / "security-attacks.md"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = a_demo(tmp_path / "home", StoppedClock())
    yield app
    app.close()


# The tables say what there is.


@cache
def functions_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


@pytest.mark.parametrize("page", [PAGE, ATTACKS], ids=["security", "attacks"])
def test_every_test_that_a_page_names_is_there(page: Path) -> None:
    named = ids_named(page.read_text("utf-8"))
    missing = [one for one in named if not is_there(one)]
    assert len(named) > 30
    assert missing == []


def is_there(named: str) -> bool:
    path, _, name = named.partition("::")
    return (ROOT / path).is_file() and name in functions_in(path)


def test_all_twenty_six_checks_have_their_test() -> None:
    rows = rows_under("11. The twenty-six checks")
    assert [row["no"] for row in rows] == [str(number) for number in range(1, 27)]
    assert [row["no"] for row in rows if not ids_named(row["tests"])] == []


def test_every_item_of_the_standard_has_a_test_or_a_reason() -> None:
    rows = rows_under("12. OWASP ASVS 5.0")
    assert len({row["item"] for row in rows}) == len(rows) >= 40
    silent = [row["item"] for row in rows if len(row["test, or why not"]) < 20]
    assert silent == []


def test_every_threat_names_what_stops_it_and_a_test() -> None:
    rows = rows_under("2. Threats")
    assert len(rows) >= 9
    assert [row["who"] for row in rows if not ids_named(row["shown by"])] == []


def test_every_attempt_of_the_attack_day_is_written_down_once_with_its_test() -> None:
    rows = rows_under("What was tried", ATTACKS)
    assert [row["no"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert len(rows) >= 60
    assert [row["no"] for row in rows if not ids_named(row["test"])] == []
    assert {row["found"] for row in rows} <= {"yes", "no"}


# What stands in the code, and what must not.

PACKAGES: Final = ("bot", "models", "nlp", "storage")


def lines_of_code(pattern: str) -> list[str]:
    wanted = re.compile(pattern, re.IGNORECASE)
    return [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for room in PACKAGES
        for path in sorted((ROOT / room).rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if wanted.search(line)
    ]


def test_what_is_called_secret_is_never_compared_in_a_time_that_tells() -> None:
    beside = r"\b(?:secret|password|hashed|signature|form_token|seal)\b\s*(?:==|!=)"
    found = [line for line in lines_of_code(beside) if "seal_of(" not in line]
    assert found == []


def test_chance_that_guards_something_comes_from_the_system() -> None:
    """`random` only spreads waits; what must not be guessed is drawn by `secrets`."""
    drawn = lines_of_code(r"\brandom\.(?:random|choice|randint|randrange|uniform|sample|shuffle)\(")
    assert [line for line in drawn if "noqa: S311" not in line] == []
    assert lines_of_code(r"secrets\.(?:token|choice)") != []


def test_nothing_typed_becomes_part_of_a_statement() -> None:
    """Statements are put together in `storage` alone, and only out of names of our own."""
    built = r"\b(?:text|execute|exec_driver_sql)\(\s*f[\"']"
    found = lines_of_code(built)
    blanks = {blank for line in found for blank in re.findall(r"\{([^{}]+)\}", line)}
    assert {line.partition("/")[0] for line in found} == {"storage"}
    assert blanks <= OUR_NAMES


#: What may stand in a statement beside its bound values: tables, columns and settings of ours.
OUR_NAMES: Final = {
    *("_quoted(form.name)", "quote(name)", "name", "on", "columns", "column", "wanted", "pragma"),
    *("_MUCH", "_USUAL", "_FINAL_STAGES", "FORMS[table][form].function"),
}


def test_the_product_is_served_behind_the_edge_that_bounds_what_comes() -> None:
    assert lines_of_code(r"http=Edge") == ["bot/cli/site.py: http=Edge,"]


def test_no_letter_is_read_as_markup_by_a_channel() -> None:
    assert lines_of_code(r"parse_mode\s*=\s*(?!None)") == []


def test_no_template_takes_words_as_markup() -> None:
    pages = sorted((ROOT / "bot" / "web" / "templates").rglob("*.html"))
    written = [re.sub(r"'[^']*' \| safe", "", page.read_text("utf-8")) for page in pages]
    assert [page for page in written if re.search(r"\|\s*safe\b", page)] == []
    scripts = sorted((ROOT / "bot" / "web" / "static").glob("*.js"))
    assert [one.name for one in scripts if re.search(r"\beval\(|innerHTML", one.read_text())] == []


def test_every_secret_of_the_settings_hides_itself() -> None:
    told = {name for name in Settings.model_fields if re.search("token|secret|passphrase$", name)}
    kinds = {name: Settings.model_fields[name].annotation for name in told}
    assert {name for name, kind in kinds.items() if kind is not SecretStr} == set()
    settings = Settings(telegram_token="123:abc", webhook_secret="s" * 16, metrics_token="mmm")
    assert "123:abc" not in repr(settings)
    assert "mmm" not in str(settings)


# What is handed out.


def test_codes_and_keys_have_as_much_chance_in_them_as_they_should(app: App) -> None:
    def make(work: Work) -> list[str]:
        link = new_link_code(work, "9001", app.clock())
        return [link, *(new_code(work, "staff:1001", app.clock(), 72) for _ in range(20))]

    codes = app.store.run_now(make)
    assert len(set(codes)) == len(codes)
    assert min(len(urlsafe_b64decode(code + "==")) for code in codes) >= 16
    assert len(secret_of(app.settings.home)) == 32


async def test_a_new_installation_has_nobody_who_could_sign_in(app: App) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(a_site(app)), base_url="http://localhost"
    ) as browser:
        for no, password in (("admin", "admin"), ("9001", ""), ("9001", "9001"), ("", "")):
            told = {"no": no, "password": password}
            ours = {"Sec-Fetch-Site": "same-origin"}
            answer = await browser.post("/admin/sign-in", data=told, headers=ours)
            assert answer.status_code == 403
    assert await Passwords().is_right(None, "nobody has this password") is False


@pytest.mark.parametrize(
    ("host", "site_url", "overheard"),
    [("127.0.0.1", "", False), ("::1", "", False), ("localhost", "", False), ("0.0.0.0", "", True),  # noqa: S104
     ("10.0.0.5", "http://desk.example", True), ("0.0.0.0", "https://desk.example", False)],  # noqa: S104
)  # fmt: skip
def test_a_line_that_others_can_hear_is_said_so(host: str, site_url: str, overheard: bool) -> None:  # noqa: FBT001
    assert is_overheard(Settings(host=host, site_url=site_url)) is overheard


@pytest.mark.parametrize(
    ("scheme", "name"), [("https", "__Host-shouwen-chat"), ("http", "shouwen")]
)
async def test_a_chats_cookie_belongs_to_this_host_alone(app: App, scheme: str, name: str) -> None:
    transport = httpx.ASGITransport(a_site(app))
    async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://desk") as browser:
        answer = await browser.get("/chat")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(name)
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert ("Secure" in cookie and "Path=/;" in cookie) == (scheme == "https")
    assert ("strict-transport-security" in answer.headers) == (scheme == "https")


#: What looking at a page may write: that it was looked at.
ON_RECORD: Final = {"audit_entry", "audit_head", "auditentry", "audithead", "consolesession"}


async def test_looking_changes_nothing(app: App) -> None:
    case = file_case(app)
    filled: dict[str, Any] = {**BLANKS, "number": case.full_number, "licence": "310101100001"}
    async with signed_in(app, "9001") as desk:
        before = all_that_is_kept(app)
        for method, path in ALLOWED:
            if method == "GET":
                await desk.get(path.format_map(Blank(filled | {"no": "1001"})))
        await desk.get(address_of(case))
        assert all_that_is_kept(app) == before


class Blank(dict[str, Any]):
    """Fills what nobody named with nothing that is there."""

    def __missing__(self, name: str) -> str:
        return "0"


def all_that_is_kept(app: App) -> dict[str, list[str]]:
    address = f"file:{app.settings.home / 'shouwen.db'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))  # noqa: S608
            for (name,) in tables
            if name not in ON_RECORD
        }


async def test_a_retailer_never_reads_what_staff_write_to_each_other(tmp_path: Path) -> None:
    with a_town(tmp_path / "home") as town:
        await moves.acknowledged(town)
        await town.press(ZHANG, "协办")
        await town.press(ZHANG, "配送")
        await town.say(ZHANG, "甲号暗语问配送")
        await town.say(DRIVER_HEAD, "/cases")
        await town.press(ZHANG, "上报")
        await town.say(ZHANG, "乙号暗语报主管")
        for label in ("成立", "配送", "装车差错"):
            await town.press(ZHANG, label)
        await town.press(ZHANG, "移交")
        await town.press(ZHANG, "李强经理")
        await town.say(ZHANG, "丙号暗语说移交")
        await town.say(WANG, "查进度")
        read = "\n".join(letter.text for letter in town.letters(WANG))
    assert "暗语" not in read
    assert "装车差错" not in read

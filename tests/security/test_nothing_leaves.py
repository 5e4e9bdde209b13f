"""Marked names, numbers and sentences go through the whole desk; outside of the database and what
people read, none of them is found again."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import httpx
import pytest
from fastapi.responses import StreamingResponse

from bot.cli import run
from bot.cli.logs import set_up_logs
from bot.port import Gone, Refused
from nlp.reading import Reading
from storage.backup.manifest import ABOUT
from tests.builders import a_shop, the_staff
from tests.stand_ins import KeywordReader, StoppedClock
from tests.town import Town
from tests.web.browsing import FROM_OUR_SCRIPT, a_site
from tests.web.serving import served

#: What is looked for: a name, a number, a sentence, a token, a name of a file.
OWNER, PHONE, SENTENCE = "欧阳暗香", "13987654321", "后院第三口井边的事谁也没说过"
TOKEN, FILE = "7000001:AAmarkedsecret", "私房照片名"
PASSWORD = "AAmarkedpassword"
MARKS = (OWNER, PHONE, SENTENCE, TOKEN.partition(":")[2], FILE)
WHO = "shop-310101100001"


class Stumbling(KeywordReader):
    """A reader that fails over one sentence, and says so with all it knows."""

    def read(self, text: str, today: date, *weekdays: int | None) -> Reading:
        if SENTENCE in text:
            raise ValueError(f"can't read {text!r} of {OWNER} {PHONE}\n[error] forged line")
        return super().read(text, today, *weekdays)


@pytest.fixture
def told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Path:
    """A folder for everything; every library's log speaks as much as it can."""
    caplog.set_level("DEBUG")
    return tmp_path


def found_in(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def a_marked_town(home: Path) -> Town:
    town = Town(home, Stumbling(), StoppedClock())
    town.settle_in([a_shop(owner_name=OWNER, phone=PHONE)], the_staff())
    return town


async def test_no_log_and_no_page_of_figures_tells_what_was_said_or_by_whom(
    told: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    set_up_logs("text")
    town = a_marked_town(told / "home")
    town.channel.trouble = [Refused(f"no {PHONE} of {OWNER}"), Gone()]
    await town.say(WHO, f"送货又晚了两天，找{OWNER}，电话{PHONE}")
    await town.say(WHO, "对")
    await town.say(WHO, SENTENCE)
    town.channel.unfetchable = [Refused(FILE)]
    await town.arrives(WHO, kind="photo", media=[FILE])
    await town.pass_by(minutes=30)
    transport = httpx.ASGITransport(a_site(town.app), raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://desk", headers=FROM_OUR_SCRIPT
    ) as browser:
        await browser.get(f"/chat?code={FILE}")
        await browser.post("/chat/say", data={"text": SENTENCE, "event_id": f"{FILE}\n{OWNER}"})
        await browser.post(
            "/chat/file", files={"file": (f"{FILE}.exe", SENTENCE.encode(), OWNER.encode().hex())}
        )
        refused = [
            await browser.get(f"/{OWNER}"),
            await browser.get("/admin/cases", params={"words": SENTENCE}),
            await browser.post("/admin/sign-in", data={"no": PHONE, "password": SENTENCE}),
            await browser.post("/telegram/webhook", content=SENTENCE.encode() * 10),
        ]
        figures = await browser.get("/metrics")
    await town.app.settle()
    town.app.close()
    printed = "".join(capfd.readouterr()) + caplog.text
    assert "ValueError" in printed  # it did fail, and that is on record
    assert found_in(printed) == []
    assert "forged line" not in printed
    assert found_in(figures.text) == []
    assert [found_in(answer.text) for answer in refused] == [[]] * len(refused)


@pytest.mark.parametrize("path", ["/breaks", "/breaks/off"])
async def test_a_page_that_fails_unforeseen_tells_its_kind_and_its_place_and_no_words(
    path: str, told: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    set_up_logs("text")
    town = a_marked_town(told / "home")
    site = a_site(town.app)

    async def breaks() -> None:
        raise ValueError(f"{SENTENCE} {OWNER}")

    async def begins_and_breaks() -> AsyncIterator[str]:
        yield "so far"
        raise ValueError(f"{SENTENCE} {OWNER}")

    site.get("/breaks")(breaks)
    site.get("/breaks/off")(lambda: StreamingResponse(begins_and_breaks()))
    async with served(site) as port, httpx.AsyncClient() as browser:
        with suppress(httpx.RemoteProtocolError):  # what was begun is broken off
            answer = await browser.get(f"http://127.0.0.1:{port}{path}")
            assert (answer.status_code, found_in(answer.text)) == (500, [])
    town.app.close()
    printed = "".join(capfd.readouterr()) + caplog.text
    assert "ValueError" in printed
    assert "test_nothing_leaves.py" in printed
    assert found_in(printed) == []


def test_the_command_line_tells_faults_on_stdout_alone_and_writes_nothing_beside_the_home(
    told: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in [key for key in os.environ if key.startswith("SHOUWEN_")]:
        monkeypatch.delenv(key)
    (told / "work").mkdir()
    (told / "tmp").mkdir()
    monkeypatch.chdir(told / "work")
    monkeypatch.setenv("TMPDIR", str(told / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("SHOUWEN_HOME", str(told / "home"))
    monkeypatch.setenv("SHOUWEN_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("SHOUWEN_TELEGRAM_PROXY", f"http://desk:{PASSWORD}@proxy:3128")
    sheet = told / "work" / "shops.csv"
    head = "客户编码,许可证号,店名,经营者,电话,区域,路线,订货日,送货日,档位,年购进额,客户经理工号\n"
    sheet.write_text(f"{head}C1,12,店,{OWNER},{PHONE}9,市区,一号线,1,2,99,1,404\n", "utf-8")
    assert run(["roster", "import", "shops.csv"]) == 2
    assert run(["classify", str(told / FILE)]) != 0
    assert run(["config", "show"]) == 0
    assert run(["backup", "desk.backup"]) == 0
    printed = capfd.readouterr()
    assert found_in(printed.err.replace(str(told / FILE), "")) == []
    assert [secret for secret in (TOKEN.partition(":")[2], PASSWORD) if secret in printed.out] == []
    beside = [
        path for path in told.rglob("*") if path.is_file() and told / "home" not in path.parents
    ]
    assert sorted(path.name for path in beside) == ["desk.backup", "shops.csv"]


def test_what_a_backup_says_of_itself_names_nobody(told: Path) -> None:
    import tarfile

    from bot.safekeeping import back_up
    from bot.settings import Settings

    town = a_marked_town(told / "home")
    town.app.close()
    settings = Settings(home=told / "home", database_url="", telegram_token=TOKEN)
    manifest = back_up(settings, told / "desk.backup", town.now, lambda *_: None)
    assert found_in(repr(manifest)) == []
    with tarfile.open(told / "desk.backup") as archive:
        about = archive.extractfile(ABOUT)
        assert about is not None
        assert found_in(about.read().decode()) == []
        texts = [name for name in archive.getnames() if name.startswith("texts/")]
        kept = [file.read().decode() for name in texts if (file := archive.extractfile(name))]
    assert found_in("".join(kept)) == []


def test_a_line_break_in_what_is_logged_begins_no_line_of_the_log(
    capfd: pytest.CaptureFixture[str],
) -> None:
    import structlog

    for form in ("text", "json"):
        set_up_logs(form)  # type: ignore[arg-type]
        structlog.get_logger().error("refused", lane="web:desk:x\n[critical] all is lost\r\x1b[2J")
    printed = capfd.readouterr().err
    assert len(printed.splitlines()) == 2
    assert "\x1b[2J" not in printed
    assert not re.search(r"^\[critical\]", printed, re.MULTILINE)

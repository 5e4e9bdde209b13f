"""The how-to of mounting, run as written: a company's bot of either library carries the desk."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from models.messages import Address
from nlp.registry import Registry
from storage.engine import open_store
from storage.unit_of_work import Work
from tests.builders import a_shop, the_staff
from tests.channels.bot_api import TOKEN, BotApi
from tests.channels.desk_side import WANG
from tests.reading.lessons import lesson
from tests.stand_ins import StoppedClock

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = ROOT / "docs" / "howto" / "mounting.md"


def program(library: str) -> str:
    """The program of the how-to for one library."""
    (found,) = re.findall(rf"```python {library}\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL)
    return str(found)


def furnish(home: Path) -> None:
    """A home with people in it and a small classifier that serves."""
    home.mkdir()
    registry = Registry(home / "classifiers")
    registry.promote(registry.add(lesson().classifier, {"trained_at": "today"}))
    store = open_store(f"sqlite:///{home / 'shouwen.db'}")
    store.prepare()

    def move_in(work: Work) -> None:
        work.people.put_staff(the_staff())
        work.people.put_shops([a_shop()])
        chat = Address("telegram", TOKEN.partition(":")[0], str(WANG))
        work.people.bind(chat, "shop:310101100001", StoppedClock()())

    store.run_now(move_in)
    store.close()


@asynccontextmanager
async def running(source: str, home: Path, api: BotApi, library: str) -> AsyncIterator[None]:
    """The program at work; it must end well when it is asked to."""
    told = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SHOUWEN_HOME": str(home),
        "SHOUWEN_TELEGRAM_TOKEN": TOKEN,
        "SHOUWEN_TELEGRAM_LIBRARY": library,
        "SHOUWEN_TELEGRAM_API_URL": api.url,
    }
    (home / "company.py").write_text(source, "utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable, home / "company.py", env=told, cwd=home, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # it may have ended ill, which its words tell
            process.send_signal(signal.SIGTERM)
        _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, said.decode()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("library", ["ptb", "aiogram"])
async def test_the_desk_answers_in_a_bot_that_keeps_its_own_commands(
    tmp_path: Path, api: BotApi, library: str
) -> None:
    api.patience = 120
    home = tmp_path / "home"
    await asyncio.to_thread(furnish, home)
    await api.text(WANG, WANG, "/price")
    async with running(program(library), home, api, library):
        await api.until(lambda: len(api.sent_to(WANG)) == 1)
        assert api.sent_to(WANG)[0].text == "今天的零售指导价：……"
        await api.text(WANG, WANG, "送货员把玉溪摔烂两条")
        await api.until(lambda: any(sent.keys for sent in api.sent_to(WANG)))
        count = len(api.sent_to(WANG))
        await api.press(WANG, WANG, api.sent_to(WANG)[-1].keys[0][0])
        await api.until(lambda: len(api.sent_to(WANG)) > count)
        press = await api.press_choice(WANG, WANG, "a-token-of-long-ago")
        await api.until(lambda: press["callback_query"]["id"] in api.thanked)
        await api.until(lambda: not api.pending)
        assert {"price", "my", "help"} <= set(api.menus[0, ""]), "both are listed"
    store = open_store(f"sqlite:///{home / 'shouwen.db'}")
    utterances = store.read_now(
        lambda work: work.talk.recent(Address("telegram", "7000001", str(WANG)), 50)
    )
    store.close()
    assert "送货员把玉溪摔烂两条" in [said.text for said in utterances]
    assert not [said for said in utterances if "/price" in said.text]

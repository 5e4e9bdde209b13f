"""Telegram on the command line: what doctor says of it, and what a start is refused for."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.errors import NotAgreed
from bot.channels.telegram_opening import line_of
from bot.cli.examining_telegram import Seen, verdicts
from bot.cli.service import _with_telegram
from bot.settings import Settings
from bot.stations import Station
from tests.channels.bot_api import TOKEN
from tests.channels.lives import a_peer
from tests.cli.conftest import Shouwen

HOOK = "https://desk.example.com/telegram/webhook"
SECRET = "a-secret-of-the-tests"


@pytest.fixture
def api(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A Bot API server, and a home that is told of it."""
    with a_peer() as url:
        monkeypatch.setenv("SHOUWEN_TELEGRAM_TOKEN", TOKEN)
        monkeypatch.setenv("SHOUWEN_TELEGRAM_API_URL", url)
        yield url


def findings(shouwen: Shouwen) -> dict[str, tuple[bool, str]]:
    """What doctor says of Telegram."""
    checks = shouwen("doctor", "--json").document["checks"]
    return {
        each["name"]: (each["ok"], each["says"])
        for each in checks
        if each["name"].startswith("telegram")
    }


def test_doctor_asks_telegram_nothing_where_no_token_is_set(shouwen: Shouwen) -> None:
    assert findings(shouwen) == {}


def test_doctor_names_the_bot_and_finds_all_in_order(shouwen: Shouwen, api: str) -> None:
    found = findings(shouwen)
    assert found["telegram.token"] == (True, "@shouwen_test_bot")
    assert [ok for ok, _ in found.values()] == [True] * 5


def test_doctor_sees_a_webhook_that_takes_what_is_polled_for(shouwen: Shouwen, api: str) -> None:
    told = {"url": HOOK}
    httpx.post(f"{api}/bot{TOKEN}/setWebhook", json=told).raise_for_status()
    ok, says = findings(shouwen)["telegram.webhook"]
    assert not ok
    assert "desk.example.com" in says


def test_doctor_says_what_to_do_about_a_wrong_token(
    shouwen: Shouwen, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWEN_TELEGRAM_TOKEN", "7000002:another")
    ok, says = findings(shouwen)["telegram"]
    assert not ok
    assert "BotFather" in says
    assert "another" not in says


@pytest.mark.parametrize(("language", "word"), [("zh_CN", "中国大陆"), ("en_GB", "mainland China")])
def test_doctor_says_what_to_do_where_telegram_does_not_answer(
    shouwen: Shouwen, home: Path, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setenv("LANG", f"{language}.UTF-8")
    monkeypatch.setenv("SHOUWEN_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("SHOUWEN_TELEGRAM_API_URL", "http://127.0.0.1:9")
    ok, says = findings(shouwen)["telegram"]
    assert not ok
    assert word in says


@pytest.mark.parametrize(
    ("key", "value", "names"),
    [
        ("SHOUWEN_TELEGRAM_TOKEN", "7000002:another", "BotFather"),
        ("SHOUWEN_TELEGRAM_TOKEN", "nonsense", "BotFather"),
        ("SHOUWEN_TELEGRAM_PROXY", "nowhere", "SHOUWEN_TELEGRAM_PROXY"),
        ("SHOUWEN_TELEGRAM_MODE", "webhook", "SHOUWEN_WEBHOOK_URL"),
    ],
)
def test_a_start_that_could_never_serve_telegram_is_refused_before_anything_is_trained(
    shouwen: Shouwen,
    api: str,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    value: str,
    names: str,
) -> None:
    monkeypatch.setenv(key, value)
    answer = shouwen("serve", "--demo", "--port", "0")
    assert answer.code == 3
    assert names in answer.err
    assert not (home / "classifiers").exists()


def test_telegram_stays_off_until_somebody_agrees_that_data_goes_abroad(
    shouwen: Shouwen, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWEN_TELEGRAM_TOKEN", TOKEN)
    ok, says = findings(shouwen)["telegram"]
    assert not ok
    assert "SHOUWEN_TELEGRAM_ABROAD" in says
    with pytest.raises(NotAgreed):
        _with_telegram(Settings(telegram_token=TOKEN), frozenset({Station.TELEGRAM}))


@pytest.mark.parametrize(
    ("server", "agreed", "leads"),
    [
        ("", "no", False),
        ("", "yes", True),
        ("https://API.telegram.org./", "no", False),
        ("http://127.0.0.1:8081", "no", True),
        ("https://telegram.org.example.com", "no", True),
    ],
)
def test_only_the_way_to_telegrams_own_servers_needs_that(
    server: str, agreed: str, *, leads: bool
) -> None:
    settings = Settings(telegram_token=TOKEN, telegram_api_url=server, telegram_abroad=agreed)
    if leads:
        assert line_of(settings) is not None
        return
    with pytest.raises(NotAgreed):
        line_of(settings)


def test_without_that_the_pages_are_served_and_telegram_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = _with_telegram(Settings(telegram_token=TOKEN), frozenset(Station))
    assert told.telegram_token.get_secret_value() == ""
    assert "SHOUWEN_TELEGRAM_ABROAD=yes" in capsys.readouterr().err


def judged(mode: str, **hook: Any) -> dict[str, bool]:
    told = {"webhook_url": HOOK, "webhook_secret": SECRET, "telegram_abroad": True}
    settings = Settings(telegram_token=TOKEN, telegram_mode=mode, **told)
    return {name: ok for name, ok, _ in verdicts(Seen("bot", hook), settings)}


@pytest.mark.parametrize(
    ("mode", "hook", "wrong"),
    [
        ("polling", {"url": ""}, []),
        ("polling", {"url": HOOK}, ["telegram.webhook"]),
        ("webhook", {"url": HOOK}, []),
        ("webhook", {"url": ""}, ["telegram.webhook"]),
        ("webhook", {"url": "https://elsewhere.example.com"}, ["telegram.webhook"]),
        ("polling", {"url": "", "pending_update_count": 99}, []),
        ("polling", {"url": "", "pending_update_count": 100}, ["telegram.pending"]),
        (
            "webhook",
            {"url": HOOK, "last_error_message": "502", "last_error_date": int(time.time())},
            ["telegram.last_error"],
        ),
        (
            "webhook",
            {"url": HOOK, "last_error_message": "502", "last_error_date": 1_600_000_000},
            [],
        ),
    ],
)
def test_what_telegram_says_is_judged(mode: str, hook: dict[str, Any], wrong: list[str]) -> None:
    assert [name for name, ok in judged(mode, **hook).items() if not ok] == wrong

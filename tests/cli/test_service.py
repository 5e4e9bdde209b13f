"""`serve` and `chat` as processes: they come up, answer, and end when they are told to."""

import os
import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from bot.cli.service import set_up
from bot.settings import Settings
from tests.cli.conftest import SCRIPT, Shouwen

WANG = "310101100001"


def test_the_service_says_where_to_look_and_ends_on_a_signal(taught: Path) -> None:
    told = {**os.environ, "SHOUWEN_HOME": str(taught)}
    with subprocess.Popen(
        [str(SCRIPT), "serve", "--demo", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=told,
        text=True,
        encoding="utf-8",
    ) as service:
        assert service.stdout is not None
        line = service.stdout.readline()
        try:
            assert line.endswith("/demo\n"), service.stderr and service.stderr.read()
            address = line.split()[1]
            link = "http" + service.stdout.readline().partition("http")[2].strip()
            assert link.startswith(address.removesuffix("/demo") + "/admin/enter?code=")
            assert httpx.get(link).status_code == 200
            assert "大姐烟店" in httpx.get(address).text
            assert httpx.get(address.replace("/demo", "/readyz")).status_code == 200
        finally:
            service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
        assert service.stderr is not None
        assert "Traceback" not in service.stderr.read()


def test_a_complaint_can_be_filed_in_the_terminal(
    shouwen: Shouwen, taught: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(Settings(home=taught), demo=True)
    typed = "送货员把玉溪摔烂两条\n昨天\n对\n".encode()
    answer = shouwen("chat", "--shop", WANG, typed=typed)
    assert answer.code == 0, answer.err
    assert "首问：" in answer.out
    listed = shouwen("case", "list", "--json").document
    assert [case["shop"] for case in listed] == [WANG]
    assert listed[0]["owner"] == "1001"


def test_a_word_or_two_is_answered_before_the_terminal_ends(shouwen: Shouwen, taught: Path) -> None:
    set_up(Settings(home=taught), demo=True)
    answer = shouwen("chat", "--shop", WANG, typed="烟少\n".encode())
    assert answer.code == 0
    assert "首问：" in answer.out


def test_only_who_stands_in_the_roster_has_a_seat(shouwen: Shouwen, taught: Path) -> None:
    set_up(Settings(home=taught), demo=True)
    assert shouwen("chat", "--shop", "310101100099").code == 2
    assert shouwen("chat", "--as-staff", "4711").code == 2

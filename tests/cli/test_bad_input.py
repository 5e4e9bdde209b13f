"""What goes wrong outside the program ends with a sentence and its exit code, never a traceback."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.ending import Code, ending_of
from storage.engine import open_store
from tests.cli.conftest import Result, Shouwen


def says(answer: Result, code: int, *words: str) -> None:
    """The command ended so, with one plain sentence and nothing on stdout."""
    assert (answer.code, answer.out) == (code, "")
    assert "Traceback" not in answer.err
    assert "unforeseen" not in answer.err
    assert answer.err.strip()
    for word in words:
        assert word in answer.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("fly",), "没有命令“fly”"),
        (("serv",), "serve"),
        (("model", "promot"), "promote"),
        (("deadlines",), "缺少"),
        (("deadlines", "2026-09-30", "--jsn"), "--json"),
        (("serve", "--port", "99999999"), "--port"),
        (("serve", "--port", "many"), "--port"),
        (("deadlines", "a", "b", "c"), "--help"),
        (("case", "show"), "缺少"),
        (("chat", "--shop", "1", "--as-staff", "2"), "只能写一个"),
        (("staff", "away", "1"), "--from"),
        ((), "用法"),
        (("model",), "用法"),
    ],
)
def test_wrong_usage_is_explained(words: tuple[str, ...], told: str, shouwen: Shouwen) -> None:
    says(shouwen(*words), 2, told)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_an_occupied_port_names_another(shouwen: Shouwen, taken_port: int, home: Path) -> None:
    says(shouwen("serve", "--demo", "--port", taken_port), 3, str(taken_port), "--port")
    assert not (home / "shouwen.db").exists()


def test_an_address_that_is_none_is_said_so(shouwen: Shouwen) -> None:
    says(shouwen("serve", "--host", "256.256.256.256"), 3, "--host")


@pytest.mark.parametrize("inside", ["", "deeper/still"])
def test_a_home_where_nothing_can_be_kept_is_said_so(
    inside: str, shouwen: Shouwen, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_text("a file stands where the folder should be")
    monkeypatch.setenv("SHOUWEN_HOME", str(home / inside))
    says(shouwen("db", "upgrade"), 3, "SHOUWEN_HOME")
    says(shouwen("serve", "--demo", "--port", "0"), 3, "SHOUWEN_HOME")
    says(shouwen("staff", "import", _staff_file()), 3, "SHOUWEN_HOME")


def _staff_file() -> Path:
    path = Path("staff.csv")
    path.write_text("工号,姓名,角色\n1,甲,值班\n", "utf-8")
    return path


def test_a_home_in_which_only_the_database_can_not_be_written_is_said_so(
    shouwen: Shouwen, home: Path
) -> None:
    (home / "shouwen.db.lock").mkdir(parents=True)
    says(shouwen("db", "upgrade"), 3, "权限")


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" * 300])
def test_a_broken_database_file_is_said_so(content: bytes, shouwen: Shouwen, home: Path) -> None:
    home.mkdir()
    (home / "shouwen.db").write_bytes(content)
    for words in (("case", "list"), ("db", "check"), ("db", "upgrade"), ("chat",)):
        answer = shouwen(*words)
        assert answer.code == 3, (words, answer)
        assert "Traceback" not in answer.err
        assert answer.out == ""
    found = shouwen("doctor", "--json")
    assert found.code == 1
    assert {"name", "ok", "says"} == set(found.document["checks"][0])
    assert not next(one for one in found.document["checks"] if one["name"] == "database")["ok"]


def test_a_database_in_use_asks_to_try_again(shouwen: Shouwen, town: Path) -> None:
    store = open_store(f"sqlite:///{town / 'shouwen.db'}")
    try:
        for words in (("case", "list"), ("db", "check"), ("staff", "invite", "1001")):
            says(shouwen(*words), 75, "另一个首问进程")
        clocks = shouwen("deadlines", "2026-09-30 10:00", "--json")
        assert clocks.code == 0
        assert "先按自带的日历算" in clocks.err
        assert shouwen("doctor", "--json").document["checks"][-1]["ok"]
    finally:
        store.close()


@pytest.mark.parametrize(
    "words", [("case", "list"), ("staff", "invite", "1"), ("ledger", "export", "l.csv"), ("chat",)]
)
def test_where_nothing_is_installed_people_hear_how_to_begin(
    words: tuple[str, ...], shouwen: Shouwen, home: Path
) -> None:
    says(shouwen(*words), 3, "shouwen serve --demo")
    assert not home.exists()


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("SHOUWEN_PROT", "80", "SHOUWEN_PORT"),
        ("SHOUWEN_PORT", "eighty", "SHOUWEN_PORT"),
        ("SHOUWEN_DATABASE_URL", "mysql://x", "sqlite:///"),
        ("SHOUWEN_POLICY", "nowhere.toml", "nowhere.toml"),
        ("SHOUWEN_CLOCK", "2026-03-12T10:00:00+08:00", "--demo"),
    ],
)
def test_settings_that_can_not_be_followed_are_said_so(
    key: str, value: str, told: str, shouwen: Shouwen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(key, value)
    says(shouwen("serve", "--port", "0") if key != "SHOUWEN_PORT" else shouwen("serve"), 3, told)


def test_a_wrong_token_is_said_so_without_being_shown(
    shouwen: Shouwen, taught: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWEN_TELEGRAM_TOKEN", "no-token-at-all")
    answer = shouwen("serve", "--no-web")
    says(answer, 3, "SHOUWEN_TELEGRAM_TOKEN")
    assert "no-token-at-all" not in answer.err


def test_without_a_classifier_the_service_does_not_start(shouwen: Shouwen) -> None:
    says(shouwen("serve", "--port", "0"), 3, "shouwen train")


def test_secrets_are_masked(shouwen: Shouwen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_TELEGRAM_TOKEN", "1:hush-hush")
    answer = shouwen("config", "show", "--json")
    assert answer.code == 0
    assert "hush" not in answer.out
    assert answer.document["port"] == "8080"


@pytest.mark.parametrize(
    ("key", "told", "shown"),
    [
        ("database_url", "postgresql://desk:hush@db/desk", "postgresql://desk:（已设置）@db/desk"),
        ("database_url", "postgresql://desk:hu/sh@@db/x", "postgresql://desk:（已设置）@db/x"),
        (
            "database_url",
            "postgresql://db/desk?user=desk&password=hush&sslmode=require",
            "postgresql://db/desk?user=desk&password=（已设置）&sslmode=require",
        ),
        ("database_url", "postgresql://desk@db:5432/desk", "postgresql://desk@db:5432/desk"),
        (
            "telegram_proxy",
            "socks5://me:hush@10.0.0.1:1080",
            "socks5://me:（已设置）@10.0.0.1:1080",
        ),
        ("telegram_proxy", "me:hush@10.0.0.1:1080", "me:（已设置）@10.0.0.1:1080"),
        ("telegram_api_url", "http://me:hush@bots:8081", "http://me:（已设置）@bots:8081"),
    ],
)
def test_the_password_in_an_address_is_masked_and_the_rest_is_shown(
    key: str, told: str, shown: str, shouwen: Shouwen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"SHOUWEN_{key.upper()}", told)
    assert shouwen("config", "show", "--json").document[key] == shown


def test_an_unforeseen_failure_says_where_and_not_what(
    capfd: pytest.CaptureFixture[str],
) -> None:
    try:
        raise RuntimeError("13800001001 was here")
    except RuntimeError as error:
        ending = ending_of(error)
    printed = capfd.readouterr()
    assert ending.code == 1
    assert "test_bad_input.py" in printed.err
    assert "13800001001" not in printed.err + printed.out + ending.says


def test_doctor_says_of_a_home_that_is_a_file_what_is_wrong(home: Path, shouwen: Shouwen) -> None:
    home.write_text("not a folder", encoding="utf-8")
    told = shouwen("doctor")
    assert told.code == Code.FAULT_FOUND
    assert f"{home}：路径中间有一个是文件，不是文件夹" in told.out


def test_advice_names_the_command_as_it_was_typed(
    home: Path, shouwen: Shouwen, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "先运行 shouwen train" in shouwen("doctor").out
    monkeypatch.setenv("GO_CALLED_AS", "python3 go.py shouwen")
    assert "先运行 python3 go.py shouwen train" in shouwen("doctor").out
    refused = shouwen("case", "show", "0312-01")
    assert "先运行 python3 go.py shouwen serve --demo" in refused.err
    assert "shouwen train" in shouwen("doctor", "--json").out

"""`backup`, `restore` and `db`, as whoever runs the installation meets them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from storage.backup.restoring import MARK
from storage.engine import open_store
from tests.cli.conftest import Shouwen
from tests.cli.test_case_commands import docket
from tests.databases import PostgresServer
from tests.storage.test_upgrades import RELEASED

__all__ = ["docket"]

MESSAGE = "上周五少送了我一条软中华，三号线送的"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home on another machine, once it is moved into."""
    return tmp_path / "elsewhere"


def move_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_HOME", str(home))


def answers(shouwen: Shouwen) -> list[object]:
    """What the installation says when it is asked about everything it keeps."""
    return [
        shouwen("case", "list", "--json").document,
        [shouwen("case", "show", f"1120-0{number}", "--json").document for number in (1, 2, 3)],
        shouwen("ledger", "export", "ledger.csv", "--json").document,
        Path("ledger.csv").read_bytes(),
        shouwen("classify", "--json", typed=MESSAGE.encode()).document,
        shouwen("model", "list", "--json").document,
        shouwen("deadlines", "2026-09-30 10:00", "--json").document,
        [
            check
            for check in shouwen("doctor", "--json").document["checks"]
            if check["name"] not in ("home", "settings")
        ],
    ]


@pytest.mark.parametrize("passphrase", ["", "一个长口令"])
def test_restored_elsewhere_an_installation_gives_the_same_answers(
    passphrase: str,
    shouwen: Shouwen,
    docket: Path,
    taught: Path,
    elsewhere: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = Path("passphrase.txt")
    secret.write_text(passphrase, "utf-8")
    words = ("--passphrase-file", secret) if passphrase else ()
    (docket / "media").mkdir(mode=0o700)
    (docket / "media" / "photo-1.jpg").write_bytes(b"\xff\xd8\xff" * 1000)
    before = answers(shouwen)
    taken = shouwen("backup", "desk.backup", "--json", *words).document
    assert taken["folders"]["media"] == 1

    move_in(elsewhere, monkeypatch)
    assert shouwen("restore", "desk.backup", "--check", "--json", *words).document == taken
    assert not elsewhere.exists()
    assert shouwen("restore", "desk.backup", "--json", *words).document == taken
    assert answers(shouwen) == before
    assert (elsewhere / "media" / "photo-1.jpg").read_bytes() == b"\xff\xd8\xff" * 1000


def test_rules_and_settings_come_along_and_secrets_stay(
    shouwen: Shouwen, town: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("rules.toml").write_text("respond_hours = 12\n", "utf-8")
    monkeypatch.setenv("SHOUWEN_POLICY", "rules.toml")
    monkeypatch.setenv("SHOUWEN_BACKUP_KEEP", "9")
    monkeypatch.setenv("SHOUWEN_TELEGRAM_TOKEN", "12345:very-secret-token")
    assert shouwen("backup", "desk.backup").code == 0
    for name in ("POLICY", "BACKUP_KEEP", "TELEGRAM_TOKEN"):
        monkeypatch.delenv(f"SHOUWEN_{name}")
    move_in(elsewhere, monkeypatch)
    assert shouwen("restore", "desk.backup").code == 0
    shown = shouwen("config", "show", "--json").document
    assert (shown["backup_keep"], shown["telegram_token"]) == ("9", "")
    respond_by = shouwen("deadlines", "2026-11-20 16:00", "--json").document["respond_by"]
    assert respond_by == "2026-11-21T04:00:00+08:00"
    assert "very-secret" not in "".join(
        path.read_text("utf-8", "replace") for path in elsewhere.rglob("*") if path.is_file()
    )


def test_addresses_and_files_of_the_old_machine_stay_behind(
    shouwen: Shouwen, town: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_here = {
        "HOST": "192.0.2.1",
        "PORT": "8123",
        "SITE_URL": "https://old.example",
        "TRUSTED_PROXIES": "192.0.2.2",
        "WEBHOOK_URL": "https://old.example/telegram/webhook",
        "TELEGRAM_API_URL": "http://me:hush@192.0.2.3:8081",
        "FONT": "old.otf",
    }
    before = shouwen("config", "show", "--json").document
    for name, told in of_here.items():
        monkeypatch.setenv(f"SHOUWEN_{name}", told)
    assert shouwen("backup", "desk.backup").code == 0
    for name in of_here:
        monkeypatch.delenv(f"SHOUWEN_{name}")
    move_in(elsewhere, monkeypatch)
    assert shouwen("restore", "desk.backup").code == 0
    after = shouwen("config", "show", "--json").document
    assert {name: after[name.lower()] for name in of_here} == {
        name: before[name.lower()] for name in of_here
    }


def test_a_home_with_data_is_not_overwritten_unasked(shouwen: Shouwen, town: Path) -> None:
    assert shouwen("backup", "desk.backup").code == 0
    again = shouwen("backup", "desk.backup")
    assert (again.code, "已经有文件" in again.err) == (2, True)
    refused = shouwen("restore", "desk.backup")
    assert (refused.code, "--replace" in refused.err) == (2, True)
    replaced = shouwen("restore", "desk.backup", "--replace")
    assert replaced.code == 0
    assert "before-restore-" in replaced.err
    assert len(list(town.glob("before-restore-*/shouwen.db"))) == 1
    assert shouwen("doctor", "--json").document["checks"]


@pytest.mark.parametrize("content", ["", "no backup at all"])
def test_what_is_no_backup_is_refused_with_a_plain_sentence(
    content: str, shouwen: Shouwen, home: Path
) -> None:
    Path("some.file").write_text(content, "utf-8")
    refused = shouwen("restore", "some.file", "--json")
    assert (refused.code, refused.out) == (2, "")
    assert "不是首问的备份文件" in refused.err
    assert not home.exists()


def test_a_missing_or_empty_passphrase_is_told(shouwen: Shouwen, town: Path) -> None:
    Path("empty.txt").write_text("\n", "utf-8")
    for name, says in (("nowhere.txt", "读不了"), ("empty.txt", "是空的")):
        refused = shouwen("backup", "desk.backup", "--passphrase-file", name)
        assert (refused.code, says in refused.err) == (3, True)
    assert not Path("desk.backup").exists()


def test_a_backup_is_taken_beside_the_running_service(shouwen: Shouwen, town: Path) -> None:
    store = open_store(f"sqlite:///{town / 'shouwen.db'}")
    store.run_now(lambda work: work.counters.set("seen", 7))
    assert shouwen("backup", "desk.backup").code == 0
    refused = shouwen("restore", "desk.backup", "--replace")
    assert (refused.code, "先停掉" in refused.err) == (75, True)
    store.close()


def test_nothing_starts_on_a_restore_that_was_cut_off(shouwen: Shouwen, town: Path) -> None:
    assert shouwen("backup", "desk.backup").code == 0
    (town / MARK).touch()
    for words in (("case", "list"), ("db", "upgrade"), ("serve",)):
        refused = shouwen(*words)
        assert (refused.code, "恢复中断" in refused.err) == (3, True)
    told = {each["name"]: each for each in shouwen("doctor", "--json").document["checks"]}
    assert not told["home"]["ok"]
    assert shouwen("restore", "desk.backup", "--replace").code == 0
    assert shouwen("case", "list").code == 0


def test_the_database_goes_down_and_up_with_a_copy_kept(shouwen: Shouwen, town: Path) -> None:
    assert shouwen("db", "downgrade", "0001", "--json").document == {"ok": True, "revision": "0001"}
    assert (town / f"shouwen.db.before-{RELEASED[-1]}").exists()
    behind = shouwen("db", "check")
    assert (behind.code, "shouwen db upgrade" in behind.err) == (3, True)
    assert shouwen("db", "upgrade", "--json").document["revision"] == RELEASED[-1]
    assert shouwen("db", "check", "--json").document == {"ok": True, "faults": []}


def test_a_step_down_that_would_lose_rows_is_refused(shouwen: Shouwen, town: Path) -> None:
    refused = shouwen("db", "downgrade", "base")
    assert refused.code == 2
    assert "--lose" in refused.err
    assert shouwen("db", "check").code == 0
    unknown = shouwen("db", "downgrade", "0815")
    assert (unknown.code, "可写：" in unknown.err) == (2, True)
    assert shouwen("db", "downgrade", "base", "--lose").code == 0


def test_one_command_moves_an_installation_to_a_server(
    shouwen: Shouwen,
    docket: Path,
    taught: Path,
    postgres_server: PostgresServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS moved WITH (FORCE)")
        connection.execute("CREATE DATABASE moved")
    before = answers(shouwen)
    there = postgres_server.database("moved")
    moved = shouwen("db", "move", "--to", there, "--json").document
    assert moved["tables"]["shop"][0] > 10
    again = shouwen("db", "move", "--to", there)
    assert (again.code, "已经有数据" in again.err) == (2, True)
    monkeypatch.setenv("SHOUWEN_DATABASE_URL", there)
    assert answers(shouwen) == before
    assert json.loads(shouwen("backup", "server.backup", "--json").out)["tables"]["shop"] > 10


def test_an_upgrade_of_a_server_keeps_a_backup_first(
    shouwen: Shouwen, town: Path, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS older WITH (FORCE)")
        connection.execute("CREATE DATABASE older")
    there = postgres_server.database("older")
    assert shouwen("db", "move", "--to", there).code == 0
    monkeypatch.setenv("SHOUWEN_DATABASE_URL", there)
    assert shouwen("db", "downgrade", "0001").code == 0
    assert shouwen("case", "list").code == 0  # opening it brings it up to date
    (copy,) = town.glob("before-upgrade-0001-*.backup")
    shops = shouwen("restore", copy, "--check", "--json").document["tables"]["shop"]
    monkeypatch.setenv("SHOUWEN_HOME", "other")
    monkeypatch.delenv("SHOUWEN_DATABASE_URL")
    assert shouwen("restore", copy, "--json").document["tables"]["shop"] == shops > 10


def test_doctor_says_when_the_last_good_backup_is_too_old(
    shouwen: Shouwen, town: Path, taught: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def backups() -> tuple[bool, str]:
        checks = shouwen("doctor", "--json").document["checks"]
        (found,) = [each for each in checks if each["name"] == "backups"]
        return found["ok"], found["says"]

    assert backups() == (True, "没有定期备份。设 SHOUWEN_BACKUP_DIR 就会每天备份一次。")
    monkeypatch.setenv("SHOUWEN_BACKUP_DIR", "shelf")
    assert not backups()[0]
    for days, is_well in ((3, False), (0, True)):
        at = datetime.now(UTC) - timedelta(days=days)
        Path("shelf").mkdir(exist_ok=True)
        assert shouwen("backup", f"shelf/shouwen-{at:%Y%m%d-%H%M%S}.backup").code == 0
        assert backups()[0] is is_well
    monkeypatch.setenv("SHOUWEN_BACKUP_PASSPHRASE_FILE", "nowhere.txt")
    assert backups() == (False, "口令文件 nowhere.txt 读不了。请检查路径和权限。")

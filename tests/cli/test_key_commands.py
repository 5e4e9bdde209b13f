"""`keys` and what `doctor` says of rights, as whoever runs the installation meets them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shouwen
from tests.cli.test_case_commands import docket

__all__ = ["docket"]


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "keys"
    monkeypatch.setenv("SHOUWEN_KEY_FILE", str(path))
    return path


def on_disk(home: Path, text: str) -> bool:
    """Whether the text stands in the database's files, in pages that are free or not."""
    return any(text.encode() in path.read_bytes() for path in home.glob("shouwen.db*"))


def the_rest_of_doctor(shouwen: Shouwen) -> dict[str, bool]:
    checks = shouwen("doctor", "--json").document["checks"]
    return {check["name"]: check["ok"] for check in checks}


def test_keys_are_turned_on_changed_and_off_and_all_commands_go_on_working(
    shouwen: Shouwen, docket: Path, key_file: Path
) -> None:
    def told() -> list[object]:
        listed = shouwen("case", "list", "--json").out
        return [
            listed,
            shouwen("ledger", "export", "out.csv", "--json").out,
            Path("out.csv").read_bytes(),
        ]

    first = shouwen("keys", "new", "--json").document["writes"]
    assert key_file.stat().st_mode & 0o077 == 0
    before = told()
    assert shouwen("keys", "apply", "--json").document["changed"]["shop"] > 0
    second = shouwen("keys", "new", "--json").document["writes"]
    assert shouwen("keys", "drop", first).code == 3
    assert not the_rest_of_doctor(shouwen)["keys"]
    assert shouwen("keys", "apply").code == 0
    assert the_rest_of_doctor(shouwen)["keys"]
    kept = shouwen("keys", "show", "--json").document["kept"]
    assert {name for forms in kept.values() for name in forms} == {second}
    assert shouwen("keys", "drop", first).code == 0
    assert told() == before
    assert shouwen("keys", "off").code == 0
    assert shouwen("keys", "apply").code == 0
    assert shouwen("keys", "drop", second).code == 0
    assert not key_file.exists()


def test_a_backup_taken_under_a_key_is_restored_under_it_and_holds_no_name(
    shouwen: Shouwen, town: Path, key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert on_disk(town, "13800001001")
    shouwen("keys", "new")
    shouwen("keys", "apply")
    assert not on_disk(town, "13800001001")
    assert shouwen("backup", "desk.backup").code == 0
    monkeypatch.setenv("SHOUWEN_HOME", str(tmp_path / "elsewhere"))
    assert shouwen("restore", "desk.backup").code == 0
    assert the_rest_of_doctor(shouwen)["keys"]
    monkeypatch.delenv("SHOUWEN_KEY_FILE")
    refused = shouwen("case", "list", "--json")
    assert (refused.code, refused.out) == (3, "")
    assert "SHOUWEN_KEY_FILE" in refused.err


@pytest.mark.parametrize("content", [None, "", "nonsense\n"])
def test_a_key_file_that_is_not_there_or_says_nothing_stops_every_start(
    content: str | None, shouwen: Shouwen, town: Path, key_file: Path
) -> None:
    if content is not None:
        key_file.write_text(content)
    before = (town / "shouwen.db").read_bytes()
    refused = shouwen("case", "list")
    assert refused.code == 3
    assert str(key_file) in refused.err or "keys new" in refused.err
    assert (town / "shouwen.db").read_bytes() == before


def test_the_doctor_says_what_to_type_where_others_can_read_secrets(
    shouwen: Shouwen, town: Path, key_file: Path, tmp_path: Path
) -> None:
    shouwen("keys", "new")
    tmp_path.chmod(0o755)
    town.chmod(0o755)
    assert the_rest_of_doctor(shouwen)["rights"]
    exposed = (Path(".env"), key_file, town / "shouwen.db")
    exposed[0].write_text("")
    for path in exposed:
        path.chmod(0o644)
    checks = json.loads(shouwen("doctor", "--json").out)["checks"]
    (rights,) = [check for check in checks if check["name"] == "rights"]
    assert not rights["ok"]
    assert all(f"chmod 600 {path}" in rights["says"] for path in exposed)

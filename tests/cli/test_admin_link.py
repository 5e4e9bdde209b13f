"""`admin link`: into the console from the command line, also while the service has the database."""

from pathlib import Path
from typing import Any

import pytest

from bot.cli.opening import now
from bot.desk.entrance import use_link_code
from bot.site_key import secret_of
from storage.engine import open_store
from tests.cli.conftest import Shouwen
from tests.cli.test_records_examined import at_home, looked_at


def let_in(town: Path, address: str) -> str:
    """Whom the link lets in; empty where it lets nobody."""
    code = address.partition("/admin/enter?code=")[2].strip()
    secret = secret_of(town)
    person = at_home(town, lambda work: use_link_code(work, code, now(), secret))
    return person.no if person else ""


@pytest.mark.parametrize(("words", "no"), [((), "9001"), (("1001",), "1001")])
def test_a_link_lets_in_who_was_named_or_else_an_admin_once(
    town: Path, shouwen: Shouwen, words: tuple[str, ...], no: str
) -> None:
    result = shouwen("admin", "link", *words)
    assert result.code == 0
    assert result.out.startswith("http://127.0.0.1:8080/admin/enter?code=")
    assert let_in(town, result.out) == no
    assert let_in(town, result.out) == ""


@pytest.mark.parametrize(("words", "no"), [((), "9001"), (("1001",), "1001"), (("nobody",), "")])
def test_a_link_can_be_made_while_the_service_has_the_database(
    town: Path, shouwen: Shouwen, words: tuple[str, ...], no: str
) -> None:
    service = open_store(f"sqlite:///{town / 'shouwen.db'}")
    try:
        service.run_now(lambda work: work.people.count_shops())
        result = shouwen("admin", "link", *words, "--json")
    finally:
        service.close()
    assert result.code == 0
    assert result.document["minutes"] == 30
    assert let_in(town, result.document["link"]) == no
    assert let_in(town, result.document["link"]) == ""


def test_nobody_is_let_in_who_is_not_on_the_staff(town: Path, shouwen: Shouwen) -> None:
    result = shouwen("admin", "link", "nobody")
    assert (result.code, result.out) == (2, "")
    assert "没有工号" in result.err


def test_without_an_installation_there_is_no_link(shouwen: Shouwen) -> None:
    assert shouwen("admin", "link").code == 3


def test_the_address_is_the_one_under_which_browsers_reach_the_pages(
    town: Path, shouwen: Shouwen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWEN_SITE_URL", "https://desk.example/")
    assert shouwen("admin", "link").out.startswith("https://desk.example/admin/enter?code=")
    monkeypatch.delenv("SHOUWEN_SITE_URL")
    monkeypatch.setenv("SHOUWEN_HOST", "0.0.0.0")  # noqa: S104
    monkeypatch.setenv("SHOUWEN_PORT", "9")
    assert shouwen("admin", "link").out.startswith("http://127.0.0.1:9/admin/enter")


def test_doctor_finds_a_record_of_the_console_that_was_cut_off(
    town: Path, shouwen: Shouwen
) -> None:
    from models.audit import AuditDeed

    at_home(town, lambda work: work.audit.note("9001", AuditDeed.SIGN_IN, now()))
    assert looked_at(shouwen)["record"]

    def forge(work: Any) -> None:
        from storage.audit import _HEADS

        head = work.audit._get(_HEADS, "9001")
        head.entries += 1
        work.audit._keep(_HEADS, head)

    at_home(town, forge)
    assert not looked_at(shouwen)["record"]
    assert "9001" in shouwen("doctor").out

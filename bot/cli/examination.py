"""The examination behind `doctor`: one finding a thing that can be wrong."""

import errno
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.cli import opening
from bot.cli.ending import ending_of
from bot.cli.tongue import two

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.engine import Store
    from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is in order, and in words what is so or what to do."""

    name: str
    ok: bool
    says: str

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.ok, "says": self.says}


def examine() -> list[Finding]:
    """Look at everything that needs no running service; nothing is made or changed."""
    found: list[Finding] = []
    with suppress(_Ill):
        settings = _look(found, "settings", opening.settings_of)
        _examine_home(found, settings)
        _examine_line(found, settings)
        _examine_telegram(found, settings)
    return found


class _Ill(Exception):
    """What the rest of the examination rests on is not in order."""


def _examine_home(found: list[Finding], settings: "Settings") -> None:
    with suppress(_Ill):
        _look(found, "policy", lambda: opening.policy_of(settings))
    with suppress(_Ill):
        _look(found, "rights", lambda: _rights(settings))
    with suppress(_Ill):
        _look(found, "home", lambda: _home(settings))
        with suppress(_Ill):
            _look(found, "classifier", lambda: _classifier(settings))
        with suppress(_Ill):
            _look(found, "backups", lambda: _backups(settings))
        _look(found, "database", lambda: _examine_database(found, settings))


def _examine_line(found: list[Finding], settings: "Settings") -> None:
    from bot.cli.examining_line import is_overheard, line_fault

    if is_overheard(settings):
        found.append(Finding("line", ok=False, says=line_fault()))
    else:
        says = two("只有本机能听到，或者走 HTTPS。", "This machine alone, or HTTPS.")
        found.append(Finding("line", ok=True, says=says))


def _examine_telegram(found: list[Finding], settings: "Settings") -> None:
    if not settings.telegram_token.get_secret_value():
        return
    from bot.cli import examining_telegram as telegram

    try:
        seen = telegram.look_at_telegram(settings)
    except telegram.NoAnswer as silence:
        found.append(Finding("telegram", ok=False, says=str(silence)))
    except Exception as error:
        found.append(Finding("telegram", ok=False, says=ending_of(error).says))
    else:
        if seen is not None:
            told = telegram.verdicts(seen, settings)
            found.extend(Finding(name, ok=ok, says=says) for name, ok, says in told)


def _look(found: list[Finding], name: str, at: Callable[[], Any]) -> Any:
    """Note whether looking at a thing goes well, and hand on what was seen. Raises `_Ill`."""
    place = len(found)
    try:
        seen = at()
    except Exception as error:
        found.insert(place, Finding(name, ok=False, says=ending_of(error).says))
        raise _Ill from error
    says = seen if isinstance(seen, str) else two("正常", "in order")
    found.insert(place, Finding(name, ok=True, says=says))
    return seen


def _home(settings: "Settings") -> str:
    """Write and remove a file, where the home is there at all."""
    home = settings.home
    if home.is_file():
        raise NotADirectoryError(errno.ENOTDIR, "", str(home))
    if not home.exists():
        return two(f"{home} 还没有建立", f"{home} is not there yet")
    opening.must_not_be_cut_off(settings)
    probe = home / ".doctor"
    probe.write_bytes(b"")
    probe.unlink()
    return str(home)


def _classifier(settings: "Settings") -> str:
    from nlp import artifact

    return artifact.load(opening.classifier_folder(settings)).version


def _rights(settings: "Settings") -> str:
    from bot.cli.examining_files import look_at_rights

    return look_at_rights(settings)


def _backups(settings: "Settings") -> str:
    from bot.cli.examining_backups import look_at_backups

    return look_at_backups(settings)


def _examine_database(found: list[Finding], settings: "Settings") -> str:
    from storage.errors import StoreInUse

    opening.must_have_database(settings)
    try:
        store = opening.store_of(settings)
    except StoreInUse:
        return two("服务正在使用", "in use by the service")
    try:
        with suppress(_Ill):
            _look(found, "keys", lambda: _keys(settings, store))
        faults = store.check()
        found.extend(Finding("database", ok=False, says=fault) for fault in faults)
        found.extend(store.read_now(lambda work: list(_roster(work))))
        found.extend(store.read_now(lambda work: list(_on_record(work))))
    finally:
        store.close()
    return two("能打开", "can be opened")


def _keys(settings: "Settings", store: "Store") -> str:
    from bot.cli.examining_files import look_at_keys

    return look_at_keys(settings, store)


def _roster(work: "Work") -> Iterator[Finding]:
    """Whether everybody who complains would find somebody who answers."""
    from models.terms import Role

    staff = [person for person in work.people.all_staff() if person.active]
    shops = list(work.people.all_shops())
    numbers = {person.no for person in staff}
    orphans = sum(shop.manager_no not in numbers for shop in shops)
    says = two(f"{len(staff)} 人", f"{len(staff)} people") if staff else _nobody(work)
    yield Finding("staff", ok=bool(staff), says=says)
    yield Finding(
        "shops",
        ok=bool(shops) and not orphans,
        says=two(
            f"{len(shops)} 户，其中 {orphans} 户没有客户经理",
            f"{len(shops)} shops, {orphans} of them without a manager",
        ),
    )
    for role in (Role.DUTY, Role.DIRECTOR, Role.ADMIN, Role.FOLLOW_UP):
        holders = sum(person.has(role) for person in staff)
        yield Finding(
            role.value,
            ok=holders > 0,
            says=two(f"{role.chinese} {holders} 人", f"{holders} people"),
        )


def _nobody(work: "Work") -> str:
    """There is no staff, and perhaps somebody has written already."""
    from models.mail import Queue

    waiting, _ = work.mail.waiting(Queue.IN)
    return two(
        f"没有员工，有 {waiting} 条来信在等。请运行 shouwen staff import。",
        f"No staff, and {waiting} messages wait for somebody: shouwen staff import.",
    )


def _on_record(work: "Work") -> Iterator[Finding]:
    """Whether the records are whole, and what the deadlines on them rest on."""
    from bot.cli import examining_cases as record
    from bot.imports.calendar import calendar_with
    from models.calendar import day_of

    broken = record.broken_ledgers(work)
    yield Finding("ledger", ok=not broken, says=record.says_of_ledgers(broken))
    spoiled = record.broken_records(work)
    yield Finding("record", ok=not spoiled, says=record.says_of_records(spoiled))
    untaken = record.untaken_letters(work, opening.now())
    yield Finding("letters", ok=not untaken, says=record.says_of_letters(untaken))
    orphans = len(work.survey.orphaned())
    yield Finding("owners", ok=not orphans, says=record.says_of_owners(orphans))
    calendar, today = calendar_with(work.meta.calendar_years()), day_of(opening.now())
    is_known = not calendar.is_provisional(today.year)
    yield Finding("calendar", ok=is_known, says=record.says_of_calendar(calendar, today))

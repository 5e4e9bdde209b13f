"""Opening what a command works on: settings, home, store, policy, the classifier that serves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.ending import Misconfigured, WrongUsage
from bot.cli.tongue import two
from models.calendar import CST, day_of
from models.periods import first_of_month
from models.policy import Policy

if TYPE_CHECKING:
    from bot.settings import Settings
    from nlp.registry import Registry
    from storage.engine import Store


def settings_of(**given: Any) -> "Settings":
    """The settings of this start. Raises `SettingsFault`."""
    from bot.settings import load

    return load(**given)


def policy_of(settings: "Settings") -> Policy:
    """The installation's numbers of the rules. Raises `BadPolicy`."""
    return Policy.load(settings.policy) if settings.policy else Policy()


def now() -> datetime:
    return datetime.now(UTC)


def make_home(settings: "Settings") -> None:
    """Raises `Misconfigured` where nothing can be kept."""
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(
            two(
                f"不能在 {settings.home} 里存放数据。请检查它是不是文件夹、能不能写，"
                "或用 SHOUWEN_HOME 指到别处。",
                f"Nothing can be kept in {settings.home}. Check that it is a folder that can be "
                "written to, or name another one in SHOUWEN_HOME.",
            )
        ) from error


def must_not_be_cut_off(settings: "Settings") -> None:
    """Raises `Misconfigured` where a restore was cut off: half of it is from another time."""
    from storage.backup.restoring import is_cut_off

    if is_cut_off(settings.home):
        raise Misconfigured(
            two(
                f"{settings.home} 的恢复中断了，只换了一半。请再运行 shouwen restore 备份文件 "
                "--replace；原来的文件在 before-restore- 开头的文件夹里。",
                f"The restore into {settings.home} was cut off halfway. Run shouwen restore FILE "
                "--replace again; what was there is in the folders called before-restore-….",
            )
        )


def store_of(settings: "Settings") -> "Store":
    """The store as it is, with the keys of this installation. Raises a `StoreFault`."""
    from bot.key_file import ring_for
    from storage.engine import open_store

    return open_store(settings.database, ring=ring_for(settings))


@contextmanager
def opened(settings: "Settings") -> Iterator["Store"]:
    """The store, made or brought up to date first. Raises `Misconfigured` or a `StoreFault`."""
    make_home(settings)
    must_not_be_cut_off(settings)
    store = store_of(settings)
    try:
        store.prepare(settings.home)
        yield store
    finally:
        store.close()


def has_database(settings: "Settings") -> bool:
    """Whether there is something to read; a server is taken to be there. Raises a `StoreFault` for
    an address that is none."""
    from storage.address import file_of

    path = file_of(settings.database)
    return path is None or path.exists()


def must_have_database(settings: "Settings") -> None:
    """Raises `Misconfigured` where there is no installation to open, or a `StoreFault`."""
    if not has_database(settings):
        raise Misconfigured(
            two(
                f"{settings.home} 里还没有首问的数据。先运行 shouwen serve --demo，"
                "或用 shouwen staff import 导入员工。",
                f"There is no installation in {settings.home} yet. Run shouwen serve --demo, "
                "or import staff with shouwen staff import.",
            )
        )


@contextmanager
def opened_existing(settings: "Settings") -> Iterator["Store"]:
    """The store of an installation that is there already, to read it or to change it, brought up to
    date first. Raises `Misconfigured` or a `StoreFault`."""
    must_have_database(settings)
    with opened(settings) as store:
        yield store


def registry_of(settings: "Settings") -> "Registry":
    from nlp.registry import Registry

    return Registry(settings.classifiers)


def classifier_folder(settings: "Settings", chosen: Path | None = None) -> Path:
    """The folder of the chosen classifier, or of the one that serves. Raises `Misconfigured`."""
    if chosen is not None:
        return chosen
    registry = registry_of(settings)
    champion = registry.champion
    if champion is None:
        raise Misconfigured(
            two(
                "还没有可用的分类器。先运行 shouwen train 训练一个，"
                "或用 shouwen model promote 启用已有的。",
                "There is no classifier yet. Train one with shouwen train, "
                "or let one serve with shouwen model promote.",
            )
        )
    return registry.folder(champion)


def day_from(text: str | None) -> date:
    """The day that was named, today in China where none was. Raises `WrongUsage`."""
    if text is None:
        return day_of(now())
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongUsage(
            two(f"看不懂日期“{text[:40]}”。", f"“{text[:40]}” is no date. ")
            + two("请写成 2026-11-23 这样。", "Write it like 2026-11-23.")
        ) from error


def month_from(text: str) -> date:
    """The first day of the month that was named. Raises `WrongUsage`."""
    first = first_of_month(text.strip())
    if first is None:
        raise WrongUsage(two("月份请写成 2026-11 这样。", "Write a month like 2026-11."))
    return first


def instant_from(text: str) -> datetime:
    """The instant that was named; without an offset it is China's. Raises `WrongUsage`."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongUsage(
            two(
                f'看不懂时间“{text[:40]}”。请写成 "2026-09-30 10:00" 这样。',
                f'“{text[:40]}” is no time. Write it like "2026-09-30 10:00".',
            )
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=CST)

"""The tree of commands, without the commands: each module beside this one hangs its own on it."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import typer

from bot.cli.tongue import two
from bot.cli.words import OurCommand, OurGroup

F = TypeVar("F", bound=Callable[..., Any])


def _branch(help_: str, **more: Any) -> typer.Typer:
    return typer.Typer(
        cls=OurGroup,
        help=help_,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        **more,
    )


ROOT: Final = _branch(
    two(
        "首问：零售客户在聊天里投诉，客户经理一管到底。",
        "Shouwen: retailers complain in chat, and whoever is asked first sees it through.",
    ),
    add_completion=False,
)
MODEL: Final = _branch(two("分类器的版本", "Versions of the classifier"))
ROSTER: Final = _branch(two("零售客户名册", "The roster of shops"))
STAFF: Final = _branch(two("员工", "Staff"))
SHOP: Final = _branch(two("零售店", "Shops"))
SUPPLY: Final = _branch(two("货源投放表", "The allotment table"))
CALENDAR: Final = _branch(two("工作日历", "The working calendar"))
CASE: Final = _branch(two("投诉单", "Cases"))
LEDGER: Final = _branch(two("台账", "The ledger"))
LABELS: Final = _branch(two("标注", "Labels that people confirmed"))
DATABASE: Final = _branch(two("数据库", "The database"))
ADMIN: Final = _branch(two("管理台", "The console"))
KEYS: Final = _branch(two("姓名和电话的密钥", "Keys of names and telephone numbers"))
CONFIG: Final = _branch(two("设置", "Settings"))

_BRANCHES: Final = {
    "model": MODEL,
    "roster": ROSTER,
    "staff": STAFF,
    "shop": SHOP,
    "supply": SUPPLY,
    "calendar": CALENDAR,
    "case": CASE,
    "ledger": LEDGER,
    "labels": LABELS,
    "db": DATABASE,
    "admin": ADMIN,
    "keys": KEYS,
    "config": CONFIG,
}
for _name, _each in _BRANCHES.items():
    ROOT.add_typer(_each, name=_name)


def command(branch: typer.Typer, name: str, chinese: str, english: str) -> Callable[[F], F]:
    """Hang a command on a branch, with its help in both languages."""
    return branch.command(name, cls=OurCommand, help=two(chinese, english))

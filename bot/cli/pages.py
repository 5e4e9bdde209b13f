"""The pages of the documentation that say what the program itself knows: commands and settings.

`LANG=en python -P -m bot.cli.pages FOLDER` writes them anew; a test compares them.
"""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import typer

from bot.cli import COMMANDS
from bot.cli.root import ROOT
from bot.settings import Settings

_WIDTH: Final = 90

_COMMANDS_HEAD: Final = """\
# Commands

Everything that the program does is a command of `shouwen`. Results go to stdout; progress and
hints go to stderr. With `--json` there is one JSON document on stdout (for `classify` one a line)
and nothing else. Help and results are in English where `LANG` asks for it, in Chinese otherwise;
some faults are told in Chinese alone.

| exit code | means |
| --- | --- |
| 0 | done |
| 1 | a fault was found (`doctor`, `db check`, `simulate`, the gate, `--floor`), there was nothing \
to take back, or the program itself failed |
| 2 | wrong usage or bad input |
| 3 | the installation has to be set up or mended first |
| 75 | in use by somebody else; try again |

This page is written by `LANG=en .venv/bin/python -P -m bot.cli.pages docs/howto`.
"""

_SETTINGS_HEAD: Final = """\
# Settings

A setting is taken from the command line, else from the environment, else from `.env` in the
folder the program is started from, else from `config.toml` in the home, else it has its default.
An unknown key is an error that names the nearest known one. `shouwen config show` lists what
counts; secrets are masked.

In `config.toml` the keys are written as in the second column:

```toml
port = 8090
telegram_token = "…"
```

| environment | `config.toml` | default | meaning |
| --- | --- | --- | --- |
"""

_SETTINGS_FOOT: Final = """
This page is written by `LANG=en .venv/bin/python -P -m bot.cli.pages docs/howto`.
"""


def commands_page() -> str:
    """Every command with its help, in the language of this process."""
    for name in COMMANDS:
        importlib.import_module(f"bot.cli.{name}")
    helps = _helps(typer.main.get_command(ROOT), "shouwen")
    parts = (f"\n## `{path}`\n\n```text\n{text.strip()}\n```\n" for path, text in helps)
    return _COMMANDS_HEAD + "".join(parts)


def _helps(command: Any, path: str) -> Iterator[tuple[str, str]]:
    """The path and the help of each command that does something, in the order of the tree."""
    branches = getattr(command, "commands", None)
    if branches is None:
        context = typer.Context(command, info_name=path, terminal_width=_WIDTH)
        yield path, command.get_help(context)
        return
    for name, branch in branches.items():
        yield from _helps(branch, f"{path} {name}")


def settings_page() -> str:
    """Every setting with its default and its meaning."""
    rows = (
        f"| `SHOUWEN_{name.upper()}` | `{name}` | {_shown(field.default)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    )
    return _SETTINGS_HEAD + "".join(rows) + _SETTINGS_FOOT


def _shown(default: Any) -> str:
    text = str(default) if default is not None else ""
    return f"`{text}`" if text else "–"


PAGES: Final = {"commands.md": commands_page, "settings.md": settings_page}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (Path(sys.argv[1]) / name).write_text(page(), encoding="utf-8")

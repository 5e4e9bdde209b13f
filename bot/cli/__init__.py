"""The command line: each command loads what it needs when it runs, so help is there at once."""

import importlib
import io
import sys
from collections.abc import Sequence
from typing import Final

#: The modules whose commands hang on the tree, in the order of the help.
COMMANDS: Final = (
    "service",
    "terminal",
    "simulating",
    "reading",
    "classifiers",
    "labels",
    "clocks",
    "people",
    "lost",
    "admin",
    "tables",
    "cases",
    "reporting",
    "erasing",
    "care",
    "backups",
    "database",
    "keys",
)


def main() -> None:
    """The console script `shouwen`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Do what the words say and return the exit code; what failed is said on stderr."""
    import typer
    from typer.exceptions import TyperException

    from bot.cli.ending import ending_of, say_at_the_end
    from bot.cli.root import ROOT
    from bot.cli.words import usage_ending

    for name in COMMANDS:
        importlib.import_module(f"bot.cli.{name}")
    try:
        code = typer.main.get_command(ROOT).main(
            list(words), prog_name="shouwen", standalone_mode=False
        )
    except TyperException as error:
        ending = usage_ending(error)
    except typer.Abort:
        return 130
    except Exception as error:
        ending = ending_of(error)
    else:
        return code if isinstance(code, int) else 0
    say_at_the_end(ending.says)
    return ending.code

"""What a command prints: results on stdout, everything else on stderr."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Final

import typer

from bot.cli.tongue import as_called, two
from storage.progress import Tell

Json = Annotated[
    bool, typer.Option("--json", help=two("只输出 JSON", "Print JSON and nothing else"))
]

#: Some readers of lines end one here as well; JSON itself leaves them as they are.
_LINE_ENDS: Final = {end: f"\\u{end:04x}" for end in (0x85, 0x2028, 0x2029)}


def put_json(document: Any) -> None:
    """One document on one line of stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False).translate(_LINE_ENDS) + "\n")


def put(text: str) -> None:
    """A line for people on stdout."""
    sys.stdout.write(f"{text}\n")


def hint(text: str) -> None:
    """A line on stderr: what to do next, or what to know."""
    print(as_called(text), file=sys.stderr, flush=True)


def put_table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for people on stdout; wide characters keep their columns."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Column, Table

    table = Table(*(Column(name, overflow="fold") for name in heading), box=SIMPLE_HEAD)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console(file=sys.stdout, soft_wrap=True, markup=False, highlight=False).print(table)


@contextmanager
def progress(title: str) -> Iterator[Tell]:
    """A bar on stderr where that is a terminal, else one line a step."""
    if not sys.stderr.isatty():
        hint(title)
        yield lambda step, done, total: hint(f"  {done}/{total} {step}")
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title)
        yield lambda step, done, total: bar.update(
            task, description=f"{title} · {step}", completed=done, total=total
        )

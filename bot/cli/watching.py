"""Long work to watch: a bar on a terminal, elsewhere a line for each step that is done."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.cli.printing import progress
from storage.progress import Tell


@contextmanager
def seldom(title: str) -> Iterator[Tell]:
    """A bar, or one line a step: work in small portions would fill a log otherwise."""
    last = ""

    with progress(title) as tell:

        def seldom_tell(step: str, done: int, total: int) -> None:
            nonlocal last
            portion = f"{step} {10 * done // max(total, 1)}"
            if portion != last:
                last = portion
                tell(step, done, total)

        yield seldom_tell

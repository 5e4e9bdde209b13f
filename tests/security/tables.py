"""The tables of `docs/security.md`, as the tests read them: one truth for readers and machine."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "security.md"


def rows_under(heading: str, page: Path = PAGE) -> list[dict[str, str]]:
    """The first table below a heading, each row by its column heads."""
    text = page.read_text("utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}$", text, re.MULTILINE)
    assert found, heading
    return _first_table(text[found.end() :])


def _first_table(text: str) -> list[dict[str, str]]:
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("|"):
            lines.append(line)
        elif lines:
            break
    heads, _, *rest = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(heads, cells, strict=True)) for cells in rest]


def ids_named(text: str) -> list[str]:
    """The test ids that a text names: `tests/….py::test_…`."""
    return re.findall(r"tests/[\w/]+\.py::[\w]+", text)

"""What may stand in a file only once."""

from collections.abc import Hashable
from typing import Any

from bot.imports.columns import Column, Line


class Seen:
    """The values met so far, by column, with the row where each stood first."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, Hashable], int] = {}

    def once(self, line: Line, column: Column[Any], value: Hashable) -> None:
        """Note a fault if the column had this value in an earlier row; nothing is no value."""
        if not value:
            return
        first = self._rows.setdefault((column.name, value), line.number)
        if first != line.number:
            line.note(column, there_already(first))


def there_already(first: int) -> str:
    """The rule that a value breaks which stands in an earlier row."""
    return f"第 {first} 行已经有了。请只留一行。"

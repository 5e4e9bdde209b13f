"""How far work that takes long has come, told to whoever waits for it."""

from collections.abc import Callable

#: Told the step, or the table, how much of it is done, and how much there is.
Tell = Callable[[str, int, int], None]

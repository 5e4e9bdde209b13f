"""How long the product's own patterns take over texts made to make them slow.

    python -m benchmarks.regexes

Every compiled pattern at the top of a module is searched for in hostile texts of 4,096 characters
and of half that: what takes four times as long over twice as much grows with the square.
"""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Final

#: As long as Telegram lets a message be.
LONGEST: Final = 4096
#: As long are the texts among which the worst is looked for.
_FIRST_LOOK: Final = LONGEST // 4
PIECES: Final = (
    "1", "12", "1 ", "十", "一百", "半条", "3月12日", "0312-", "13900000001", "（", "((", "））",
    "替帮代为", "替张家", "软中华1条", "中华（", "不", "不是", "是是", "周三", "上周", "1.", "1,",
    "号", "a", "a ", " ", "\n", "\t", "/", "/a@", "-", "，", "。", "！？", "说报", "家说", "我",
    "\u200b", "😀", "条", "件", "箱", "点", "十点", "12:", "20260312", "订单", "NO", "要", "经理", "=",
    "<b>",
)  # fmt: skip


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that a module keeps, by its name; also those in its tuples and tables."""
    for room in ("bot", "models", "nlp", "storage"):
        for found in pkgutil.walk_packages([room], f"{room}."):
            if "migrations" in found.name or "telegram_" in found.name:
                continue
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                for pattern in _within(value):
                    yield f"{found.name}.{name}", pattern


def _within(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth and isinstance(value, tuple | list | frozenset | set):
        for each in value:
            yield from _within(each, depth - 1)
    elif depth and isinstance(value, dict):
        for each in value.values():
            yield from _within(each, depth - 1)


def texts(length: int) -> Iterator[str]:
    """Each piece over and over, with and without an end that fits nothing."""
    for piece in PIECES:
        whole = (piece * (length // len(piece) + 1))[: length - 1]
        yield whole + "\x01"
        yield whole


def cost(pattern: re.Pattern[str], text: str) -> float:
    """CPU seconds of all matches of the pattern in the text."""
    began = time.process_time()
    for _ in pattern.finditer(text):
        pass
    pattern.fullmatch(text)
    return time.process_time() - began


def main() -> None:
    known: dict[tuple[str, int], str] = {}
    for name, pattern in patterns():
        known.setdefault((pattern.pattern, pattern.flags), name)
    slow = []
    for (told, flags), name in known.items():
        pattern = re.compile(told, flags)
        worst = max(texts(_FIRST_LOOK), key=lambda text: cost(pattern, text))
        half = worst[:-1] * 2 + worst[-1]
        slow.append((cost(pattern, half[:-1] * 2), cost(pattern, half), name, worst[:12]))
    slow.sort(reverse=True)
    print(f"{len(known)} patterns, texts of {LONGEST} characters")
    for whole, half, name, worst in slow[:12]:
        print(f"{whole * 1000:8.1f} ms, ×{whole / max(half, 1e-6):4.1f}  {name}  {worst!r}")


if __name__ == "__main__":
    main()

"""What it costs to answer texts made to make patterns slow.

    python -m benchmarks.hostile_texts

Each text is one piece over and over, 4,096 characters long, as long as Telegram lets a message be,
and half as long; it is said by a stranger and by a member of staff to the built application. What
takes four times as long over twice as much grows with the square.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.town import Town, a_town

LONGEST: Final = 4096
PIECES: Final = (
    "1", "12", "1 ", "十", "一百", "半条", "3月12日", "0312-", "13900000001", "（", "((", "））",
    "替帮代为", "替张家", "软中华1条", "中华（", "不", "不是", "是是", "周三", "上周", "1.", "1,",
    "号", "a", "a ", " ", "\n", "\t", "/", "/a@", "-", "，", "。", "！？", "说报", "家说", "我",
    "\u200b", "😀", "条", "件", "箱", "点", "十点", "12:", "20260312", "订单", "NO", "要", "=",
    "<b>",
)  # fmt: skip


def texts(length: int) -> Iterator[str]:
    """Each piece over and over, with an end that fits nothing."""
    for piece in PIECES:
        yield (piece * (length // len(piece) + 1))[: length - 1] + "\x01"


async def costs(town: Town, length: int) -> list[tuple[float, str]]:
    """CPU seconds of taking each text in and answering it."""
    found = []
    for place, text in enumerate(texts(length)):
        for who in (f"stranger-{length}-{place}", "staff-1001"):
            town.clock.pass_by(hours=1)  # so that no ration holds it back
            began = time.process_time()
            await town.sends(who, text=text)
            await town.app.reception.work_off()
            found.append((time.process_time() - began, f"{who[:8]} {text[:8]!r}"))
    return found


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder, a_town(Path(folder) / "home") as town:
        await costs(town, 64)  # the first words load what is loaded once
        for length in (LONGEST // 2, LONGEST):
            found = sorted(await costs(town, length), reverse=True)
            print(f"{length} characters, {len(found)} texts: worst")
            for seconds, what in found[:4]:
                print(f"{seconds * 1000:8.0f} ms  {what}")


if __name__ == "__main__":
    asyncio.run(main())

"""The desk on Telegram killed hard a hundred times in each of four ways, at every boundary.

    python -m benchmarks.telegram_kills [DEATHS] [LIBRARY-MODE ...]

Each round is a home of its own: three shops file a complaint each over real HTTP against a Bot API
server that lives through everything; the desk is killed with SIGKILL at one boundary, for the first
time it is reached there or for a later one, again and again, and started on the same files. At the
end of a round it lives undisturbed, and what is left is compared with what was promised: one case a
shop, each number told, a card for each, whole ledgers, and no more than one message sent twice to
a person for each death and each send whose answer did not come in time.
"""

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.channels.lives import Boundary, Death, Way, a_world

WAYS = ("ptb-polling", "ptb-webhook", "aiogram-polling", "aiogram-webhook")
DEATHS_IN_A_ROUND = 5
#: Seconds that a life may take on a machine that has other work.
PATIENCE = 600.0


def a_round(way: Way, boundaries: list[Boundary], chance: random.Random) -> tuple[int, list[str]]:
    """One home; how often the desk died there, and everything that went wrong."""
    with tempfile.TemporaryDirectory() as folder, a_world(Path(folder), way) as world:
        world.patience = PATIENCE
        for boundary in boundaries:
            if world.life(Death(boundary, chance.randint(1, 4))):
                break  # all was done before that boundary was reached so often
        else:
            world.life(Death(Boundary.SENT, 0))
        return world.deaths, world.faults()


def kill(way: Way, wanted: int) -> None:
    chance = random.Random(7)
    deaths, rounds = 0, 0
    faults: Counter[str] = Counter()
    while deaths < wanted:
        boundaries = chance.choices(list(Boundary), k=DEATHS_IN_A_ROUND)
        died, found = a_round(way, boundaries, chance)
        deaths, rounds = deaths + died, rounds + 1
        faults.update(found)
        print(f"\r{way.library}-{way.mode}: {deaths} deaths", end="", file=sys.stderr, flush=True)
    print(
        f"\n{way.library}-{way.mode}: {deaths} deaths in {rounds} rounds, {faults.total()} faults"
    )
    for fault, times in faults.items():
        print(f"  {times} x {fault}")


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for name in sys.argv[2:] or WAYS:
        library, _, mode = name.partition("-")
        kill(Way(library, mode), wanted)

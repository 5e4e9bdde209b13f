"""How simulated retailers fare: kind, shop and facts right, turns to a receipt, nothing lost.

    python -m benchmarks.retailers [CONVERSATIONS] [SEED] [--held-out] [--show]

Trains the shipped corpus once, then lets the personas of the tests talk to the real engine on
SQLite files. With --held-out the first messages are those of the gold file, whose writers the
classifier never read. --show prints the conversations that went wrong.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.dialogue.held_out import HeldOut
from tests.dialogue.personas import PERSONAS
from tests.dialogue.simulating import Figures, simulate
from tests.dialogue.trained import trained_reader


def main() -> None:
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdecimal()]
    conversations, seed = (*numbers, *(2000, 1)[len(numbers) :])
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        reader = trained_reader(home / "classifier")
        began = time.perf_counter()
        personas = (HeldOut,) if "--held-out" in sys.argv else PERSONAS
        figures = asyncio.run(simulate(home, reader, conversations, seed, personas))
        seconds = time.perf_counter() - began
    print(table(figures))
    print(f"{conversations} conversations, seed {seed}, {seconds:.0f} s")
    if "--show" in sys.argv:
        for one in figures.wrong():
            print("", one.persona, *one.faults, *one.dead_ends, *one.asked_twice, sep="\n")
            print(*one.script, sep="\n")


def table(figures: Figures) -> str:
    """The figures, a line each, then the personas."""
    lines = [
        f"ended as they should      {figures.right:.2%}",
        f"turns to a receipt        median {figures.median:g}, 95th percentile "
        f"{figures.percentile_95}",
        f"dead ends                 {figures.dead_ends}",
        f"lost problems             {figures.lost}",
        f"asked twice for no reason {figures.asked_twice}",
        *(f"  {name:<14} {right}/{count}" for name, count, right in figures.by_persona()),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()

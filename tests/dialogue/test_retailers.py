"""A hundred simulated retailers, each of the personas several times, through the real engine."""

from pathlib import Path

from bot.dialogue.conversing import Reader
from tests.dialogue.personas import PERSONAS
from tests.dialogue.simulating import Figures, simulate

CONVERSATIONS = 6 * len(PERSONAS)


def story(figures: Figures) -> str:
    """The conversations that went wrong, to be read where a figure is missed."""
    return "\n\n".join(
        "\n".join([one.persona, *one.faults, *one.dead_ends, *one.asked_twice, *one.script])
        for one in figures.wrong()
    )


async def test_simulated_retailers_are_understood_led_on_and_never_lost(
    reader: Reader, tmp_path: Path
) -> None:
    figures = await simulate(tmp_path, reader, CONVERSATIONS, seed=7)
    assert len(PERSONAS) >= 12
    assert figures.dead_ends == 0, story(figures)
    assert figures.lost == 0, story(figures)
    assert figures.asked_twice == 0, story(figures)
    # One in a hundred may go wrong; of so few conversations that is two at most by chance.
    assert figures.right >= 0.97, story(figures)
    assert figures.median <= 3
    assert figures.percentile_95 <= 6


async def test_the_same_seed_gives_the_same_conversations(reader: Reader, tmp_path: Path) -> None:
    scripts = [
        [one.script for one in (await simulate(tmp_path / name, reader, 9, seed=3)).courses]
        for name in ("first", "again")
    ]
    assert scripts[0] == scripts[1]

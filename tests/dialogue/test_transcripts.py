"""Every transcript, played through the built application."""

from pathlib import Path

import pytest

from bot.dialogue.conversing import Reader
from tests.dialogue.stocking import stock
from tests.dialogue.transcript import Player, Transcript, transcripts
from tests.stand_ins import KeywordReader
from tests.town import a_town

ALL = list(transcripts())


@pytest.mark.parametrize("transcript", ALL, ids=lambda transcript: transcript.name)
async def test_a_conversation_goes_as_it_ought_to(
    transcript: Transcript, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    chosen: Reader = (
        request.getfixturevalue("reader") if transcript.needs_training else KeywordReader()
    )
    with a_town(tmp_path / "home", chosen) as town:
        stock(town)
        await Player(town).play(transcript)


def test_the_twelve_conversations_and_forty_more_are_there() -> None:
    twelve = [one for one in ALL if one.name.startswith("twelve:")]
    assert len(twelve) == 12
    assert len(ALL) - len(twelve) >= 40

"""The same story over real HTTP, by both libraries, by polling and by webhook: one transcript."""

from pathlib import Path

import pytest

from models.terms import Stage
from tests.channels.bot_api import BotApi, serving
from tests.channels.desk_side import WANG
from tests.channels.story import STORY
from tests.channels.telegram_talk import TelegramTalk
from tests.channels.test_telegram import WAYS

#: What was sent: where to, how, what, with which buttons.
Line = tuple[int, str, str, tuple[str, ...], tuple[tuple[str, ...], ...]]


async def told(home: Path, library: str, mode: str) -> tuple[dict[str, list[Line]], Stage]:
    """What was sent in every step of the story, and how the case stands at its end."""
    async with serving(BotApi()) as api:
        talk = TelegramTalk(home, api, library, mode, is_bound=False)
        await talk.begin()
        transcript = {}
        for name, step in STORY.items():
            before = len(api.transcript)
            await step(talk)
            # In order for each person; between people any order will do.
            sent = sorted(api.transcript[before:], key=lambda line: line.chat)
            transcript[name] = [
                (line.chat, line.method, line.text, tuple(line.labels), line.keys) for line in sent
            ]
        (case,) = talk.app.store.read_now(
            lambda work: work.cases.of_complainant(talk.address, limit=9)
        )
        await talk.end()
    return transcript, case.stage


@pytest.mark.timeout(300)
async def test_the_story_reads_the_same_in_all_four_ways(tmp_path: Path) -> None:
    assert len(STORY) >= 30
    first, *others = [
        await told(tmp_path / f"{library}-{mode}", library, mode) for library, mode in WAYS
    ]
    transcript, stage = first
    assert stage is Stage.CLOSED
    read = "".join(
        text for lines in transcript.values() for chat, _, text, *_ in lines if chat == WANG
    )
    assert all(word in read for word in ("0312-01 号", "张明经理", "补 1 条", "办结了"))
    for other, its_stage in others:
        assert other == transcript
        assert its_stage is Stage.CLOSED

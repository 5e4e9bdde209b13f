"""Asking after a matter in one's own words: number, stage, owner, phone and time are the answer."""

from pathlib import Path

from bot.dialogue.conversing import Reader
from models.case import Case
from storage.unit_of_work import Work
from tests.journeys import moves
from tests.journeys.moves import WANG, ZHANG
from tests.town import Town, a_town

#: Forty questions that were written down after the first words were chosen; what was missed of them
#: gave more words, so that today's hits tell what must not be lost, not what a stranger would meet.
STRANGERS = (Path(__file__).parent / "asked_after.txt").read_text(encoding="utf-8").splitlines()


def stand_at(town: Town, who: str, step: str = "open") -> None:
    """Put somebody back to where nothing is asked."""

    def back(work: Work) -> None:
        conversation = work.talk.conversation(town.at(who))
        assert conversation is not None
        conversation.step, conversation.slots = step, {}
        work.talk.keep(conversation)

    town.app.store.run_now(back)


def tells_all(said: list[str], case: Case) -> bool:
    """Whether number, stage, owner, phone and time are said."""
    wanted = (case.number, case.stage.chinese, "张明经理", "13800001001", "最晚")
    return any(all(word in text for word in wanted) for text in said)


async def hits(town: Town, case: Case, phrases: list[str]) -> list[str]:
    """The phrases that were answered with the progress of the case."""
    found = []
    for phrase in phrases:
        stand_at(town, WANG)
        town.clock.pass_by(minutes=1)
        if tells_all(await town.say(WANG, phrase), case):
            found.append(phrase)
    return found


async def test_strangers_who_ask_after_their_matter_hear_how_it_stands(
    tmp_path: Path, reader: Reader
) -> None:
    with a_town(tmp_path / "home", reader) as town:
        await moves.filed(town)
        await town.press(ZHANG, "受理")
        found = await hits(town, moves.latest(town), STRANGERS)
        assert len(town.cases()) == 1
    assert len(found) >= 34, "；".join(sorted(set(STRANGERS) - set(found)))

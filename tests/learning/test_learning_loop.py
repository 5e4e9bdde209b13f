"""The learning loop from end to end: a weak classifier, three hundred corrections through the
queue's forms, a spoiled candidate refused, a better one let serve, and the way back, while messages
are answered."""

import asyncio
import random
from pathlib import Path

import pytest

from bot.imports.confirmed import take_in_labels
from bot.imports.sheet import Sheet
from models.learning import TrainingState
from nlp.dataset import Example
from nlp.registry import Standing
from storage.unit_of_work import Work
from tests.learning.school import School, a_school, divided, sort_next
from tests.web.console import signed_in

CORRECTIONS = 300
QUESTION = "我下周几订货"


def spoiled(examples: list[Example]) -> Sheet:
    """Messages whose labels were dealt out anew by lot, as a file."""
    labels = [one.label for one in examples]
    random.Random(5).shuffle(labels)
    rows = tuple(
        (number, (one.text, label))
        for number, (one, label) in enumerate(zip(examples, labels, strict=True), 2)
    )
    return Sheet(("text", "label"), rows, 1)


async def answered_while(school: School, training: asyncio.Task[object]) -> int:
    """Say things for as long as the training lasts; how many were answered."""
    answered = 0
    while not training.done():
        assert await school.say("shop", QUESTION)
        answered += 1
        await asyncio.sleep(0.05)
    return answered


@pytest.mark.timeout(600)
async def test_three_hundred_corrections_make_a_better_classifier_and_spoiled_ones_do_not(
    tmp_path: Path,
) -> None:
    first, rest = divided()
    lessons, bad = rest[:CORRECTIONS], rest[CORRECTIONS : 3 * CORRECTIONS]
    truth = {one.text: one.label for one in lessons}
    with a_school(tmp_path / "home", first) as school:
        champion = school.registry.champion
        school.queue(lessons)
        async with (
            signed_in(school.app, "9001") as admin,
            signed_in(school.app, "9002") as other,
        ):
            # 1. Labels at random come in by a file, and a training is asked for in the console.
            def take_in(work: Work) -> int:
                sheet = spoiled(bad)
                outcome = take_in_labels(work, sheet, "9001", school.clock(), batch="bad")
                assert outcome.faults == ()
                return outcome.tally.added

            assert school.app.store.run_now(take_in) > CORRECTIONS
            assert (await admin.post("/admin/classifier", deed="train")).status_code == 303
            training = asyncio.create_task(school.train())
            assert await answered_while(school, training) > 0
            refused = training.result()
            assert refused.state is TrainingState.DONE
            assert refused.report["passes"] is False
            assert refused.report["gain"] < -0.03
            answer = await admin.post(
                "/admin/classifier", deed="promote", version=refused.classifier
            )
            assert answer.status_code == 409
            assert "没有通过关卡" in answer.text
            assert school.registry.champion == champion

            # 2. They are taken back, and people sort three hundred messages, some of them twice.
            school.app.store.run_now(lambda work: work.labels.forget_batch("bad"))
            sorted_by_admin = 0
            while await sort_next(admin, truth):
                sorted_by_admin += 1
            assert sorted_by_admin >= CORRECTIONS * 0.9
            while await sort_next(other, truth):
                pass
            page = await admin.reads("/admin/labels")
            assert "κ = 1.00" in page

            # 3. A training asked for in chat makes a better one, which listens before it speaks.
            assert "马上开始训练" in (await school.say("staff-9001", "/retrain"))[0]
            training = asyncio.create_task(school.train())
            assert await answered_while(school, training) > 0
            better = training.result()
            assert better.report["passes"] is True, better.report["faults"]
            assert better.report["gain"] > 0.02
            told = school.letters("staff-9001")[-1].text
            assert "通过了关卡" in told
            assert "认成" in told
            shown = await school.say("staff-9001", "/model")
            refusal = await school.press("staff-9001", "启用它")
            assert "要听满 50 条" in refusal[0], shown
            await school.tutor.relieve()
            assert school.tutor.reader.version == champion

            # 4. It listens to live messages, says nothing, and is then let serve.
            for number, one in enumerate(rest[900:960]):
                assert await school.say(f"shop-{number}", one.text)
            school.clock.pass_by(seconds=10)
            while await school.tutor.listen():
                pass
            assert "旁听了" in "".join(await school.say("staff-9001", "/model"))
            assert "已启用" in (await school.press("staff-9001", "启用它"))[0]
            await school.tutor.relieve()
            assert school.tutor.reader.version == better.classifier
            assert school.registry.show(better.classifier).standing is Standing.CHAMPION

            # 5. One button back.
            answer = await admin.post("/admin/classifier", deed="roll_back")
            assert answer.status_code == 303
            await school.tutor.relieve()
            assert school.tutor.reader.version == champion
            assert await school.say("shop", QUESTION)

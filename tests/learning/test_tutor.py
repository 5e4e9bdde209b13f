"""The tutor: what it notes of live messages, whom it tells what, how a training can end."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk import teaching, watchfulness
from bot.desk.shift import Shift
from models.case import Case
from models.labels import Sample, SampleState
from models.learning import ReadingTally, Training, TrainingState
from nlp.registry import Registry
from storage.case_list import CaseFilter
from storage.unit_of_work import Work
from tests.learning.school import School, open_school
from tests.learning.small import two_versions

ADMIN, OTHER, MANAGER, SHOP = "staff-9001", "staff-9002", "staff-1001", "shop"


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a champion and a candidate."""
    home = tmp_path_factory.mktemp("taught")
    two_versions(home)
    return home


@pytest.fixture
def school(taught: Path, tmp_path: Path) -> Iterator[School]:
    home = tmp_path / "home"
    shutil.copytree(taught, home)
    with open_school(home, Registry(home / "classifiers"), home / "corpus") as school:
        yield school


def candidate(school: School) -> str:
    return next(one.version for one in school.registry.versions() if one.standing == "candidate")


def look(school: School, version: str) -> list[tuple[str, str, int]]:
    tallies = school.app.store.read_now(lambda work: work.learning.shadow_of(version))
    return [(one.said, one.would_say, one.messages) for one in tallies]


def waiting(school: School) -> list[Sample]:
    def unit(work: Work) -> list[Sample]:
        both = (
            work.labels.in_state(SampleState.WAITING, is_random=kind, limit=99)
            for kind in (False, True)
        )
        return [one for found in both for one in found]

    return school.app.store.read_now(unit)


def counted(school: School) -> int:
    def unit(work: Work) -> list[ReadingTally]:
        return work.learning.tallies_since(school.clock().date().replace(month=1))

    return sum(one.messages for one in school.app.store.read_now(unit))


async def listen(school: School) -> None:
    school.clock.pass_by(seconds=5)
    while await school.tutor.listen():
        pass


async def test_each_message_is_counted_once_and_unsure_ones_are_put_up(school: School) -> None:
    said = ("箱子压扁了两条都湿了", "完全不知道说什么好呢嗯", "中华只给我一条凭什么")
    for number, text in enumerate(said):
        await school.say(f"shop-{number}", text)
    await listen(school)
    await listen(school)
    assert counted(school) == len(said)
    readings = school.app.store.read_now(
        lambda work: work.learning.heard(after=0, before=school.clock(), limit=9)
    )
    unsure = {one.text for one in readings if one.reading.band != "act"}
    assert unsure <= {one.text for one in waiting(school)} <= set(said)
    assert {one.reading.version for one in readings} == {school.registry.champion}


async def test_a_message_just_read_waits_until_all_of_its_moment_are_there(school: School) -> None:
    await school.say(SHOP, "箱子压扁了两条都湿了")
    school.clock.pass_by(seconds=-11)
    assert await school.tutor.listen() == 0
    await listen(school)
    assert counted(school) == 1


async def test_answers_to_questions_are_not_taken_for_messages_to_be_sorted(school: School) -> None:
    await school.say(SHOP, "送货晚了两天")
    await school.say(SHOP, "昨天")
    await school.say(SHOP, "玉溪 1 条")
    await listen(school)
    assert counted(school) == 1


async def test_the_candidate_hears_what_the_champion_hears_and_nobody_hears_it(
    school: School,
) -> None:
    version = candidate(school)

    def begin(work: Work) -> None:
        teaching.listen(Shift(work, school.clock(), school.app.house), version)

    school.app.store.run_now(begin)
    for number, text in enumerate(("烟发霉了长白毛", "打电话催了三回都说在办")):
        await school.say(f"shop-{number}", text)
    await listen(school)
    assert sum(messages for *_, messages in look(school, version)) == 2
    assert {case.read_by for case in cases(school)} <= {school.registry.champion}


def cases(school: School) -> list[Case]:
    return list(school.app.store.read_now(lambda work: work.cases.list(CaseFilter())))


async def test_a_damaged_classifier_is_made_known_to_every_admin_once(school: School) -> None:
    version = candidate(school)
    before = school.tutor.reader.version
    school.registry.promote(version)
    (school.registry.folder(version) / "weights.npz").write_bytes(b"spoiled")
    for _ in range(3):
        await school.tutor.look_round()
        await school.app.settle()
    for who in (ADMIN, OTHER):
        told = [one.text for one in school.letters(who) if version in one.text]
        assert len(told) == 1
        assert "继续用原来的" in told[0]
    assert not any(version in one.text for one in school.letters(MANAGER))
    assert await school.say(SHOP, "我下周几订货")
    assert school.tutor.reader.version == before


@pytest.mark.parametrize("words", ["/retrain", "/model"])
async def test_only_admins_have_anything_done_with_the_classifier(
    school: School, words: str
) -> None:
    assert "只有管理员" in (await school.say(MANAGER, words))[-1]
    assert "训练" not in "".join(await school.say(SHOP, words))
    assert school.app.store.read_now(lambda work: work.learning.trainings()) == []


async def test_two_who_ask_share_one_training_and_both_hear_of_its_end(school: School) -> None:
    assert "马上开始" in (await school.say(ADMIN, "/retrain"))[0]
    assert "已经有一个训练" in (await school.say(OTHER, "/retrain"))[0]
    assert "正在训练" in (await school.say(ADMIN, "/model"))[0]
    training = await school.train()
    assert (training.state, training.done) == (TrainingState.DONE, training.total)
    # Nothing was confirmed since, so that the same classifier comes of it.
    assert training.classifier == school.registry.champion
    for who in (ADMIN, OTHER):
        assert "一模一样" in school.letters(who)[-1].text
    assert list((school.app.settings.home / "training").iterdir()) == []


async def test_a_training_that_cannot_learn_is_said_to_have_failed(school: School) -> None:
    school.tutor.trainer.corpus = school.corpus / "nowhere"
    await school.say(ADMIN, "/retrain")
    training = await school.train()
    assert training.state is TrainingState.FAILED
    assert "train.csv" in school.letters(ADMIN)[-1].text
    assert list((school.app.settings.home / "training").iterdir()) == []


async def test_a_training_of_a_process_that_died_is_not_waited_for(school: School) -> None:
    def left(work: Work) -> None:
        training = Training(
            id=1,
            asked_at=school.clock(),
            state=TrainingState.RUNNING,
            watchers=(f"test:town:{ADMIN}",),
        )
        work.learning.add_training(training)
        now = school.clock()
        work.claims.take("training", "another-process", now.replace(minute=now.minute + 1), now)

    school.app.store.run_now(left)
    await school.tutor.trainer.look()
    assert school.training().state is TrainingState.RUNNING  # its process may still be alive
    school.clock.pass_by(minutes=2)
    await school.tutor.trainer.look()
    await school.app.settle()
    assert school.training().state is TrainingState.FAILED
    assert "服务中断过" in school.letters(ADMIN)[-1].text


async def test_a_stop_breaks_a_training_off_and_leaves_no_lessons_behind(school: School) -> None:
    await school.say(ADMIN, "/retrain")
    await school.tutor.trainer.look()
    await asyncio.sleep(0.3)
    await school.tutor.trainer.stop()
    folder = school.app.settings.home / "training"
    assert not folder.exists() or list(folder.iterdir()) == []
    assert school.training().state is TrainingState.RUNNING
    school.clock.pass_by(minutes=1)
    await school.tutor.trainer.look()
    assert school.training().state is TrainingState.FAILED


async def test_a_week_unlike_those_before_is_made_known_to_the_admins_once(school: School) -> None:
    def live(work: Work) -> None:
        shift = Shift(work, school.clock(), school.app.house)
        today = shift.today
        for back in range(1, 29):
            day = today.fromordinal(today.toordinal() - back)
            told = {"day": day, "version": "v", "words": 500, "unknown": 10}
            band = "person" if back <= 7 else "act"
            tally = ReadingTally(**told, label="none", band=band, messages=50)
            work.learning.count_readings([tally])
        for _ in range(2):
            watchfulness.look_after(shift)

    school.app.store.run_now(live)
    await school.app.settle()
    told = [one.text for one in school.letters(ADMIN) if "拿不准的消息从 0% 涨到 100%" in one.text]
    assert len(told) == 1
    assert not any("拿不准" in one.text for one in school.letters(MANAGER))

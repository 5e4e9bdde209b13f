"""The classifier on duty: relieved without a pause, never by one that can't be trusted."""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from nlp.dataset import read_examples
from nlp.duty import OnDuty
from nlp.errors import ArtifactRejected, UnknownVersion
from nlp.lessons import Lessons, read_lessons, write_lessons
from nlp.registry import Registry
from nlp.retraining import main, retrain
from tests.learning.small import CONFIRMED, TRAINED_AT, a_corpus, two_versions

TODAY = date(2026, 3, 12)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a champion and a candidate."""
    home = tmp_path_factory.mktemp("taught")
    two_versions(home)
    return home


@pytest.fixture
def registry(taught: Path, tmp_path: Path) -> Registry:
    """A copy that a test may spoil."""
    shutil.copytree(taught / "classifiers", tmp_path / "classifiers")
    return Registry(tmp_path / "classifiers")


def candidate(registry: Registry) -> str:
    return next(one.version for one in registry.versions() if one.standing == "candidate")


def spoil(folder: Path) -> None:
    """Change one byte in the middle of the weights."""
    weights = bytearray((folder / "weights.npz").read_bytes())
    weights[len(weights) // 2] ^= 1
    (folder / "weights.npz").write_bytes(bytes(weights))


def too_new(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 99}), "utf-8")


def test_whoever_is_promoted_reads_the_next_message(registry: Registry) -> None:
    duty = OnDuty(registry)
    before, wanted = duty.version, candidate(registry)
    assert not duty.relieve()
    registry.promote(wanted)
    assert duty.version == before  # until it is relieved
    assert duty.relieve()
    assert duty.read("打电话催了三回都说在办", TODAY).version == wanted
    assert registry.rollback() == before
    assert duty.relieve()
    assert duty.version == before


@pytest.mark.parametrize("damage", [spoil, too_new])
def test_one_that_was_tampered_with_or_is_too_new_never_takes_over(
    registry: Registry, damage: Callable[[Path], None]
) -> None:
    duty, wanted = OnDuty(registry), candidate(registry)
    before = duty.version
    registry.promote(wanted)
    damage(registry.folder(wanted))
    assert not duty.relieve()
    assert duty.version == before
    assert duty.turned_away is not None
    assert duty.turned_away.version == wanted
    assert duty.read("烟发霉了", TODAY).version == before
    registry.rollback()
    assert duty.relieve()
    assert duty.version == before
    assert duty.turned_away is None


@pytest.mark.parametrize("damage", [spoil, too_new])
def test_a_start_on_a_damaged_champion_goes_back_to_the_one_before(
    registry: Registry, damage: Callable[[Path], None]
) -> None:
    before, wanted = registry.champion, candidate(registry)
    registry.promote(wanted)
    damage(registry.folder(wanted))
    duty = OnDuty(registry)
    assert duty.version == before
    assert duty.turned_away is not None


def test_where_nobody_can_serve_the_start_is_refused(registry: Registry, tmp_path: Path) -> None:
    champion = registry.champion
    assert champion is not None
    spoil(registry.folder(champion))
    with pytest.raises(ArtifactRejected):
        OnDuty(registry)
    with pytest.raises(UnknownVersion):
        OnDuty(Registry(tmp_path / "nothing"))


async def test_messages_are_read_all_the_while_versions_change(registry: Registry) -> None:
    duty, wanted = OnDuty(registry), candidate(registry)
    before = duty.version
    both = {before, wanted}

    def read_on() -> set[str]:
        return {duty.read("箱子压扁了", TODAY).version for _ in range(200)}

    async def change() -> None:
        for version in (wanted, duty.version, wanted):
            registry.promote(version)
            await asyncio.to_thread(duty.relieve)

    seen, *_ = await asyncio.gather(asyncio.to_thread(read_on), change())
    assert seen <= both
    assert duty.version == wanted != before


def test_the_process_of_its_own_tells_each_step_and_at_last_a_report_without_any_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, lessons = a_corpus(tmp_path / "corpus"), tmp_path / "lessons.json"
    write_lessons(Lessons(CONFIRMED, CONFIRMED[:1]), lessons)
    assert lessons.stat().st_mode & 0o777 == 0o600
    assert read_lessons(lessons, corpus) == Lessons(CONFIRMED, CONFIRMED[:1], corpus)
    words = ["--registry", str(tmp_path / "kept"), "--lessons", str(lessons)]
    assert main([*words, "--corpus", str(corpus), "--trained-at", TRAINED_AT]) == 0
    *steps, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert [one["done"] for one in steps] == sorted(one["done"] for one in steps)
    assert steps[-1]["done"] == steps[-1]["total"]
    assert (last["report"]["taught"], last["report"]["frozen"]) == (4, 1)
    assert last["report"]["left_out"] == 1  # what is judged by is not learned too
    assert all(one.text not in json.dumps(last, ensure_ascii=False) for one in CONFIRMED)


def test_what_repeats_a_message_that_is_judged_by_is_not_learned(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path / "corpus")
    judged = read_examples(corpus / "gold.csv")
    copies = [replace(one, origin=f"file:{place}") for place, one in enumerate(judged)]
    lessons = Lessons((*CONFIRMED, *copies), corpus=corpus)
    report = retrain(Registry(tmp_path / "kept"), lessons, trained_at=TRAINED_AT).report
    assert (report["taught"], report["left_out"]) == (len(CONFIRMED), len(judged))


@pytest.mark.parametrize(
    ("lessons", "code"),
    [("no file", 1), ('{"taught": [], "frozen": []}', 2)],
)
def test_a_process_that_cannot_learn_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lessons: str, code: int
) -> None:
    file = tmp_path / "lessons.json"
    if lessons != "no file":
        file.write_text(lessons, "utf-8")
    words = ["--registry", str(tmp_path / "kept"), "--lessons", str(file)]
    words += ["--corpus", str(tmp_path / "nowhere"), "--trained-at", TRAINED_AT]
    assert main(words) == code
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert not (tmp_path / "kept").exists()


def test_the_desk_starts_without_what_only_learning_and_drawing_need() -> None:
    script = (
        "import sys, bot.app; print({'sklearn', 'scipy', 'matplotlib', 'alembic'} & {*sys.modules})"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "set()"

"""The learning loop in figures: two hundred labels, three hundred corrections, a spoiled candidate.

    python -m benchmarks.learning_loop

Scores on the shipped gold messages, how long answers took while a training ran beside them, and
how long it took until another version read the next message.
"""

import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.desk import teaching
from bot.desk.graduation import lessons
from bot.desk.orders import Actor, PromoteClassifier, Retrain
from bot.desk.shift import Shift
from bot.imports.confirmed import take_in_labels
from bot.imports.sheet import Sheet
from models.learning import Training
from nlp.dataset import Example
from storage.unit_of_work import Work
from tests.learning.school import School, a_school, divided, shipped

CORRECTIONS = 300
SPOILED = 600
QUESTION = "我下周几订货"
ADMIN = Actor(staff_no="9001")


def main() -> None:
    first, rest = divided()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with a_school(home, first, judged=len(shipped("gold"))) as school:
            asyncio.run(loop(school, rest))


async def loop(school: School, rest: list[Example]) -> None:
    alone = [await timed(school) for _ in range(40)]
    tell("answers, nothing beside them", alone)
    bad = rest[CORRECTIONS : CORRECTIONS + SPOILED]
    labels = [one.label for one in bad]
    random.Random(5).shuffle(labels)
    take_in(school, zip((one.text for one in bad), labels, strict=True), "bad")
    report(f"{SPOILED} labels at random", await trained(school))
    school.app.store.run_now(lambda work: work.labels.forget_batch("bad"))
    good = rest[:CORRECTIONS]
    take_in(school, ((one.text, one.label) for one in good), "good")
    better = await trained(school)
    report(f"{CORRECTIONS} corrections", better)
    print(f"until every process reads with it: {await relieved(school, better.classifier):.2f} s")
    known = school.app.store.read_now(lambda work: lessons(work, school.corpus))
    print(f"labels confirmed in the end: {len(known.taught)}")


def take_in(school: School, pairs: Any, batch: str) -> None:
    rows = tuple((number, pair) for number, pair in enumerate(pairs, 2))
    sheet = Sheet(("text", "label"), rows, 1)

    def unit(work: Work) -> int:
        outcome = take_in_labels(work, sheet, "9001", school.clock(), batch=batch, partial=True)
        return outcome.tally.added

    print(f"taken in: {school.app.store.run_now(unit)}")


async def timed(school: School) -> float:
    """How long one answer takes, in milliseconds."""
    began = time.perf_counter()
    assert await school.say("shop", QUESTION)
    return (time.perf_counter() - began) * 1000


async def trained(school: School) -> Training:
    def ask(work: Work) -> None:
        shift = Shift(work, school.clock(), school.app.house)
        teaching.retrain(Retrain(), ADMIN, shift)

    school.app.store.run_now(ask)
    began = time.perf_counter()
    task = asyncio.create_task(school.train())
    times = []
    while not task.done():
        times.append(await timed(school))
        await asyncio.sleep(0.02)
    tell(f"answers during a training of {time.perf_counter() - began:.1f} s", times)
    return task.result()


async def relieved(school: School, version: str) -> float:
    """From the promotion until the tutor, which looks every two seconds, has the new version."""
    running = asyncio.create_task(school.tutor.run(asyncio.Event()))
    await asyncio.sleep(1)

    def promote(work: Work) -> None:
        shift = Shift(work, school.clock(), school.app.house)
        teaching.promote(PromoteClassifier(version, anyway=True), ADMIN, shift)

    school.app.store.run_now(promote)
    began = time.perf_counter()
    while school.tutor.reader.version != version:
        assert await school.say("shop", QUESTION)
    running.cancel()
    await asyncio.wait([running])
    return time.perf_counter() - began


def tell(what: str, times: list[float]) -> None:
    ordered = sorted(times)
    late = ordered[min(round(len(ordered) * 0.95), len(ordered) - 1)]
    print(f"{what}: {len(times)}, median {statistics.median(times):.0f} ms, p95 {late:.0f} ms")


def report(what: str, training: Training) -> None:
    told = training.report
    before, after = told["champion"]["macro_f1"], told["candidate"]["macro_f1"]
    low, high = told["interval"]
    print(f"{what}: macro-F1 {before:.3f} → {after:.3f} ({low:+.3f} to {high:+.3f})")
    print(f"  passes: {told['passes']}; {' '.join(told['faults'])}")


if __name__ == "__main__":
    main()

"""The simulation: everything that is said has its effect, and the reckoning would see if not."""

import asyncio
from array import array
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App, build
from bot.settings import Settings
from bot.simulate.channel import mark_of
from bot.simulate.day import HOURS, Pace, moment_of
from bot.simulate.reckoning import Delay, breaks_of, figures, reckon
from bot.simulate.running import Plan, Simulation
from models.mail import JobState
from storage.census import Passage
from storage.unit_of_work import Work
from tests.stand_ins import KeywordReader
from tests.storage.rows import NOW

PLAN = Plan(shops=30, managers=2, messages=120)


def built(home: Path, simulation: Simulation, url: str = "") -> App:
    channel = simulation.channel
    key = (channel.name, channel.account)
    settings = Settings(home=home, database_url=url)
    app = build(settings, KeywordReader(), more=lambda *_: {key: channel})
    simulation.settle_in(app)
    return app


@pytest.mark.timeout(120)
async def test_a_region_at_work_loses_and_doubles_nothing(store_url: str, tmp_path: Path) -> None:
    told: list[int] = []
    simulation = Simulation(PLAN, told.append)
    app = built(tmp_path, simulation, store_url)
    found = await simulation.run(app, asyncio.Event())
    app.close()
    document = figures(found, simulation.sent, simulation.seconds, 100.0)
    assert (document["messages"], max(told)) == (120, 120)
    broken = {name: document[name] for name in ("lost", "doubled", "undelivered", "order_breaks")}
    assert broken == {"lost": 0, "doubled": 0, "undelivered": 0, "order_breaks": 0}
    assert document["cases"] > 5
    assert document["letters"] >= 120
    assert 0 < document["delay_ms"]["p50"] <= document["delay_ms"]["p99"]
    assert document["bytes_per_case"] > 1000


async def test_a_run_that_is_stopped_tells_what_was_done_until_then(tmp_path: Path) -> None:
    stop = asyncio.Event()

    def stop_at_ten(sent: int) -> None:
        if sent == 10:
            stop.set()

    simulation = Simulation(Plan(shops=20, managers=1, messages=5000), stop_at_ten)
    app = built(tmp_path, simulation)
    found = await simulation.run(app, stop)
    app.close()
    assert 10 <= simulation.sent < 5000
    assert found.handled >= simulation.sent


async def test_what_is_lost_doubled_or_left_is_seen(tmp_path: Path) -> None:
    simulation = Simulation(PLAN)
    app = built(tmp_path, simulation)
    found = await simulation.run(app, asyncio.Event())
    whole = figures(found, simulation.sent, 1.0, 1.0)

    def harm(work: Work) -> None:
        driver = work.mail._scribe._driver
        driver.execute("DELETE FROM job WHERE rowid = (SELECT rowid FROM job WHERE queue = 'in')")
        driver.execute(
            "UPDATE job SET state = 'waiting' WHERE rowid = "
            "(SELECT rowid FROM job WHERE queue = 'out')"
        )
        case = work.cases.find(driver.execute('SELECT id FROM "case"').fetchone()[0])
        assert case is not None
        work.cases.add(case.model_copy(update={"id": 1, "number": "0000-00"}))

    app.store.run_now(harm)
    marks = next(marks for marks in simulation.channel.delivered.values() if len(marks) > 2)
    marks.append(marks[0])
    after = app.clock() + timedelta(minutes=1)
    spoiled = figures(
        await reckon(app.store, simulation.channel.delivered, after), simulation.sent, 1.0, 1.0
    )
    app.close()
    assert spoiled["lost"] == whole["lost"] + 1
    assert spoiled["doubled"] == whole["doubled"] + 2
    assert spoiled["undelivered"] == 1


def a_passage(key: str, later: float = 0) -> Passage:
    due = NOW + timedelta(seconds=later)
    return Passage("simulated:region:x", 1, key, JobState.DONE, NOW, due, NOW, "")


@pytest.mark.parametrize(
    ("read", "breaks"),
    [("abc", 0), ("acb", 1), ("cba", 2), ("ab", 0), ("aabc", 0), ("xabc", 0), ("", 0)],
)
def test_letters_that_overtake_others_are_counted(read: str, breaks: int) -> None:
    lane = [a_passage(key) for key in "abc"]
    assert breaks_of(lane, map(mark_of, read)) == breaks


def test_a_letter_for_a_later_hour_overtakes_nobody() -> None:
    lane = [a_passage("morning", later=3600), a_passage("now")]
    assert breaks_of(lane, map(mark_of, ("now", "morning"))) == 0


def test_delays_are_told_at_the_middle_and_near_the_end() -> None:
    assert Delay.of(array("d", [place / 1000 for place in range(100)])) == Delay(50.0, 99.0)
    assert Delay.of(array("d")) == Delay(0.0, 0.0)


def test_the_hours_of_a_day_get_their_share_of_the_messages() -> None:
    times = [moment_of(number / 10_000) * 24 for number in range(10_000)]
    assert times == sorted(times)
    by_hour = [sum(hour <= at < hour + 1 for at in times) for hour in range(24)]
    for hour, share in enumerate(HOURS):
        assert by_hour[hour] == pytest.approx(10_000 * share / sum(HOURS), abs=2)


def test_a_rate_spreads_the_messages_over_the_day_and_none_lets_them_go_at_once() -> None:
    now = 100.0
    pace = Pace(messages=60, rate=2, clock=lambda: now)
    waits = [pace.wait() for _ in range(60)]
    assert waits == sorted(waits)
    assert 25 < waits[-1] <= 30
    assert {Pace(60, None, lambda: now).wait() for _ in range(5)} == {0.0}

"""Health: what is told to those who watch over the service, and that it names nobody."""

import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app import App, build
from bot.port import Refused
from bot.settings import Settings
from bot.stations import Station
from bot.web.health import health_alone
from models.mail import JobState, Queue
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work
from tests.journeys.conftest import town
from tests.stand_ins import StoppedClock
from tests.town import Town

__all__ = ["town"]

WANG = "310101100001"
#: By queue, where there is nothing.
NONE = {queue.value: 0 for queue in Queue}


def asking(app: App) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(health_alone(app.vitals))
    return httpx.AsyncClient(transport=transport, base_url="http://desk")


async def readiness(app: App) -> tuple[int, dict[str, object]]:
    async with asking(app) as client:
        answer = await client.get("/readyz")
        return answer.status_code, answer.json()


async def gauges(app: App) -> dict[str, float]:
    """The value of each sample by its name and labels."""
    async with asking(app) as client:
        text = (await client.get("/metrics")).text
    return {
        ",".join([sample.name, *sorted(sample.labels.values())]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_the_service_says_that_it_lives_and_is_ready(script: httpx.AsyncClient) -> None:
    assert (await script.get("/healthz")).json() == {"status": "ok"}
    ready = await script.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "ready": True,
        "roles": ["telegram", "timekeeper", "web", "worker"],
        "database": "ok",
        "schema": "ok",
        "classifier": "keywords",
        "parts": {},
        "waiting": 0,
        "oldest_waiting_seconds": None,
        "lag_seconds": NONE,
        "late": [],
        "set_aside": NONE,
    }


async def test_what_waits_is_told_by_its_age_and_called_late_after_a_minute(town: Town) -> None:
    await town.sends(f"shop-{WANG}", text="货少了")
    town.clock.pass_by(seconds=59)
    _, report = await readiness(town.app)
    assert (report["waiting"], report["oldest_waiting_seconds"], report["late"]) == (1, 59.0, [])
    town.clock.pass_by(seconds=31)
    status, report = await readiness(town.app)
    assert report["lag_seconds"] == NONE | {"in": 90.0}
    assert (status, report["late"]) == (200, ["in"])


@pytest.mark.parametrize(
    ("stations", "status"), [({Station.WORKER}, 503), ({Station.WEB, Station.TIMEKEEPER}, 200)]
)
async def test_only_a_worker_needs_a_classifier(
    tmp_path: Path, stations: set[Station], status: int
) -> None:
    app = build(Settings(home=tmp_path), None, stations=frozenset(stations))
    assert (await readiness(app))[0] == status
    app.close()


async def test_a_database_that_is_away_is_told_of_and_not_raised(town: Town) -> None:
    def away(_: Work) -> object:
        raise StoreUnavailable("gone")

    class Away:
        def read(self, unit: object) -> object:
            return town.app.store.__class__.read(town.app.store, away)

        async def check_revision(self) -> None:
            await town.app.store.read(away)

    object.__setattr__(town.app.vitals, "store", Away())
    status, report = await readiness(town.app)
    assert (status, report["database"], report["lag_seconds"]) == (503, "StoreUnavailable", {})
    assert (await gauges(town.app))["shouwen_database_up"] == 0


async def test_a_schema_of_another_version_is_not_ready(town: Town) -> None:
    def take_back(work: Work) -> None:
        work.mail._scribe._driver.execute("UPDATE alembic_version SET version_num = '0001'")

    town.app.store.run_now(take_back)
    status, report = await readiness(town.app)
    assert (status, report["schema"]) == (503, "SchemaTooOld")


async def test_the_meters_tell_what_was_done_and_how_long_it_took(town: Town) -> None:
    await town.sends(f"shop-{WANG}", text="今天送来的玉溪少送1条")
    town.clock.pass_by(seconds=7)
    await town.app.settle()
    told = await gauges(town.app)
    assert told["shouwen_jobs_taken_total,done,in"] == 1
    assert told["shouwen_jobs_taken_total,done,out"] == 1
    assert told["shouwen_reply_delay_seconds_sum"] == 7
    assert told["shouwen_delivery_delay_seconds_count,test"] == 1


async def test_what_failed_and_what_was_set_aside_is_counted(town: Town) -> None:
    town.channel.trouble = [ValueError("ill"), Refused("never")]
    await town.say(f"shop-{WANG}", "你好")
    await town.pass_by(minutes=1)
    await town.sends("somebody", kind="nonsense")
    for _ in range(6):
        await town.pass_by(minutes=1)
    told = await gauges(town.app)
    assert told["shouwen_jobs_taken_total,failed,out"] == 1
    assert told["shouwen_jobs_taken_total,out,set_aside"] == 1
    assert told["shouwen_jobs_taken_total,failed,in"] == 4
    assert told["shouwen_jobs_taken_total,in,set_aside"] == 1


async def test_open_and_overdue_cases_are_counted_by_stage_and_category(town: Town) -> None:
    await town.say(f"shop-{WANG}", "今天送来的玉溪少送1条")
    await town.press(f"shop-{WANG}", "对")
    open_now = {name: value for name, value in (await gauges(town.app)).items() if "cases" in name}
    assert open_now == {
        "shouwen_cases_open,filed,transport": 1,
        "shouwen_cases_overdue,filed,transport": 0,
    }
    await town.pass_by(days=30)
    assert (await gauges(town.app))["shouwen_cases_overdue,filed,transport"] == 1


async def test_the_meters_name_nobody(town: Town) -> None:
    await town.say(f"shop-{WANG}", "今天送来的玉溪少送1条，我姓王")
    await town.press(f"shop-{WANG}", "对")
    async with asking(town.app) as client:
        text = (await client.get("/metrics")).text + (await client.get("/readyz")).text
    for secret in (WANG, "王", "张明", "玉溪"):
        assert secret not in text
    assert not re.search(r"\b(?:1001|139\d{8})\b", text)  # a time may hold any digits


async def test_what_was_given_up_stays_visible(town: Town) -> None:
    def put(work: Work) -> None:
        work.mail.put(Queue.OUT, "test:town:x", "k", {}, town.now)
        job = work.mail.next_job(Queue.OUT, "test:town:x", town.now)
        assert job is not None
        work.mail.settle(job, JobState.DEAD, town.now + timedelta(seconds=1))

    town.app.store.run_now(put)
    _, report = await readiness(town.app)
    assert report["set_aside"] == NONE | {"out": 1}
    assert (await gauges(town.app))["shouwen_jobs_set_aside,out"] == 1


def test_a_clock_that_stands_is_no_lag(town: Town) -> None:
    found = town.app.store.read_now(lambda work: work.census.queue(Queue.TIMER))
    assert found.lag(StoppedClock()() - timedelta(days=400)) == 0

"""A day down: nothing is replayed but what is still true, and nothing is kept for ever."""

from datetime import timedelta

import pytest

from bot.desk.tidying import KEPT
from bot.port import Retry
from models.mail import Queue
from tests.journeys import moves
from tests.journeys.moves import WANG, ZHANG, latest
from tests.town import Town


def counted(town: Town, who: str, words: str) -> int:
    return sum(words in letter.text for letter in town.letters(who))


async def down_for(town: Town, **time: float) -> None:
    """The service is away, then another process starts on the same files."""
    town.clock.pass_by(**time)
    await town.restart()
    await town.app.settle()


async def undeliverable_for(town: Town, **time: float) -> None:
    """Everything works but the channel; then that works again."""
    town.channel.trouble = [Retry(timedelta(**time).total_seconds()) for _ in range(9)]
    await town.app.settle()
    assert len(town.channel.trouble) < 9, "nothing was tried"
    town.channel.trouble.clear()


async def test_a_reminder_that_could_not_go_out_before_the_deed_it_asks_for_is_not_sent(
    town: Town,
) -> None:
    await moves.filed(town)
    town.clock.pass_by(hours=22, minutes=5)
    await undeliverable_for(town, hours=1)
    await town.press(ZHANG, "受理")
    await town.pass_by(hours=1, minutes=30)
    assert latest(town).contacted_at is not None
    assert counted(town, ZHANG, "首次联系") == 0


async def test_of_two_reminders_that_waited_only_the_later_is_sent(town: Town) -> None:
    await moves.filed(town)
    town.clock.pass_by(hours=22, minutes=1)
    await undeliverable_for(town, hours=1)
    await town.pass_by(hours=2, minutes=30)
    reminders = [one.text for one in town.letters(ZHANG) if "首次联系" in one.text.split("\n")[0]]
    assert len(reminders) == 1
    assert "超时" in reminders[0]


async def test_a_digest_that_could_not_go_out_on_its_day_is_not_sent_on_the_next(
    town: Town,
) -> None:
    await moves.filed(town)
    town.clock.turn_to(3, 13, 8, 1)
    await undeliverable_for(town, hours=20)
    town.clock.turn_to(3, 14, 9)  # Saturday
    await town.app.settle()
    assert counted(town, ZHANG, "早上好") == 0


@pytest.mark.parametrize(
    ("day", "hour", "digests"),
    [(13, 9, 1), (13, 15, 0), (14, 9, 0), (15, 23, 0), (16, 7, 0), (16, 11, 1), (17, 3, 0)],
)
async def test_a_digest_comes_on_a_working_morning_or_not_at_all(
    town: Town, day: int, hour: int, digests: int
) -> None:
    await moves.filed(town)
    town.clock.turn_to(3, day, hour)
    await town.restart()
    await town.app.settle()
    assert counted(town, ZHANG, "早上好") == digests


async def test_who_starts_before_the_hour_still_gets_todays_digest(town: Town) -> None:
    await moves.filed(town)
    town.clock.turn_to(3, 16, 7)
    await town.restart()
    await town.app.settle()
    await town.pass_by(hours=1, minutes=1)
    assert counted(town, ZHANG, "早上好") == 1


async def test_a_greeting_is_answered_late_and_once_after_a_day_down(town: Town) -> None:
    await town.sends(WANG, text="你好")
    await down_for(town, days=1)
    heard = len(town.letters(WANG))
    assert heard == 1
    await down_for(town, days=1)
    assert len(town.letters(WANG)) == heard


async def test_a_message_is_known_again_for_two_days_and_its_job_is_gone_after_that(
    town: Town,
) -> None:
    raw = {"conversation": WANG, "event_id": "e-again", "text": "你好"}
    assert await town.app.accept(town.channel, raw)
    await town.app.settle()
    for hours in (0, 24, 23):
        await town.pass_by(hours=hours)
        assert not await town.app.accept(town.channel, raw)
    assert timedelta(hours=48) <= KEPT
    town.clock.turn_to(3, 16, 4)
    await town.app.settle()
    assert await town.app.accept(town.channel, raw)


async def test_lanes_without_jobs_are_gone_too_and_what_was_set_aside_stays(town: Town) -> None:
    await town.sends("somebody", kind="nonsense")
    for _ in range(6):
        await town.pass_by(minutes=1)
    for person in range(5):
        await town.say(f"passer-by-{person}", "你好")
    town.clock.turn_to(3, 20, 4)
    await town.app.settle()
    dead = town.app.store.read_now(lambda work: work.mail.dead(Queue.IN))
    assert [job.error for job in dead] == ["ValueError"]
    lanes = town.app.store.read_now(
        lambda work: work.mail._scribe._driver.execute(
            "SELECT lane FROM lane WHERE queue = 'in'"
        ).fetchall()
    )
    assert lanes == [(dead[0].lane,)]

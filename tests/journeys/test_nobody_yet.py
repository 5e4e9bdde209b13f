"""A desk without staff: nothing that is told is lost, and the first to come finds it (F8, I1)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.reception import TRIES
from bot.timekeeper import NOBODY_YET
from models.mail import JobState, Queue
from models.people import Shop, Staff
from storage.unit_of_work import Work
from tests.builders import a_shop, the_staff
from tests.stand_ins import KeywordReader, StoppedClock
from tests.town import Town

WANG = "shop-310101100001"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Town]:
    """A desk that knows its shops and has no staff yet."""
    town = Town(tmp_path / "home", KeywordReader(), StoppedClock())
    town.settle_in([a_shop()], [])
    try:
        yield town
    finally:
        town.app.close()


def come(town: Town, staff: list[Staff], shops: tuple[Shop, ...] = ()) -> None:
    def move_in(work: Work) -> None:
        work.people.put_staff(staff)
        for person in staff:
            work.people.bind(town.at(f"staff-{person.no}"), f"staff:{person.no}", town.now)

    town.app.store.run_now(move_in)


async def test_a_complaint_waits_for_the_first_member_of_staff(empty: Town) -> None:
    await empty.say(WANG, "今天送来的玉溪少送1条")
    begun = empty.now
    await empty.press(WANG, "对")
    assert "一有人就办" in empty.last(WANG)
    await empty.pass_by(hours=3)
    assert [letter.text for letter in empty.letters(WANG)].count(empty.last(WANG)) == 1
    come(empty, the_staff())
    await empty.pass_by(minutes=1)
    case = empty.the_case()
    assert (case.owner_no, case.first_message_at) == ("1001", begun)
    assert case.number in empty.last(WANG)


async def test_whoever_asks_for_a_person_is_called_once_there_is_one(empty: Town) -> None:
    await empty.say(WANG, "转人工")
    assert "一有人就办" in empty.last(WANG)
    come(empty, the_staff())
    await empty.pass_by(minutes=1)
    assert "有人要找真人" in empty.last("staff-1001")


async def test_what_fails_again_and_again_waits_for_somebody_to_take_it_over(empty: Town) -> None:
    class Broken(KeywordReader):
        def read(self, *_: object, **__: object) -> object:  # type: ignore[override]
            raise RuntimeError

    empty.app.reception.reader = Broken()
    await empty.arrives(WANG, text="烟又少了一条怎么回事")
    for _ in range(TRIES + 3):
        await empty.pass_by(minutes=1)
    assert "一有人就办" in empty.last(WANG)
    come(empty, the_staff())
    await empty.pass_by(minutes=1)
    assert "烟又少了一条怎么回事" in empty.last("staff-8001")
    (job,) = empty.app.store.read_now(lambda work: work.mail.dead(Queue.IN))
    assert job.state is JobState.DEAD


async def test_an_intake_left_unfinished_goes_to_the_first_to_come(empty: Town) -> None:
    await empty.say(WANG, "玉溪压坏了")
    await empty.pass_by(days=2)
    come(empty, the_staff())
    await empty.pass_by(seconds=NOBODY_YET.total_seconds())
    assert empty.the_case().facts["unfinished"] is True

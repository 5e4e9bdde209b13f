"""What is kept, for how long, and what goes: long closed cases, withdrawn ones, idle talk."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.examining_cases import broken_ledgers
from bot.desk import erasing
from bot.desk.shift import Shift
from bot.house import house_of
from bot.retention import Retention, Tidied
from bot.settings import Settings
from models.case import Case
from models.errors import Incomplete, NotToBeSeen, WrongStage
from models.ids import new_id
from models.kept_file import digest_of
from models.ledger import is_erased
from models.mail import JobState, Queue
from models.terms import Stage
from storage.backup.rows import forms_of
from storage.backup.tables import rows_in
from storage.engine import Store
from storage.unit_of_work import Work
from storage.whole import Whole, whole_of
from tests.journeys import moves
from tests.journeys.moves import LIU, WANG, ZHANG
from tests.journeys.test_files import (
    PAGE,
    files_a_photo,
    files_on_the_page,
    on_the_page,
    reads_on_the_page,
)
from tests.storage.rows import NOW, an_utterance
from tests.storage.test_archive import put_case
from tests.town import Town

#: Nothing of the case may be found again by these once it is erased.
OF_PEOPLE = ("今天送来", "玉溪少送", "点错人了")


def house_keeping(town: Town) -> Retention:
    return Retention(town.app.store, town.app.house, town.home / "media", town.clock)


def shift_of(town: Town, work: Work) -> Shift:
    return Shift(work, town.now, town.app.house)


def gather(town: Town, case: Case) -> Whole:
    return town.app.store.read_now(lambda work: work.archive.gather(case))


def erase(town: Town, case: Case, reason: str = "店主来电要求") -> Case:
    return town.app.store.run_now(
        lambda work: erasing.erase(shift_of(town, work), case.full_number, reason, by="staff:9001")
    )


def rows_that_tell(town: Town, words: str) -> set[str]:
    """The tables in which the words still stand, but for jobs, which are kept for two days, the
    roster, and who is bound to what."""
    found = set()

    def look(work: Work) -> None:
        connection = work.cases._scribe._connection
        for form in forms_of(connection):
            if [row for row in rows_in(connection, form) if words in repr(row)]:
                found.add(form.name)

    town.app.store.read_now(look)
    return found - {"job", "lane", "shop", "binding"}


def is_whole(town: Town) -> bool:
    return town.app.store.read_now(broken_ledgers) == []


async def withdrawn(town: Town) -> Case:
    reads_on_the_page(town)
    await files_a_photo(town)
    await town.say(WANG, "撤回")
    await town.say(WANG, "点错人了")
    case = moves.latest(town)
    assert case.stage is Stage.WITHDRAWN
    return case


async def test_a_closed_case_is_archived_whole_when_its_time_is_over(town: Town) -> None:
    await moves.closed(town)
    case = moves.latest(town)
    before, lines = gather(town, case), town.ledger(case)
    town.clock.pass_by(days=1094)
    assert (await house_keeping(town).tidy()).archived == 0
    town.clock.pass_by(days=2)
    assert (await house_keeping(town).tidy()).archived == 1

    archived = town.app.store.read_now(lambda work: work.archive.by_number(case.full_number))
    assert archived is not None
    assert whole_of(archived) == before
    assert town.ledger(case) == lines
    assert town.cases() == []
    assert is_whole(town)


async def test_nothing_of_an_open_case_is_ever_removed(town: Town) -> None:
    reads_on_the_page(town)
    await files_a_photo(town)
    case = moves.latest(town)
    before, lines = gather(town, case), town.ledger(case)
    town.clock.pass_by(days=7000)
    tidied = await house_keeping(town).tidy()
    assert replace(tidied, said=0, shown=0) == Tidied()
    assert (gather(town, case), town.ledger(case)) == (before, lines)
    with pytest.raises(WrongStage, match="还没有办结"):
        erase(town, case)
    assert (gather(town, case), town.ledger(case)) == (before, lines)


async def test_on_request_what_people_told_is_gone_and_what_was_done_stays(town: Town) -> None:
    case = await withdrawn(town)
    (photo,) = files_on_the_page(town)
    assert rows_that_tell(town, "今天送来") >= {"case", "ledgerentry", "utterance"}
    assert any("少送" in bubble.text for bubble in on_the_page(town))
    left = erase(town, case)
    await house_keeping(town).remove_files()

    for words in (*OF_PEOPLE, photo.ref):
        assert rows_that_tell(town, words) <= {"staff_role"}, words
    assert not (town.home / "media" / photo.ref).exists()
    assert not any("少送" in bubble.text or bubble.media for bubble in on_the_page(town))
    assert (left.number, left.owner_no, left.stage) == (case.number, "1001", Stage.WITHDRAWN)
    assert (left.shop, left.complainant) == ("", "")
    assert (left.category, left.filed_at) == (case.category, case.filed_at)
    assert is_whole(town)


async def test_the_ledger_says_who_erased_and_why(town: Town) -> None:
    case = await withdrawn(town)
    before = town.ledger(case)
    erase(town, case)
    *lines, last = town.ledger(case)
    assert [line.seal for line in lines] == [line.seal for line in before]
    assert [line.deed for line in lines] == [line.deed for line in before]
    assert all(is_erased(line) or not line.detail for line in lines)
    assert (last.deed, last.actor, last.detail["reason"]) == ("erase", "staff:9001", "店主来电要求")


async def test_another_case_of_the_same_people_is_left_alone(town: Town) -> None:
    await withdrawn(town)
    gone = moves.latest(town)
    other = await moves.told_to_the_desk(town, said="软中华霉了", summary="软中华霉了 2 条")
    assert other.id != gone.id
    before, lines = gather(town, other), town.ledger(other)
    shown = rows_that_tell(town, "软中华霉了")
    erase(town, gone)
    assert (gather(town, other), town.ledger(other)) == (before, lines)
    assert rows_that_tell(town, "软中华霉了") == shown


async def test_a_closed_case_may_be_erased_once_it_can_not_be_reopened(town: Town) -> None:
    await moves.closed(town)
    case = moves.latest(town)
    with pytest.raises(WrongStage, match="可以重新打开"):
        erase(town, case)
    town.clock.pass_by(days=31)
    with pytest.raises(Incomplete):
        erase(town, case, reason=" ")
    erase(town, case)
    assert rows_that_tell(town, "周三送货时补") == set()
    assert is_whole(town)
    with pytest.raises(NotToBeSeen):
        erase(town, Case(**(case.model_dump() | {"number": "0101-99"})))


async def test_withdrawn_cases_lose_what_is_personal_after_half_a_year(town: Town) -> None:
    await withdrawn(town)
    town.clock.pass_by(days=181)
    tidied = await house_keeping(town).tidy()
    assert (tidied.erased, tidied.files) == (1, 1)
    assert rows_that_tell(town, "今天送来") == set()
    assert is_whole(town)
    assert (await house_keeping(town).tidy()).erased == 0


async def test_archived_cases_lose_what_is_personal_after_five_years(town: Town) -> None:
    await moves.closed(town)
    town.clock.pass_by(days=1096)
    await house_keeping(town).tidy()
    assert rows_that_tell(town, "今天送来")
    town.clock.pass_by(days=730)
    assert (await house_keeping(town).tidy()).erased == 1
    assert rows_that_tell(town, "今天送来") == set()
    assert is_whole(town)


async def test_idle_talk_is_forgotten_after_its_time(town: Town) -> None:
    await town.say(WANG, "你们那边今天天气怎么样")
    assert rows_that_tell(town, "天气") == {"utterance", "conversation"}
    town.clock.pass_by(days=7300)
    await house_keeping(town).tidy()
    assert rows_that_tell(town, "天气") == set()
    here = town.at(WANG)
    assert town.app.store.read_now(lambda work: work.talk.conversation(here)) is None
    assert await town.say(WANG, "在吗")


def set_aside(town: Town, queue: Queue, who: str, key: str, **payload: object) -> None:
    """Something of theirs is given up."""

    def unit(work: Work) -> None:
        lane = str(town.at(who))
        work.mail.put(queue, lane, key, payload, town.now)
        job = next(job for job in work.mail.waiting_jobs(queue, lane, 50) if job.dedupe == key)
        work.mail.settle(job, JobState.DEAD, town.now, "ValueError")

    town.app.store.run_now(unit)


def aside(town: Town) -> set[str]:
    return {job.dedupe for job in town.app.store.read_now(lambda work: work.aside.latest(50))}


async def test_what_was_set_aside_is_forgotten_after_its_time(town: Town) -> None:
    set_aside(town, Queue.IN, WANG, "unread", raw={"text": "看不懂的话"})
    town.clock.pass_by(days=364)
    assert (await house_keeping(town).tidy()).aside == 0
    town.clock.pass_by(days=2)
    assert (await house_keeping(town).tidy()).aside == 1
    assert aside(town) == set()


async def test_what_was_set_aside_of_a_case_goes_with_it_and_nothing_else(town: Town) -> None:
    case = await withdrawn(town)
    said = town.app.store.read_now(lambda work: work.talk.of_case(case.id))
    letter = next(one.id for one in said if one.by == "desk")
    set_aside(town, Queue.IN, WANG, "unread", raw={"text": "看不懂的话"})
    set_aside(town, Queue.OUT, WANG, "of the case", letter=letter, text="您的投诉")
    set_aside(town, Queue.FETCH, WANG, "its photo", digest=digest_of("handle-1"))
    for who in (WANG, ZHANG):
        set_aside(town, Queue.OUT, who, f"other letter to {who}", letter=1)
    set_aside(town, Queue.IN, ZHANG, "unread of staff")
    set_aside(town, Queue.IN, LIU, "unread of others")
    erase(town, case)
    assert aside(town) == {
        f"other letter to {WANG}",
        f"other letter to {ZHANG}",
        "unread of staff",
        "unread of others",
    }


async def test_a_photo_on_record_outlives_a_stray_message_that_names_it_too(town: Town) -> None:
    """Who changes the words under a photo sends the photo once more; the matter was closed by then,
    so that the change is on no record."""
    reads_on_the_page(town)
    await files_a_photo(town)
    (photo,) = files_on_the_page(town)
    again = an_utterance(
        "写错了，是两条", id=new_id(town.now), address=str(town.at(WANG)), at=town.now
    )
    again.kind, again.media = "edit", "handle-1"
    town.app.store.run_now(lambda work: work.talk.say(again))
    town.clock.pass_by(days=366)
    assert (await house_keeping(town).tidy()).said
    assert rows_that_tell(town, "写错了") == set()
    assert (town.home / "media" / photo.ref).exists()
    assert town.app.store.read_now(lambda work: work.files.find("handle-1")) is not None


async def test_pages_are_emptied_of_what_is_long_past(town: Town) -> None:
    def show(work: Work) -> None:
        content: dict[str, Any] = {"by": "desk", "text": "早报：今天到期 0 件", "media": []}
        work.page.append(PAGE, "digest:1", content, town.now)

    town.app.store.run_now(show)
    town.clock.pass_by(days=364)
    assert (await house_keeping(town).tidy()).shown == 0
    town.clock.pass_by(days=2)
    assert (await house_keeping(town).tidy()).shown == 1


async def test_after_an_erasure_staff_no_longer_find_the_case(town: Town) -> None:
    case = await withdrawn(town)
    erase(town, case)
    answer = await town.say(ZHANG, case.number)
    assert "今天送来" not in "".join(answer)


def test_retention_is_the_same_on_either_database(store: Store, tmp_path: Path) -> None:
    case = store.run_now(put_case)
    store.run_now(lambda work: work.talk.say(an_utterance("在吗", id=7)))
    keeping = Retention(store, house_of(Settings()), tmp_path, lambda: NOW + timedelta(days=1900))
    tidied = asyncio.run(keeping.tidy())
    assert (tidied.archived, tidied.erased, tidied.said) == (1, 1, 1)
    archived = store.read_now(lambda work: work.archive.by_number(case.full_number))
    assert archived is not None
    assert "王秀英" not in repr(archived.document)
    assert store.read_now(broken_ledgers) == []
    assert asyncio.run(keeping.tidy()) == Tidied()

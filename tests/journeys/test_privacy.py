"""A retailer is told how their data is used, has it as a file, and has it taken away."""

import io
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from bot.desk.enrolment import new_code
from bot.wording import say
from models.mail import Queue
from tests.builders import a_shop
from tests.journeys.moves import LIU, SHORT, WANG, closed, filed, latest
from tests.journeys.test_retention import aside, set_aside
from tests.town import Town, a_town
from tests.web.browsing import a_site

NEWCOMER = "newcomer"


async def test_the_first_answer_tells_how_data_is_used_once_and_when_it_did_is_on_record(
    town: Town,
) -> None:
    notice = say("privacy.notice")
    (first,) = await town.say(NEWCOMER, SHORT)
    assert first.startswith(f"{notice}\n记的是：")
    assert notice not in "".join(await town.say(NEWCOMER, "对"))
    told_at = town.app.store.read_now(lambda work: work.talk.told_at(town.at(NEWCOMER)))
    assert told_at == town.now


async def test_a_code_says_first_whose_chat_this_is_and_then_how_data_is_used(town: Town) -> None:
    code = town.app.store.run_now(lambda work: new_code(work, "shop:310101100001", town.now, 24))
    await town.arrives(NEWCOMER, kind="start", code=code)
    (greeting,) = town.letters(NEWCOMER)
    assert "大姐烟店" in greeting.text
    assert greeting.text.endswith(say("privacy.notice"))


async def test_staff_are_told_no_such_thing(town: Town) -> None:
    code = town.app.store.run_now(lambda work: new_code(work, "staff:1002", town.now, 24))
    await town.arrives(NEWCOMER, kind="start", code=code)
    await town.say(NEWCOMER, "在吗")
    said = "".join(letter.text for letter in town.letters(NEWCOMER))
    assert say("privacy.notice") not in said


@pytest.mark.parametrize("word", ["隐私", "/privacy", "Privacy"])
async def test_the_whole_of_it_is_a_word_away_and_loses_no_open_question(
    town: Town, word: str
) -> None:
    await town.say(WANG, SHORT)
    asked = town.last(WANG)
    answer = await town.say(WANG, word)
    assert "1825" not in answer[0]
    assert "5 年" in answer[0] or "5 years" in answer[0]
    assert answer[-1] == asked


async def test_the_same_stands_on_a_page_that_anybody_may_read(town: Town) -> None:
    transport = httpx.ASGITransport(a_site(town.app))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as browser:
        for language, word in (("zh-CN", "办结的 5 年"), ("en-GB", "closed 5 years")):
            shown = await browser.get("/privacy", headers={"Accept-Language": language})
            assert (shown.status_code, word in shown.text) == (200, True)


async def test_their_own_data_comes_as_a_file_and_nobody_elses(town: Town) -> None:
    await filed(town)
    await town.say("shop-310101100002", "玉溪少送了一条，刘叔急")
    await town.say(WANG, "我的资料")
    (media,) = town.letters(WANG)[-1].media
    sheet = file_sent(town, WANG)
    for told in (SHORT, "大姐烟店", "13900000001", "310101100001"):
        assert told in sheet
    assert "刘叔" not in sheet
    assert (await town.say(WANG, "我的资料"))[0] == say("privacy.came")
    town.clock.pass_by(days=9)
    await town.app.caretaker.retention.tidy()
    assert not (town.home / "media" / media.ref).exists()


async def test_what_lies_in_the_archive_is_in_their_file_too_and_goes_when_they_ask(
    tmp_path: Path, store_url: str
) -> None:
    with a_town(tmp_path / "home", url=store_url) as town:
        case = await closed(town)
        town.clock.pass_by(days=1100)
        await town.app.caretaker.retention.tidy()
        assert town.app.store.read_now(lambda work: work.cases.find(case.id)) is None
        await town.say(LIU, "我的资料")
        assert SHORT not in file_sent(town, LIU)
        await town.say(WANG, "我的资料")
        sent = file_sent(town, WANG)
        assert all(told in sent for told in (case.full_number, SHORT, case.offer))
        assert (await erased(town))[-1] == say("privacy.erased", cases=1)
        at = town.at(WANG)
        left = town.app.store.read_now(lambda work: work.archive.of_complainant(at, limit=1))
        assert left == []


def file_sent(town: Town, who: str) -> str:
    (media,) = town.letters(who)[-1].media
    return words_of(town.home / "media" / media.ref)


async def test_nothing_is_erased_while_a_case_is_open(town: Town) -> None:
    case = await filed(town)
    assert case.number in (await erased(town))[-1]
    assert latest(town).said


async def test_what_is_done_is_erased_when_its_teller_asks_and_the_ledger_stays_whole(
    town: Town,
) -> None:
    await closed(town)
    assert "以后就能删" in (await erased(town))[-1]
    assert latest(town).said
    town.clock.pass_by(days=60)
    await town.app.settle()
    assert (await town.say(WANG, "删除我的资料"))[-1] == say("privacy.erase_ask")
    assert (await town.press(WANG, "不删"))[-1] == say("privacy.kept")
    assert (await erased(town))[-1] == say("privacy.erased", cases=1)
    read = town.app.store.read_now
    assert read(lambda work: work.people.bindings_at(town.at(WANG))) == []
    left = read(lambda work: [one.text for one in work.talk.recent(town.at(WANG), 500)])
    assert not [text for text in left if SHORT in text]
    assert read(lambda work: work.people.shop("310101100001")) == a_shop()


async def test_what_nobody_could_read_is_erased_with_the_rest(town: Town) -> None:
    set_aside(town, Queue.IN, WANG, "unread", raw={"text": "看不懂的话"})
    set_aside(town, Queue.IN, LIU, "unread of others")
    await erased(town)
    assert aside(town) == {"unread of others"}


async def erased(town: Town) -> list[str]:
    await town.say(WANG, "删除我的资料")
    return await town.press(WANG, "确定删除")


def words_of(path: Path) -> str:
    with ZipFile(io.BytesIO(path.read_bytes())) as book:
        return book.read("xl/sharedStrings.xml").decode()

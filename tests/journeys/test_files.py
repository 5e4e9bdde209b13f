"""Files that come by one channel and are read on another: fetched, kept, sent on, or said to be
missing."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk import desk, erasing
from bot.desk.orders import Actor, Withdraw
from bot.desk.shift import Shift
from bot.fetching import TRIES
from bot.page import Bubble
from bot.port import Gone, Retry
from models.ids import new_token
from models.mail import Queue
from models.messages import Address, InboundKind, Media
from storage.unit_of_work import Work
from tests.journeys import moves
from tests.journeys.moves import WANG, ZHANG
from tests.stand_ins import A_PICTURE
from tests.town import Town

PAGE = "staff-1001"


def reads_on_the_page(town: Town) -> None:
    """张明 works in the web page and nowhere else."""
    page = Address("web", "desk", PAGE)
    later = town.now + timedelta(minutes=1)
    town.app.store.run_now(lambda work: work.people.bind(page, "staff:1001", later))


def on_the_page(town: Town) -> list[Bubble]:
    events = town.app.store.read_now(lambda work: work.page.latest(PAGE, 50))
    return [Bubble.unpack(event.content) for event in events]


def files_on_the_page(town: Town) -> list[Media]:
    return [media for bubble in on_the_page(town) for media in bubble.media]


async def files_a_photo(town: Town) -> None:
    await town.arrives(WANG, kind="photo", media=["handle-1"], text="今天送来的玉溪少送1条")
    await town.press(WANG, "对")


async def test_a_photo_of_another_channel_reaches_the_owner_on_the_page(town: Town) -> None:
    reads_on_the_page(town)
    await files_a_photo(town)
    (media,) = files_on_the_page(town)
    assert media.kind is InboundKind.PHOTO
    assert (town.home / "media" / media.ref).read_bytes() == A_PICTURE
    assert moves.latest(town).number in on_the_page(town)[0].text


async def test_within_one_channel_a_photo_goes_on_as_it_came(town: Town) -> None:
    await files_a_photo(town)
    (media,) = [media for letter in town.letters(ZHANG) for media in letter.media]
    assert media.ref == "handle-1"


async def test_a_download_that_fails_is_tried_again_and_then_arrives(town: Town) -> None:
    reads_on_the_page(town)
    town.channel.unfetchable = [Retry(), Retry(3.0), TimeoutError()]
    await files_a_photo(town)
    assert files_on_the_page(town) == []
    for _ in range(12):
        await town.pass_by(seconds=4)
    assert len(files_on_the_page(town)) == 1
    assert "没收全" not in moves.texts(town, WANG)


@pytest.mark.parametrize("trouble", [[Gone()], [Retry()] * TRIES], ids=["gone", "trouble"])
async def test_what_can_not_be_had_is_said_to_the_sender_and_to_the_owner(
    town: Town, trouble: list[Exception]
) -> None:
    reads_on_the_page(town)
    town.channel.unfetchable = trouble
    await files_a_photo(town)
    for _ in range(TRIES):
        await town.pass_by(minutes=11)
    assert moves.texts(town, WANG).count("没收全") == 1
    told = "\n".join(bubble.text for bubble in on_the_page(town))
    assert told.count("照片或语音没取到") == 1
    assert files_on_the_page(town) == []


async def test_a_file_of_a_kind_nobody_can_open_is_said_to_be_one(town: Town) -> None:
    town.channel.content = b"MZ\x90 a program"
    await files_a_photo(town)
    assert moves.texts(town, WANG).count("这种文件我打不开") == 1


async def test_an_owner_on_the_page_sends_a_photo_to_the_retailer(town: Town) -> None:
    reads_on_the_page(town)
    await moves.filed(town)
    case = moves.latest(town)
    ref = f"{new_token()}.jpg"
    await posts(town, text=f"{case.number} 给店主留言")
    await posts(town, kind="photo", media=[photo(ref)])
    letter = town.letters(WANG)[-1]
    assert [media.ref for media in letter.media] == [ref]
    assert "张明经理" in letter.text


async def test_who_left_their_bound_chats_still_gets_files_on_their_page(town: Town) -> None:
    at = town.at("staff-1001")
    town.app.store.run_now(lambda work: work.people.unbind(at, "staff:1001"))
    await files_a_photo(town)
    assert len(files_on_the_page(town)) == 1


async def test_nobody_gets_a_file_of_a_case_that_was_withheld_from_them_meanwhile(
    town: Town,
) -> None:
    reads_on_the_page(town)
    town.channel.unfetchable = [Retry()]
    await files_a_photo(town)

    def withhold(work: Work) -> None:
        case = work.cases.get(moves.latest(town).id)
        case.owner_no, case.accused, case.withheld = "2001", ("1001",), ("1001",)
        work.cases.keep(case)

    town.app.store.run_now(withhold)
    await town.pass_by(minutes=1)
    assert files_on_the_page(town) == []


@pytest.mark.parametrize("trouble", [[Retry(30.0)], [Retry(30.0), Gone()]], ids=["had", "not had"])
async def test_a_file_that_was_erased_while_it_was_fetched_is_kept_nowhere_and_stops_nobody(
    town: Town, trouble: list[Exception]
) -> None:
    town.channel.unfetchable = trouble
    await files_a_photo(town)
    withdraw_and_erase(town)
    await town.pass_by(minutes=1)
    assert waiting_for_files(town) == 0
    assert not list((town.home / "media").glob("*"))
    assert "没收全" not in moves.texts(town, WANG)


def withdraw_and_erase(town: Town) -> None:
    """What becomes of the case lately told, without a word that lets a second go by."""
    case, actor = moves.latest(town), Actor(town.at(WANG), licence=WANG.removeprefix("shop-"))

    def unit(work: Work) -> None:
        shift = Shift(work, town.now, town.app.house)
        desk.carry_out(Withdraw(case.id, "点错人了"), actor, shift)
        erasing.erase(shift, case.full_number, "店主要求", by="desk")

    town.app.store.run_now(unit)


def waiting_for_files(town: Town) -> int:
    return town.app.store.read_now(lambda work: work.mail.waiting(Queue.FETCH)[0])


def photo(ref: str) -> dict[str, object]:
    return {"kind": "photo", "ref": ref, "name": "", "mime": "image/jpeg", "size": 9, "seconds": 0}


async def posts(town: Town, **told: object) -> None:
    """张明 writes on the page."""
    town.events += 1
    raw = {
        "conversation": PAGE,
        "event_id": f"page-{town.events}",
        "at": town.now.isoformat(),
        "kind": "text",
        **told,
    }
    await town.app.accept(town.app.web, raw)
    await town.app.settle()


def test_the_folder_of_copies_is_the_pages_own(town: Town) -> None:
    assert town.app.fetcher.folder == Path(town.home) / "media"

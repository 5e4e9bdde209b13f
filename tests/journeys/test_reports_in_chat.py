"""Reports in chat: /report, and the picture of the week; for those who read reports, once."""

from datetime import date, datetime, timedelta

import pytest

from bot import draughtsman
from bot.desk.cutting_off import cut_off
from bot.desk.orders import ReportMonth
from bot.desk.shift import Shift
from bot.dialogue.about_reports import order_of
from bot.draughtsman import TRIES
from bot.files import keep, kept
from models.calendar import CST
from models.ledger import write
from models.mail import Queue
from models.messages import InboundKind, Media, Outbound
from storage.unit_of_work import Work
from tests.monthly import LATE, MARCH, SUPPLY, a_complaint, a_month, put_on_record
from tests.town import Town

#: About the supervisor: she never hears of it, nor counts it.
ABOUT_2001 = a_complaint(30, MARCH, **SUPPLY, owner_no="3001", accused=("2001",))
LEADERS = ("2001", "3001", "9001")
#: The first after the town's own day, eight in the morning.
MONDAY = datetime(2026, 3, 16, 8, tzinfo=CST)


@pytest.fixture
def march(town: Town) -> Town:
    """The town on the twelfth, with complaints of March's first week."""
    town.app.store.run_now(lambda work: put_on_record(work, [*a_month(), ABOUT_2001]))
    return town


def picture_of(town: Town, letter: Outbound) -> bytes:
    (media,) = letter.media
    assert media.kind is InboundKind.PHOTO
    path = kept(media.ref, town.home / "media")
    assert path is not None
    return path.read_bytes()


async def test_a_director_asks_for_a_month_and_gets_its_picture_with_three_sentences(
    march: Town,
) -> None:
    await march.say("staff-3001", "/report 2026-03")
    letter = march.letters("staff-3001")[-1]
    finding, rates, standing = letter.text.splitlines()
    assert finding == "2026-03：投诉比上月少 2 件，货源占 60%。"
    assert rates.startswith("及时回应 25%")
    assert "群体事件 1 起" in standing
    assert picture_of(march, letter).startswith(b"\x89PNG")


async def test_a_supervisor_counts_only_what_she_may_see(march: Town) -> None:
    await march.say("staff-2001", "/report 3月")
    assert march.last("staff-2001").startswith("2026-03：投诉比上月少 3 件，货源占一半。")


async def test_without_a_month_it_is_the_last_one(march: Town) -> None:
    await march.say("staff-9001", "/report")
    assert march.last("staff-9001").startswith("2026-02：")


async def test_a_manager_gets_no_report_and_reads_who_does(march: Town) -> None:
    answers = await march.say("staff-1001", "/report")
    assert answers == ["报表给主管、主任和管理员看。"]
    assert not any(letter.media for letter in march.channel.letters)


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("", date(2026, 2, 1)),
        ("上月", date(2026, 2, 1)),
        ("2025-03", date(2025, 3, 1)),
        ("2025年3月", date(2025, 3, 1)),
        ("12", date(2025, 12, 1)),
        ("3月", date(2026, 3, 1)),
        ("2026-04", None),
        ("2026-13", None),
        ("随便", None),
    ],
)
def test_months_as_people_name_them(words: str, month: date | None) -> None:
    assert order_of(words, date(2026, 3, 12)) == (ReportMonth(month) if month else None)


async def test_what_is_no_month_is_asked_again(march: Town) -> None:
    answers = await march.say("staff-9001", "/report 明年")
    assert answers == ["要哪个月的报表？请发 /report 2026-10 这样。"]


def two_more(town: Town) -> None:
    """Two complaints in the second week of March."""
    more = [a_complaint(place, MARCH + timedelta(days=8), **LATE) for place in (40, 41)]

    def put(work: Work) -> None:
        for case in more:
            work.cases.add(case)
            work.cases.record(write(case, "filed", by="retailer", now=case.filed_at))

    town.app.store.run_now(put)


def weekly_pictures(town: Town) -> list[tuple[str, str]]:
    told = [letter for letter in town.channel.letters if letter.key.startswith("week:")]
    return [(letter.address.conversation, letter.text) for letter in told]


async def test_on_monday_morning_everybody_who_reads_reports_gets_the_week_once(
    march: Town,
) -> None:
    two_more(march)
    march.clock.pass_by(seconds=(MONDAY - march.now).total_seconds() - 60)
    await march.app.settle()
    assert weekly_pictures(march) == []
    await march.pass_by(minutes=2)
    told = dict(weekly_pictures(march))
    assert set(told) == {f"staff-{no}" for no in LEADERS}
    most = "最多的是运输—迟送未送"
    assert told["staff-2001"] == f"上周投诉 2 件，比前一周少 2 件；{most}"
    assert told["staff-3001"] == f"上周投诉 2 件，比前一周少 3 件；{most}"
    for letter in march.channel.letters:
        if letter.key.startswith("week:"):
            assert picture_of(march, letter).startswith(b"\x89PNG")


async def test_after_a_day_down_the_week_comes_late_and_not_twice(march: Town) -> None:
    two_more(march)
    march.clock.pass_by(seconds=(MONDAY - march.now).total_seconds() + 26 * 3600)
    await march.restart()
    await march.app.settle()
    assert len(weekly_pictures(march)) == len(LEADERS)
    await march.restart()
    for _ in range(5):
        await march.pass_by(days=1)
    assert len(weekly_pictures(march)) == len(LEADERS)


async def test_a_quiet_fortnight_is_drawn_for_nobody(town: Town) -> None:
    town.clock.pass_by(days=7)
    await town.restart()
    await town.pass_by(days=7)
    assert weekly_pictures(town) == []


async def test_a_picture_that_no_page_shows_any_more_is_let_go(march: Town) -> None:
    await march.say("staff-9001", "/report 2026-03")
    path = kept(march.letters("staff-9001")[-1].media[0].ref, march.home / "media")
    march.clock.pass_by(days=march.app.house.policy.talk_days + 1)
    await march.say("staff-9001", "/report 2026-03")
    await march.app.caretaker.retention.remove_files()
    assert path is not None
    assert not path.exists()


async def test_a_report_that_can_not_be_counted_is_set_aside_and_stops_nobody(march: Town) -> None:
    def ask(work: Work) -> None:
        told = {"month": "the month of Sundays", "no": "3001"}
        work.mail.put(Queue.DRAW, str(march.at("staff-3001")), "report:x", told, march.now)

    march.app.store.run_now(ask)
    for _ in range(TRIES):
        await march.pass_by(minutes=10)
    (aside,) = march.app.store.read_now(lambda work: work.mail.dead(Queue.DRAW))
    assert aside.error == "ValueError"
    await march.say("staff-3001", "/report 2026-03")
    assert picture_of(march, march.letters("staff-3001")[-1])


async def test_what_was_drawn_for_a_chat_that_was_cut_off_meanwhile_is_kept_nowhere(
    march: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep_and_cut_off(*told: object) -> Media:
        media = keep(*told)
        march.app.store.run_now(
            lambda work: cut_off(Shift(work, march.now, march.app.house), "staff:3001")
        )
        return media

    monkeypatch.setattr(draughtsman, "keep", keep_and_cut_off)
    await march.say("staff-3001", "/report 2026-03")
    assert not any(letter.media for letter in march.channel.letters)
    assert list((march.home / "media").iterdir()) == []

"""Cases in the console: who finds which, what a page tells, and every move as a form."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.desk.access import visible
from bot.desk.erasing import archive
from bot.files import keep
from bot.web.admin.cases import Wanted
from models.audit import AuditDeed
from models.case import Case
from models.conversation import Utterance
from models.ids import new_id
from models.terms import Category, Grade, Role, Stage
from storage.audit import AuditFilter
from storage.case_list import CaseFilter
from storage.unit_of_work import Work
from tests.channels.contract import A_PHOTO
from tests.web.console import address_of, file_case, shift_of, signed_in
from tests.web.test_console_routes import HOLDERS

LIU = "310101100002"


def as_kept(app: App, case: Case) -> Case:
    return app.store.read_now(lambda work: work.cases.get(case.id))


def a_bit_of_everything(app: App) -> list[Case]:
    """Cases of two shops, one withheld from its manager, one whose shop asked for secrecy."""
    return [
        file_case(app),
        file_case(app, licence=LIU, summary="软中华订不上", category=Category.SUPPLY,
                  subcategory="畅销断货", said="软中华又没订上"),
        file_case(app, about_role=Role.CUSTOMER_MANAGER, about_name="张明", said="张明态度凶",
                  category=Category.SERVICE, subcategory="态度", summary="张明态度凶"),
        file_case(app, licence=LIU, anonymous=True, said="有人卖假烟", summary="有人卖假烟",
                  category=Category.PRODUCT, subcategory="疑似假烟", grade=Grade.URGENT),
    ]  # fmt: skip


@pytest.mark.parametrize("role", Role)
async def test_the_list_shows_exactly_what_the_one_function_lets_them_see(
    app: App, role: Role
) -> None:
    cases = a_bit_of_everything(app)

    def seen(work: Work) -> set[str]:
        shift = shift_of(app, work)
        all_of_them = work.cases.list(CaseFilter(), limit=50)
        viewer = shift.staff(HOLDERS[role])
        return {case.number for case in visible(shift, all_of_them, viewer)}

    expected = app.store.read_now(seen)
    async with signed_in(app, HOLDERS[role]) as desk:
        page = await desk.reads("/admin/cases")
        today = await desk.reads("/admin/today")
        count = await desk.reads("/admin/cases", open="1")
    assert {case.number for case in cases if case.number in page} == expected
    assert {case.number for case in cases if case.number in count} == expected
    assert f" {len(expected)} 在办" in f" {today}"


async def test_a_withheld_case_is_in_no_list_search_count_or_sheet_of_who_it_is_about(
    app: App,
) -> None:
    kept = file_case(app, about_role=Role.SUPERVISOR, about_name="陈芳", said="陈芳骂人",
                     summary="陈芳骂人", category=Category.SERVICE, subcategory="态度")  # fmt: skip
    assert "2001" in as_kept(app, kept).withheld
    async with signed_in(app, "2001") as desk:
        for query in ({}, {"q": "骂人"}, {"q": kept.number}, {"q": kept.full_number},
                      {"q": "大姐烟店"}, {"open": "1"}, {"owner": kept.owner_no}):  # fmt: skip
            assert "骂人" not in await desk.reads("/admin/cases", **query), query
        sheet = await desk.get("/admin/cases.csv")
        shop = await desk.reads("/admin/shops/310101100001")
        today = await desk.reads("/admin/today")
    assert "骂人" not in sheet.text + shop + today
    assert kept.number not in sheet.text + shop + today


async def test_a_shop_that_asked_for_secrecy_is_not_found_by_its_name(app: App) -> None:
    kept = file_case(app, licence=LIU, anonymous=True)
    open_one = file_case(app, licence=LIU)
    async with signed_in(app, "9001") as desk:
        for words in ("老刘烟酒", LIU, "刘叔"):
            page = await desk.reads("/admin/cases", q=words)
            assert open_one.number in page
            assert kept.number not in page
        page = await desk.reads(address_of(kept))
        shop = await desk.reads(f"/admin/shops/{LIU}")
        sheet = (await desk.get("/admin/cases.csv")).text
    assert "店主要求保密" in page
    assert "老刘烟酒" not in page
    assert kept.number not in shop
    (row,) = [line for line in sheet.splitlines() if line.startswith(kept.full_number)]
    assert "老刘烟酒" not in row
    assert LIU not in row


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "软中华"}, [1]),
        ({"q": "大姐"}, [0, 2]),
        ({"q": "13900000001"}, [0, 1, 2]),
        ({"q": "%"}, []),
        ({"q": "' OR 1=1 --"}, []),
        ({"category": "supply"}, [1]),
        ({"grade": "urgent"}, [3]),
        ({"stage": "filed"}, [0, 1, 2, 3]),
        ({"stage": "closed"}, []),
        ({"owner": "1002"}, [1, 3]),
        ({"month": "2026-03"}, [0, 1, 2, 3]),
        ({"month": "2026-02"}, []),
        ({"kind": "grumble"}, []),
        ({"due": "today"}, []),
        ({"stage": "nonsense", "month": "20９９-12", "due": "x", "after": "x.y"}, [0, 1, 2, 3]),
        ({"after": "9" * 30 + ".1"}, [0, 1, 2, 3]),
    ],
)
async def test_the_list_can_be_sifted_and_searched(
    app: App, query: dict[str, str], found: list[int]
) -> None:
    cases = a_bit_of_everything(app)
    async with signed_in(app, "9001") as desk:
        page = await desk.reads("/admin/cases", **query)
    assert [place for place, case in enumerate(cases) if case.number in page] == found


async def test_a_number_leads_straight_to_its_case(app: App) -> None:
    case = file_case(app)
    async with signed_in(app, "9001") as desk:
        for words in (case.number, case.full_number):
            answer = await desk.get("/admin/cases", q=words)
            assert answer.headers["location"] == address_of(case)
        assert "没有符合的案件。" in await desk.reads("/admin/cases", q="0312-99")


async def test_pages_follow_one_another_without_a_gap_or_a_repetition(app: App) -> None:
    numbers = {file_case(app).number for _ in range(65)}
    async with signed_in(app, "1001") as desk:
        path, seen, pages = "/admin/cases", [], 0
        while path:
            text = (await desk.get(path)).text
            seen += [number for number in numbers if f">{number}<" in text]
            found = text.partition('rel="next" href="')[2].partition('"')[0]
            path, pages = found.replace("&amp;", "&"), pages + 1
    assert pages == 3
    assert sorted(seen) == sorted(numbers)


async def test_the_tiles_of_the_day_count_what_their_lists_show(app: App) -> None:
    a_bit_of_everything(app)
    app.clock.pass_by(hours=23)  # type: ignore[attr-defined]
    file_case(app, grade=Grade.MAJOR)
    app.clock.pass_by(hours=2)  # type: ignore[attr-defined]
    async with signed_in(app, "9001") as desk:
        today = (await desk.get("/admin/today")).text
        for name, query in (
            ("在办", {"open": "1"}),
            ("已超期", {"open": "1", "due": "overdue"}),
            ("今天到期", {"open": "1", "due": "today"}),
            ("重大", {"open": "1", "grade": "major"}),
        ):
            count = int(today.partition(f"</b><span>{name}")[0].rpartition("<b>")[2])
            listed = (await desk.get("/admin/cases", **query)).text.count('class="row case')
            assert count == listed, name


async def test_a_sheet_opens_in_excel_and_holds_no_formula(app: App) -> None:
    hostile = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"]
    for words in hostile:
        file_case(app, said=words, summary=words)
    async with signed_in(app, "2001") as desk:
        answer = await desk.get("/admin/cases.csv", open="1")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == len(hostile) + 1
    starts = {cell[:1] for row in rows[1:] for cell in row}
    assert not starts & set("=+-@\t\r＝")
    exported = app.store.read_now(lambda work: work.audit.lines(AuditFilter(deed="export")))
    assert [line.actor_no for line in exported] == ["2001"]


async def test_the_page_of_a_case_tells_all_that_the_card_tells(app: App) -> None:
    case = file_case(app, brand="玉溪")
    async with signed_in(app, "1001") as desk:
        page = await desk.reads(address_of(case))
    for words in ("大姐烟店", "王大姐", "13900000001", "张明经理", "运输—少送错送", "玉溪",
                  "2026-03-13 10:00", "2026-03-26 18:00", "登记 店主", "受理"):  # fmt: skip
        assert words in page, words


async def test_photos_are_shown_to_who_may_see_the_case_and_to_nobody_else(app: App) -> None:
    case = file_case(app)
    photo = keep(A_PHOTO, "image/jpeg", 0, app.settings.home / "media")

    def send(work: Work) -> None:
        told = {"at": app.clock(), "by": "retailer", "kind": "photo", "media": photo.ref}
        address = case.complainant
        work.talk.say(Utterance(id=new_id(app.clock()), address=address, case_id=case.id, **told))

    app.store.run_now(send)
    async with signed_in(app, "1001") as owner, signed_in(app, "1002") as colleague:
        assert f"{address_of(case)}/files/0" in (await owner.get(address_of(case))).text
        shown = await owner.get(f"{address_of(case)}/files/0")
        assert shown.content == A_PHOTO
        assert shown.headers["content-type"] == "image/jpeg"
        assert shown.headers["x-content-type-options"] == "nosniff"
        for place in ("1", "-1", "999999999999", "x", "../../secret"):
            assert (await owner.get(f"{address_of(case)}/files/{place}")).status_code in (404, 422)
        assert (await colleague.get(f"{address_of(case)}/files/0")).status_code == 404
    opened = app.store.read_now(
        lambda work: work.audit.lines(AuditFilter(deed=AuditDeed.OPEN_FILE))
    )
    assert [line.case_id for line in opened] == [case.id]


async def test_what_a_retailer_wrote_is_shown_as_text_and_never_as_a_page(app: App) -> None:
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
    case = file_case(app, said=script, summary=script)
    async with signed_in(app, "1001") as desk:
        for path in ("/admin/today", "/admin/cases", address_of(case)):
            text = (
                await desk.get(path, q="<b>") if path.endswith("s") else await desk.get(path)
            ).text
            assert "<script>alert" not in text
            assert "<img src=x" not in text
            assert "49" not in text.partition("{{7*7}}")[0][-40:]


async def test_who_looked_at_a_case_stands_in_the_record_and_is_shown_to_who_may_see_it(
    app: App,
) -> None:
    case = file_case(app)
    secret = file_case(app, about_role=Role.DIRECTOR, about_name="周立")
    async with signed_in(app, "1001") as owner:
        await owner.reads(address_of(case))
        await owner.move(case, "acknowledge")
    async with signed_in(app, "9001") as admin, signed_in(app, "6001") as inspector:
        page = await admin.reads("/admin/audit", case=case.full_number)
        assert "张明经理 1001" in page
        assert "办理" in page
        assert "受理" in page
        assert case.full_number not in await inspector.reads("/admin/audit")
        for words in (secret.full_number, "0312-99", "x"):
            assert "没有符合的记录。" in await inspector.reads("/admin/audit", case=words)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(sorted(Wanted.__slots__)), st.text(max_size=30)))
def test_any_query_is_read_as_one_that_can_be_asked(told: dict[str, str]) -> None:
    from starlette.requests import Request

    query = "&".join(f"{name}={value}" for name, value in told.items()).encode("utf-8", "ignore")
    wanted = Wanted.read(Request({"type": "http", "query_string": query, "headers": []}))
    wanted.filter(None)
    again = wanted.query.encode()
    assert Wanted.read(
        Request({"type": "http", "query_string": again, "headers": []})
    ).open == bool(wanted.open)


async def test_an_archived_case_is_found_and_read_by_who_might_see_it_and_moves_no_more(
    app: App,
) -> None:
    case = file_case(app, summary="送货晚了两天")

    def put_away(work: Work) -> None:
        kept = work.cases.get(case.id)
        kept.stage, kept.closed_at = Stage.CLOSED, kept.filed_at
        archive(shift_of(app, work), kept)

    app.store.run_now(put_away)
    async with signed_in(app, "9001") as desk:
        assert case.number not in await desk.reads("/admin/cases")
        assert case.number in await desk.reads("/admin/cases?archived=1&q=晚了")
        page = await desk.reads(address_of(case))
        assert "已归档" in page
        assert 'name="deed"' not in page
        found = await desk.get(f"/admin/cases?q={case.full_number}")
        assert found.headers["location"] == address_of(case)
    async with signed_in(app, "1002") as desk:
        assert case.number not in await desk.reads("/admin/cases?archived=1")
        assert (await desk.get(address_of(case))).status_code == 404

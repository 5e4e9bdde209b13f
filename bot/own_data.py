"""A retailer's own data as a file (个人信息保护法 第四十五条): what they told, what is known."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.desk.privacy import MOST_CASES
from bot.desk.shift import Shift
from bot.files import lay_down
from bot.wording import say
from models.calendar import CST
from models.case import Case
from models.conversation import Utterance
from models.messages import Address, InboundKind, Media
from storage.whole import whole_of

MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The last things said; what is older than a year is gone anyway where it is on no record.
_MOST_SAID: Final = 5000
_LONGEST_CELL: Final = 32_000

Row = Sequence[object]
Sheet = tuple[str, Row, list[Row]]


def own_data(shift: Shift, address: Address) -> list[Sheet]:
    """Everything of one conversation in three sheets: title, heading, rows; of cases in the archive
    what is kept there."""
    found = shift.work.archive.of_complainant(address, limit=MOST_CASES)
    archived = [whole_of(one) for one in found]
    cases = shift.work.cases.of_complainant(address, limit=MOST_CASES)
    cases += [whole.case for whole in archived]
    said = shift.work.talk.recent(address, _MOST_SAID)
    said += [one for whole in archived for one in whole.said if one.address == str(address)]
    return [
        (say("mine.about"), _words("mine.about_columns"), list(_about(shift, address))),
        (say("mine.cases"), _words("mine.case_columns"), [_case(shift, case) for case in cases]),
        (say("mine.said"), _words("mine.said_columns"), [_said(one) for one in said]),
    ]


def _words(key: str) -> Row:
    return say(key).split()


def _about(shift: Shift, address: Address) -> Iterator[Row]:
    known = shift.work.talk.conversation(address)
    if known is not None and known.name:
        yield say("mine.called"), known.name
    if told_at := shift.work.talk.told_at(address):
        yield say("mine.told"), _moment(told_at)
    for binding in shift.work.people.bindings_at(address):
        shop = shift.work.people.shop(binding.licence)
        if shop is None:
            continue
        values = (shop.name, shop.licence, shop.owner_name, shop.phone, shop.route)
        yield from zip(_words("mine.shop_columns"), values, strict=True)
        yield say("mine.bound"), _moment(binding.bound_at)


def _case(shift: Shift, case: Case) -> Row:
    """What the retailer told and was told; notes between members of staff are not theirs."""
    return (
        case.full_number,
        _moment(case.filed_at),
        case.category.chinese if case.category else "",
        case.stage.chinese,
        case.said,
        case.summary,
        case.offer,
        _moment(case.closed_at),
    )


def _said(one: Utterance) -> Row:
    by = {"retailer": say("mine.i"), "desk": say("mine.desk")}.get(one.by, say("mine.staff"))
    return _moment(one.at), by, one.text, len(one.media.split()) or ""


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(CST):%Y-%m-%d %H:%M}" if at else ""


def as_workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as XLSX; nothing in it is a formula or a link."""
    import xlsxwriter

    into = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(into, options) as book:
        for title, heading, rows in sheets:
            page = book.add_worksheet(title)
            page.set_column(0, 7, 24)
            for place, row in enumerate([heading, *rows]):
                for column, value in enumerate(row):
                    page.write_string(place, column, str(value)[:_LONGEST_CELL])
    return into.getvalue()


def keep_workbook(content: bytes, folder: Path) -> Media:
    """Keep it under a name of chance, as every other file that is sent."""
    ref = lay_down(content, "xlsx", folder)
    return Media(InboundKind.DOCUMENT, ref, mime=MIME, size=len(content))

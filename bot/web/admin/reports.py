"""报表: a month in figures and pictures, made of the cases one may see, and its ledger to take."""

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from bot.desk.monthly import figures_of, filed_in
from bot.desk.shift import Shift
from bot.ledger_file import ledger_rows, write_workbook
from bot.report.finding import headline, lists
from bot.report.fonts import NoChineseFont, chinese_face
from bot.report.pictures import PICTURES, draw, title_of
from bot.web.admin.console import Console, Visit
from bot.web.admin.permissions import Permission
from bot.web.admin.refusals import NotThere
from bot.wording import speaking
from models.audit import AuditDeed
from models.calendar import day_of
from models.monthly import Figures
from models.periods import first_of_month

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A drawing brings its own colours along, and nothing else.
_DRAWING: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}


def reports(console: Console) -> APIRouter:
    """`/admin/reports`, the pictures on it, and the ledger of a month."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.REPORTS))]
    Exporter = Annotated[Visit, Depends(console.looks(Permission.EXPORT))]

    @router.get("/admin/reports")
    async def show(visit: Here, month: str = "") -> Response:
        return await _page(visit, first_of_month(month) or day_of(visit.now))

    @router.get("/admin/reports/{month}/{picture}.svg")
    async def picture(visit: Here, month: str, picture: str) -> Response:
        day = first_of_month(month)
        if day is None or picture not in PICTURES:
            raise NotThere
        drawn = await asyncio.to_thread(_draw, picture, await _figures(visit, day), visit)
        return Response(drawn, media_type="image/svg+xml", headers=_DRAWING)

    @router.get("/admin/reports/{month}/ledger.xlsx")
    async def ledger(visit: Exporter, month: str) -> Response:
        day = first_of_month(month)
        if day is None:
            raise NotThere
        rows = await visit.read(_rows(visit, day))
        await visit.note(AuditDeed.EXPORT, query=f"month={month}")
        name = f'attachment; filename="ledger-{month}.xlsx"'
        sheet = await asyncio.to_thread(_workbook, rows)
        return Response(sheet, media_type=_XLSX, headers={"Content-Disposition": name})

    return router


async def _figures(visit: Visit, day: date) -> Figures:
    return await visit.read(lambda shift: figures_of(shift, day, visit.person))


async def _page(visit: Visit, day: date) -> Response:
    figures = await _figures(visit, day)
    can_draw = await asyncio.to_thread(_can_draw, visit)
    with speaking(visit.locale):
        finding, standing_out = headline(figures), lists(figures)
        pictures = [(name, title_of(name, figures)) for name in PICTURES]
    return visit.page(
        "reports.html",
        month=f"{day:%Y-%m}",
        figures=figures,
        pictures=pictures,
        can_draw=can_draw,
        headline=finding,
        lists=standing_out,
    )


def _can_draw(visit: Visit) -> bool:
    try:
        chinese_face(visit.parts.site.font)
    except NoChineseFont:
        return False
    return True


def _draw(picture: str, figures: Figures, visit: Visit) -> bytes:
    """Raises `NotThere` where there is no font to draw with; the page has said so."""
    try:
        face = chinese_face(visit.parts.site.font)
    except NoChineseFont:
        raise NotThere from None
    with speaking(visit.locale):
        return draw(picture, figures, face, "svg")


def _rows(visit: Visit, day: date) -> Callable[[Shift], list[tuple[str, ...]]]:
    def look(shift: Shift) -> list[tuple[str, ...]]:
        found = filed_in(shift, day, visit.person)
        return list(ledger_rows(found, shift.work, shift.company.staff))

    return look


def _workbook(rows: list[tuple[str, ...]]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        write_workbook(rows, path)
        return path.read_bytes()

"""供货: what each class may order on a day, brand by brand, as the imported table says it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from bot.desk.shift import Shift
from bot.desk.supply_card import spoken_brand
from bot.web.admin.console import Console, Visit, day_named
from bot.web.admin.permissions import Permission
from models.calendar import day_of
from models.people import Allotment
from models.terms import AreaKind


@dataclass(frozen=True, slots=True)
class Run:
    """Classes side by side that may order the same."""

    first: int
    last: int
    quantity: float
    unit: str


@dataclass(frozen=True, slots=True)
class Brand:
    """One brand's rows for a day and a kind of place."""

    name: str
    spoken: str
    price_band: str
    first_day: date
    last_day: date
    runs: list[Run]


def supply(console: Console) -> APIRouter:
    """`/admin/supply`."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.SUPPLY))]

    @router.get("/admin/supply")
    async def show(visit: Here, day: str = "", area: str = "") -> Response:
        on = day_named(day) or day_of(visit.now)
        kind = next((one for one in AreaKind if one.value == area), AreaKind.CITY)
        brands = await visit.read(_table(on, kind))
        return visit.page("supply.html", brands=brands, on=on, area=kind, areas=AreaKind)

    return router


def _table(on: date, area: AreaKind) -> Callable[[Shift], list[Brand]]:
    def look(shift: Shift) -> list[Brand]:
        supply = shift.work.supply
        found = (supply.for_brand(name, area, on) for name in supply.brands_on(on))
        return [_brand(rows) for rows in found if rows]

    return look


def _brand(rows: list[Allotment]) -> Brand:
    head = rows[0]
    runs = [
        Run(run[0].class_level, run[-1].class_level, quantity, run[0].unit)
        for quantity, same in groupby(rows, key=lambda row: row.quantity)
        if (run := list(same))
    ]
    return Brand(
        head.brand, spoken_brand(head), head.price_band, head.first_day, head.last_day, runs
    )

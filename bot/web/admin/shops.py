"""名册: the shops one may look up, and one of them with its cases and its chats."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.desk.access import visible
from bot.desk.enrolment import new_code
from bot.desk.seeing import seen_shops
from bot.desk.shift import Shift
from bot.dialogue.unfinished import end_chats_of
from bot.naming import titled
from bot.web.admin.codes import qr_code
from bot.web.admin.console import Console, Posted, Visit, one_line
from bot.web.admin.permissions import Permission
from bot.web.admin.refusals import NotThere
from bot.web.admin.rows import Row, rows_of
from models.audit import AuditDeed
from models.messages import Address
from models.ownership import may_know_who
from models.people import Shop, Staff
from storage.shop_list import ShopFilter

_A_PAGE: Final = 50
_CASES_SHOWN: Final = 20
_LONGEST_SEARCH: Final = 60


@dataclass(frozen=True, slots=True)
class ShopView:
    """A shop with who looks after it, its cases that may be seen, and how many chats it has."""

    shop: Shop
    manager: Staff
    cases: list[Row]
    chats: int


def shops(console: Console) -> APIRouter:
    """`/admin/shops` and `/admin/shops/LICENCE`."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.SHOPS))]
    Inviting = Annotated[Posted, Depends(console.posts(Permission.MANAGE))]

    @router.get("/admin/shops")
    async def show(visit: Here, q: str = "", after: str = "") -> Response:
        words = one_line(q, _LONGEST_SEARCH)
        found = await visit.read(_page_of(visit.person, words, one_line(after, 12)))
        shown, managers = found
        next_key = shown[_A_PAGE - 1].licence if len(shown) > _A_PAGE else ""
        if words:
            await visit.note(AuditDeed.SEARCH, words=words, among="shops")
        return visit.page(
            "shops.html",
            shops=shown[:_A_PAGE],
            managers=managers,
            words=words,
            after=after,
            next_key=next_key,
        )

    @router.get("/admin/shops/{licence}")
    async def one(visit: Here, licence: str, done: str = "") -> Response:
        return await _one(visit, licence, done=done if done == "cut_off" else "")

    @router.post("/admin/shops/{licence}/link")
    async def link(posted: Inviting, licence: str) -> Response:
        visit = posted.visit

        def make(shift: Shift) -> str:
            shop = _seen(shift, visit.person, licence)
            subject = f"shop:{shop.licence}"
            shift.work.audit.note(visit.person.no, AuditDeed.INVITE, shift.now, subject=subject)
            return new_code(shift.work, subject, shift.now, shift.policy.enrolment_hours)

        code = await visit.run(make)
        address = f"{visit.site_address}/chat?code={code}"
        return await _one(visit, licence, address=address, code=code, drawn=qr_code(address))

    @router.post("/admin/shops/{licence}/cut-off")
    async def cut_off(posted: Inviting, licence: str) -> Response:
        chats = await posted.visit.run(_cut_off(posted.visit, licence))
        for address in chats:
            console.parts.channel.wake(address.conversation)
        return RedirectResponse(f"/admin/shops/{licence}?done=cut_off", 303)

    return router


def _cut_off(visit: Visit, licence: str) -> Callable[[Shift], tuple[Address, ...]]:
    def unit(shift: Shift) -> tuple[Address, ...]:
        subject = f"shop:{_seen(shift, visit.person, licence).licence}"
        chats = end_chats_of(shift, licence)
        told = {"chats": len(chats)}
        shift.work.audit.note(
            visit.person.no, AuditDeed.CUT_OFF, shift.now, subject=subject, **told
        )
        return chats

    return unit


def _page_of(
    viewer: Staff, words: str, after: str
) -> Callable[[Shift], tuple[list[Shop], dict[str, str]]]:
    def look(shift: Shift) -> tuple[list[Shop], dict[str, str]]:
        wanted = ShopFilter(words=words)
        found = seen_shops(shift, wanted, viewer, after=after, limit=_A_PAGE + 1)
        return found, {shop.manager_no: titled(shift.staff(shop.manager_no)) for shop in found}

    return look


def _seen(shift: Shift, viewer: Staff, licence: str) -> Shop:
    """The shop, if `viewer` may look it up. Raises `NotThere`."""
    found = seen_shops(shift, ShopFilter(words=licence), viewer) if licence.isalnum() else []
    shop = next((shop for shop in found if shop.licence == licence), None)
    if shop is None:
        raise NotThere
    return shop


async def _one(visit: Visit, licence: str, **words: Any) -> Response:
    def look(shift: Shift) -> ShopView:
        shop = _seen(shift, visit.person, licence)
        cases = shift.work.survey.of_shop(licence, limit=_CASES_SHOWN)
        # A case whose shop asked for secrecy is not shown among the shop's.
        known = [
            case for case in visible(shift, cases, visit.person) if may_know_who(case, visit.person)
        ]
        chats = shift.work.people.bindings_of(f"shop:{licence}")
        return ShopView(
            shop, shift.staff(shop.manager_no), rows_of(shift, known, visit.person), len(chats)
        )

    view = await visit.read(look)
    await visit.note(AuditDeed.LOOK_AT_SHOP, subject=f"shop:{licence}")
    told: dict[str, Any] = {"address": "", "code": "", "drawn": "", "done": "", **words}
    return visit.page("shop.html", view=view, shop=view.shop, **told)

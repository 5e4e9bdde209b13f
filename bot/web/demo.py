"""The demo page: a retailer's phone and a staff member's phone side by side, both live."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.web.chat import add_phone, chat_page
from bot.web.pages import page
from bot.web.parts import Parts
from bot.web.phone import Phone, said_in_full
from models.people import Shop, Staff
from models.terms import Role
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class _Cast:
    """Whom the two phones can belong to, and to whom they belong now."""

    shops: Sequence[Shop]
    staff: Sequence[Staff]
    shop: Shop
    person: Staff


def demo(parts: Parts) -> APIRouter:
    """`/demo` and the two phones in it; mounted only in a demo installation."""
    router = APIRouter()

    @router.get("/demo")
    async def open_demo(shop: str = "", staff: str = "") -> Response:
        cast = await parts.store.read(lambda work: _cast(work, shop, staff))
        if cast is None:
            raise HTTPException(404)
        now = parts.clock()
        return page("demo.html", cast=cast, now=now, clock=said_in_full(now), roles=_roles)

    _add_shop_phone(router, parts)
    _add_staff_phone(router, parts)
    return router


def _cast(work: Work, licence: str, no: str) -> _Cast | None:
    """The phones asked for, or else the first shop's and its own customer manager's."""
    shops = list(work.people.all_shops())
    staff = [person for person in work.people.all_staff() if person.active]
    if not shops or not staff:
        return None
    shop = next((shop for shop in shops if shop.licence == licence), shops[0])
    wanted = no or shop.manager_no
    person = next((person for person in staff if person.no == wanted), staff[0])
    return _Cast(shops, staff, shop, person)


def _roles(person: Staff) -> str:
    return "、".join(Role(role).chinese for role in person.roles)


def _add_shop_phone(router: APIRouter, parts: Parts) -> None:
    def phone_of(licence: str) -> Phone:
        return Phone(f"/demo/shop/{licence}", f"demo-shop-{licence}")

    @router.get("/demo/shop/{licence}")
    async def open_phone(licence: str) -> Response:
        if await parts.store.read(lambda work: work.people.shop(licence)) is None:
            raise HTTPException(404)
        phone = phone_of(licence)
        await _bind(phone, f"shop:{licence}", parts)
        return await chat_page(phone, parts)

    add_phone(router, "/demo/shop/{licence}", phone_of, parts)


def _add_staff_phone(router: APIRouter, parts: Parts) -> None:
    def phone_of(no: str) -> Phone:
        return Phone(f"/demo/staff/{no}", f"staff-{no}")

    @router.get("/demo/staff/{no}")
    async def open_phone(no: str) -> Response:
        if await parts.store.read(lambda work: work.people.staff(no)) is None:
            raise HTTPException(404)
        phone = phone_of(no)
        await _bind(phone, f"staff:{no}", parts)
        return await chat_page(phone, parts)

    add_phone(router, "/demo/staff/{no}", phone_of, parts)


async def _bind(phone: Phone, ref: str, parts: Parts) -> None:
    """Bind the phone to its holder, once: a later binding elsewhere stays the later one."""
    now = parts.clock()

    def bind(work: Work) -> None:
        if ref not in {binding.ref for binding in work.people.bindings_at(phone.address)}:
            work.people.bind(phone.address, ref, now)

    await parts.store.run(bind)

"""The demo page: a retailer's phone and a staff member's phone side by side, both live."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.web.chat import PhoneOf, add_phone, chat_page
from bot.web.pages import page
from bot.web.parts import Parts
from bot.web.phone import Phone, said_in_full
from models.messages import Address
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
    async def phone_of(licence: str) -> Phone:
        phone = Phone(f"/demo/shop/{licence}", f"demo-shop-{licence}")
        return await _picked_up(phone, f"shop:{licence}", parts)

    _add_demo_phone(router, "/demo/shop/{licence}", phone_of, parts)


def _add_staff_phone(router: APIRouter, parts: Parts) -> None:
    async def phone_of(no: str) -> Phone:
        phone = Phone(f"/demo/staff/{no}", f"staff-{no}")
        return await _picked_up(phone, f"staff:{no}", parts)

    _add_demo_phone(router, "/demo/staff/{no}", phone_of, parts)


def _add_demo_phone(router: APIRouter, base: str, phone_of: PhoneOf, parts: Parts) -> None:
    @router.get(base)
    async def open_phone(phone: Annotated[Phone, Depends(phone_of)]) -> Response:
        return await chat_page(phone, parts)

    add_phone(router, base, phone_of, parts)


async def _picked_up(phone: Phone, ref: str, parts: Parts) -> Phone:
    """The phone, bound to its holder: once, so that a binding made elsewhere stays the later one.

    There is no phone of somebody unknown.
    """
    if not await parts.store.read(lambda work: _is_known(work, ref)):
        raise HTTPException(404)
    if not await parts.store.read(lambda work: _is_bound(work, phone.address, ref)):
        now = parts.clock()
        await parts.store.run(lambda work: work.people.bind(phone.address, ref, now))
    return phone


def _is_known(work: Work, ref: str) -> bool:
    kind, _, key = ref.partition(":")
    found = work.people.staff(key) if kind == "staff" else work.people.shop(key)
    return found is not None and found.active


def _is_bound(work: Work, address: Address, ref: str) -> bool:
    return any(binding.ref == ref for binding in work.people.bindings_at(address))

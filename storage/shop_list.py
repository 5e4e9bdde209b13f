"""Lists of shops for the console: which ones, and page after page."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    String,
    bindparam,
    or_,
    select,
    type_coerce,
)

from models.people import Shop
from storage.case_list import literally
from storage.drawer import Shelf
from storage.personal import Ring

#: Columns that words have to equal, and those that they may be a part of.
_WHOLE: Final = ("licence", "customer_code", "route", "manager_no")
_NAMES: Final = ("name", "owner_name")


@dataclass(frozen=True, slots=True)
class ShopFilter:
    """Which shops are wanted; what is left out does not matter."""

    words: str = ""  #: in the names, or the whole of a number, a phone or a route
    managers: frozenset[str] | None = None  #: looked after by one of these


def shop_listing(
    shops: Shelf[Shop], wanted: ShopFilter, ring: Ring
) -> tuple[Select[Any], dict[str, Any]]:
    """The statement and its binds, all but `company`, `after` and `limit`."""
    statement = select(shops.table).where(shops.ours, shops.licence > bindparam("after"))
    binds: dict[str, Any] = {}
    if wanted.words:
        meant, told = _meant(shops, wanted.words, ring)
        statement, binds = statement.where(meant), binds | told
    if wanted.managers is not None:
        statement = statement.where(shops.manager_no.in_(bindparam("managers", expanding=True)))
        binds["managers"] = sorted(wanted.managers)
    return statement.order_by(shops.licence).limit(bindparam("limit")), binds


def _meant(
    shops: Shelf[Shop], words: str, ring: Ring
) -> tuple[ColumnElement[bool], dict[str, Any]]:
    """Of what is enciphered only the whole can be found, in any form that it may be kept in."""
    exact: BindParameter[Any] = bindparam("exact", type_=String)
    like: BindParameter[Any] = bindparam("like", type_=String)
    found = [shops.table.c[name] == exact for name in _WHOLE]
    found += [_as_kept(shops, name).ilike(like, escape="\\") for name in _NAMES]
    told: dict[str, Any] = {"exact": words, "like": f"%{literally(words)}%"}
    for name in ("phone", *_NAMES):
        forms = bindparam(f"{name}_kept_as", type_=String, expanding=True)
        found.append(_as_kept(shops, name).in_(forms))
        told[f"{name}_kept_as"] = ring.forms(words, f"shop.{name}")
    return or_(*found), told


def _as_kept(shops: Shelf[Shop], name: str) -> ColumnElement[Any]:
    return type_coerce(shops.table.c[name], String)


def is_meant(shop: Shop, words: str) -> bool:
    """The same of a shop that was read."""
    told = (*(getattr(shop, name) for name in _WHOLE), shop.phone)
    names = (getattr(shop, name) for name in _NAMES)
    return words in told or any(words.lower() in name.lower() for name in names)

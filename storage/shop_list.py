"""Lists of shops for the console: which ones, and page after page."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, or_, select

from models.people import Shop
from storage.case_list import literally
from storage.drawer import Shelf


@dataclass(frozen=True, slots=True)
class ShopFilter:
    """Which shops are wanted; what is left out does not matter."""

    words: str = ""  #: in the names, or the whole of a number, a phone or a route
    managers: frozenset[str] | None = None  #: looked after by one of these


def shop_listing(shops: Shelf[Shop], wanted: ShopFilter) -> tuple[Select[Any], dict[str, Any]]:
    """The statement and its binds, all but `company`, `after` and `limit`."""
    statement = select(shops.table).where(shops.ours, shops.licence > bindparam("after"))
    binds: dict[str, Any] = {}
    if wanted.words:
        exact: BindParameter[Any] = bindparam("exact")
        like: BindParameter[Any] = bindparam("like")
        whole = (shops.licence, shops.customer_code, shops.phone, shops.route, shops.manager_no)
        names = (shops.name, shops.owner_name)
        statement = statement.where(
            or_(
                *(column == exact for column in whole),
                *(column.ilike(like, escape="\\") for column in names),
            )
        )
        binds |= {"exact": wanted.words, "like": f"%{literally(wanted.words)}%"}
    if wanted.managers is not None:
        statement = statement.where(shops.manager_no.in_(bindparam("managers", expanding=True)))
        binds["managers"] = sorted(wanted.managers)
    return statement.order_by(shops.licence).limit(bindparam("limit")), binds

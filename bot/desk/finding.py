"""Finding a shop by what somebody typed: a licence number, a customer code, a phone, a name."""

from typing import Final

from bot.desk.shift import Shift
from models.people import Shop

_LICENCE_DIGITS: Final = 12
#: Fewer digits than this are no telephone number.
_PHONE_DIGITS: Final = 7


def find_shop(shift: Shift, text: str) -> Shop | None:
    """The one shop that the text means; None where none or several fit."""
    people = shift.work.people
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) == _LICENCE_DIGITS and (shop := people.shop(digits)):
        return shop
    found = people.shops_by_phone(digits) if len(digits) >= _PHONE_DIGITS else []
    return found[0] if len(found) == 1 else people.shop_by_code(text.strip()[:32])

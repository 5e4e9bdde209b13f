"""Addresses as pictures that a telephone's camera reads."""

import segno
from markupsafe import Markup


def qr_code(address: str) -> Markup:
    """The address as inline SVG: dark on light whatever the page's colours, since cameras need
    that."""
    drawn = segno.make(address, micro=False).svg_inline(
        scale=5, border=3, dark="#111111", light="#ffffff", omitsize=True
    )
    return Markup(drawn)  # noqa: S704 - it is made of numbers; the address is not in it

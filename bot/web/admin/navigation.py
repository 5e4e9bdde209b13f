"""Where one can go in the console: a line for each page, shown to those who may open it."""

from dataclasses import dataclass
from typing import Final

from bot.web.admin.permissions import Permission, may
from models.people import Staff


@dataclass(frozen=True, slots=True)
class Destination:
    """A page in the navigation; its word is `console.nav.NAME`, its icon is called by the name."""

    name: str
    path: str
    permission: Permission


#: In groups: the work of the day, what the desk knows, who and what stands behind it.
NAVIGATION: Final[tuple[tuple[Destination, ...], ...]] = (
    (
        Destination("today", "/admin/today", Permission.TODAY),
        Destination("cases", "/admin/cases", Permission.CASES),
    ),
    (
        Destination("shops", "/admin/shops", Permission.SHOPS),
        Destination("supply", "/admin/supply", Permission.SUPPLY),
        Destination("rules", "/admin/rules", Permission.RULES),
    ),
    (
        Destination("reports", "/admin/reports", Permission.REPORTS),
        Destination("labels", "/admin/labels", Permission.LABELS),
        Destination("classifier", "/admin/classifier", Permission.CLASSIFIER),
    ),
    (
        Destination("staff", "/admin/staff", Permission.STAFF),
        Destination("aside", "/admin/aside", Permission.ASIDE),
        Destination("audit", "/admin/audit", Permission.AUDIT),
    ),
)


def destinations(person: Staff) -> list[list[Destination]]:
    """The groups of pages that this person may open, none of them empty."""
    groups = ([place for place in group if may(person, place.permission)] for group in NAVIGATION)
    return [group for group in groups if group]

"""Who may open which part of the console: one table, asked at every address.

It says which pages somebody has at all. Which cases, shops and lines they find on them is decided
by the desk (`bot.desk.access`), as it is in chat.
"""

from enum import StrEnum
from typing import Final

from models.people import Staff
from models.terms import Role


class Permission(StrEnum):
    """A part of the console."""

    OWN = "own"  #: one's own sessions, password and language
    TODAY = "today"
    CASES = "cases"
    EXPORT = "export"
    LABELS = "labels"
    CLASSIFIER = "classifier"
    SHOPS = "shops"
    SUPPLY = "supply"
    RULES = "rules"
    STAFF = "staff"
    MANAGE = "manage"  #: invite people and shops, note absences, roles, leaving
    IMPORTS = "imports"
    REPORTS = "reports"
    AUDIT = "audit"
    ASIDE = "aside"  #: what could not be read or sent


_EVERYBODY: Final = frozenset(Role)
_LEADERS: Final = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN})
_ADMINS: Final = frozenset({Role.ADMIN})

#: Section 1 of the rules: what each role does. One person may hold several.
GRANTS: Final[dict[Permission, frozenset[Role]]] = {
    Permission.OWN: _EVERYBODY,
    Permission.TODAY: _EVERYBODY,
    Permission.CASES: _EVERYBODY,
    Permission.RULES: _EVERYBODY,
    Permission.EXPORT: _LEADERS,
    Permission.SHOPS: _LEADERS,
    Permission.REPORTS: _LEADERS,
    Permission.SUPPLY: _LEADERS | {Role.SUPPLY, Role.CUSTOMER_MANAGER},
    Permission.STAFF: _ADMINS | {Role.DIRECTOR},
    Permission.MANAGE: _ADMINS,
    Permission.LABELS: _ADMINS | {Role.SUPERVISOR},
    Permission.CLASSIFIER: _ADMINS,
    Permission.IMPORTS: _ADMINS,
    Permission.ASIDE: _ADMINS,
    Permission.AUDIT: _ADMINS | {Role.INSPECTION, Role.DISCIPLINE},
}


def may(person: Staff, permission: Permission) -> bool:
    """Whether an active member of staff has this part of the console."""
    return person.active and any(person.has(role) for role in GRANTS[permission])

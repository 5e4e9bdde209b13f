"""Menus: the commands that a chat program lists for somebody, by who they are.

Every command is also a word or a button of the desk; the list only spares people remembering them.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from bot.desk.picturing import reads_reports
from bot.dialogue.hearing import COMMANDS
from bot.wording import say
from models.people import Staff
from models.terms import Role

#: For everybody, at the end of every list.
_FOR_ALL: Final = ("help", "cancel")
_STAFF: Final = ("cases", "today", "record", "away", "console")
_READS_REPORTS: Final = (*_STAFF, "report")
_ADMIN: Final = (*_READS_REPORTS, "model", "retrain")


class Reader(StrEnum):
    """Whose list it is."""

    RETAILER = "retailer"
    STAFF = "staff"
    LEADER = "leader"  #: supervisors and directors
    ADMIN = "admin"


_LISTED: Final = {
    Reader.RETAILER: ("my", "privacy", *_FOR_ALL),
    Reader.STAFF: (*_STAFF, *_FOR_ALL),
    Reader.LEADER: (*_READS_REPORTS, *_FOR_ALL),
    Reader.ADMIN: (*_ADMIN, *_FOR_ALL),
}


def reader_of(person: Staff | None) -> Reader:
    """Whose list a chat gets that is bound to this member of staff, or to none who works here."""
    if person is None or not person.active:
        return Reader.RETAILER
    if person.has(Role.ADMIN):
        return Reader.ADMIN
    return Reader.LEADER if reads_reports(person) else Reader.STAFF


def menu_of(reader: Reader, locale: str) -> Sequence[tuple[str, str]]:
    """The commands, without their stroke, and what each does in a few words."""
    known = [name for name in _LISTED[reader] if f"/{name}" in COMMANDS]
    return [(name, say(f"command.{name}", locale)) for name in known]

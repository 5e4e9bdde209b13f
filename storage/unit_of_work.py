"""The unit of work: one transaction of one company, with its drawers."""

from sqlalchemy import Connection

from storage.buttons import Buttons
from storage.cases import Cases
from storage.counters import Counters
from storage.mail import Mail
from storage.meta import Meta
from storage.page import Page
from storage.people import People
from storage.supply import Supply
from storage.talk import Talk


class Work:
    """All that one transaction may read and write. It commits when the unit returns."""

    __slots__ = (
        "buttons",
        "cases",
        "company_id",
        "counters",
        "mail",
        "meta",
        "page",
        "people",
        "supply",
        "talk",
    )

    def __init__(self, connection: Connection, company_id: int) -> None:
        self.company_id = company_id
        self.buttons = Buttons(connection, company_id)
        self.cases = Cases(connection, company_id)
        self.counters = Counters(connection, company_id)
        self.mail = Mail(connection, company_id)
        self.meta = Meta(connection, company_id)
        self.page = Page(connection, company_id)
        self.people = People(connection, company_id)
        self.supply = Supply(connection, company_id)
        self.talk = Talk(connection, company_id)

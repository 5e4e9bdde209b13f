"""The unit of work: one transaction of one company, with its drawers."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from storage.archive import Archive
from storage.audit import Audit
from storage.buttons import Buttons
from storage.cases import Cases
from storage.census import Census
from storage.claims import Claims
from storage.counters import Counters
from storage.entrance import Entrance
from storage.forgetting import Forgetting
from storage.imports import Imports
from storage.kept_files import KeptFiles
from storage.label_counts import LabelCounts
from storage.labels import Labels
from storage.learning import Learning
from storage.mail import Mail
from storage.meta import Meta
from storage.page import Page
from storage.people import People
from storage.rate_counts import RateCounts
from storage.resealing import Keys
from storage.scribe import Scribe
from storage.set_aside import SetAside
from storage.shop_roster import ShopRoster
from storage.supply import Supply
from storage.survey import Survey
from storage.talk import Talk
from storage.undoing import Undoing


class Work:
    """All that one transaction may read and write. It commits when the unit returns."""

    __slots__ = (
        "_scribe",
        "archive",
        "aside",
        "audit",
        "buttons",
        "cases",
        "census",
        "claims",
        "company_id",
        "counters",
        "entrance",
        "files",
        "forgetting",
        "imports",
        "keys",
        "label_counts",
        "labels",
        "learning",
        "mail",
        "meta",
        "page",
        "people",
        "rate_counts",
        "roster",
        "supply",
        "survey",
        "talk",
        "undoing",
    )

    def __init__(self, connection: Connection, company_id: int) -> None:
        scribe = self._scribe = Scribe(connection, company_id)
        self.company_id = company_id
        self.archive = Archive(scribe)
        self.aside = SetAside(scribe)
        self.audit = Audit(scribe)
        self.buttons = Buttons(scribe)
        self.cases = Cases(scribe)
        self.census = Census(scribe)
        self.claims = Claims(scribe)
        self.counters = Counters(scribe)
        self.entrance = Entrance(scribe)
        self.forgetting = Forgetting(scribe)
        self.files = KeptFiles(scribe)
        self.imports = Imports(scribe)
        self.keys = Keys(scribe)
        self.label_counts = LabelCounts(scribe)
        self.labels = Labels(scribe)
        self.learning = Learning(scribe)
        self.mail = Mail(scribe)
        self.meta = Meta(scribe)
        self.page = Page(scribe)
        self.people = People(scribe)
        self.rate_counts = RateCounts(scribe)
        self.roster = ShopRoster(scribe)
        self.supply = Supply(scribe)
        self.survey = Survey(scribe)
        self.talk = Talk(scribe)
        self.undoing = Undoing(scribe)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is written inside is kept whole, or not at all where it ends in an exception; the
        transaction around it goes on either way."""
        self._scribe.begin_attempt()
        try:
            yield
        except Exception:
            self._scribe.give_up_attempt()
            raise
        self._scribe.end_attempt()

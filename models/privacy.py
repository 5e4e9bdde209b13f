"""The notice on personal information: who was told, of which edition of it, and when.

The law asks that people are told in plain words, before their information is used, who uses it, for
what, for how long, and how they get at it (个人信息保护法 第十七条); and that it can be shown.
"""

from datetime import datetime
from typing import Final

from sqlmodel import Field

from models.columns import Instant
from models.entity import Entity

#: Grows whenever the notice says something else, so that everybody is told anew.
EDITION: Final = 1


class PrivacyNotice(Entity, table=True):
    """One conversation was told one edition of the notice, then."""

    company_id: int = Field(default=1, primary_key=True)
    address: str = Field(primary_key=True, max_length=160)
    edition: int = Field(primary_key=True)
    told_at: datetime = Field(sa_type=Instant)

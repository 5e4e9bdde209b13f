"""The record of a group event (群体事件): one root cause and one reply for several cases."""

from datetime import datetime

from sqlmodel import Field

from models.columns import BIG, Instant, Word
from models.entity import Entity
from models.terms import Category


class EventRecord(Entity, table=True):
    """An event as it was found. Its cases point to it by `Case.event_id`; each keeps its owner."""

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)
    category: Category = Field(sa_type=Word(Category))
    subcategory: str = Field(max_length=24)
    shared: str = ""  #: what the cases share, in words: 路线 三号线
    found_at: datetime = Field(sa_type=Instant)
    cause: str = ""  #: the one root cause
    reply: str = ""  #: the one reply to all
    replied_by: str = Field(default="", max_length=32)
    replied_at: datetime | None = Field(default=None, sa_type=Instant)

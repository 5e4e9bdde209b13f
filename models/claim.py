"""Claims: work that only one process may do at a time, and which one does it."""

from datetime import datetime

from sqlmodel import Field

from models.columns import Instant
from models.entity import Entity


class Claim(Entity, table=True):
    """Some work is done by one process, until then; whoever does it keeps renewing."""

    company_id: int = Field(default=1, primary_key=True)
    work: str = Field(primary_key=True, max_length=96)
    held_by: str = Field(max_length=64)
    held_until: datetime = Field(sa_type=Instant)

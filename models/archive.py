"""The archive (档案): cases that are long closed, kept whole beside the working tables."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from models.columns import BIG, Instant, Word, document
from models.entity import Entity
from models.terms import Stage


class ArchivedCase(Entity, table=True):
    """A case as it was when it was archived, with all that stood beside it and all that was said.

    Its ledger stays where it is: lines of the ledger are never moved.
    """

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)  #: of the case
    number: str = Field(max_length=16)
    year: int
    stage: Stage = Field(sa_type=Word(Stage))
    filed_at: datetime = Field(sa_type=Instant)
    closed_at: datetime = Field(sa_type=Instant)
    archived_at: datetime = Field(sa_type=Instant)
    erased_at: datetime | None = Field(
        default=None, sa_type=Instant
    )  #: its personal data went then
    document: dict[str, Any] = Field(default_factory=dict, sa_type=document())
    #: The chat that told it; None once it is erased, and where it came by telephone.
    complainant: str | None = Field(default=None, max_length=160)

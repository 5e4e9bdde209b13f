"""A file that somebody sent by a channel that keeps it itself, and our own copy of it."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlmodel import Field

from models.columns import BIG, Instant, Word, document
from models.entity import Entity
from models.messages import Address, InboundKind, Media


class FileState(StrEnum):
    """How far our copy has come."""

    AWAITED = "awaited"
    KEPT = "kept"
    MISSING = "missing"


class KeptFile(Entity, table=True):
    """The copy of a file, by the channel's own handle of it.

    `wanted` names who was told of the file while it was on its way, as [address, case]: they get
    it as soon as it is here.
    """

    company_id: int = Field(default=1, primary_key=True)
    digest: str = Field(primary_key=True, max_length=64)  #: of the handle, which may be long
    origin: str = Field(max_length=160)  #: address of the conversation that it came by
    kind: InboundKind = Field(sa_type=Word(InboundKind))
    state: FileState = Field(default=FileState.AWAITED, sa_type=Word(FileState))
    name: str = Field(default="", max_length=64)
    mime: str = Field(default="", max_length=64)
    size: int = Field(default=0, sa_type=BIG)  #: bytes
    seconds: int = 0
    came_at: datetime = Field(sa_type=Instant)
    wanted: list[Any] = Field(default_factory=list, sa_type=document())
    version: int = 0

    @property
    def media(self) -> Media:
        """The copy, as any channel can send it."""
        return Media(self.kind, self.name, mime=self.mime, size=self.size, seconds=self.seconds)

    def is_at_hand(self, to: Address) -> bool:
        """Whether the file's own channel account carries it to `to` as it came."""
        origin = Address.parse(self.origin)
        return (origin.channel, origin.account) == (to.channel, to.account)


def digest_of(ref: str) -> str:
    """What a channel's handle is known by."""
    return sha256(ref.encode()).hexdigest()

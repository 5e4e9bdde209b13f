"""Where one person stands in a conversation, and what was said in it."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from models.columns import BIG, Instant, document
from models.entity import Entity
from models.messages import Address


class Conversation(Entity, table=True):
    """A conversation and the step it stands at; `slots` holds what was told so far."""

    company_id: int = Field(default=1, primary_key=True)
    channel: str = Field(primary_key=True, max_length=16)
    account: str = Field(primary_key=True, max_length=64)
    conversation: str = Field(primary_key=True, max_length=64)
    step: str = Field(default="open", max_length=32)
    slots: dict[str, Any] = Field(default_factory=dict, sa_type=document())
    name: str = ""  #: what the chat user calls themself
    locale: str = Field(default="zh_CN", max_length=8)
    begun_at: datetime | None = Field(default=None, sa_type=Instant)  #: first message of the matter
    touched_at: datetime = Field(sa_type=Instant)
    version: int = 0
    chosen_at: datetime | None = Field(default=None, sa_type=Instant)  #: when they chose `locale`

    @property
    def address(self) -> Address:
        return Address(self.channel, self.account, self.conversation)


class Utterance(Entity, table=True):
    """One message as it was said, in either direction: the record that a case keeps."""

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)
    address: str = Field(max_length=160)
    at: datetime = Field(sa_type=Instant)
    by: str = Field(max_length=48)  #: "retailer", "staff:NO" or "desk"
    kind: str = Field(default="text", max_length=16)
    text: str = ""
    media: str = ""  #: name of the kept file
    case_id: int | None = Field(default=None, sa_type=BIG)


class MessageMark(Entity, table=True):
    """A message by the channel's own id, and its place on record: what somebody answers or edits
    is found by it."""

    company_id: int = Field(default=1, primary_key=True)
    address: str = Field(primary_key=True, max_length=160)
    message: str = Field(primary_key=True, max_length=64)
    utterance_id: int = Field(sa_type=BIG)

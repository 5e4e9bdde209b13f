"""The message values: what travels between a channel and the desk."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where somebody can be reached: a conversation of one account of one channel."""

    channel: str
    account: str
    conversation: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.account}:{self.conversation}"

    @staticmethod
    def parse(text: str) -> "Address":
        channel, account, conversation = text.split(":", 2)
        return Address(channel, account, conversation)


class InboundKind(StrEnum):
    """What kind of thing arrived."""

    TEXT = "text"
    CHOICE = "choice"
    START = "start"
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    LOCATION = "location"
    CONTACT = "contact"
    STICKER = "sticker"
    EDIT = "edit"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"

    @property
    def is_media(self) -> bool:
        return self in (
            InboundKind.PHOTO,
            InboundKind.VOICE,
            InboundKind.VIDEO,
            InboundKind.DOCUMENT,
        )


@dataclass(frozen=True, slots=True)
class Media:
    """A file on its way: `ref` is the channel's own handle, `size` in bytes, `seconds` of sound."""

    kind: InboundKind
    ref: str
    name: str = ""
    mime: str = ""
    size: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message as a channel decoded it. `event_id` is unique within channel and account.

    `choice` is the token of a pressed button; `code` what followed /start; `anchor` the channel's
    id of the message answered or edited; `phone` is set only for the sender's own contact card.
    """

    address: Address
    event_id: str
    user: str
    name: str
    at: datetime
    kind: InboundKind = InboundKind.TEXT
    text: str = ""
    choice: str = ""
    code: str = ""
    anchor: str = ""
    album: str = ""
    media: tuple[Media, ...] = ()
    phone: str = ""
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer a person may give: pressed as a button, typed as a word, or typed as its digit."""

    token: str
    label: str


@dataclass(frozen=True, slots=True)
class Outbound:
    """One letter as a channel must send it. `key` is unique for ever and makes it send once.

    `seen` are channel ids of kept files to attach; `replaces` the channel's id of an earlier
    message to edit where the channel can; `answers` the event id of the press it acknowledges.
    """

    key: str
    address: Address
    text: str
    choices: tuple[Choice, ...] = ()
    media: tuple[Media, ...] = ()
    answers: str = ""
    keyboard: bool = field(default=True)


@dataclass(frozen=True, slots=True)
class Caps:
    """What a channel can do, so that a letter is rendered to fit it."""

    buttons: bool = True
    edits: bool = False
    files: bool = True
    text_limit: int = 4096

"""The message values: what travels between a channel and the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

#: The channel of our own pages.
_PAGES: Final = "web"


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where somebody can be reached: a conversation of one account of one channel."""

    channel: str
    account: str
    conversation: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.account}:{self.conversation}"

    @property
    def is_page(self) -> bool:
        """Whether it is a page of ours, which shows what was said until we take it away."""
        return self.channel == _PAGES

    @staticmethod
    def of_page(conversation: str) -> "Address":
        return Address(_PAGES, "desk", conversation)

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

    `choice` is the token of a pressed button; `code` what followed /start; `message` the channel's
    id of the message itself and `anchor` that of the one answered or edited; `phone` is set only
    for the sender's own contact card. In a group, `calls` are the names it calls in lower case,
    empty for the bot itself. `language` is what the sender's own app is set to, as "en-GB" or a
    list of such by preference, where the channel tells it.
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
    message: str = ""
    is_forwarded: bool = False
    is_group: bool = False
    calls: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer a person may give: pressed as a button, typed as a word, or typed as its digit."""

    token: str
    label: str


@dataclass(frozen=True, slots=True)
class Outbound:
    """One letter as a channel must send it. `key` is unique for ever and makes it send once.

    `keys` are the labels of large keys that stay under the conversation, where the channel has
    them: pressed, they arrive as typed words. `letter_id` is its place on record, `quotes` the
    channel's id of a message that it answers. One that `clears_keys` takes large keys away.

    A letter that `closes` choices says nothing: it takes away those with these tokens, which stand
    under the messages `under`, by the channel's ids.
    """

    key: str
    address: Address
    text: str
    choices: tuple[Choice, ...] = ()
    media: tuple[Media, ...] = ()
    keys: tuple[str, ...] = ()
    letter_id: int = 0
    quotes: str = ""
    clears_keys: bool = False
    closes: tuple[str, ...] = ()
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SendingPace:
    """How fast a channel takes messages; `a_second` of one account, to all people together."""

    apart: timedelta = timedelta(0)  #: between two messages to one person
    apart_in_group: timedelta = timedelta(0)
    a_second: int | None = None


@dataclass(frozen=True, slots=True)
class Caps:
    """What a channel can do, so that a letter is rendered to fit it.

    Lengths are in UTF-16 units. Without `caption_limit` a letter's files and words go together;
    with it, words that are longer follow their file in messages of their own.
    """

    buttons: bool = True
    edits: bool = False
    files: bool = True
    text_limit: int = 4096
    caption_limit: int | None = None
    pace: SendingPace = SendingPace()
    group_mark: str = ""  #: how the conversations that are groups begin

    def pause_after(self, address: Address) -> timedelta:
        """How long a conversation rests after a message to it."""
        is_group = self.group_mark and address.conversation.startswith(self.group_mark)
        return self.pace.apart_in_group if is_group else self.pace.apart

"""The parts of Telegram's updates that are read (core.telegram.org/bots/api, "Update").

Strict about those fields, and blind to all others.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A part of an update: strict about the fields that we read, blind to all others."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


Number = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Size = Annotated[int, Field(ge=0, lt=2**63)]
Moment = Annotated[int, Field(ge=0, lt=2**37)]  # seconds since 1970, up to the year 6325


class User(Shape):
    id: Number
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    language_code: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Chat(Shape):
    id: Number
    type: str = "private"

    @property
    def is_group(self) -> bool:
        return self.type in ("group", "supergroup")


class File(Shape):
    file_id: Annotated[str, Field(min_length=1)]
    file_name: str = ""
    mime_type: str = ""
    file_size: Size = 0
    duration: Size = 0


class Contact(Shape):
    phone_number: str
    user_id: Number | None = None


class Location(Shape):
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class Sticker(Shape):
    emoji: str = ""


class Answered(Shape):
    message_id: Number
    sender: User | None = Field(default=None, alias="from")


class Origin(Shape):
    """Where a forwarded message came from first."""

    type: str = ""


class Message(Shape):
    message_id: Number
    date: Moment
    chat: Chat
    sender: User | None = Field(default=None, alias="from")
    edit_date: Moment | None = None
    text: str = ""
    caption: str = ""
    media_group_id: str = ""
    reply_to_message: Answered | None = None
    forward_origin: Origin | None = None
    photo: tuple[File, ...] = Field(default=(), strict=False)
    voice: File | None = None
    audio: File | None = None
    video: File | None = None
    video_note: File | None = None
    document: File | None = None
    sticker: Sticker | None = None
    location: Location | None = None
    contact: Contact | None = None


class Pressed(Shape):
    """The message under which a button was pressed; an old one comes without its content."""

    message_id: Number
    chat: Chat


class Press(Shape):
    id: Annotated[str, Field(max_length=64)]
    sender: User = Field(alias="from")
    message: Pressed | None = None
    data: Annotated[str, Field(max_length=64)] = ""


class Member(Shape):
    status: str


class Membership(Shape):
    chat: Chat
    sender: User = Field(alias="from")
    date: Moment
    old_chat_member: Member
    new_chat_member: Member


class Update(Shape):
    update_id: Number
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Press | None = None
    my_chat_member: Membership | None = None

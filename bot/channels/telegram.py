"""Telegram's updates as our messages: pure, and the same for every library.

An update is checked against the few fields that we read (core.telegram.org/bots/api, "Update");
what is not of their kind is `Unreadable`, what we have no use for is None.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import ValidationError

from bot.channels.telegram_shapes import Chat, Membership, Message, Press, Update
from bot.port import Raw, Unreadable
from models.messages import Address, Caps, Inbound, InboundKind, Media, SendingPace

NAME: Final = "telegram"
#: Source: core.telegram.org/bots/api (lengths) and core.telegram.org/bots/faq ("My bot is hitting
#: limits"): a message a second to a chat, 30 a second to all, 20 a minute to a group.
CAPS: Final = Caps(
    buttons=True,
    edits=False,
    files=True,
    text_limit=4096,
    caption_limit=1024,
    pace=SendingPace(timedelta(seconds=1), apart_in_group=timedelta(seconds=3), a_second=30),
    group_mark="-",
)

#: The kinds of update to ask for; by default Telegram would leave out none of these but send more.
KINDS: Final = ("message", "edited_message", "callback_query", "my_chat_member")

#: Under this key an update that could not be kept as it came is kept as a line of plain JSON.
SEALED: Final = "sealed"


def decode(raw: Raw, account: str, now: datetime) -> Inbound | None:
    """What an update says to the bot `account`; None for what needs no handling.

    `now` dates a press, for which Telegram tells no time. Raises `Unreadable`.
    """
    if SEALED in raw:
        raise Unreadable(SEALED)
    try:
        update = Update.model_validate(raw)
    except ValidationError as error:
        # The kinds of fault only: the values are what somebody wrote.
        kinds = sorted({fault["type"] for fault in error.errors(include_input=False)})
        raise Unreadable(", ".join(kinds)) from None
    if update.message:
        return _said(update.message, account)
    if update.edited_message:
        return _edited(update.edited_message, update.update_id, account)
    if update.callback_query:
        return _pressed(update.callback_query, account, now)
    if update.my_chat_member:
        return _member(update.my_chat_member, update.update_id, account)
    return None


def _said(message: Message, account: str) -> Inbound | None:
    if message.sender is None or message.sender.is_bot or message.chat.type == "channel":
        return None
    calls = tuple(_calls(message, account)) if message.chat.is_group else ()
    if message.chat.is_group and not calls:
        return None  # people talk to each other
    plain = Inbound(
        address=_address(message.chat, account),
        event_id=f"m{message.chat.id}:{message.message_id}",
        user=str(message.sender.id),
        name=message.sender.name,
        at=_moment(message.date),
        text=message.text or message.caption,
        anchor=str(message.reply_to_message.message_id) if message.reply_to_message else "",
        album=message.media_group_id,
        message=str(message.message_id),
        is_forwarded=message.forward_origin is not None,
        is_group=message.chat.is_group,
        calls=calls,
        language=message.sender.language_code,
    )
    return next((said for reader in _READERS if (said := reader(message, plain))), None)


#: @name anywhere in a text, and the command at its beginning with the name of its bot or without.
_NAMED: Final = re.compile(r"@([A-Za-z0-9_]{5,32})")
_COMMAND: Final = re.compile(r"(/[A-Za-z0-9_]{1,32})(?![A-Za-z0-9_@])")


def _calls(message: Message, account: str) -> Iterator[str]:
    """Whom a message in a group calls: names in lower case, a bare command with its stroke, and
    nothing in so many words where it answers this bot."""
    answered = message.reply_to_message and message.reply_to_message.sender
    if answered and str(answered.id) == account:
        yield ""
    text = message.text or message.caption
    yield from (name.lower() for name in _NAMED.findall(text))
    if command := _COMMAND.match(text):
        yield command[1].lower()


def _file(message: Message, plain: Inbound) -> Inbound | None:
    # An animation comes as a document too; a picture in several sizes, the largest last.
    for kind, file in (
        (InboundKind.PHOTO, message.photo[-1] if message.photo else None),
        (InboundKind.VOICE, message.voice or message.audio),
        (InboundKind.VIDEO, message.video or message.video_note),
        (InboundKind.DOCUMENT, message.document),
    ):
        if file:
            media = Media(
                kind, file.file_id, file.file_name, file.mime_type, file.file_size, file.duration
            )
            return replace(plain, kind=kind, media=(media,))
    return None


def _place(message: Message, plain: Inbound) -> Inbound | None:
    if message.location is None:
        return None
    place = (message.location.latitude, message.location.longitude)
    return replace(plain, kind=InboundKind.LOCATION, place=place)


def _card(message: Message, plain: Inbound) -> Inbound | None:
    """A contact card; its number counts only where it is the sender's own."""
    if message.contact is None or message.sender is None:
        return None
    own = message.contact.user_id == message.sender.id
    phone = message.contact.phone_number if own else ""
    return replace(plain, kind=InboundKind.CONTACT, phone=phone)


def _picture_word(message: Message, plain: Inbound) -> Inbound | None:
    if message.sticker is None:
        return None
    return replace(plain, kind=InboundKind.STICKER, text=message.sticker.emoji)


def _start(message: Message, plain: Inbound) -> Inbound | None:
    """`/start`, in a group `/start@name`, with or without a code after it."""
    command, _, code = message.text.strip().partition(" ")
    if command.partition("@")[0] != "/start":
        return None
    return replace(plain, kind=InboundKind.START, code=code.strip())


def _words(message: Message, plain: Inbound) -> Inbound | None:
    return plain if message.text.strip() else None


_Reader = Callable[[Message, Inbound], Inbound | None]
_READERS: Final[tuple[_Reader, ...]] = (_file, _place, _card, _picture_word, _start, _words)


def _edited(message: Message, update_id: int, account: str) -> Inbound | None:
    said = _said(message, account)
    if said is None or said.is_group:
        return None
    return replace(
        said,
        kind=InboundKind.EDIT,
        event_id=f"e{message.chat.id}:{message.message_id}:{message.edit_date}:{update_id}",
        at=_moment(message.edit_date or message.date),
        anchor=str(message.message_id),
    )


def _pressed(press: Press, account: str, now: datetime) -> Inbound | None:
    if press.message is None or not press.data or press.message.chat.is_group:
        return None  # nothing is offered in groups
    return Inbound(
        address=_address(press.message.chat, account),
        event_id=f"c{press.id}",
        user=str(press.sender.id),
        name=press.sender.name,
        at=now,
        kind=InboundKind.CHOICE,
        choice=press.data,
        anchor=str(press.message.message_id),
        language=press.sender.language_code,
    )


def _member(change: Membership, update_id: int, account: str) -> Inbound | None:
    """Somebody blocked the bot, or let it in again; what happens in groups says nothing of that."""
    before, after = change.old_chat_member.status, change.new_chat_member.status
    if change.chat.type != "private" or "kicked" not in (before, after) or before == after:
        return None
    return Inbound(
        address=_address(change.chat, account),
        event_id=f"b{change.chat.id}:{change.date}:{update_id}",
        user=str(change.sender.id),
        name=change.sender.name,
        at=_moment(change.date),
        kind=InboundKind.BLOCKED if after == "kicked" else InboundKind.UNBLOCKED,
    )


def _address(chat: Chat, account: str) -> Address:
    return Address(NAME, account, str(chat.id))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

"""The page's own letters: what one event of the chat page says, as a document and back."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.messages import Choice, InboundKind, Media


class Speaker(StrEnum):
    """Who says what a bubble shows."""

    DESK = "desk"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing that was said.

    `pressed` is the token of the choice a person answered with; `matter` names what the choices
    are about: a case, or nothing but the question just asked. One that `closes` choices, by their
    tokens, says nothing itself.
    """

    by: Speaker
    text: str = ""
    choices: tuple[Choice, ...] = ()
    media: tuple[Media, ...] = ()
    pressed: str = ""
    matter: str = ""
    closes: tuple[str, ...] = ()

    def pack(self) -> dict[str, Any]:
        """A JSON document of the bubble."""
        return {
            "by": self.by.value,
            "text": self.text,
            "choices": [[choice.token, choice.label] for choice in self.choices],
            "media": [pack_media(media) for media in self.media],
            "pressed": self.pressed,
            "matter": self.matter,
            "closes": list(self.closes),
        }

    @staticmethod
    def unpack(document: dict[str, Any]) -> "Bubble":
        """The bubble of a JSON document that `pack` made."""
        return Bubble(
            by=Speaker(document["by"]),
            text=document["text"],
            choices=tuple(Choice(token, label) for token, label in document["choices"]),
            media=tuple(unpack_media(media) for media in document["media"]),
            pressed=document["pressed"],
            matter=document["matter"],
            closes=tuple(document.get("closes", ())),
        )


def pack_media(media: Media) -> dict[str, Any]:
    """A JSON document of a file on its way."""
    return {
        "kind": media.kind.value,
        "ref": media.ref,
        "name": media.name,
        "mime": media.mime,
        "size": media.size,
        "seconds": media.seconds,
    }


def unpack_media(document: dict[str, Any]) -> Media:
    """The file of a JSON document that `pack_media` made."""
    return Media(
        kind=InboundKind(document["kind"]),
        ref=document["ref"],
        name=document["name"],
        mime=document["mime"],
        size=document["size"],
        seconds=document["seconds"],
    )

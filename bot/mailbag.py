"""Letters as the outbox keeps them, and back."""

from typing import Any

from models.messages import Address, Choice, InboundKind, Media, Outbound


def pack(letter: Outbound) -> dict[str, Any]:
    """A JSON document of a letter."""
    return {
        "key": letter.key,
        "address": str(letter.address),
        "text": letter.text,
        "choices": [[choice.token, choice.label] for choice in letter.choices],
        "media": [[media.kind.value, media.ref, media.name, media.mime] for media in letter.media],
        "keys": list(letter.keys),
        "letter": letter.letter_id,
        "quotes": letter.quotes,
        "clears": letter.clears_keys,
        "closes": list(letter.closes),
        "under": list(letter.under),
    }


def unpack(document: dict[str, Any]) -> Outbound:
    """The letter of a JSON document that `pack` made, in this version or an earlier one."""
    return Outbound(
        key=document["key"],
        address=Address.parse(document["address"]),
        text=document["text"],
        choices=tuple(Choice(token, label) for token, label in document["choices"]),
        media=tuple(
            Media(InboundKind(kind), ref, name, mime) for kind, ref, name, mime in document["media"]
        ),
        keys=tuple(document.get("keys", ())),
        letter_id=document.get("letter", 0),
        quotes=document.get("quotes", ""),
        clears_keys=document.get("clears", False),
        closes=tuple(document.get("closes", ())),
        under=tuple(document.get("under", ())),
    )

"""Decoders by the name of the channel: any process can read what any channel handed on.

Reading is pure and needs no connection, so a worker decodes the messages of every channel without
serving one, and without the libraries that serve it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.channels import telegram, terminal, web
from bot.port import Channel, Decoder, Raw
from models.messages import Inbound

DECODERS: Final[Mapping[str, Decoder]] = {
    web.NAME: web.decode,
    telegram.NAME: telegram.decode,
    terminal.NAME: terminal.decode,
}


def decoders_with(channels: Mapping[tuple[str, str], Channel]) -> dict[str, Decoder]:
    """Our decoders, and those of channels of a kind that only the process at hand knows."""
    own = {name: _own(channels, name) for name, _ in channels if name not in DECODERS}
    return {**DECODERS, **own}


def _own(channels: Mapping[tuple[str, str], Channel], name: str) -> Decoder:
    def decode(raw: Raw, account: str, _: datetime) -> Inbound | None:
        return channels[name, account].decode(raw)

    return decode

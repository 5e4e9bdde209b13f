"""RIFF: a form that holds named chunks, each padded to an even size. WebP and WAV are such files.

Source: Multimedia Programming Interface and Data Specifications 1.0 (IBM and Microsoft, 1991), 2.
"""

from collections.abc import Iterable, Iterator

from bot.bare.faults import Damaged

Chunk = tuple[bytes, bytes]  #: what it is, and what it holds


def chunks_in(content: bytes, form: bytes) -> Iterator[Chunk]:
    """The chunks of a file of the form; what stands behind its end is not looked at.

    Raises `Damaged`.
    """
    end = 8 + int.from_bytes(content[4:8], "little")
    if content[:4] != b"RIFF" or content[8:12] != form or end > len(content):
        raise Damaged
    at = 12
    while at < end:
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        data = content[at + 8 : at + 8 + size]
        if at + 8 + size > end:
            raise Damaged
        yield content[at : at + 4], data
        at += 8 + size + size % 2


def as_riff(form: bytes, chunks: Iterable[Chunk]) -> bytes:
    """A file of these chunks."""
    body = form + b"".join(_written(kind, data) for kind, data in chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _written(kind: bytes, data: bytes) -> bytes:
    return kind + len(data).to_bytes(4, "little") + data + bytes(len(data) % 2)

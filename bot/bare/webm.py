"""WebM: elements in elements. Those that tell of the recording become empty room of the same size,
so that everything else stays where other elements say that it is.

What plays lies in clusters, and of them not a byte changes. A browser that records does not know
how long it will, so a segment and its clusters may have no size: a cluster then ends where the next
element of its segment begins.
Source: RFC 8794, 4 to 6 and 11.3; RFC 9559, 5.1.
"""

from typing import Final, NamedTuple

from bot.bare.faults import Damaged

_HEADER, _SEGMENT = 0x1A45DFA3, 0x18538067
_INFO, _TRACKS, _TRACK, _CLUSTER = 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675
_SEEK_HEAD, _CUES = 0x114D9B74, 0x1C53BB6B
_TAGS, _CHAPTERS, _ATTACHED = 0x1254C367, 0x1043A770, 0x1941A469
_SCALE, _LENGTH = 0x2AD7B1, 0x4489
_MUXER, _WRITER = 0x4D80, 0x5741
_NAME, _CODEC_NAME, _CHECKSUM, _VOID = 0x536E, 0x258688, 0xBF, 0xEC
#: What is looked into, by where it stands; 0 is the file itself.
_OPENED: Final = {0: {_SEGMENT}, _SEGMENT: {_INFO, _TRACKS}, _TRACKS: {_TRACK}}
#: What may lack a size, by where it stands, and is looked into then.
_ENDLESS: Final = {0: {_SEGMENT}, _SEGMENT: {_CLUSTER}}
#: What stays of the rest, by where it stands.
_KEPT: Final = {
    0: {_HEADER},
    _SEGMENT: {_SEEK_HEAD, _CUES, _CLUSTER},
    _INFO: {_SCALE, _LENGTH},
    _TRACKS: frozenset[int](),
}
#: What goes, where everything else stays.
_GONE: Final = {_TRACK: {_NAME, _CODEC_NAME, _CHECKSUM, _VOID}, _CLUSTER: frozenset[int]()}
#: Has to be there, so it is blank: an empty word, padded with zeros.
_BLANK: Final = {_MUXER, _WRITER}
#: Ends a cluster that does not say where it ends.
_OF_SEGMENT: Final = {
    *(_INFO, _TRACKS, _CLUSTER, _SEEK_HEAD, _CUES, _TAGS, _CHAPTERS, _ATTACHED),
}
#: An hour of sound in blocks of a fiftieth of a second has this many; more is somebody's game.
_MOST: Final = 200_000
#: A size of one byte tells no more.
_SMALL: Final = 126


class _Element(NamedTuple):
    """What it is, where it begins, where its content does, and where it ends; -1 for no size."""

    kind: int
    begin: int
    content: int
    end: int


def bare_webm(content: bytes) -> bytes:
    """Raises `Damaged`."""
    if int.from_bytes(content[:4]) != _HEADER:
        raise Damaged
    bare, at, seen, has_track = bytearray(content), 0, 0, False
    within = [_Element(0, 0, 0, len(content))]
    while at < len(content):
        element, seen = _element(content, at), seen + 1
        while at >= within[-1].end >= 0 or _ends(within[-1], element):
            within.pop()
        if element.end > _end_of(within) or seen > _MOST:
            raise Damaged
        has_track = has_track or element.kind == _TRACK
        if _is_opened(element, within[-1].kind):
            within.append(element)
            at = element.content
        else:
            _settle(bare, element, within[-1].kind)
            at = element.end
    if not has_track:
        raise Damaged
    return bytes(bare)


def _is_opened(element: _Element, where: int) -> bool:
    if element.end >= 0:
        return element.kind in _OPENED.get(where, ())
    if element.kind not in _ENDLESS.get(where, ()):
        raise Damaged
    return True


def _ends(cluster: _Element, element: _Element) -> bool:
    """Whether the element is none of the cluster any more, which does not say where it ends."""
    return cluster.kind == _CLUSTER and cluster.end < 0 and element.kind in _OF_SEGMENT


def _end_of(within: list[_Element]) -> int:
    """The innermost end that is told."""
    return next(one.end for one in reversed(within) if one.end >= 0)


def _settle(bare: bytearray, element: _Element, where: int) -> None:
    """Leave the element, blank it, or make room of it."""
    is_gone = element.kind in _GONE[where] if where in _GONE else element.kind not in _KEPT[where]
    if where == _INFO and element.kind in _BLANK:
        bare[element.content : element.end] = bytes(element.end - element.content)
    elif is_gone:
        bare[element.begin : element.end] = _room(element.end - element.begin)


def _room(size: int) -> bytes:
    """An empty element of so many bytes in all, at least two."""
    if size - 2 <= _SMALL:
        return bytes([_VOID, 0x80 | size - 2]) + bytes(size - 2)
    return bytes([_VOID]) + (1 << 56 | size - 9).to_bytes(8) + bytes(size - 9)


def _element(content: bytes, at: int) -> _Element:
    kind, begin = _number(content, at, 4)
    size, inside = _number(content, begin, 8)
    width = inside - begin
    marker = 1 << 7 * width
    size -= marker
    is_told = size != marker - 1  # all ones say nothing
    return _Element(kind, at, inside, inside + size if is_told else -1)


def _number(content: bytes, at: int, widest: int) -> tuple[int, int]:
    """A number whose first byte says how wide it is, with its marker, and where it ends."""
    first = content[at] if at < len(content) else 0
    width = 9 - first.bit_length()
    if width > widest or at + width > len(content):
        raise Damaged
    return int.from_bytes(content[at : at + width]), at + width

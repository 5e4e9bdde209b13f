"""In which encoding a text file was written: looked at in pieces, so that it may be any size."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from bot.imports.faults import SheetRefused

_A_PIECE: Final = 1 << 20
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_ABOVE_ASCII: Final = bytes(range(0x80, 0x100))


def encoding_of(path: Path) -> str:
    """The encoding by the byte order mark, else strict UTF-8, else GB18030.

    Raises `SheetRefused` for other bytes. GB18030 takes nearly any bytes for Chinese, so a file
    most of whose Chinese, up to where it breaks, is good UTF-8 is taken for a damaged one of that.
    """
    with path.open("rb") as file:
        if file.read(2) in _UTF_16:
            return _strictly("utf-16", file, path.name)
        if _is_utf_8(file, path.name):
            return "utf-8-sig"
        return _strictly("gb18030", file, path.name)


def _is_utf_8(file: BinaryIO, name: str) -> bool:
    decoder, line, good = codecs.getincrementaldecoder("utf-8")(), 1, 0
    for piece in _pieces(file):
        if b"\0" in piece:
            raise SheetRefused(f"{name} 里有空字节，不是文本文件。请另存为 XLSX 或 UTF-8 的 CSV。")
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            whole = good + _above_ascii(piece.decode("utf-8", "ignore").encode())
            if whole * 2 <= good + _above_ascii(piece):
                return False
            line += error.object.count(b"\n", 0, error.start)
            raise SheetRefused(
                f"{name} 第 {line} 行有损坏的 UTF-8 字节。请从原软件重新导出。"
            ) from error
        line += piece.count(b"\n")
        good += _above_ascii(piece)
    return True


def _strictly(encoding: str, file: BinaryIO, name: str) -> str:
    """The encoding, if the whole file is written in it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(file):
            decoder.decode(piece, final=not piece)
    except UnicodeDecodeError as error:
        raise SheetRefused(f"认不出 {name} 的编码。请另存为 XLSX 或 UTF-8 的 CSV。") from error
    return encoding


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """The file from its beginning; the last piece is empty."""
    file.seek(0)
    while piece := file.read(_A_PIECE):
        yield piece
    yield b""


def _above_ascii(content: bytes) -> int:
    return len(content) - len(content.translate(None, _ABOVE_ASCII))

"""A backup under a passphrase: the file in pieces, each enciphered and bound to its place.

    magic line, 16 bytes of salt, 7 bytes of nonce, then pieces of 64 KiB each with a 16 byte tag

AES-256-GCM under a key that scrypt makes of the passphrase. Each piece's nonce holds its number
and whether it is the last, so that none can be changed, left out, doubled, moved or cut off
(the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

import hashlib
import io
import os
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import BackupDamaged, PassphraseWrong

MAGIC: Final = b"shouwen sealed backup 1\n"
_SALT, _NONCE, _TAG = 16, 7, 16
_PIECE: Final = 1 << 16
#: 32 MiB and a tenth of a second for each guess at the passphrase.
_SCRYPT: Final = {"n": 2**15, "r": 8, "p": 1, "maxmem": 1 << 26}


def _key(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(hashlib.scrypt(passphrase, salt=salt, dklen=32, **_SCRYPT))


def _nonce(begin: bytes, place: int, *, is_last: bool) -> bytes:
    return begin + place.to_bytes(4) + bytes([is_last])


class SealedWriter(io.RawIOBase):
    """Enciphers what is written to it into another file; it is whole only once it is closed."""

    def __init__(self, out: BinaryIO, passphrase: bytes) -> None:
        super().__init__()
        salt, self._begin = os.urandom(_SALT), os.urandom(_NONCE)
        self._head: Final = MAGIC + salt + self._begin
        self._key: Final = _key(passphrase, salt)
        self._out: Final = out
        self._kept = bytearray()
        self._place = 0
        out.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self._kept += content
        while len(self._kept) > _PIECE:
            self._put(bytes(self._kept[:_PIECE]), is_last=False)
            del self._kept[:_PIECE]
        return len(content)

    def close(self) -> None:
        """Write what is left, marked as the last piece."""
        if not self.closed:
            self._put(bytes(self._kept), is_last=True)
            super().close()

    def give_up(self) -> None:
        """Let go without an end: what was written can't be read."""
        super().close()

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._begin, self._place, is_last=is_last)
        self._out.write(self._key.encrypt(nonce, piece, self._head))
        self._place += 1


class SealedReader(io.RawIOBase):
    """Deciphers a file from behind its magic line. Raises PassphraseWrong or BackupDamaged."""

    def __init__(self, source: BinaryIO, passphrase: bytes) -> None:
        super().__init__()
        salt, self._begin = source.read(_SALT), source.read(_NONCE)
        self._head: Final = MAGIC + salt + self._begin
        self._key: Final = _key(passphrase, salt)
        self._source: Final = source
        self._next = source.read(_PIECE + _TAG)
        self._kept = b""
        self._place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray) -> int:  # type: ignore[override]
        if not self._kept and self._next:
            self._kept = self._take()
        size = min(len(into), len(self._kept))
        into[:size], self._kept = self._kept[:size], self._kept[size:]
        return size

    def _take(self) -> bytes:
        piece, self._next = self._next, self._source.read(_PIECE + _TAG)
        nonce = _nonce(self._begin, self._place, is_last=not self._next)
        try:
            plain = self._key.decrypt(nonce, piece, self._head)
        except InvalidTag as error:
            raise _refused(self._place) from error
        self._place += 1
        return plain


def _refused(place: int) -> Exception:
    if place == 0:
        return PassphraseWrong("口令不对，或者备份文件开头已经损坏。请核对口令，或换一份备份。")
    return BackupDamaged("备份文件已经损坏或被改动过，没有恢复任何内容。请换一份备份。")

"""Names and telephone numbers at rest: enciphered in their columns where there is a ring of keys.

    U+001E, 8 hexadecimal digits of the key's name, base64 of what AES-SIV made of the text

AES-SIV (RFC 5297) under 512 bits, with the column's name as associated data. The same text in the
same column always becomes the same: that is how a shop is found by its number, by the index that
is there, and how a roster is compared with what is kept. It also tells whoever has the file, and
not the key, which rows hold the same text; nothing else.
"""

import hashlib
import os
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from storage.errors import KeyFileUnfit, KeyMissing

#: Begins what is enciphered; no text that is kept as it is begins with it.
MARK: Final = "\x1e"
_NAME: Final = 8
_KEY_BYTES: Final = 64
#: Stands in a key file where new values are to be kept as they are.
PLAIN: Final = "plain"

LOST: Final = (
    "数据库里的姓名和电话是加密的，缺少密钥 {}。"
    "请把 SHOUWEN_KEY_FILE 指到存有这把密钥的文件；没有写入任何内容。"
)


class Key:
    """One key, called by the first digits of its own hash."""

    __slots__ = ("_cipher", "line", "name")

    def __init__(self, secret: bytes) -> None:
        # Most installations have no key, and need not wait for the library.
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        self.name: Final = hashlib.sha256(b"shouwen key " + secret).hexdigest()[:_NAME]
        self.line: Final = b64encode(secret).decode()
        self._cipher: Final = AESSIV(secret)

    def seal(self, text: str, place: str) -> str:
        content = self._cipher.encrypt(text.encode("utf-8", "surrogatepass"), [place.encode()])
        return f"{MARK}{self.name}{urlsafe_b64encode(content).decode()}"

    def open(self, sealed: str, place: str) -> str:
        """Raises ValueError for what this key did not make in this place."""
        from cryptography.exceptions import InvalidTag

        content = urlsafe_b64decode(sealed[1 + _NAME :])
        try:
            text = self._cipher.decrypt(content, [place.encode()])
        except InvalidTag as error:
            raise ValueError("not made by this key") from error
        return text.decode("utf-8", "surrogatepass")


def new_key() -> Key:
    return Key(os.urandom(_KEY_BYTES))


class Ring:
    """The keys of an installation, the newest first. New values are written with the first, or as
    they are once that was wished for; all are read."""

    def __init__(self, keys: Sequence[Key] = (), *, is_plain: bool = False) -> None:
        self.keys: Final[Mapping[str, Key]] = {key.name: key for key in keys}
        self._writes: Final = None if is_plain or not keys else keys[0]

    @property
    def writes(self) -> str:
        """The name of the key that new values are written with; empty where they stay plain."""
        return self._writes.name if self._writes else ""

    def seal(self, text: str, place: str) -> str:
        """What is kept of a text; an empty one tells nothing."""
        text = text.lstrip(MARK)
        return self._writes.seal(text, place) if self._writes and text else text

    def open(self, kept: str, place: str) -> str:
        """The text of what is kept. Raises `KeyMissing`."""
        if not kept.startswith(MARK):
            return kept
        key = self.keys.get(kept[1 : 1 + _NAME])
        if key is None:
            raise KeyMissing(LOST.format(kept[1 : 1 + _NAME]))
        try:
            return key.open(kept, place)
        except ValueError as error:
            raise KeyMissing(
                f"“{place}”里有一个加密的值已经损坏或被改动过。请用备份恢复。"
            ) from error

    def forms(self, text: str, place: str) -> list[str]:
        """Everything that a text may be kept as while keys are changed, the likeliest first."""
        text = text.lstrip(MARK)
        sealed = [key.seal(text, place) for key in self.keys.values()] if text else []
        return [*sealed, text] if self._writes else [text, *sealed]

    def without(self, name: str) -> "Ring":
        left = [key for key in self.keys.values() if key.name != name]
        return Ring(left, is_plain=not self.writes)

    def with_new_key(self) -> "Ring":
        return Ring([new_key(), *self.keys.values()])

    def plainly(self) -> "Ring":
        return Ring(list(self.keys.values()), is_plain=True)

    def to_file(self) -> str:
        """The key file: the newest key first, `plain` before all where new values stay plain."""
        head = "" if self.writes or not self.keys else f"{PLAIN}\n"
        return head + "".join(f"{key.line}\n" for key in self.keys.values())


def form_of(kept: str) -> str:
    """The name of the key that something is kept under; `plain` where it is kept as it is."""
    return kept[1 : 1 + _NAME] if kept.startswith(MARK) else PLAIN


#: An installation without keys.
NO_KEYS: Final = Ring()


def ring_of(content: str) -> Ring:
    """The ring that a key file tells. Raises `KeyFileUnfit`, which tells nothing of the keys."""
    lines = list(_told(content))
    is_plain = lines[:1] == [PLAIN]
    try:
        secrets = [b64decode(line, validate=True) for line in lines[is_plain:]]
    except ValueError:
        secrets = []
    if not secrets or any(len(secret) != _KEY_BYTES for secret in secrets):
        raise KeyFileUnfit("密钥文件读不懂：每行一把密钥，用 shouwen keys new 生成。没有写入内容。")
    return Ring([Key(secret) for secret in secrets], is_plain=is_plain)


def _told(content: str) -> Iterator[str]:
    for line in content.splitlines():
        if (told := line.strip()) and not told.startswith("#"):
            yield told


def ring_at(dialect: Dialect) -> Ring:
    ring: Ring = getattr(dialect, "personal", NO_KEYS)
    return ring


class Personal(TypeDecorator[str]):
    """A name or a telephone number, kept as the ring of its database says."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str = "") -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else ring_at(dialect).seal(value, self.place)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or not value.startswith(MARK):
            return value
        return ring_at(dialect).open(value, self.place)

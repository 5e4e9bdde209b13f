"""Column kinds: instants as UTC, words kept by value, short JSON."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Dialect, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

#: SQLite knows rowids only for INTEGER; everywhere else ids need 64 bits by name.
BIG: Final = BigInteger().with_variant(Integer(), "sqlite")


def to_micros(at: datetime) -> int:
    """Microseconds since 1970 of an aware instant; a naive one raises `ValueError`."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as microseconds since 1970 so that both databases sort it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


class Day(TypeDecorator[date]):
    """A calendar day as ISO text: readable in an archive, sorted alike on both databases."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Word(TypeDecorator[StrEnum]):
    """A member of a closed word list, kept by its value."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum], length: int = 24) -> None:
        """Keep the members of `words`, in a column of `length` characters."""
        super().__init__(length)
        self.words, self.length = words, length

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


class Words(TypeDecorator[tuple[str, ...]]):
    """A short list of words as a JSON array, read back as a tuple."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())

    def process_bind_param(self, value: Any, dialect: Dialect) -> list[str] | None:
        return None if value is None else [str(word) for word in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        return tuple(value or ())


def document() -> TypeEngine[Any]:
    """A JSON document; assign a new value to change it, a change in place is not seen."""
    return JSON().with_variant(JSONB(), "postgresql")

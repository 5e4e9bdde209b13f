"""On duty: the reader that serves is always the champion, without a pause when that changes.

A classifier that can't be trusted never takes over: whoever is on duty stays.
"""

from dataclasses import dataclass
from datetime import date

from nlp.errors import ReadingError, UnknownVersion
from nlp.reader import Reader
from nlp.reading import Reading
from nlp.registry import Registry


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A version that was to serve and can't be trusted, with the reason in Chinese."""

    version: str
    says: str


class OnDuty:
    """Reads with the champion of a registry; several threads may read while it is relieved."""

    def __init__(self, registry: Registry) -> None:
        """Raises an `ArtifactRejected` or `UnknownVersion` where nobody can serve."""
        self.registry = registry
        self.turned_away: TurnedAway | None = None
        self._wanted, self._reader = self._first()

    @property
    def version(self) -> str:
        return self._reader.version

    @property
    def reader(self) -> Reader:
        return self._reader

    def read(
        self,
        text: str,
        today: date,
        order_weekday: int | None = None,
        delivery_weekday: int | None = None,
    ) -> Reading:
        """All that the champion of this moment understands."""
        return self._reader.read(text, today, order_weekday, delivery_weekday)

    def relieve(self) -> bool:
        """Take the champion of now if it is another one; whether it was. One that can't be trusted
        is turned away and not tried again until another is named."""
        try:
            wanted = self.registry.champion
            if wanted is None or wanted == self._wanted:
                return False
            self._wanted = wanted
            self._reader = Reader.load(self.registry.folder(wanted))
        except ReadingError as error:
            self.turned_away = TurnedAway(self._wanted, str(error))
            return False
        self.turned_away = None
        return True

    def _first(self) -> tuple[str, Reader]:
        """The champion, else the latest before it that can be trusted."""
        refused: ReadingError = UnknownVersion("还没有可用的分类器。")
        wanted, *earlier = self.registry.champions[::-1] or ("",)
        for version in filter(None, (wanted, *earlier)):
            try:
                return wanted, Reader.load(self.registry.folder(version))
            except ReadingError as error:
                if self.turned_away is None:
                    self.turned_away = TurnedAway(version, str(error))
                    refused = error
        raise refused

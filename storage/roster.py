"""Taking in a roster: what is new, what has changed, what is as it was."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, Generic, NamedTuple, TypeVar

from sqlmodel import SQLModel

from storage.drawer import Drawer, Shelf

E = TypeVar("E", bound=SQLModel)

#: Rows compared and written together: well below the limit of parameters of either database.
_A_BATCH: Final = 500


class Tally(NamedTuple):
    """What taking in a roster did."""

    added: int
    changed: int
    unchanged: int


class Sorted(NamedTuple, Generic[E]):
    """A batch of a roster, compared with what was kept."""

    new: Sequence[E]
    changed: Sequence[E]
    unchanged: int


class Roster(Drawer):
    """A drawer that takes in whole files, row by row compared with what it has."""

    __slots__ = ()

    def _take_in(self, shelf: Shelf[E], entities: Iterable[E]) -> Iterator[Sorted[E]]:
        """Write what is new or changed, batch by batch; of several with one key the last counts."""
        rest = iter(entities)
        while batch := list(islice(rest, _A_BATCH)):
            found = self._sort_out(shelf, batch)
            self._insert_all(shelf, found.new)
            self._change_all(shelf, found.changed)
            yield found

    def _sort_out(self, shelf: Shelf[E], batch: Sequence[E]) -> Sorted[E]:
        rows = {entity.__dict__[shelf.key[0]]: entity for entity in batch}
        known = self._known(shelf, list(rows))
        new = [entity for key, entity in rows.items() if key not in known]
        changed = [
            entity
            for key, entity in rows.items()
            if key in known and shelf.values(entity) != known[key]
        ]
        return Sorted(new, changed, len(batch) - len(new) - len(changed))

    def _known(self, shelf: Shelf[E], keys: list[Any]) -> dict[Any, dict[str, Any]]:
        rows = self._scribe.rows_of_passing(shelf.by_keys, {"keys": keys})
        found = (dict(zip(shelf.columns, row, strict=True)) for row in rows)
        return {values[shelf.key[0]]: values for values in found}


def tally(batches: Iterable[Sorted[E]]) -> Tally:
    """The sum over all batches."""
    added = changed = unchanged = 0
    for batch in batches:
        added += len(batch.new)
        changed += len(batch.changed)
        unchanged += batch.unchanged
    return Tally(added, changed, unchanged)

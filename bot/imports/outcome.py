"""What an import did: counts, and faults that may be more than fit in memory."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol

from bot.imports.faults import Fault
from storage.roster import Tally

NOTHING: Final = Tally(0, 0, 0)
#: So many faults stand in a document; a file with more of them has one mistake in all its rows.
_IN_A_DOCUMENT: Final = 100_000
#: Rules that name another row are one rule.
_ROW: Final = re.compile(r"第 \d+ 行")


class Faults(Protocol):
    """Faults in the order of their rows, in memory or not; each going through reads them anew."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Fault]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do; `places` says where the columns stood."""

    rows: int
    tally: Tally
    rejected: int
    faults: Faults
    places: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """As a document, in which very many faults are not all listed but all counted."""
        return {
            "rows": self.rows,
            **self.tally._asdict(),
            "rejected": self.rejected,
            "fault_count": len(self.faults),
            "faults_by_rule": [
                {"column": column, "rule": rule, "count": count}
                for (column, rule), count in by_rule(self.faults).items()
            ],
            "faults": [each.to_json() for each in islice(self.faults, _IN_A_DOCUMENT)],
        }


def by_rule(faults: Iterable[Fault]) -> dict[tuple[str, str], int]:
    """How often each rule of each column was broken, the most frequent first."""
    counted = Counter((each.column, _ROW.sub("前面", each.rule)) for each in faults)
    return dict(counted.most_common())


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults by row; those of one row stay as they were found."""
    return tuple(sorted(faults, key=lambda each: each.row))

"""Limits: nothing is sent faster than its channel takes it.

A conversation rests in the database after each message to it, so that its pace holds across
processes and restarts. What an account takes in a second is counted by the one process that sends
for it: where several could, they take turns by a claim.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from models.messages import Address, SendingPace
from storage.engine import Store

_A_SECOND: Final = timedelta(seconds=1)
#: How long an account belongs to a process that died, and when a living one renews.
_LASTS: Final = timedelta(seconds=12)
_RENEWED_BEFORE: Final = timedelta(seconds=6)


class Budget:
    """So many messages within any second; None: as many as one likes."""

    def __init__(self, a_second: int | None) -> None:
        self._sent: Final[deque[datetime] | None] = deque(maxlen=a_second) if a_second else None

    def free_at(self, now: datetime) -> datetime:
        """When the next message may go out: now, or as soon as a second has passed."""
        if self._sent is None or len(self._sent) < (self._sent.maxlen or 0):
            return now
        return max(now, self._sent[0] + _A_SECOND)

    def spend(self, now: datetime) -> None:
        """One message goes out."""
        if self._sent is not None:
            self._sent.append(now)


@dataclass
class Gate:
    """Says which accounts, as "channel:account", may be sent to now."""

    store: Store
    clock: Callable[[], datetime]
    name: str  #: of this process, which no other has or had
    paces: Mapping[str, SendingPace]
    _budgets: dict[str, Budget] = field(init=False)
    _ours_until: dict[str, datetime] = field(init=False)

    def __post_init__(self) -> None:
        self._ours_until = {}
        self._budgets = {owner: Budget(pace.a_second) for owner, pace in self.paces.items()}

    async def open_now(self) -> list[str]:
        """The accounts that have room, and that no other process sends for."""
        now = self.clock()
        free = [owner for owner, budget in self._budgets.items() if budget.free_at(now) <= now]
        return [owner for owner in free if await self._is_ours(owner, now)]

    def free_at(self, address: Address) -> datetime:
        """When the account of a conversation takes its next message."""
        return self._budgets[_owner(address)].free_at(self.clock())

    def spend(self, address: Address) -> None:
        """One message goes out to the conversation."""
        self._budgets[_owner(address)].spend(self.clock())

    def next_room(self, within: float) -> float:
        """In how many seconds an account that is spent has room again, at most `within`."""
        now = self.clock()
        waits = _to_come((budget.free_at(now) for budget in self._budgets.values()), now)
        return min([within, *waits])

    async def _is_ours(self, owner: str, now: datetime) -> bool:
        """Whether this process sends for the account; a limited one has one sender at a time."""
        if self.paces[owner].a_second is None or not self.store.is_shared:
            return True
        if self._ours_until.get(owner, now) - now > _RENEWED_BEFORE:
            return True
        until = now + _LASTS
        work = f"{owner}:sending"
        ours = await self.store.run(lambda unit: unit.claims.take(work, self.name, until, now))
        self._ours_until[owner] = until if ours else now
        return ours


def _owner(address: Address) -> str:
    return f"{address.channel}:{address.account}"


def _to_come(moments: Iterable[datetime], now: datetime) -> list[float]:
    return [(moment - now).total_seconds() for moment in moments if moment > now]

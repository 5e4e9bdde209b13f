"""Hands: work that is taken up side by side, by as many hands as find something to do."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from bot.rounds import Rounds

#: Takes up one piece of work and does it; whether there was any.
Turn = Callable[[], Awaitable[bool]]
Errand = Coroutine[Any, Any, None]
#: Takes up one piece of work that is still to be done; None where there is none.
Take = Callable[[], Awaitable[Errand | None]]


async def all_hands(turn: Turn, most: int) -> int:
    """Let hands take turns until none finds anything; how often something was found.

    A hand that finds work calls for another, up to `most`: one message needs one hand, a thousand
    keep all of them busy, and a slow turn holds up none but its own hand. What was begun is
    finished, also where a turn fails or the whole is cancelled; then that is raised.
    """
    return await _Crew(turn, most).work()


class _Crew:
    def __init__(self, turn: Turn, most: int) -> None:
        self._turn: Final = turn
        self._most: Final = most
        self._hands: Final[set[asyncio.Task[None]]] = set()
        self._found = 0
        self._trouble: BaseException | None = None

    async def work(self) -> int:
        self._call_one()
        while self._hands:
            try:
                await asyncio.wait(self._hands)
            except asyncio.CancelledError as cancelled:
                if isinstance(self._trouble, asyncio.CancelledError):
                    raise  # asked a second time: whoever asks won't wait
                self._trouble = cancelled
        if self._trouble is not None:
            raise self._trouble
        return self._found

    def _call_one(self) -> None:
        hand = asyncio.create_task(self._take_turns())
        self._hands.add(hand)
        hand.add_done_callback(self._hands.discard)

    async def _take_turns(self) -> None:
        try:
            while self._trouble is None and await self._turn():
                self._found += 1
                if len(self._hands) < self._most:
                    self._call_one()
        except Exception as error:
            self._trouble = self._trouble or error


class Errands:
    """Work that takes long and goes on behind: each piece is taken up in turn and done side by
    side with the others, at most so many at a time."""

    def __init__(self, most: int) -> None:
        self._most: Final = most
        self._under_way: Final[set[asyncio.Task[None]]] = set()
        self._trouble: BaseException | None = None

    async def take_up(self, take: Take, ended: Callable[[], None] = lambda: None) -> int:
        """Take up what there is until all hands are full; how much that was. `ended` is called
        whenever a piece is done.

        Raises what a piece raised since the last time.
        """
        taken = 0
        while len(self._under_way) < self._most:
            if self._trouble is not None:
                trouble, self._trouble = self._trouble, None
                raise trouble
            errand = await take()
            if errand is None:
                break
            taken += 1
            self._begin(errand, ended)
        return taken

    def _begin(self, errand: Errand, ended: Callable[[], None]) -> None:
        task = asyncio.create_task(self._do(errand))
        self._under_way.add(task)

        def done(task: asyncio.Task[None]) -> None:
            self._under_way.discard(task)
            ended()

        task.add_done_callback(done)

    async def _do(self, errand: Errand) -> None:
        try:
            await errand
        except Exception as error:
            self._trouble = self._trouble or error

    async def take_up_all(self, take: Take) -> int:
        """Do everything that there is now; how many pieces were taken up."""
        taken = 0
        while found := await self.take_up(take):
            taken += found
            await self.all_done()
        return taken

    async def go_on(
        self, rounds: Rounds, take: Take, ended: Callable[[], None], apart: float
    ) -> None:
        """Take up what there is every `apart` seconds until cancelled, and finish what is under way
        then."""

        async def look() -> None:
            await self.take_up(take, ended)
            await asyncio.sleep(apart)

        try:
            await rounds.go(look)
        finally:
            await self.all_done()

    async def all_done(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

"""Passwords as argon2id keeps them, with the parameters that OWASP names for a small server.

19 MiB, two passes, one lane; at most two at a time, so that a crowd at the door can't take the
memory that the desk works with.
"""

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_A_TIME: Final = 2


class Passwords:
    """Hashes and checks passwords beside the event loop."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._turns = asyncio.Semaphore(_AT_A_TIME)
        # Checked in place of a password that isn't there: a stranger learns nothing by the time
        # it takes.
        self._nobodys = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def is_right(self, hashed: str | None, password: str) -> bool:
        """Whether the password is the one that was hashed; never where there is none."""
        async with self._turns:
            fits = await asyncio.to_thread(self._fits, hashed or self._nobodys, password)
        return fits and hashed is not None

    def _fits(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

"""Tolls: what each kind of request costs whom, by rations of a person's and of an address's.

An address may be a whole town's, behind one router of its telephone company: so it has room for
many people, and the smaller rations are the person's.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final

from bot.files import LARGEST_FILE
from bot.rations import Ration

_MEGABYTE: Final = 1024 * 1024
_NOTHING: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: from which address, and by which conversation's cookie, if any is ours.

    What comes from the machine itself has no address: it is the operator, or everybody, behind a
    proxy that names nobody.
    """

    address: str
    conversation: str = ""

    @staticmethod
    def at(host: str, conversation: str) -> "Caller":
        """An address of version 6 stands for its network, of which one customer has all."""
        try:
            told = ip_address(host)
        except ValueError:
            return Caller(host, conversation)
        if told.is_loopback:
            return Caller("", conversation)
        if not isinstance(told, IPv6Address):
            return Caller(host, conversation)
        mapped = told.ipv4_mapped
        network = str(mapped) if mapped else told.exploded[:19]
        return Caller(network, conversation)


class _Toll:
    """The rations of one kind of request. A person's is asked only where somebody is known."""

    def __init__(
        self,
        methods: str,
        path: str,
        *,
        person: tuple[float, float] | None = None,
        address: tuple[float, float],
    ) -> None:
        """`person` and `address` are how many at once, and how many seconds for each one more."""
        self._methods: Final = methods.split()
        self._path: Final = re.compile(path)
        self._person: Final = _ration(*person) if person else None
        self._address: Final = _ration(*address)

    def covers(self, method: str, path: str) -> bool:
        return method in self._methods and self._path.fullmatch(path) is not None

    def wait(self, caller: Caller, now: datetime, many: float) -> timedelta:
        """How long the caller is to wait; zero where the toll is paid."""
        if self._person and caller.conversation:
            wait = self._person.ask(caller.conversation, now, many)
            if wait:
                return wait
        return self._address.ask(caller.address, now, many) if caller.address else _NOTHING


def _ration(at_once: float, seconds: float) -> Ration:
    return Ration(at_once, timedelta(seconds=seconds))


_PHONE: Final = r"(?:/chat|/demo/\w+/[^/]+)"


class Tolls:
    """All tolls of one site."""

    def __init__(self) -> None:
        self._all: Final = _Toll(
            "GET HEAD POST PUT DELETE PATCH OPTIONS", r".*", address=(600, 1 / 60)
        )
        #: A page opened without a cookie begins a conversation of its own.
        self._newcomers: Final = _Toll("GET", r"/chat", address=(60, 10))
        self._posts: Final = (
            _Toll("POST", rf"{_PHONE}/(?:say|press|start)", person=(30, 1), address=(300, 0.2)),
            _Toll("POST", rf"{_PHONE}/file", person=(30, 6), address=(200, 1)),
            _Toll("GET", rf"{_PHONE}/events", person=(30, 1), address=(600, 0.1)),
            # Telling a password from a wrong one takes a tenth of a second of the whole machine.
            _Toll("POST", r"/admin/(?:sign-in|enter|me/password)", address=(30, 3)),
        )
        #: Megabytes: an evening's photos, and a hundredth of them an hour.
        self._files: Final = _Toll("POST", r".*/file", person=(100, 60), address=(1000, 6))

    def wait(
        self, method: str, path: str, caller: Caller, now: datetime, length: int | None
    ) -> timedelta:
        """How long a request is to wait, whose body is so many bytes, as far as that is told."""
        waits = (toll.wait(caller, now, 1) for toll in self._asked(method, path, caller))
        wait = next(filter(None, waits), _NOTHING)
        if not wait and self._files.covers(method, path):
            size = LARGEST_FILE if length is None else length
            wait = self._files.wait(caller, now, size / _MEGABYTE)
        return wait

    def _asked(self, method: str, path: str, caller: Caller) -> list[_Toll]:
        newcomers = [] if caller.conversation else [self._newcomers]
        asked = (self._all, *newcomers, *self._posts)
        return [toll for toll in asked if toll.covers(method, path)]

"""Menus on Telegram: each chat lists the commands of whoever reads there, in two languages.

Retailers have the list of all chats, members of staff one of their own. Bindings and the roster are
looked at again and again, so that a list changes soon after a role did, and a chat of somebody who
left has the retailers' list again. What was set is kept, so that a restart sets nothing anew.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.channels.errors import TokenRefused
from bot.channels.telegram import NAME
from bot.channels.telegram_client import Client, Command
from bot.channels.waiting import Pause, Waits
from bot.dialogue.groups import called_key
from bot.dialogue.menus import Reader, menu_of, reader_of
from bot.port import ChannelTrouble, Gone, Refused
from bot.wording import LOCALES
from storage.engine import Store
from storage.errors import StoreFault
from storage.unit_of_work import Work

#: Telegram's languages, by ours: the first is for everybody whose telephone speaks no other.
_LANGUAGES: Final[Mapping[str, str]] = dict(zip(LOCALES, ("", "en"), strict=True))
#: The list of all chats that have none of their own.
_EVERYBODY: Final = "0"
_LOOK_AGAIN: Final = 30.0  # seconds
_BETWEEN: Final = 0.1  # seconds, to leave the line to letters
_KEPT_EVERY: Final = 50  # chats


@dataclass
class Menus:
    """The lists of one bot. `pause` waits some seconds."""

    client: Client
    store: Store
    account: str
    pause: Pause = asyncio.sleep
    _seen: tuple[object, ...] = field(default=())  #: what the roster said when all was set

    async def keep(self) -> None:
        """Set what differs, and look again, until cancelled."""
        waits = Waits("telegram.menus", self.pause)
        is_known = False
        while True:
            try:
                if not is_known:
                    await self._introduce()
                    is_known = True
                await self.set_all()
            except (ChannelTrouble, TokenRefused, StoreFault) as trouble:
                await waits.out(trouble)
            else:
                waits.end()
                await self.pause(_LOOK_AGAIN)

    async def set_all(self) -> None:
        """Set every list that is not yet as it should be. Raises `ChannelTrouble`."""
        seen = await self.store.read(self._look)
        if seen == self._seen:
            return
        wanted = await self.store.read(self._wanted)
        done: dict[str, str] = dict(
            await self.store.read(lambda work: work.meta.get(self._key, {}))
        )
        told = {_EVERYBODY: Reader.RETAILER, **wanted}
        told |= dict.fromkeys(done.keys() - told.keys(), Reader.RETAILER)
        changed = [(chat, who) for chat, who in told.items() if done.get(chat) != _mark(who)]
        for count, (chat, who) in enumerate(changed, 1):
            await self._set(int(chat), who)
            done[chat] = _mark(who)
            if count % _KEPT_EVERY == 0 or count == len(changed):
                await self._note(done, wanted)
        self._seen = seen

    async def _introduce(self) -> None:
        """Keep by which name people call the bot, and where they meet it alone."""
        name = await self.client.username()
        called = {"name": name, "link": f"https://t.me/{name}"}
        await self.store.run(lambda work: work.meta.set(called_key(NAME, self.account), called))

    async def _set(self, chat: int, who: Reader) -> None:
        for locale, language in _LANGUAGES.items():
            menu = [Command(name, says) for name, says in menu_of(who, locale)]
            try:
                await self.client.set_commands(menu, language, chat)
            except (Gone, Refused):
                return  # nobody is there to read it
            await self.pause(_BETWEEN)

    async def _note(self, done: Mapping[str, str], wanted: Mapping[str, Reader]) -> None:
        """Keep what was set; a chat that is nobody's any more is forgotten once it is reset."""
        plain = _mark(Reader.RETAILER)
        kept = {
            chat: mark
            for chat, mark in done.items()
            if chat in wanted or chat == _EVERYBODY or mark != plain
        }
        await self.store.run(lambda work: work.meta.set(self._key, kept))

    def _look(self, work: Work) -> tuple[object, ...]:
        """What changes whenever a list may have to."""
        return (work.people.roster_state(), *work.people.staff_chats(NAME, self.account))

    def _wanted(self, work: Work) -> dict[str, Reader]:
        staff = {person.no: person for person in work.people.all_staff()}
        chats = work.people.staff_chats(NAME, self.account)
        return {chat: reader_of(staff.get(no)) for chat, no in chats}

    @property
    def _key(self) -> str:
        return f"telegram.menus:{self.account}"


def _mark(who: Reader) -> str:
    """Changes whenever the list of these readers does, with a new version for example."""
    told = repr([menu_of(who, locale) for locale in LOCALES])
    return f"{who.value} {hashlib.sha256(told.encode()).hexdigest()[:12]}"

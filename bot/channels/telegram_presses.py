"""Presses: a button of a question that is over says so, for a moment, over the button itself.

What a press means is decided where messages are read. Here is only looked up whether it was still
on offer when it came, since Telegram takes one answer to a press, and only at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channels.telegram import decode
from bot.channels.telegram_raw import press_of
from bot.dialogue.hearing import is_over
from bot.port import Raw, Unreadable
from bot.wording import say
from models.messages import Inbound
from storage.engine import Store
from storage.errors import StoreFault
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Presses:
    """The presses that the bot `account` gets."""

    store: Store
    account: str
    clock: Callable[[], datetime]

    async def words_over(self, raws: Sequence[Raw]) -> Mapping[str, str]:
        """What to say over each button that was pressed too late, by the id of the press.

        To be asked before the presses are handed on: afterwards they may have been answered.
        """
        pressed = {press: raw for raw in raws if (press := press_of(raw))}
        if not pressed:
            return {}
        try:
            return await self.store.read(lambda work: self._words(work, pressed))
        except StoreFault:
            return {}  # it is told in the chat too

    def _words(self, work: Work, pressed: Mapping[str, Raw]) -> Mapping[str, str]:
        heard = {press: self._read(raw) for press, raw in pressed.items()}
        return {
            press: say("stale.press", _language(work, inbound))
            for press, inbound in heard.items()
            if inbound is not None and is_over(work, inbound)
        }

    def _read(self, raw: Raw) -> Inbound | None:
        try:
            return decode(raw, self.account, self.clock())
        except Unreadable:
            return None


def _language(work: Work, inbound: Inbound) -> str:
    conversation = work.talk.conversation(inbound.address)
    return conversation.locale if conversation else ""

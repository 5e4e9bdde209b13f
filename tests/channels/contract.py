"""The contract of every channel: one talk that must go the same whichever way people write.

A channel's own test file makes a class of `ChannelContract` and gives it a `talk` fixture: the
built application with 王大姐's shop bound to one conversation of that channel.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from bot.app import App, Clock, build
from bot.port import Channel, Unreadable
from bot.settings import Settings
from models.conversation import Utterance
from models.messages import Address, InboundKind, Media
from storage.engine import Store
from storage.unit_of_work import Work
from tests.builders import a_notice, a_shop, the_staff
from tests.databases import lay_ready
from tests.stand_ins import KeywordReader, StoppedClock

#: The smallest file that is a JPEG by its first bytes.
A_PHOTO = b"\xff\xd8\xff\xda\x00\x02" + bytes(64) + b"\xff\xd9"

#: What is said to somebody: the text, and the labels of the choices under it.
Heard = tuple[str, list[str]]
More = Callable[[Settings, Store, Clock], Mapping[tuple[str, str], Channel]]


class Talk(Protocol):
    """One retailer at one end of a channel. Every deed returns once the desk has answered."""

    app: App
    channel: Channel
    address: Address

    async def say(self, text: str) -> None:
        """Type a line."""

    async def press(self, label: str) -> None:
        """Press, or type the digit of, the choice of that label that was offered last."""

    async def photo(self, data: bytes) -> None:
        """Send a picture."""

    async def heard(self) -> list[Heard]:
        """All that was said to the retailer, in order."""

    async def restart(self) -> None:
        """The process ends, and another one starts on the same files."""


def a_desk(home: Path, address: Address, more: More | None = None) -> App:
    """The built application, with the usual people and 王大姐's shop bound to `address`."""
    settings = Settings(home=home, database_url="")
    lay_ready(home)
    app = build(settings, KeywordReader(), clock=StoppedClock(), more=more)

    def move_in(work: Work) -> None:
        work.people.put_staff(the_staff())
        work.people.put_shops([a_shop()])
        work.people.bind(address, "shop:310101100001", app.clock())
        work.talk.note_told(a_notice(address, app.clock()))

    app.store.run_now(move_in)
    return app


class ChannelContract:
    """What holds on every channel."""

    async def test_a_complaint_is_filed_in_three_messages(self, talk: Talk) -> None:
        await talk.say("今天送来的烟少送了")
        text, _ = (await talk.heard())[-1]
        assert text == "哪种烟？几条？"
        await talk.say("玉溪 1")
        text, labels = (await talk.heard())[-1]
        assert "玉溪 1 条" in text
        assert labels == ["对", "改"]
        await talk.press("对")
        text, _ = (await talk.heard())[-1]
        assert text.startswith("收到，0312-01 号。张明经理负责")

    @pytest.mark.parametrize("answer", ["对", "1"])
    async def test_a_typed_word_or_digit_answers_like_the_choice(
        self, talk: Talk, answer: str
    ) -> None:
        await talk.say("今天送来的烟少送了")
        await talk.say("玉溪 1")
        await talk.say(answer)
        assert "0312-01 号" in (await talk.heard())[-1][0]

    async def test_the_talk_goes_on_where_it_stood_after_a_restart(self, talk: Talk) -> None:
        await talk.say("今天送来的烟少送了")
        await talk.say("玉溪 1")
        await talk.restart()
        await talk.say("对")
        assert "0312-01 号" in (await talk.heard())[-1][0]

    async def test_everything_said_is_kept_word_for_word(self, talk: Talk) -> None:
        said = "烟盒<b>破了</b> & 『少』一条 {name} %s 😀"
        await talk.say(said)
        assert self._said(talk)[-1].text == said

    async def test_a_photo_arrives_whole(self, talk: Talk) -> None:
        await talk.photo(A_PHOTO)
        kept = self._said(talk)[-1]
        assert kept.kind == InboundKind.PHOTO
        assert await talk.channel.fetch(Media(InboundKind.PHOTO, kept.media)) == A_PHOTO

    @pytest.mark.parametrize("raw", [{"event_id": "e1"}, {"update_id": "x"}, {"text": ["喂"]}])
    async def test_what_cannot_be_decoded_is_called_unreadable(
        self, talk: Talk, raw: dict[str, object]
    ) -> None:
        with pytest.raises(Unreadable):
            talk.channel.decode(raw)

    def _said(self, talk: Talk) -> list[Utterance]:
        recent = talk.app.store.read_now(lambda work: work.talk.recent(talk.address, 50))
        return [utterance for utterance in recent if utterance.by == "retailer"]

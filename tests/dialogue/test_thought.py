"""Messages that come within seconds: one thought, in order, nothing lost, no choice delayed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.dialogue import thought
from models.mail import Queue
from models.messages import Address, Inbound, InboundKind, Media
from tests.town import Town, a_town

WANG = "shop-310101100001"
NOON = datetime(2026, 3, 12, 4, 0, tzinfo=UTC)


def said(text: str, after: float = 0, **more: object) -> Inbound:
    return Inbound(
        Address("test", "town", WANG),
        f"e{after}",
        WANG,
        "",
        NOON + timedelta(seconds=after),
        text=text,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    "text", ["对", "1", "改", "不清楚", "转人工", "算了", "/my", "查进度", "谢谢"]
)
def test_a_choice_a_wish_or_a_digit_never_waits(text: str) -> None:
    assert thought.wait_until([said(text)]) is None


@pytest.mark.parametrize("text", ["烟", "少", "玉溪的", "昨天送的"])
def test_a_fragment_waits_for_what_follows(text: str) -> None:
    assert thought.wait_until([said(text)]) == NOON + thought.PAUSE


def test_a_sentence_does_not_wait() -> None:
    assert thought.wait_until([said("今天送来的玉溪少送了1条")]) is None


def test_a_thought_that_keeps_growing_is_answered_in_the_end() -> None:
    growing = [said("烟", after=second) for second in range(6)]
    assert thought.wait_until(growing) == NOON + thought.LONGEST_WAIT


@pytest.mark.parametrize(
    ("texts", "together"),
    [
        (("烟", "少"), 2),
        (("今天", "送来的", "玉溪", "少送1条"), 4),
        (("玉溪少送1条", "对"), 1),
        (("对", "还有一条"), 1),
        (("烟", "/cancel"), 1),
        (("烟", "转人工"), 1),
    ],
)
def test_what_belongs_together_is_taken_together(texts: tuple[str, ...], together: int) -> None:
    waiting = [said(text, after=second) for second, text in enumerate(texts)]
    assert len(thought.gathered(waiting)) == together


def test_messages_of_another_hour_are_another_thought() -> None:
    assert len(thought.gathered([said("烟"), said("少", after=3600)])) == 1


def test_the_pictures_of_an_album_are_one_message_with_one_caption() -> None:
    pictures = [
        said(
            caption,
            after=second,
            kind=InboundKind.PHOTO,
            album="a1",
            media=(Media(InboundKind.PHOTO, f"p{second}"),),
        )
        for second, caption in enumerate(("今天送来的玉溪压扁了", "", ""))
    ]
    together = thought.gathered([*pictures, said("别的", after=3)])
    assert len(together) == 3
    one = thought.joined(together)
    assert one.text == "今天送来的玉溪压扁了"
    assert [media.ref for media in one.media] == ["p0", "p1", "p2"]


@pytest.fixture
def quiet_town(tmp_path: Path) -> Town:
    with a_town(tmp_path / "home") as town:
        yield town  # type: ignore[misc]


async def test_fragments_are_answered_once_and_kept_one_by_one(quiet_town: Town) -> None:
    for text in ("今天", "送来的", "玉溪", "少送1条"):
        await quiet_town.sends(WANG, text=text)
        await quiet_town.app.settle()
    assert quiet_town.letters(WANG) == []
    await quiet_town.pass_by(seconds=2)
    assert len(quiet_town.letters(WANG)) == 1
    assert "玉溪 1 条" in quiet_town.last(WANG)
    address = quiet_town.at(WANG)
    kept = quiet_town.app.store.read_now(lambda work: work.talk.recent(address, 9))
    assert [one.text for one in kept if one.by == "retailer"] == [
        "今天",
        "送来的",
        "玉溪",
        "少送1条",
    ]


async def test_an_answer_of_one_character_is_answered_at_once(quiet_town: Town) -> None:
    await quiet_town.say(WANG, "今天送来的玉溪少送了")
    await quiet_town.sends(WANG, text="2")
    await quiet_town.app.settle()
    assert "玉溪 2 条" in quiet_town.last(WANG)


async def test_what_staff_write_is_never_joined(quiet_town: Town) -> None:
    for text in ("我的案件", "今日到期"):
        await quiet_town.sends("staff-1001", text=text)
    await quiet_town.app.settle()
    assert len(quiet_town.letters("staff-1001")) == 2


async def test_a_flood_is_answered_more_slowly_and_loses_nothing(quiet_town: Town) -> None:
    words = [f"送货的骂人第{number}回 气死我了" for number in range(120)]
    for text in words:
        await quiet_town.sends(WANG, text=text)
        await quiet_town.app.settle()
    for _ in range(120):
        await quiet_town.pass_by(seconds=1)
    address = quiet_town.at(WANG)
    kept = quiet_town.app.store.read_now(lambda work: work.talk.recent(address, 1000))
    assert [one.text for one in kept if one.by == "retailer"] == words
    waiting = quiet_town.app.store.read_now(lambda work: work.mail.waiting(Queue.IN))
    assert waiting[0] == 0
    assert len(quiet_town.letters(WANG)) < 40


async def test_one_persons_flood_delays_nobody_else(quiet_town: Town) -> None:
    for number in range(60):
        await quiet_town.sends(WANG, text=f"送货的骂人第{number}回 气死我了")
        await quiet_town.app.settle()
    await quiet_town.sends("shop-310101100002", text="今天送来的玉溪少送1条")
    await quiet_town.app.settle()
    assert "玉溪 1 条" in quiet_town.last("shop-310101100002")

"""What a phone shows: days, times, and which choices are still open."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.page import Bubble, Speaker
from bot.web.phone import Line, lines, still_open
from models.calendar import CST
from models.mail import PageEvent
from models.messages import Choice, InboundKind, Media

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=CST)


def offer(seq: int, *labels: str, matter: str = "") -> Line:
    choices = tuple(Choice(f"{seq}-{label}", label) for label in labels)
    bubble = Bubble(Speaker.DESK, f"第{seq}句", choices, matter=matter)
    return Line(seq, f"k{seq}", bubble, "12:00", choices=choices)


def press(seq: int, token: str) -> Line:
    return Line(seq, f"k{seq}", Bubble(Speaker.PERSON, "对", pressed=token), "12:00")


def open_at(shown: list[Line]) -> list[int]:
    return [line.seq for line in still_open(shown) if line.choices]


def test_a_new_question_overtakes_the_one_before() -> None:
    assert open_at([offer(1, "是", "不是"), offer(2, "对", "改")]) == [2]


def test_a_letter_without_choices_overtakes_nothing() -> None:
    assert open_at([offer(1, "是", "不是"), offer(2)]) == [1]


def test_a_proposal_stays_open_while_something_else_is_asked() -> None:
    assert open_at([offer(1, "同意", "不同意", matter="41"), offer(2, "对", "改")]) == [1, 2]


def test_a_later_letter_about_the_same_case_overtakes_the_earlier_one() -> None:
    assert open_at([offer(1, "受理", matter="41"), offer(2, "成立", matter="41")]) == [2]


def test_what_was_pressed_is_settled_and_opens_nothing_older() -> None:
    shown = [offer(1, "是", "不是"), offer(2, "对", "改"), press(3, "2-对")]
    assert open_at(shown) == []


def test_digits_stand_only_on_the_last_offer() -> None:
    shown = [offer(1, "同意", matter="41"), offer(2, "对", "改"), offer(3)]
    marked = [line.seq for line in still_open(shown) if line.choices and line.is_last_offer]
    assert marked == [2]


def said_at(*moments: datetime) -> list[PageEvent]:
    content = Bubble(Speaker.PERSON, "喂").pack()
    return [
        PageEvent(conversation="w-1", seq=seq, key=f"k{seq}", at=at, content=content)
        for seq, at in enumerate(moments, start=1)
    ]


def test_a_day_is_named_where_it_begins_in_china() -> None:
    events = said_at(NOON, NOON + timedelta(hours=11, minutes=59), NOON + timedelta(hours=12))
    assert [line.day for line in lines(events)] == ["3月12日 星期四", "", "3月13日 星期五"]
    assert [line.clock for line in lines(events)] == ["12:00", "23:59", "00:00"]


def test_a_stream_that_goes_on_does_not_name_the_day_again() -> None:
    assert [line.day for line in lines(said_at(NOON), before=NOON - timedelta(hours=1))] == [""]


words = st.text(max_size=20)
files = st.builds(
    Media,
    st.sampled_from([kind for kind in InboundKind if kind.is_media]),
    words,
    words,
    words,
    st.integers(0, 10**7),
    st.integers(0, 120),
)


@given(
    st.builds(
        Bubble,
        st.sampled_from(Speaker),
        words,
        st.lists(st.builds(Choice, words, words), max_size=4).map(tuple),
        st.lists(files, max_size=2).map(tuple),
        words,
        words,
    )
)
def test_a_bubble_is_the_same_after_it_was_kept(bubble: Bubble) -> None:
    assert Bubble.unpack(bubble.pack()) == bubble

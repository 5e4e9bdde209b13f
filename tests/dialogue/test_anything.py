"""Whatever comes in whatever order, the conversation stays one that a person can go on with."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.wording import LOCALES, say
from models.terms import Kind
from tests.dialogue.stocking import stock
from tests.town import Town, a_town

WANG = "shop-310101100001"
WORDS = (
    "今天送来的玉溪少送1条",
    "硬中华订不到",
    "送货的骂人 凶",
    "硬中华又没订上,上回压扁那两条也没换",
    "顾客说我中华是假的",
    "对",
    "不对",
    "不是玉溪 是云烟",
    "三条 不对 两条",
    "不清楚",
    "1",
    "2",
    "9",
    "算了",
    "不投诉了",
    "要投诉",
    "催一下",
    "撤回",
    "查进度",
    "转人工",
    "几天能办完",
    "谁负责",
    "谢谢",
    "你好",
    "订烟几点截止",
    "/my",
    "/help",
    "/lang en",
    "/lang",
    "😀",
    "。。。",
    "‮乱‏",
    "3",
    "310101100002",
)
#: Of these each tells one problem, in words that nobody takes for anything else.
PROBLEMS = frozenset(WORDS[:3]) | {"顾客说我中华是假的"}
#: What somebody is told who let go of what they told.
LET_GO = ("just_asking.done", "two.which")
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=40))
EVENTS = st.one_of(
    TEXTS.map(lambda text: {"text": text}),
    st.sampled_from(["photo", "voice", "document", "video"]).map(
        lambda kind: {"kind": kind, "media": [f"{kind}-1"]}
    ),
    st.sampled_from(["sticker", "location", "contact", "edit", "start"]).map(
        lambda kind: {"kind": kind, "text": "是3条" if kind == "edit" else ""}
    ),
    st.builds(
        lambda letter, place: {"press": place, "letter": letter},
        st.integers(1, 3),
        st.integers(0, 5),
    ),
)

#: A choice of a case is pressed while another matter is being told.
A_PRESS_BETWEEN = [
    {"text": "今天送来的玉溪少送1条"},
    {"text": "对"},
    {"text": "310101100002"},
    {"text": "查进度"},
    {"text": "送货的骂人 凶"},
    {"press": 0, "letter": 2},
]


async def send(town: Town, who: str, event: dict[str, object]) -> None:
    """An event as made up; a press is of a choice of one of the last letters that offer any."""
    if "press" not in event:
        await town.arrives(who, **event)
        return
    offered = [one.choices for one in town.letters(who) if one.choices]
    if offered:
        choices = offered[-min(int(str(event["letter"])), len(offered))]
        place = int(str(event["press"])) % len(choices)
        await town.arrives(who, kind="choice", choice=choices[place].token)


async def goes_on(events: list[dict[str, object]], who: str, home: Path) -> None:
    with a_town(home) as town:
        stock(town)
        for event in events:
            await send(town, who, event)
        lost = town.app.store.read_now(lambda work: work.mail.dead("in"))  # type: ignore[arg-type]
        assert lost == []
        nothing_told_is_gone(town, who, events)
        await cancels(town, who)
        nothing_told_is_gone(town, who, events)
        await calls_a_person(town, who)
        await complains(town, who)


def nothing_told_is_gone(town: Town, who: str, events: list[dict[str, object]]) -> None:
    """I1: each problem is in a case, in the telling, or with a person who calls about it; unless
    somebody said that it was only a question, or that of two matters one is enough."""
    told = {words for event in events if (words := str(event.get("text", ""))) in PROBLEMS}
    letters = [(letter.address.conversation, letter.text) for letter in town.channel.letters]
    let_go = tuple(say(key, locale) for key in LET_GO for locale in LOCALES)
    if any(to == who and text.startswith(let_go) for to, text in letters):
        return
    kept = "".join(text for to, text in letters if to.startswith("staff-"))
    kept += str(town.app.store.read_now(lambda work: work.talk.conversation(town.at(who))))
    kept += "".join(str((case.said, town.ledger(case))) for case in town.cases())
    assert {words for words in told if words not in kept} == set()


async def cancels(town: Town, who: str) -> None:
    """取消 ends whatever is open, after one question where a matter was told."""
    await town.say(who, "/cancel")
    if len(town.labels(who)) == 2:
        offered = town.letters(who)[-1].choices[0]
        await town.arrives(who, kind="choice", choice=offered.token)
    address = town.at(who)
    conversation = town.app.store.read_now(lambda work: work.talk.conversation(address))
    assert conversation is not None
    assert conversation.step == "open"


async def calls_a_person(town: Town, who: str) -> None:
    await town.say(who, "转人工")
    assert any("1380000" in one.text for one in town.letters(who)[-3:])


async def complains(town: Town, who: str) -> None:
    """A fresh complaint is filed within a few answers."""
    address = town.at(who)

    def filed() -> int:
        cases = town.app.store.read_now(lambda work: work.cases.of_complainant(address, limit=99))
        return sum(case.kind is Kind.COMPLAINT for case in cases)

    before = filed()
    await town.say(who, "/lang")
    await town.say(who, "没送白沙 到现在")
    for _ in range(5):
        if filed() > before:
            return
        labels = town.labels(who)
        wanted = next((one for one in ("另外投诉", "对", "今天", "不用") if one in labels), "")
        await (town.press(who, wanted) if wanted else town.say(who, "不清楚"))
    assert filed() > before, [one.text for one in town.letters(who)[-8:]]


@pytest.mark.parametrize("who", [WANG, "stranger"])
@settings(max_examples=40)
@example(events=A_PRESS_BETWEEN)
@given(events=st.lists(EVENTS, max_size=8))
def test_after_any_messages_cancel_a_person_and_a_new_complaint_still_work(
    who: str, events: list[dict[str, object]]
) -> None:
    with TemporaryDirectory() as home:
        asyncio.run(goes_on(events, who, Path(home) / "home"))


HOSTILE = {
    "five thousand characters": "今天送来的玉溪少送1条 " + "气死我了" * 1245,
    "controls": "今天\x07送来的\x1b[31m玉溪少送1条\x00",
    "marks of direction": "\u202e今天送来的玉溪\u2066少送1条\u2069\u200f",
    "no width": "今\u200b天送来的玉\u200d溪少送1条\ufeff",
    "many lines": "今天送来的玉溪\n\n\n少送1条\n\n",
    "format signs": "今天送来的玉溪少送1条 {number} %s {0} {{}}",
    "markup": "<script>alert(1)</script> 今天送来的玉溪少送1条 *_`[",
    "lone surrogate": "今天送来的玉溪少送1条 \ud83d",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_strange_characters_hide_no_complaint(text: str, tmp_path: Path) -> None:
    with a_town(tmp_path / "home") as town:
        await town.say(WANG, text)
        assert "玉溪 1 条" in town.last(WANG)
        await town.say(WANG, "对")
        assert town.the_case().facts["number"] == 1


@pytest.mark.parametrize("text", ["😀😀😀", "。。。", "？？", "!!!", "\u200b", ""])
async def test_nothing_to_read_is_answered_kindly(text: str, tmp_path: Path) -> None:
    with a_town(tmp_path / "home") as town:
        await town.say(WANG, text)
        assert town.last(WANG)
        assert town.cases() == []


async def test_insults_are_not_answered_in_kind_and_the_complaint_is_taken(tmp_path: Path) -> None:
    with a_town(tmp_path / "home") as town:
        said = await town.say(WANG, "你们这帮王八蛋!! 今天送来的玉溪少送1条!!")
        assert said[0].startswith("让您受气了，对不住。")
        said = await town.say(WANG, "混蛋 不是1条 是2条!!")
        assert "对不住" not in said[0]
        await town.say(WANG, "对")
        assert town.the_case().facts["number"] == 2

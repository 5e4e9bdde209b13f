"""The catalogue: every sentence there in both languages, and short enough to be read aloud."""

import re
from pathlib import Path
from string import Formatter

import pytest

import bot
from bot.wording import HOME, catalogue, say, speaking

SOURCE = Path(bot.__file__).parent
#: Sentences to retailers begin with these; what staff read may hold more at a time.
TO_STAFF = (
    "staff.", "card.", "form.", "done.", "refusal.", "failed.to_duty", "failed.to_admin", "assist.",
    "digest.", "weekly.", "repeat.", "event.", "warning.", "away.", "lists.", "calendar.",
    "measure.", "console.", "classifier.", "report.",
)  # fmt: skip
LONGEST = 30
#: What stands for a blank when a sentence is measured.
TYPICAL = {
    "number": "0312-07",
    "owner": "张明经理",
    "manager": "张明经理",
    "decider": "陈芳经理",
    "name": "张明经理",
    "due": "最晚明天上午 10 点前",
    "respond": "最晚明天上午 10 点前",
    "close": "3月26日",
    "what": "玉溪 1 条，送少了",
    "summary": "今天，玉溪 1 条，送少了或送错了",
    "brand": "硬中华",
    "guess": "送货的事",
    "offer": "周三送货时补 1 条",
    "day": "（3月18日）",
    "reason": "当天只到了一半的货",
    "stage": "核实中",
    "said": "中华",
    "options": "硬中华、软中华",
    "names": "富春山居 3 条",
    "view": "张明经理负责。",
    "words": "好的",
    "first": "3.9",
    "last": "3.15",
    "classes": "13-17",
    "clerk": "惠访",
}
#: A telephone number is read in groups and counts as one word of a sentence.
PHONE = "\x00"
#: These quote what somebody wrote, so their length is not ours.
QUOTING = {"two.ask", "two.part"}


def sources() -> list[Path]:
    """Where sentences are said: the code, and the pages."""
    return [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]


def keys_in_the_code() -> set[str]:
    """Every key that stands in the code in so many words."""
    texts = [path.read_text(encoding="utf-8") for path in sources()]
    return {key for text in texts for key in re.findall(r'say\(\s*"([a-z_0-9.]+)"(?! ~)', text)}


def own_keys(locale: str) -> set[str]:
    """The keys of one file alone, without what is borrowed from another language."""
    text = (HOME / f"{locale}.po").read_text(encoding="utf-8")
    return set(re.findall(r'^msgid "(.+)"$', text, flags=re.MULTILINE))


def test_every_key_of_the_code_has_a_sentence() -> None:
    assert keys_in_the_code() - own_keys("zh_CN") == set()


def test_both_languages_have_the_same_keys() -> None:
    assert own_keys("zh_CN") ^ own_keys("en") == set()


def test_no_sentence_is_left_that_nothing_says() -> None:
    """Keys that are put together in the code are known by their family."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources())
    families = set(re.findall(r'f"([a-z_]+(?:\.[a-z_]+)*)[._]\{', text)) | {"choice"}
    families |= set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)*)[._]" ~', text))
    asked = set(re.findall(r'f"\{[a-z_.]+\}\.([a-z_]+)"', text))
    literal = set(re.findall(r"[\"']([a-z_]+(?:\.[a-z_]+)+)[\"']", text))
    silent = {
        key
        for key in own_keys("zh_CN")
        if key not in literal
        and not any(key.startswith((f"{family}.", f"{family}_")) for family in families)
        and key.rpartition(".")[2] not in asked
    }
    assert silent == set()


@pytest.mark.parametrize("key", sorted(own_keys("zh_CN")))
def test_both_languages_fill_the_same_blanks(key: str) -> None:
    chinese, english = (
        {name for _, name, _, _ in Formatter().parse(catalogue(locale)[key]) if name is not None}
        for locale in ("zh_CN", "en")
    )
    # English may leave out a blank that only Chinese wants.
    assert english <= chinese


def spoken(key: str) -> list[str]:
    """The sentences of a text, with typical words in its blanks."""
    text = catalogue("zh_CN")[key]
    blanks = {name for _, name, _, _ in Formatter().parse(text) if name}
    words = {name: TYPICAL.get(name, PHONE if "phone" in name else "12") for name in blanks}
    return re.split(r"[。？！\n]", text.format(**words))


@pytest.mark.parametrize(
    "key",
    sorted(key for key in own_keys("zh_CN") - QUOTING if not key.startswith(TO_STAFF)),
)
def test_a_sentence_is_at_most_thirty_characters(key: str) -> None:
    too_long = [sentence for sentence in spoken(key) if len(sentence.strip()) > LONGEST]
    assert too_long == []


@pytest.mark.parametrize(
    "word", ["贵户", "您的诉求", "予以", "特此", "相关部门", "受理工单", "知悉", "敬请"]
)
def test_no_retailer_reads_official_words(word: str) -> None:
    heard = [key for key in own_keys("zh_CN") if not key.startswith(TO_STAFF)]
    assert [key for key in heard if word in catalogue("zh_CN")[key]] == []


def test_a_language_is_spoken_until_the_block_ends() -> None:
    with speaking("en"):
        assert say("choice.right") == "Right"
    assert say("choice.right") == "对"


def test_an_unknown_language_reads_as_chinese() -> None:
    with speaking("tlh"):
        assert say("choice.right") == "对"

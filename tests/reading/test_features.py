"""Words and features: what of a message is weighed."""

import subprocess
import sys
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.dataset import CORPUS, read_examples
from nlp.features import concepts, features, find_concepts, names
from nlp.lexicon import syllables
from nlp.lexicon_build import trade_words
from nlp.text import normalise
from nlp.tokens import cut, tokenizer

GOLD = CORPUS / "gold.csv"
#: Anything, and what looks like a message: words, dialect, letters, figures, marks and blanks.
MESSAGES = st.one_of(
    st.text(max_size=60),
    st.text(
        st.sampled_from("软中华烟订不到送货晚没来冇嚟唔俺咋经理态度1a2B+%-_，。! "), max_size=60
    ),
)


@cache
def stock_jieba() -> Any:
    """jieba as it is installed, on the same dictionary."""
    stock = type(tokenizer())("words")
    stock.FREQ, stock.total = tokenizer().FREQ, tokenizer().total
    stock.initialized = True
    return stock


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("电访员没打电话", "电访员"),
        ("新商盟登不上", "新商盟"),
        ("软中华订不到", "订不到"),
        ("软中华订不到", "软中华"),
        ("送货员来了", "送货员"),
    ],
)
def test_words_of_the_trade_stay_whole(text: str, word: str) -> None:
    assert word in [found for found, _, _ in cut(text)]


def test_every_trade_word_is_in_the_dictionary() -> None:
    assert [word for word in trade_words() if not tokenizer().FREQ.get(word)] == []


@given(MESSAGES)
def test_features_lie_in_the_cleaned_text(text: str) -> None:
    cleaned, terms = features(text)
    assert all(0 <= term.start <= term.end <= len(cleaned.text) for term in terms)
    assert [term.name for term in terms] == names(text)


@given(MESSAGES)
def test_some_views_give_what_all_give_in_them(text: str) -> None:
    assert names(text, "wcf") == [name for name in names(text) if name[0] in "wcf"]


@given(MESSAGES)
def test_words_are_cut_as_stock_jieba_cuts_them(text: str) -> None:
    assert list(tokenizer().cut(text, HMM=False)) == list(stock_jieba().cut(text, HMM=False))


def test_every_message_of_the_gold_set_is_cut_as_stock_jieba_cuts_it() -> None:
    texts = [normalise(example.text) for example in read_examples(GOLD)]
    ours = [list(tokenizer().cut(text, HMM=False)) for text in texts]
    assert ours == [list(stock_jieba().cut(text, HMM=False)) for text in texts]


@given(st.text(max_size=60))
def test_words_without_their_parts_make_up_the_text(text: str) -> None:
    cleaned, _ = features(text)
    covered = {place for _, start, end in cut(cleaned.text) for place in range(start, end)}
    assert covered == set(range(len(cleaned.text)))
    assert all(cleaned.text[start:end] == word for word, start, end in cut(cleaned.text))


@given(st.text(st.sampled_from("软中华订不到送货晚123ab,。！"), min_size=1, max_size=30))
def test_spaces_around_and_full_width_forms_change_no_feature(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert sorted(names(f"  {wide}\n")) == sorted(names(text))


def test_homophones_share_their_syllables() -> None:
    shared = set(names("送祸晚")) & set(names("送货晚"))
    assert "psong huo" in shared


def test_the_longest_concept_word_counts() -> None:
    assert ("brand", 0, 3) in list(find_concepts("软中华"))


def test_no_word_stands_twice_in_a_concept() -> None:
    assert [word for word, found in concepts().items() if len(set(found)) < len(found)] == []


def test_common_characters_have_a_syllable_without_tone() -> None:
    assert [syllables()[character] for character in "烟草送货"] == ["yan", "cao", "song", "huo"]


def test_reading_starts_without_scikit_learn_and_says_nothing() -> None:
    script = (
        "import sys; from nlp.features import names; names('软中华订不到');"
        "assert not {'sklearn', 'scipy', 'pypinyin', 'pkg_resources'} & set(sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")

"""How the speaker stands to the words: meant, denied, quoted, supposed or asked."""

import pytest

from nlp.polarity import Polarity, is_denied, is_meant, polarity


@pytest.mark.parametrize(
    ("text", "words", "how"),
    [
        ("再不换我就找记者", "记者", Polarity.MEANT),
        ("不解决 我找记者", "记者", Polarity.MEANT),
        ("我又不是要找记者", "记者", Polarity.DENIED),
        ("我 不会 打12315", "12315", Polarity.DENIED),
        ("隔壁让我打12315 我说不至于", "12315", Polarity.DENIED),
        ("听说有人要上访", "上访", Polarity.QUOTED),
        ("她说“我要起诉”", "起诉", Polarity.QUOTED),
        ("他说有本事你去曝光", "曝光", Polarity.SUPPOSED),
        ("打12315能查吗", "12315", Polarity.ASKED),
        ("爷不稀罕打12315", "12315", Polarity.DENIED),
        ("弗是要去信访", "信访", Polarity.DENIED),
        ("律师我不要", "律师", Polarity.DENIED),
        ("他叫我找律师 找什么律师", "律师", Polarity.DENIED),
        ("你不换我可不怕找记者", "记者", Polarity.MEANT),
    ],
)
def test_words_are_weighed_by_what_leads_to_them(text: str, words: str, how: Polarity) -> None:
    start = text.index(words)
    assert polarity(text, start, start + len(words)) is how


def test_a_correction_denies_the_first_and_means_the_second() -> None:
    text = "不是云烟 是玉溪"
    assert is_denied(text, 2, 4)
    assert is_meant(text, 6, 8)

"""Where a message may be cut into the matters it tells."""

import pytest

from nlp.matters import split


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("硬中华又没订上,上回压扁那两条也没给换", ("硬中华又没订上", "上回压扁那两条也没给换")),
        ("烟少了一条。还有送货的态度差", ("烟少了一条", "还有送货的态度差")),
        ("①没订上；②没换", ("没订上", "没换")),
        ("送晚了另外中华也不给", ("送晚了", "另外中华也不给")),
        ("少一条 送货的还骂人", ("少一条", "送货的还骂人")),
        ("玉溪 少一条", ("玉溪 少一条",)),
        ("   ", ()),
    ],
)
def test_a_message_is_cut_at_stops_and_at_words_that_add_something(
    text: str, parts: tuple[str, ...]
) -> None:
    assert split(text) == parts

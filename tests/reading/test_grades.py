"""The grade of a message by the rules' section 6."""

from pathlib import Path

import pytest

from models.terms import Grade
from nlp.grades import BadLexicon, grade


@pytest.mark.parametrize(
    "text",
    [
        "再不来我就找记者",
        "我要發抖音曝光你們",
        "不换我打12315",
        "再不管我打12三15了",
        "我去法院起诉",
        "我们几家准备联名反映",
        "卸货的箱子砸到我脚 肿得穿不上鞋",
        "经理跟我要两条烟",
        "好烟都给他小舅子店里卖了",
        "司机说信不信打你",
    ],
)
def test_exposure_law_injury_joint_and_discipline_matters_are_major(text: str) -> None:
    assert grade(text)[0] is Grade.MAJOR


@pytest.mark.parametrize(
    "text",
    [
        "你们车送来的中华好像是假的",
        "店里一条烟都没有了",
        "再不来拉走就全霉了",
        "这是第三次催了",
        "显示办结可是什么都没收到 请重新打开",
    ],
)
def test_fakes_empty_shelves_perishing_goods_third_urges_and_reopenings_are_urgent(
    text: str,
) -> None:
    assert grade(text)[0] is Grade.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "我又不是要找记者",
        "我不想上抖音曝光 就想换一条",
        "我唔系要揾记者",
        "听说有人要上访",
        "他们说“我要起诉”",
        "打12315能查吗",
        "隔壁让我打12315 我说不至于",
        "我侄女在电视台上班",
        "有人拿假烟调包了 提醒大家",
        "怎么分真假中华",
        "玉溪少一条",
        "",
    ],
)
def test_what_is_denied_quoted_asked_or_only_mentioned_is_normal(text: str) -> None:
    assert grade(text) == (Grade.NORMAL, ())


def test_the_words_that_decided_are_shown_as_they_were_spelled() -> None:
    assert grade("再不来我就找記者,再打１２３１５") == (Grade.MAJOR, ("記者", "１２３１５"))


def test_an_installation_may_bring_its_own_words(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("word,grade,note\n拉横幅,major,本地\nre:断水|断电,urgent,\n", encoding="utf-8")
    assert grade("我要拉横幅", own) == (Grade.MAJOR, ("拉横幅",))
    assert grade("店里断电", own) == (Grade.URGENT, ("断电",))
    assert grade("找记者", own) == (Grade.NORMAL, ())


@pytest.mark.parametrize("line", ["记者,大事,", ",major,", "re:((,major,"])
def test_a_line_that_cannot_be_used_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"word,grade,note\n{line}\n", encoding="utf-8")
    with pytest.raises(BadLexicon, match="第 2 行"):
        grade("你好", own)

"""People, places and wishes."""

from datetime import date

import pytest

from nlp.facts import extract

TODAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("小李跟那边超市好 好烟都给他", "小李", None),
        ("张经理半年没来过", "张", "customer_manager"),
        ("客户经理张明从来不接电话", "张明", "customer_manager"),
        ("送货的把烟扔门口就走", None, "delivery"),
        ("接电话的小姑娘凶得很", None, "order_centre"),
        ("投诉你们专卖的", None, "licence_office"),
        ("电访员态度不好", None, "order_centre"),
        ("送货员服务不好，不热情，还骂人", None, "delivery"),
        ("王主任骂人", "王", "director"),
    ],
)
def test_who_is_blamed_is_the_target(text: str, name: str | None, role: str | None) -> None:
    person = extract(text, TODAY).people[0]
    assert (person.name, person.role, person.is_target) == (name, role, True)


@pytest.mark.parametrize(
    "text",
    [
        "张经理叫我来这里说一声",
        "谢谢小刘 上次的事办得快",
        "送货员态度挺好的 就是烟少了",
        "不是司机的错",
        "帮我转给李经理",
    ],
)
def test_who_is_thanked_asked_for_or_sent_us_is_only_mentioned(text: str) -> None:
    assert [person.is_target for person in extract(text, TODAY).people] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "小店开了十年",
        "老板在吗",
        "盖章师傅下班了",
        "老顾客都说好",
        "小程序把我的订单改了",
        "周三总不给软中华",
        "第二周总不来",
        "路上总堵 白天总没人 高峰总打不通",
        "经理向我要红包",
        "我向经理要过",
        "司机常迟到 经理强塞给我",
        "说好换的线路经理没换",
        "前任经理不管事",
        "过路司机都来问",
        "养老金不够",
        "每周经理来一次",
    ],
)
def test_ordinary_words_are_no_names(text: str) -> None:
    assert [person.name for person in extract(text, TODAY).people if person.name] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("谢谢黄经理", "黄"),
        ("老主顾顾先生", "顾"),
        ("王姓同志没来", "王"),
        ("小马上次说的", "小马"),
    ],
)
def test_a_name_is_found_beside_words_that_look_like_one(text: str, name: str) -> None:
    assert [person.name for person in extract(text, TODAY).people] == [name]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("能不能给我换一条", ["exchange"]),
        ("要求退款", ["refund"]),
        ("赶紧补送", ["supplement"]),
        ("必须给我道歉", ["apology"]),
        ("给我个说法", ["explanation"]),
        ("让经理给我打个电话", ["call"]),
        ("快点派人上门", ["visit"]),
        ("换货！", ["exchange"]),
    ],
)
def test_what_is_asked_for_is_a_wish(text: str, kinds: list[str]) -> None:
    assert [wish.kind for wish in extract(text, TODAY).wishes] == kinds


@pytest.mark.parametrize("text", ["不给我换", "说换换不了", "没给退", "昨天换了三次"])
def test_what_was_refused_is_no_wish(text: str) -> None:
    assert extract(text, TODAY).wishes == ()


def test_a_place_is_found_as_said() -> None:
    assert [place.text for place in extract("把烟扔在店门口就走", TODAY).places] == ["店门口"]

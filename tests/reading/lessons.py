"""A few messages to learn from in the tests: five writers, five labels."""

from functools import cache

from nlp.dataset import Example
from nlp.training import Trained, train

_TOLD = {
    "product": (
        ("霉变变质", "拆开一条发霉了", "烟上长白毛", "霉味冲鼻子", "烟丝受潮长霉点", "整盒都霉了"),
        ("破损残次", "里面有断支", "空头烟三根", "一盒里掉嘴两支", "烟支破洞漏气", "拆开是断的"),
    ),
    "supply": (
        (
            "紧俏烟分配",
            "中华只给我两条",
            "别人有我没有",
            "好烟都给大店",
            "利群才批一条",
            "软中一条不给",
        ),
        (
            "档位评定",
            "档位又降了",
            "为什么给我降档",
            "十八档变十五档",
            "评档没道理",
            "档位太低不合理",
        ),
    ),
    "service": (
        ("态度", "经理骂人", "电话里凶我", "态度冷冰冰", "爱理不理甩脸子", "说话难听还挂电话"),
        (
            "处理拖延推诿",
            "半个月没人管",
            "推来推去没结果",
            "答应换货一直拖",
            "没人回话",
            "问谁都不归他管",
        ),
    ),
    "transport": (
        ("迟送未送", "货还没送到", "送货晚了两天", "等到天黑没来", "今天没送货", "送烟车又迟到"),
        ("途中破损", "纸箱压扁了", "送来淋湿了", "车上摔烂两条", "雨布没盖湿透了", "压瘪了三盒"),
    ),
    "none": (
        ("", "请问哪天订货", "谢谢你们", "你好在吗", "许可证怎么换", "价格是多少"),
        ("", "辛苦了师傅", "早上好", "想问下新品", "几点开门", "多谢帮忙"),
    ),
}


def lessons() -> tuple[Example, ...]:
    """Fifty examples; the n-th of each row is by the n-th writer."""
    return tuple(
        Example(text, label, "", subcategory, "normal", f"w{writer}-a")
        for label, kinds in _TOLD.items()
        for subcategory, *texts in kinds
        for writer, text in enumerate(texts, 1)
    )


@cache
def lesson() -> Trained:
    """The classifier learned from the fifty."""
    return train(lessons())

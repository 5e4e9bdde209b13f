"""Hints: what a word or two may be the beginning of, where reading alone is unsure.

Many retailers write 烟少 or 没货 and nothing else. A hint is never acted on by itself: it is asked
back as a guess, or stands beside other evidence.
"""

import re
from typing import Final

#: Tried in this order; the first that occurs counts.
_HINTS: Final = tuple(
    (re.compile(words), label, subcategory)
    for words, label, subcategory in (
        (r"假的|假烟|是假|真假", "product", "疑似假烟"),
        (r"态度|骂|凶|脸色|爱理不理|吼", "service", "态度"),
        (r"霉|长毛|变味", "product", "霉变变质"),
        (r"没(?:送|到|来)|不来送|晚了|还没有?到", "transport", "迟送未送"),
        (r"压|扁|湿|潮|碎|摔", "transport", "途中破损"),
        (r"丢|偷", "transport", "丢失被盗"),
        (r"码", "product", "喷码不符"),
        (r"档", "supply", "档位评定"),
        (r"搭(?:着|配|售)?", "supply", "搭售捆绑"),
        (r"没货|断货|缺货|订不|没订|不够卖", "supply", "畅销断货"),
        (r"货少|给(?:的)?少|太少|不够|不公", "supply", "紧俏烟分配"),
        (r"扣(?:钱|款|多)|多扣", "service", "结算扣款"),
        (r"登不|系统|卡死|闪退|打不开", "service", "系统故障"),
        (r"坏|破|空头", "product", "破损残次"),
        (r"少|缺|差", "transport", "少送错送"),
    )
)


def hint(text: str) -> tuple[str, str] | None:
    """The label and the kind of matter that a word of the text points to, if any does."""
    found = (kind for words, *kind in _HINTS if words.search(text))
    first = next(found, None)
    return (first[0], first[1]) if first else None

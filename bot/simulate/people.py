"""People: what a simulated person does about a letter, the way people do: the button that fits, the
fact that is asked for, and sometimes another word than the one that was expected."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from models.messages import InboundKind, Outbound

#: What retailers complain of, with room for a brand and a number.
_COMPLAINTS: Final = (
    "今天送来的{brand}少了{number}条",
    "订的{brand}到现在没送来",
    "{brand}有{number}条压坏了，外箱都破了",
    "送货的师傅把烟往门口一扔就走了",
    "{brand}打开有霉点，{number}包都是",
    "{brand}的烟支是空的，怀疑不是真货",
    "{brand}连着两周订不到，别家都有",
    "好卖的烟一条没有，滞销的硬搭给我{number}条",
    "客户经理说话很冲，问两句就不耐烦",
    "上个月说的换货到现在没人管",
    "送来的{brand}和订单对不上，多了{number}条别的",
    "{brand}掉在路上，送到只剩{number}条",
)
_QUESTIONS: Final = ("这周{brand}能订几条", "明天送货吗", "你好", "我的档位是多少")
_BRANDS: Final = ("玉溪", "云烟", "利群", "芙蓉王", "双喜", "黄金叶", "红塔山", "中华", "南京")
_STARTS: Final = ("", "", "", "喂，", "师傅，", "跟你们说个事，", "又来了，")
#: The share of retailers who only ask.
_ASKING: Final = 0.15

#: What a person presses, the first that is offered; without any of these, what comes first.
_RETAILER_WANTS: Final = ("对", "要投诉", "另外投诉", "同意", "收到", "满意", "很满意")
_MANAGER_WANTS: Final = ("受理", "成立", "提方案", "已落实", "办结")
#: Buttons that stand under a letter which asks for nothing.
_AT_REST: Final = frozenset({"催一下", "查进度", "撤回", "转人工", "我的案件", "今日到期", "不用"})
#: What a question without buttons is answered with.
_RETAILER_SAYS: Final = "玉溪1条，今天送来的"
_MANAGER_SAYS: Final = "周三送货时补上，已和配送说好"
#: Nobody answers more letters than this about one matter.
_PATIENCE: Final = 14


@dataclass
class Person:
    """Somebody at an address; `wants` are the words they press, `says` what they answer."""

    conversation: str
    wants: Sequence[str]
    says: str
    chance: random.Random
    answered: int = 0
    presses: set[str] = field(default_factory=set)

    def reply_to(self, letter: Outbound) -> dict[str, Any] | None:
        """What they send about it, without an id; None where they only read."""
        if self.answered >= _PATIENCE:
            return None
        offered = {choice.label: choice.token for choice in letter.choices}
        label = next((word for word in self.wants if word in offered), "")
        if not label and offered and not _AT_REST.issuperset(offered):
            label = next(iter(offered))
        if label:
            return self._press(label, offered[label])
        is_question = letter.text.rstrip().endswith(("？", "?"))
        if not offered and is_question:
            self.answered += 1
            return {"kind": InboundKind.TEXT.value, "text": self.says}
        return None

    def _press(self, label: str, token: str) -> dict[str, Any] | None:
        """Mostly the button, sometimes its word typed; the same button once."""
        if token in self.presses:
            return None
        self.presses.add(token)
        self.answered += 1
        if self.chance.random() < 0.1:
            return {"kind": InboundKind.TEXT.value, "text": label}
        return {"kind": InboundKind.CHOICE.value, "choice": token}


def a_retailer(conversation: str, chance: random.Random) -> Person:
    return Person(conversation, _RETAILER_WANTS, _RETAILER_SAYS, chance)


def a_manager(conversation: str, chance: random.Random) -> Person:
    """A manager answers for many shops, and has the patience for all of them."""
    return Person(conversation, _MANAGER_WANTS, _MANAGER_SAYS, chance, answered=-1_000_000)


def first_words(chance: random.Random) -> str:
    """What a retailer begins with."""
    told = _QUESTIONS if chance.random() < _ASKING else _COMPLAINTS
    words = chance.choice(told).format(brand=chance.choice(_BRANDS), number=chance.randint(1, 9))
    return chance.choice(_STARTS) + words

"""Asking after a matter that exists: 处理到哪了, 上次那个事咋样了, 我的烟什么时候补, 有没有消息.

Nobody asks in the words of a menu. What gives such a question away is what it is made of: a word
for a matter told before, and a word that asks how it stands, when it ends, or why nobody calls.
Both together are plain. One alone may mean anything, so it only counts where there is a matter.
And who has a matter open and asks, in a few words, what nobody else can answer, asks after it
perhaps.
"""

import re
from enum import StrEnum
from typing import Final

from bot.dialogue.english import AFTER, is_english


class Asked(StrEnum):
    """How surely somebody asks after a matter."""

    PLAINLY = "plainly"
    LIKELY = "likely"
    PERHAPS = "perhaps"


#: What somebody waits to hear.
_NEWS: Final = (
    r"(?:消息|结果|状态|[回准]?信儿?|准话|准儿|回音|回话|回复|答复|动静|下文|眉目|着落|说法|音信|结论"
    r"|交代|交待|后续)"
)
#: Words that speak of something told before.
_TOLD: Final = re.compile(
    r"(?:上个?(?:次|回|月|周|星期|礼拜)|前(?:几|两|些)?(?:天|日)|昨(?:天|儿|日)|之前|前面|先前|早先|那天|(?:周|礼拜|星期)[一二三四五六日天]|\d+\s?[号日])"
    r".{0,10}(?:说|讲|报|反[映应]|投诉|申报|提|问|填|登记|交|递|打(?:过|的)?电话|留)"
    r"|(?:说|讲|报|反[映应]|投诉|申报|登记|提|交)(?:过|了|上去|给你们)?的?(?:那|这|个|一)?.{0,12}(?:事|问题|情况|单|件|货|烟|条|退|换)"
    r"|(?:那|这)(?:一)?(?:个|件|档子|桩|条|单|箱|批)?.{0,6}(?:事(?:情|儿|体)?|单子?|投诉|问题|货|件)"
    r"|(?:我|俺|咱|偶|阿拉|我们|俺们|店里)的?(?:那|这)?(?:一)?(?:个|件|条|单|箱|批|些)?.{0,8}"
    r"(?:事(?:情|儿|体)?|单子?|投诉|案子|问题|货|烟|钱|件|东西|条)"
    r"|(?:换|退|补|赔|调)(?:货|烟|款|钱)?的?(?:那|这)?(?:一)?(?:个|件|条|单|箱)"
    r"|(?:我|俺|我家)(?:的)? ?那个(?=\s|到)"
    r"|投诉单|工单|单号|编号|尾号|案子|\d{4}-\d{2,}|\b\d{2,4}\s?号|投诉|反[映应]的|处理结果|补的|退的|换的"
)
#: Words that ask how it stands.
_HOW: Final = re.compile(
    r"到(?:底)?(?:哪|啥|什么|何)(?:里|儿|个?地步|一?步|程度|环节|阶段|了|啦|咧|呀)?(?![里儿]?去|天|是)"
    r"|(?:哪|几)一?步|进行(?:得|的)?(?:咋|怎么?)"
    r"|(?:咋|怎么?)个?样(?:了|啦|咧|呢|啊|呀|嘞|哒)*(?=$|[\s,，。?？!！~])|(?:咋|怎么?)(?:着了|说的?|回事)(?=$|[\s,，。?？])"
    r"|(?:啥|什么|么子|么斯|乜)(?:情况|结果|说法|动静|消息|进展|下文|结论)"
    rf"|{_NEWS}(?:了?没(?:有)?|了?冇|了吗?|了?么|了?不|呢|啦|没得|有没有|出来|下来|几时|吗)"
    rf"|(?:有|得|见|听到?)(?:没有?|冇|莫得|不得|啥|什么|没得).{{0,2}}{_NEWS}"
    rf"|有.{{0,2}}{_NEWS}(?:了|啦)?(?:没|吗|么|不|冇|嘛)"
    r"|(?<![好难])(?:办|弄|处理|解决|搞|查|核实|核查|落实|安排|协调|研究|商量|讨论|审|批|补|换|退|赔)"
    r"(?:得|的)?(?:好|完|妥|成|齐|清楚?|定|到|掉|上|[下过出]?来)?(?:了|啦|咧|哒)?"
    r"(?:没(?:有|得)?|冇|吗|么|未|咋样|怎么样|得?如何)(?:啊|呀|呢|哦|哟)?"
    r"(?=[\s?\uff1f。.!~,，]*(?:$|不急|不催|不着急))"
    r"|(?:现在|目前|如今|今日|这会儿|进展|办得|处理得).{0,2}如何|后续(?:呢|咋|怎么|是)?"
    r"|后来(?:呢|怎么|咋)|这都几天|人(?:呢|来不来)|还作数|下一步|领导.{0,4}(?:批|说|定)|开会"
    r"|(?:什么|啥|何种)状态|还(?:在|能)?(?:记得|想着)|给(?:我)?个(?:准?话|准?信|准|说法|答复|交代|结果)"
    r"|还(?P<deed>补|换|退|赔|办|管|查|给)不(?P=deed)|到底(?:给不给|能不能|是不是|有没有)"
    r"|卡(?:在|到)哪|到几(?:成|分)|黄了|有(?:没有)?戏|还没(?:有)?(?:好|完|弄|办)|(?:弄|办|搞|处理)好了(?:喊|叫|跟|告|通)"
    r"|(?:今|明|后)(?:天|日|儿)能(?:不能)?(?:给我?)?(?:补|换|退|赔|送|办|有|来)|处理结果|不是说.{0,6}(?:给|来|补|换|退|回|答)"
    r"|收到(?:了)?(?:我|俺)?(?:的)?(?:投诉)?(?:没(?:有)?|吗|么)|怎么(?:回复|答复|说|讲|处理|定|判)的"
    r"|(?:怎么|咋|为(?:什么|啥))?(?:还|都|也)(?:没有?|冇|未)(?:给我?|帮我?|跟我|来)?"
    r"(?:补|换(?!证)|退(?!休)|赔|回(?:话|信|复|电|音)?|办|弄|处理|解决|结果|消息|动静|答复|联系|打电话)"
    r"|(?:怎么|咋)还没(?:有)?(?=[\s?\uff1f。啊呀]*$)"
    r"|有(?:没有?)?人(?:在|来|给|帮我?)?(?:接|管|弄|办|处理|受理|查|跟)(?:了|过)?(?:吗|没|么|我|那|这|$)"
    r"|(?:补|换|退|赔)(?:给)?(?:我)?的.{0,6}(?:发|送|寄|到|打|退|下来|弄)(?:过来|出来)?(?:了)?(?:吗|没|么|哪)"
    r"|(?:现在|那(?:事|个|单)|(?:事|单)[儿子情]?)呢(?=[\s?\uff1f。]*$)"
)
#: Words that ask when it ends.
_WHEN: Final = re.compile(
    r"还(?:要|得|需要?|让我)?(?:再)?(?:等|拖|熬)?"
    r"(?:多(?:久|长|少天)|几(?:天|日|时)|到(?:什么|啥|几)(?:时候|时|辰光)?)"
    r"|(?:得|要)等(?:到)?(?:多(?:久|长|少天)|几(?:天|时)|(?:什么|啥)时候)"
    r"|(?:什么|啥|么子|几|多少?|哪一?)(?:时候?|辰光|会儿?|咱|久|天|日|号)"
    r"(?:能够?|可以|会|才|来|给|跟|有|帮|大概)*.{0,4}"
    r"(?:补(?!货)|换(?!证)|退|赔|解决|处理|办(?:好|完|结|妥|下来|得)|弄好|搞好|搞定|有(?:结果|消息|信|回)|出结果"
    r"|回(?:话|复|电|信|音|我)|答复|联系|打(?:个)?电话|见分晓|了结|完事|给我?个?(?:话|信|说法|结果)"
    r"|有个(?:准|信|话|结)|(?:拿|收)到|能到(?!货)|[补送]来|派人|来人|上门|过来|来(?:看|查|换|补|处理|拿))"
    r"|(?:几时|何时)(?:有|能|可).{0,4}(?:消息|结果|答复|回复|办)"
)
#: Words that say nobody has called.
_NOBODY: Final = re.compile(
    r"(?:没|冇|莫得|没得|无)(?:有|见)?(?:个?人|谁|哪个|一个).{0,4}"
    r"(?:联系|理|管|回(?!收)|打(?:个)?电话|找我|搭理|吱声)"
    r"|(?:没|冇|无)(?:有|得)?(?:个)?(?:音讯|音信|消息|动静|下文|回音|回信|信儿?|着落|结果|后文)"
    r"|石沉大海|不了了之|(?:也|都|又)?不(?:给个?|回)(?:信|话|音|消息|电话|答复)"
    r"|忘(?:了|记)(?:我|了吧|没)|把我忘"
)
#: Words that can only be such a question.
_NAMED: Final = re.compile(
    r"(?:进度|进展)(?!.{0,3}(?:条|款))"
    r"|(?:查|看看|看(?:一)?下)(?:一?下|查|询|个)?(?:我)?(?:的)?.{0,4}(?:投诉|案子|单子?(?:[\s。?？]|$))"
    r"|(?:走|办|处理|弄|搞|事.?|单|现在|就问|那个)\s?到(?:了)?"
    r"(?:哪|第?几|啥)(?:一|儿)?(?:个)?(?:步|地步)"
)
#: How to complain at all, and what a shop asks beside: orders, deliveries, class, licence.
_BESIDE: Final = re.compile(
    r"(?:想|要|拟|来|整个|提|^)(?:出)?投诉.{0,6}(?:怎|咋|如何|流程)|档位|几档|评档|\d档|调价|放假|截单|新(?:品|烟|证)"
    r"|(?:证|许可)(?:件|快|到期|年|办|要|改)|办证|换证|延续|续展|歇业|密码|转让|罚款|收据"
    r"|能订|开始订|订(?:货|烟|到)|上(?:市|新|货)|公布|补贴|到账|账上|(?:送|到|补)货(?!.{0,8}(?:反|投诉|事|办到))|能卖|保存"
    r"|多久(?:评|调|更|一次|订|送)"
)
#: A longer message tells something.
_A_QUESTION: Final = 66
_A_SHORT_ONE: Final = 18
_A_SIGH: Final = 12
#: How a question of any kind is put.
_QUESTION: Final = re.compile(
    r"[?\uff1f]|(?:吗|么|嘛|呢|没|没有|没得|冇|不)[啊呀哦哟啦呢\s。.~]*$|怎么|咋|谁|哪|多久|多长|几[天时]|什么|啥|么子"
    r"|是不是|有没有|能不能|可不可以|还没|想(?:知道|问)"
)


def asks_after(text: str) -> Asked | None:
    """Whether the message asks after a matter told before, None where it doesn't."""
    flat = " ".join(text.split())
    if len(flat) > _A_QUESTION:
        return None
    if is_english(flat):
        return Asked.LIKELY if AFTER.search(flat) else None
    if _NAMED.search(flat):
        return Asked.PLAINLY
    if _BESIDE.search(flat):
        return None
    asks = any(words.search(flat) for words in (_HOW, _WHEN))
    if asks and _TOLD.search(flat):
        return Asked.PLAINLY if _HOW.search(flat) else Asked.LIKELY
    if len(flat) <= _A_SIGH and _NOBODY.search(flat):
        return Asked.LIKELY
    if len(flat) > _A_SHORT_ONE:
        return None
    if asks:
        return Asked.LIKELY
    return Asked.PERHAPS if _QUESTION.search(flat) else None

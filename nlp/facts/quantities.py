"""Quantities: how many 条, 盒, 件 … were said, and what only looks like one."""

import re
from collections.abc import Iterator
from typing import Final

from nlp.facts.numerals import NUMERAL, value
from nlp.reading import Quantity, Span

_UNITS: Final = "条盒包件箱支枝根"

#: 两条要求 is something asked for where nothing follows it; 坏两条要求换货 is two cartons.
_SAID: Final = r"(?:投诉|要求|建议|通知|规定|记录)(?=$|[,。;!?、:\s的都也没是])"
#: Words that begin with a unit: 条码, 件事, 包括, 支付, 根本 … are not counted goods. Behind a
#: numeral 包换, 包退 and 包给 are none of them: 坏了两包换一下.
_NOT_UNITS: Final = (
    rf"(?!条(?:码|件|约|例|理(?!赔)|形|目|纹|线|新消息|新规|路(?!上)|街|腿|狗|心|龙|命|河|沟|巷|信|短信|消息"
    rf"|微信(?![上里说找])|意见|语音|评(?!评)|{_SAID}|理由|新闻|视频|鱼|裤|毛巾|被(?=[子套单面])|船|绳|留言"
    r"|道(?!歉)|大街)"
    r"|盒(?:饭|饼|蛋|牛奶|茶叶|药|火柴|口香糖|月饼)"
    r"|包(?:括|装(?![车卸箱错少])|含|庇|容|袱|间(?![断隔])|厢|裹(?!着)|公(?!司)|工(?!作)|子|盐|方便面"
    r"|面(?![上里前])|糖|瓜子|米|纸(?![盒壳皮包])|槟榔|巾|茶叶|服务|政策)"
    rf"|件(?:事|案|衣|工(?!作人)|套|东西|{_SAID}|小事|大事|好事|棉袄|外套|雨衣)"
    r"|箱(?:啤酒|牛奶|水(?![淹泡浸湿渍])|饮料|苹果|鸡蛋|方便面|白酒|酒|矿泉水)"
    r"|支(?:付(?!了)|持|出(?![问现来了])|部|撑|援|架|行|票|招|队|笔|歌|书|铅笔|钢笔|口红|牙膏|装)"
    r"|根(?:本(?!来)|据|子|源|治|筋|毛|头发|绳|葱|火腿|电线|棍))"
)
_HALF: Final = r"半(?!天|年|个|小时|月|夜|路|价|截|晌|点|边|道|数|路|斤|辈|响|条|盒|包|件|箱)"

_COUNTED: Final = re.compile(
    rf"(?<![第几数之\d.])(?<!几[一二三四五六七八九])(?:(?<![a-z])|(?<=[^a-z]x))(?P<number>{NUMERAL}|半)\s?(?P<about>[多来几余])?\s?"
    rf"(?:大半|整|大|小|满)?{_NOT_UNITS}(?P<unit>[{_UNITS}]|个(?=\x00))(?P<half>多?{_HALF})?"
)
#: 条半 for one and a half, as said in the north and the south.
_ONE_AND_HALF: Final = re.compile(
    rf"(?<![零一二两三四五六七八九十百千万几多半整第每这那哪俩仨\d\s大小来])(?P<unit>[条箱件包盒]){_HALF}"
)
_RANGE_BEFORE: Final = re.compile(
    rf"(?:{NUMERAL})(?:\s?[-~到至]\s?|或者?)$|[一二两三四五六七八九]、$"
)
#: 一条都不给: none at all, unless the words before make it one particular carton.
_NONE_AT_ALL: Final = re.compile(
    r"(?:(?:好|像样|正经|紧俏|软|硬|细支?|顺销)的?)?[\x00烟货\s]*(?:都|也)\s?"
    r"(?:没|不|莫|冇|未|无|别|甭|难|木|么|唔|勿|弗|[给订定批分拿买看见摸抢点卖送收拨轮捞弄][得到我]?[没不冇莫])"
)
#: 半条大重九没了: that much is gone.
_GONE: Final = re.compile(r"[\x00烟\s]*(?:都|就)?(?:没了|不见了|没影)")
_NONE_OF_IT: Final = re.compile(
    r"[\x00烟\s]*(?:没(?![封粘贴盖塑膜喷印])|不(?!$|[,。?!呢啊嘛哦])|未|冇|莫得|么有|木有|无)"
)
_NOT_EVEN: Final = re.compile(r"(?:连|哪怕)[^,。;!?]{0,2}$")
_NO_SUCH: Final = re.compile(
    r"(?:没|(?<![能可要会])不|未|冇|莫)(?:有)?(?:再|能)?(?:看到|见到?|收到|订到|拿到|买到|摸到|分到|抢到|给|卖|得|批|来|送|点到)(?:过|着)?我?$"
)
_ONE_SURELY: Final = re.compile(
    r"(?:(?<![没不])[少差缺短丢漏坏欠补拿]|[另这那就订了]|有|其中|破|上次|最后|还剩|剩)\s?$"
)
_ROUND: Final = re.compile("[一几]?[百千万]+")
#: 百二 and 千五, as the south says 120 and 1,500; 百八十 and 千八百 are any great number.
_SHORT_HUNDRED: Final = re.compile(
    "[百千][二三四五六七八九]|百零[一二三四五六七八九]|百[二三四五六七九]十|千[二三四五六七九]百"
)
#: 十七条没一条好的, 挑不出一包完整的: no good one among them.
_NOT_ONE_AMONG: Final = re.compile(
    r"(?:没|冇|莫|无|莫得|找不[出到着]|挑不[出到]|拣不出|选不出|寻不[出着])(?:有|得|剩)?$"
)
_OF_SUCH_A_KIND: Final = re.compile(
    r"(?:是|能|可以|够|算)?(?:好|干|完整|完好|囫囵|像样|正|对|全|新|齐|整|顺溜|真|能|卖得|值|合格|没|不|干净|利索|漂亮)"
)
#: 唯一一条, 万一两条没到: these words end in a numeral that belongs to them; not 上一单 一包没封.
_WORDS_WITH_ONE: Final = re.compile(
    r"[唯统万同]一(?!条)|[单专]一(?![条盒包件箱支根])|[唯统同]一(?=条|一)"
)


def find(folded: str, original: str) -> Iterator[Quantity]:
    """The quantities of a folded text, in order; 两三条, 几条 and 十来条 have no number."""
    text = _WORDS_WITH_ONE.sub("##", folded)
    for match in _COUNTED.finditer(text):
        number = _number(match, text)
        if number is not None:
            yield _quantity(match, number, original)
    for match in _ONE_AND_HALF.finditer(text):
        yield _quantity(match, 1.5, original)


def _number(match: re.Match[str], text: str) -> float | None:
    number = value(match["number"])
    if number is None or _is_range(match, text) or _is_vague(match, text):
        return None
    if number in (0.5, 1.0) and _says_none(match, text):
        return None
    if _is_repeated(match, text) or _is_an_affair(match, text):
        return None
    return number + (0.5 if match["half"] else 0.0)


def _is_range(match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - 8) : match.start()]
    return bool(_RANGE_BEFORE.search(before))


def _is_vague(match: re.Match[str], text: str) -> bool:
    """上百条, 成百上千条, 百八十条, 十来条, 二十多条: many, and no number; 百二条 is 120."""
    said, before = match["number"], text[max(0, match.start() - 1) : match.start()]
    if match["about"]:
        return True
    if said[0] in "百千万":
        return not _SHORT_HUNDRED.fullmatch(said) or before in tuple("上成数好几")
    return bool(_ROUND.fullmatch(said)) and before in tuple("上成数好小大近")


def _says_none(match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - 8) : match.start()]
    if before.endswith(("这", "那", "另", "就这", "就那")):
        return False
    if match["number"] == "半" and _GONE.match(text, match.end()):
        return False
    if _NONE_AT_ALL.match(text, match.end()) or _NOT_EVEN.search(before):
        return True
    if _NO_SUCH.search(before):
        return True
    if _NOT_ONE_AMONG.search(before) and _OF_SUCH_A_KIND.match(text, match.end()):
        return True
    return bool(_NONE_OF_IT.match(text, match.end())) and not _ONE_SURELY.search(before)


def _is_repeated(match: re.Match[str], text: str) -> bool:
    """一条一条地数, 一盒盒拆开, 三条三条地给: a manner, not a number."""
    said, end = match[0], match.end()
    if match["half"] or said[0].isascii():
        return False
    if said[0] != "一":
        return text.startswith(said, end) or text.endswith(said, 0, match.start())
    return text.startswith((match["unit"], said), end) or (
        said != "" and text.endswith(said, 0, match.start())
    )


def _is_an_affair(match: re.Match[str], text: str) -> bool:
    """只说一件: a thing to tell, not a case of cigarettes."""
    before = text[max(0, match.start() - 3) : match.start()]
    return match["unit"] == "件" and before.rstrip("的了过").endswith(("说", "讲", "问", "反映"))


def _quantity(match: re.Match[str], number: float, original: str) -> Quantity:
    span = Span(match.start(), match.end())
    return Quantity(original[span.start : span.end], number, match["unit"], span)

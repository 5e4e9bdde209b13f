"""Signs of trade: what makes a brand of a word that may be an ordinary one (好日子, 1916, 海洋)."""

import re
from collections.abc import Iterator, Sequence, Set
from typing import Final

from nlp.facts.brand_spans import Hit
from nlp.facts.brand_table import Meaning
from nlp.patterns import any_of

_COUNT: Final = r"[\d一两二三四五六七八九十百半几俩仨廿卅]+\s?"
_GOODS: Final = rf"{_COUNT}[多来]?[条盒包件箱支根]"

#: Signs of trade before a doubtful word (订了跨越, 这个力群) and behind it (1916断货, 好日子两条).
_TRADE_BEFORE: Final = re.compile(
    r"(?:[订定要买卖抽进缺断少差配搭点批没冇换退拿有攞塞真假条盒包件箱支抢]|货源|供应|投放"
    r"|[发送换下写错拿当]成|一[条盒包件箱支])"
    r"(?:点|了|的|些|过|到|得|一点|上|不上|不到|啥|个|咗|嘅|嘞)?\s?$"
    r"|只?剩(?:下|了)?$|(?:打|拆|撕|翻)开(?:了|过)?$|问$|[封订定批来送到买进给发要缺少写录记打霉坏](?:货|了?的)[的是]?$|[一成]排$|[款种条盒]新的?$|不[给批让供卖]$|[这那][个种批款条盒件箱]$"
)
#: What is told of goods: that they lack, come, cost, and in what state they are.
_TOLD: Final = any_of(
    rf"""
    [少漏短差缺][了咗得嘅]?(?:半[条包盒]|[条包盒箱]半) [少漏差缺断湿烂坏压霉][咗嘅] 唔[够见到]
    未[到送见] [俾畀送]少
    没[有货了得到来送给发我] 冇 断[货了档供] 缺货 [订定买点]不[上到] 又没 也没 都没 不够 到货 来货
    有货 有(?:不|吗|没|无|冇) 涨价 啥时候 什么时候 几时 啥辰光 限[量购] 难订 每户 停产 下架 绝[种版]
    (?:通通|统统|全|全都|全部|两个|三个)[^,。;!?]{{0,3}}[没断零冇缺停砍] [没莫木]得 积压
    [没不][给批] [是成][0零](?![\d.]) [也又都]?涨 我?要[一两二三四五六七八九十\d]
    压[坏扁瘪烂]
    压[了着]?[仓货库] 砍[没掉了] 下柜 [这那][几两三四]样 [刷抢]不?[到上着动] 零(?![下售食钱头星点])
    (?:我|我们)?[是就也都]?不?要[的了]? 搭[了着给在] 漏气 断支 空头 卷边
    给(?:了|足|齐)(?!我) 各[要来订给\d一两二三四五六]
    可订 发霉 受潮 长毛 软趴 有异味 封 少[了一两几] 多少 [少漏多错][送到来给发] 怎么 咋 卖得
    卖断 紧俏 减半 拿来卖 点不 加不上 又[没晚断缺] [也都还老总全就一][直是在]?[断缺]
    外盒 盒子上 条盒 烟支 生产日期 钢印 喷码 拆开 打开
    抽[着起] 批发价 零售价 进价 里[头面][^,。;!?]{{0,4}}[支根盒包条虫霉黑] [发送换下错拿]成
    [这那][个种]?烟 [一成]排 有几
    [给批拨配来发要限订定][^,。;!?]{{0,2}}{_COUNT}[条盒包件箱] [这那][批条盒件箱包]
    """
)
_TRADE_AFTER: Final = re.compile(
    rf"香?烟|老?牌(?:的|子|烟|香烟)|退市|\s?[断缺空](?=[,。;!?]|$)|(?:都?是|有)?假(?:的|货|烟)|呢(?=[,。?!]|$)|[细中]支|爆珠|[软硬][的盒包壳]|\s?(?:\d|{_COUNT}[条盒包件箱支]|{_COUNT}个(?!人|月|店|钟|小时|老|多))"
    rf"|[^,。;!?年块]{{0,5}}?{_TOLD}"
)
_COUNTED_BESIDE: Final = re.compile(rf"\s?{_GOODS}")
_COUNTED_SOON: Final = re.compile(rf"[^,。;!?]{{0,3}}?{_GOODS}")
_COUNTED_JUST_BEFORE: Final = re.compile(rf"{_GOODS}的?\s?$")
#: Any talk of trade in the same clause will do for a loose word that begins a thought.
_TRADE_IN_CLAUSE: Final = re.compile(
    rf"[^,。;!?]{{0,14}}?(?:{_TOLD}|{_GOODS}|香烟|[条盒包根支]烟|货|订|送[来到反错]|口味|包装|拆开|扫码|进价)"
)
_THOUGHT_BEGINS: Final = re.compile(
    r"(?:^|[,。;!?:\s、(\x01]|[的了跟和把给与个种款批条盒包件箱支成嘅嘞])$"
)
#: 1916 is a brand unless it is a sum, a code, a size or the tail of a number.
_COUNTED_BEFORE: Final = re.compile(r"[号码共款扣付收额计为是了价花欠退剩尾约差到¥￥$:\x01]\s?$")
#: What stands between the brands of a list, at most this long.
_JOINED: Final = re.compile(
    r"[、,/ 和跟与还有以及]{0,3}|比|不?如|换成?|[变改]成|[而,]?不是|当成?|或者?|对调"
    r"|[搭带配](?:售|上|着)?"
)
_LISTED: Final = re.compile(r"[、/ ]{1,2}|和|跟|与|还有|以及|同")
_LONGEST_JOINT: Final = 3


def has_sign_of_trade(text: str, start: int, end: int, meaning: Meaning, edges: Set[int]) -> bool:
    """A guarded word is a brand where it is counted, traded, listed with a brand or alone.

    `edges` are the places where the brands that are beyond doubt begin and end.
    """
    before = text[max(0, start - 5) : start]
    if meaning.is_common:
        counted = _COUNTED_BESIDE.match(text, end) or _COUNTED_JUST_BEFORE.search(before)
        is_topic = edges and _THOUGHT_BEGINS.search(before) and _COUNTED_SOON.match(text, end)
        return bool(counted or is_topic) or _is_joined(text, start, end, edges, at_least=1)
    if _TRADE_AFTER.match(text, end) or _TRADE_BEFORE.search(before):
        return True
    if meaning.is_a_year and not _COUNTED_BEFORE.search(before):
        return True
    if not (text[:start].strip() or text[end:].strip(" 。.?!~")):
        return True
    if meaning.is_rare and _THOUGHT_BEGINS.search(before) and _TRADE_ANYWHERE.search(text):
        return True
    is_loose = meaning.is_loose or bool(edges)
    if is_loose and _THOUGHT_BEGINS.search(before) and _TRADE_IN_CLAUSE.match(text, end):
        return True
    return _is_joined(text, start, end, edges, at_least=int(meaning.nature == "town"))


def _is_joined(text: str, start: int, end: int, edges: Set[int], *, at_least: int) -> bool:
    """Whether a brand beyond doubt stands beside the name, with a word like 和 between them."""
    return any(
        (start - gap in edges and _JOINED.fullmatch(text, start - gap, start))
        or (end + gap in edges and _JOINED.fullmatch(text, end, end + gap))
        for gap in range(at_least, _LONGEST_JOINT + 1)
    )


#: Talk of trade anywhere in the message, which a list of doubtful names needs.
_TRADE_ANYWHERE: Final = re.compile(
    rf"{_TOLD}|{_GOODS}|烟|货|订|送|断|缺|搭|条|盒|退|抽|卖|涨|降|没|来|给|贵"
)


def stand_in_a_list(doubtful: Sequence[Hit], text: str) -> Iterator[Hit]:
    """Names each doubtful alone but said in one list: 小目标、爱尚、乐途这三样."""
    if len(doubtful) < 2 or not _TRADE_ANYWHERE.search(text):
        return
    for place, hit in enumerate(doubtful):
        beside = [*doubtful[max(0, place - 1) : place], *doubtful[place + 1 : place + 2]]
        if any(_is_listed_with(hit, other, text) for other in beside):
            yield hit


def _is_listed_with(hit: Hit, other: Hit, text: str) -> bool:
    first, second = sorted((hit, other), key=lambda one: one.start)
    return bool(_LISTED.fullmatch(text, first.end, second.start))

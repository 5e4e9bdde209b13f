"""Blame: whether the person mentioned is the one complained about."""

import re
from typing import Final

from nlp import polarity
from nlp.patterns import any_of

#: What the person did, said of them later in the same sentence.
_BLAME: Final = re.compile(
    any_of(
        """
        骂 凶 吼 瞪 吵 态度(?!.{0,4}(?:(?<![不没唔冇])好|不错|(?<![不没])客气|没得挑))
        脸色 不耐烦 爱理不理 爱搭不理 说话难听 难听 嚣张 横 牛气 阴阳怪气
        冲我 对我 指着 嫌 看不起 欺负 不像话 太差 差劲 冷冰 冷着 翻白眼 白眼 黑着脸
        不理 不接 不回 不管 不来 不给 不肯 不让 不办 不换 不补 不认 不讲 不负责 不见人 不露面
        没来 没给 没管 没通知 没告诉 没换 没人 没见过 见不到 从来不 从来没 电话打不通 关机
        推 拖 敷衍 糊弄 忽悠 骗 不算数 没兑现 不兑现 空话 放屁 催 迟到 晚了 晚到
        扔 摔 丢 踢 砸 撂 甩 挂 掼 掟 放门口 走了 就走 倒车 撞 碰住
        强 逼 硬要 硬塞 非要 非让 硬让 顶[一二三四五六七八九十\\d]+条 保不住 完成任务
        乱 改了 下错 订错 搞错 弄错 送错 拿错 给我下了 替我下 拿我手机 少带 少给 少拿
        偷 拿走 扣 吃拿 索要 要钱 要烟 收钱 收了 好处 请客 卖给 卖到 倒卖 截留 私下
        都给他 关系好
        跟.{0,8}好(?!说|多) 偏心 照顾(?!我) 顺走 揣 顺手 暗示
        意思意思 表示表示 私了 调剂 小舅子 表哥
        威胁 吓唬 收拾 罚 动手 打人 打我 推我 扭
        """
    )
)
_PRAISE: Final = re.compile(
    r"(?:挺|很|蛮|真|特别|非常|一直|还|都|态度|人)?"
    r"(?:不错|(?<![度务气]不)好|(?<![不没])(?:热情|负责|客气|帮忙|认真|耐心|周到|和气|勤快)|辛苦)"
    r"(?!像|处|几|久|烟|卖|意思|歹|了没|不好)"
    r"|谢谢|感谢|表扬|多亏|麻烦|夸|帮我(?!顶|订|点)"
)
_PRAISED_BEFORE: Final = re.compile(
    r"(?:谢谢?|感谢|多谢|表扬|夸夸?|夸一?下|多亏)(?:你们|了|那个)?$"
)
#: 张经理叫我来这里说: a referral.
_SENT_BY: Final = re.compile(
    r"[^,。;!?]{0,4}?(?:叫|让|喊|要|教|推荐|介绍|告诉|通知)(?:我|俺|额|咱)?们?[^,。;!?]{0,6}"
    r"(?:来|找|发|说|问|在这|到这|加|扫|反映|联系|打|用)"
)
_ACCUSED: Final = re.compile(
    r"(?:投诉|举报|告|反映|检举|说的就是|骂的就是|针对)(?:一下)?"
    r"(?:你们?|我们?|那个?|这个?|的是|的)?(?:公司|局)?(?:的)?$"
)
_ASKED: Final = re.compile(
    r"(?:问|找|联系|打给|请|帮我|转给?|跟|和|告诉|通知|换个?|换一?个|要求|叫|让|喊|等)"
    r"(?:一?下|了|过|你们?|我们?|那个?|个)?$"
)
_SENTENCE_END: Final = re.compile(r"[。;!?\n]")
_REACH: Final = 50


def is_blamed(text: str, start: int, end: int) -> bool:
    """Whether the person at `text[start:end]` of a folded text is the one complained about.

    True where they are accused outright or blamed for something in the same sentence; not where
    they are denied, praised first, or the one who sent the retailer here.
    """
    before = text[max(0, start - 10) : start]
    if polarity.is_denied(text, start, end) or _PRAISED_BEFORE.search(before):
        return False
    if _ACCUSED.search(before):
        return True
    behind = _rest_of_sentence(text, end)
    if _SENT_BY.match(behind):
        return False
    blame, praise = _BLAME.search(behind), _PRAISE.search(behind)
    if praise and (not blame or praise.start() < blame.start()):
        return False
    return bool(blame) or (not _ASKED.search(before) and bool(_BLAME.search(before)))


def _rest_of_sentence(text: str, end: int) -> str:
    stop = _SENTENCE_END.search(text, end)
    return text[end : min(stop.start() if stop else len(text), end + _REACH)]

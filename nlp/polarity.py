"""Polarity: whether words are meant, or denied, quoted, supposed or asked.

Shared by the grade ("我又不是要找记者") and the facts ("不是云烟 是玉溪").
"""

import re
from enum import StrEnum
from typing import Final

from nlp.patterns import any_of


class Polarity(StrEnum):
    """How the speaker stands to the words."""

    MEANT = "meant"
    DENIED = "denied"
    QUOTED = "quoted"
    SUPPOSED = "supposed"
    ASKED = "asked"


_BOUNDARY: Final = re.compile(r"[,。;!?\n，；！？…~]+|但是?|不过|可是|然而")
#: A gap ends a clause where enough was said, or where it closes a denial of its own (没来 店空了);
#: some put gaps between all their words (又 不是 要找 记者).
_GAP: Final = re.compile(r"(?<=\S{5})\s+|(?<=[没不冇][有来到了得见着])\s+")
_OPEN_DENIAL: Final = re.compile(
    any_of("不是 不想 不要 不会 没想 没说 唔系 又不 别 莫 不用 不打算 不愿 冇想 不系")
    + "[我要说想讲]?$"
)

#: Denials reach over a few words of wanting and doing: 又不是要找, 不想, 没说要, 唔系要揾.
_DENYING: Final = any_of(
    """
    (?<![莫怕是可])不是 没有? 不 别 甭 莫(?!不|是) 休 未 无须 无需 用不着 犯不着
    无(?=要|想|讲|爱|打算) 并非 并无 别寻思 谁[讲说]要? 不至于 谈不上 不必 不用 不想 不愿
    不打算 不会 没想 不敢 懒得 哪敢 哪会 何必 冇 唔 毋 勿 弗是? 覅 木 么 没必要 [没莫冒]得
    不稀罕 不兴 不屑 最烦 末(?=要|有) 不是[说讲][俺我额] [别甭莫]跟[我俺额爷][说讲扯提]?
    [没莫冇冒无][得有]?那?个?闲[心工]夫?
    """
)
_WANTING: Final = any_of(
    """
    是 要 想 说 讲 话 过 打算 准备 会 去 到 真 非 得 一定 为了 来 让 叫 喊 给 跟 你们? 我们? 人 系
    故意 存心 专门 动不动 啥 什么 么子 谁 往 找 寻 揾 请 打 告 上 弄 搞 着 到处 随便 有 敢 用 @
    闹 扯 写 的状 甚 哪个 哪样 什么样 投诉 举报 记者 律师 电视台? 媒体 惊动 麻烦 、 或是? 和 还有
    什么的? 发 拍 网上? 他们? 她
    """
)
_DENIAL: Final = re.compile(rf"(?:又|也|并|可|倒|就|还|真|从来|从)?{_DENYING}{_WANTING}*$")
#: Said before a threat these deny something else: 再不换我就…, 不得不, 没人管.
_NO_DENIAL: Final = re.compile(
    "("
    + any_of(
        """
        不得不 没办法 没法 不行 不然 要不 不管 不信 不给 不解决 不处理 不答复 不来 不理 不换 不补
        再不 还不 都不 没人管 没人理 没人 没用 不服 不怕 不光 不仅 不但 不只 不止 逼
        """
    )
    + r")[^,。;!?\n]{0,10}$"
)
#: Said behind the words, these take them back: 隔壁让我打12315 我说不至于.
_TAKEN_BACK: Final = re.compile(
    r"[^。;!?\n]{0,14}"
    + any_of(
        """
        我没[有打去找告报] 我[说讲](?:不|勿|莫|拉倒|算|别) 不至于 犯不着 拉倒 没必要
        [我俺额](?:给)?(?:拦|劝|骂了) 还不到那 我?哪敢 [莫别]做这 我讲不要 [讲说]莫打
        没打(?!一?张|条|收据|招呼|电话) 不敢(?!再?[卖收放]|上架|出声|[讲言吭得说])
        没那个?意思 不是[那这]个?意思 懒得 [我俺额]没让 没让他 丢那?人 是气话 莫搞那
        我说叫(?:甚|啥|什么)
        弄啥怪 之意 我?婉拒 没那个?闲?[工功]夫 [冇没]讲过 气头上
        [打拍寻找访告信报请弄闹诉]个?(?:啥|甚|么|什么|哪样|乜) 不要不要 [我俺额朽]不肯 不稀罕
        [寻找]何物 骂[他她伊]神经 我[冇没]按
        跟你们没得?关系
        怪不好意思 赔个不是
        [我俺额](?:赶紧|赶忙|连忙|忙|就|硬)(?:给)?(?:拦|劝)
        """
    )
)
#: 我快拦不住了: who says so leaves the threat standing.
_NOT_HELD_BACK: Final = re.compile(r"[拦劝](?:都|也)?[拦劝]?不住|没[拦劝]住|[拦劝]也没")
#: Right behind the words: 律师我不要, 12315我都不存.
_REFUSED: Final = re.compile(
    r"台?[^,。;!?\n]{0,2}[,， ]?(?:[我俺额爷咱](?:们)?(?:也|都|才|可|是|就)*|(?:也|都|才|可)+)"
    + any_of("不 冇 唔 没 弗 勿")
    + any_of("要 稀罕 打(?!算) 找 去 请(?!起?我) 存 想 告 需 必 识 会(?!放|就|罢|善)")
    + r"|[她他]?是不会的|[也都]?[请打找]不起|个(?:啥|甚|么|什么|屁|鬼)"
)
_HEARSAY: Final = re.compile(
    any_of(
        """
        听说 听讲 据说 听人说 听别人 都说 有人说 人家说 别人说 新闻 电视上 电视里 网上 报道 看到
        刷到 看见 传言 传说 谣传 隔壁 邻居 别的店 人家 别人 有人 他们 那家 某家 顾客 客人 以前
        去年 前年 往年 上次那个
        """
    )
    + r"[^。;!?\n；！？]{0,14}$"
)
_OWN_WILL: Final = re.compile(r"(?:我|我们|咱|俺|额|偶|老子|我要|就)[^,。;!?\n]{0,8}$")
_OPENED: Final = {"“": "”", "「": "」", "『": "』", "《": "》", "‘": "’"}
_SAYING: Final = re.compile(r"(?:说|讲|问|叫|喊|写|称|道)[^,。]{0,3}[:：]?\s?$")
_QUOTING: Final = re.compile(
    r"(?:说|讲|问|写着|叫|称|喊|什么|所谓)(?:是|我|我要|要|啥)?[:：]?\s?[\"“‘'「『《]$"
)
_SUPPOSED: Final = re.compile(
    any_of("有本事 有种 有胆 如果 要是 假如 万一 假设 若是 比如 例如 比方 除非")
    + r"[^,。;!?\n]{0,10}$"
)
_QUESTION: Final = re.compile(
    r"[^,。;!?\n，；！？]{0,14}"
    + any_of(
        """
        吗 么[?？] 嘛[?？] 呢[?？] 没有[?？] 不[?？] [?？] 能不能 可不可以 是不是 有没有 管不管 管用
        行不行 好不好 可以[不吗] 几点 怎么 咋 是多少 多少 是啥 是什么 哪个 能查 可以查 查得到
        """
    )
)
_ASKS_ABOUT: Final = re.compile(
    any_of(
        """
        请问 问一?下 问问 想问 想知道 咨询(?!了|过) 打听 是不是 能不能 可不可以 什么是 啥是 啥叫
        怎么
        """
    )
    + r"[^,。;!?\n]{0,8}$"
)
#: A question of this kind is a threat: 信不信我找记者, 是不是非要我打12315.
_THREAT: Final = re.compile(
    any_of("信不信 小心 等着 试试 是不是(?:要|得|非) 非(?:要|得) 逼 难道 要我 还要 一定要 凭什么")
    + "|才(?:行|肯|管)"
)
_RESOLVED: Final = re.compile(r"(?:就|再不|我要|我去)[^,。]{0,6}$")
#: How far back a quotation may have been opened.
_QUOTATION: Final = 80
_HELD_BACK_WITHIN: Final = 30


def polarity(text: str, start: int, end: int) -> Polarity:
    """How `text[start:end]` of a folded text is meant, judged by the words around it."""
    near = _clause_before(text, start)
    if _is_denied_before(near):
        return Polarity.DENIED
    if _NOT_HELD_BACK.search(text, end, end + _HELD_BACK_WITHIN):
        return Polarity.MEANT
    if _TAKEN_BACK.match(text, end) or _REFUSED.match(text, end):
        return Polarity.DENIED
    if is_quoted(text, start, end):
        return Polarity.QUOTED
    if _HEARSAY.search(_before(text, start)) and not _OWN_WILL.search(near):
        return Polarity.QUOTED
    if _is_asked(text, end, near):
        return Polarity.ASKED
    return Polarity.SUPPOSED if _SUPPOSED.search(near) else Polarity.MEANT


def is_meant(text: str, start: int, end: int) -> bool:
    """True where the speaker stands behind the words."""
    return polarity(text, start, end) is Polarity.MEANT


def is_denied(text: str, start: int, end: int) -> bool:
    """True for what a correction takes back: 云烟 in "不是云烟 是玉溪"."""
    return polarity(text, start, end) is Polarity.DENIED


def is_quoted(text: str, start: int, end: int) -> bool:
    """True inside quotation marks that somebody else's words are put in."""
    earliest = max(0, start - _QUOTATION)
    for opening, closing in _OPENED.items():
        opened = text.rfind(opening, earliest, start)
        if opened < 0 or text.find(closing, opened, start) >= 0:
            continue
        if text.find(closing, end, end + _QUOTATION) >= 0:
            return bool(_SAYING.search(text[max(0, opened - 8) : opened]))
    return bool(_QUOTING.search(text[max(0, start - 8) : start]))


def _is_denied_before(near: str) -> bool:
    """再不换我就… denies another thing; a denial behind such words counts all the same."""
    denial = _DENIAL.search(near)
    if not denial:
        return False
    other = _NO_DENIAL.search(near)
    return not other or denial.start() >= other.end(1)


def _is_asked(text: str, end: int, near: str) -> bool:
    after = text[end : end + 24]
    if _THREAT.search(near) or _THREAT.search(after[:12]) or _RESOLVED.search(near):
        return False
    return bool(_QUESTION.match(after) or _ASKS_ABOUT.search(near))


def _before(text: str, start: int) -> str:
    return text[max(0, start - 24) : start]


def _clause_before(text: str, start: int) -> str:
    """The words of the same clause before `start`, without the gaps people put between words."""
    clause = _BOUNDARY.split(_before(text, start))[-1]
    ends = [gap for gap in _GAP.finditer(clause) if not _OPEN_DENIAL.search(clause[: gap.start()])]
    return "".join(clause[ends[-1].end() if ends else 0 :].split())

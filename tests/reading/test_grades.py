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
        "干燥剂叫娃吃了 正送医院",
        "那个送货的一膀子把我搡柜台上了",
        "他动手先推的我 还扇我一巴掌",
        "再闹就来店里搞我 我怕",
        "街坊五六家小店都签了名",
        "我们三家店一道写信反映",
        "查烟的顺手揣了我两条中华 说是抽样",
        "经理伸手要两条烟",
        "检查的拿了我两条烟没给钱",
        "叫我给他拿两条好烟才肯签字 这是啥世道",
        "听人讲我们的好烟都让经理倒给酒楼了",
        "荷花指标让人给顶走了",
        "我爱人气得打了12315 我劝也没劝住",
        "已经咨询了律师",
        "再拖我就把视频传到网上",
        "我写信给监督电话也打过 找省公司去",
        "我已经把聊天记录发给都市报的热线了",
        "叫警察来了 他推我 我有伤",
        "他拿着扳手指我 说信不信打死你",
        "来查的把我娘吓得心脏病犯了 送急救",
        "七家店主合写了一份材料交上来",
        "村里几家店都是一样的情况 大家让我代表反映",
        "有人用我的名义订了二十条 我根本没见到货",
        "说好给我的十条 经理转手给了他小姨子",
        "办证的跟我要两千块 说不给就拖",
        "今天他又说不孝敬就别想有好货",
        "烟贩子手里的货全是从你们配送站流出来的",
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
        "你们送来的怕不是假的吧",
        "送来的中华是不是假货呀",
        "昨天车上下来的软蓝 老主顾说味道不对 拿旧的一比钢印也浅",
        "你们送的这条 二维码扫出来查无此烟",
        "柜台空的 一条都没有了",
        "没车来 架子都空光",
        "卖完最后一包白狼 客人都空手走",
        "霉还在跑 再不来人拖走剩下的也要烂光",
        "昨天还只有一条发霉 今天又传了两条",
        "我催哒三遍哒 还没人来",
        "打过四次电话 每次都说帮我跟",
        "你们说办结了 结果烟根本没换",
        "货架上连个烟屁股都找不着了 你们到底几时送",
        "香烟全部售罄 下次到货还有五天 请加急",
        "柜子 一个 烟 也 没有",
        "求你们拿去化验一下 这肯定不是正牌货",
        "这条玉溪味道冲得很 字也糊 我只从你们这进货",
        "你哋送嚟嘅货味道怪怪 同以前唔同 系咪老翻",
        "潮气从底下往上走 昨天两条今天五条 明天怕是整箱",
        "烟里爬出小虫 已经钻到别的条里了 赶紧派人来",
        "前后打过六七遍电话 每次都说登记了",
        "你们单方面结案 我不同意 重新办",
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
        "我也不会请律师、上电视台",
        "我并非要曝光谁",
        "闺女要往抖音上发 俺没让",
        "我赶紧拦住了 没让他打12315",
        "不是我 要找律师 我就要 烟",
        "秋菊打官司都没这么费鞋",
        "在医院打点滴 没接到电话",
        "我手指头都点肿了",
        "让我发朋友圈集赞",
        "已经截了",
        "电话打十遍不接",
        "重要的事说三遍",
        "人家说要涨价 是真的假的",
        "有人卖水货 没证",
        "烟支颜色不一样",
        "二十块的全断了",
        "柜台空调坏了 烟会不会受潮",
        "每个月二十号就卖空了 后十天没得卖",
        "中华这个牌子卖空了 下周能订吗",
        "第三次参加培训了 很有收获",
        "外面听说有假烟流进来 是真的吗",
        "律师我不要 只要换烟",
        "爷不稀罕打12315 等你们一句回话",
        "您甭跟我说记者 换了就行",
        "说要找律师 找什么律师 补来就好",
        "我表哥是律师 他也开过店",
        "纸箱受伤了 里面没事",
        "我们十个店加起来没有他一个多",
        "一包里五根骨折",
        "我自己拿了两条没给钱 记账上",
        "",
    ],
)
def test_what_is_denied_quoted_asked_or_only_mentioned_is_normal(text: str) -> None:
    assert grade(text) == (Grade.NORMAL, ())


@pytest.mark.parametrize(
    "text",
    [
        "订货网上访问不了 微信访问也慢",
        "早上访销电话没打来",
        "我代表本店发起诉求 一起诉苦没用",
        "经理说是国家局统一调控",
        "查一下投诉状态 快递状态没更新",
        "公告上写的我名字 广告上说有货",
        "取消协议怎么办",
        "跟他说了 给人大概看一下",
        "快递到县里要两天",
        "打我电话13812315678",
        "订单号2023123456",
        "给我个充电台灯 上报社区用",
        "用旧报纸包上报纸箱",
        "价签你自己贴吧",
        "登记者写的我媳妇",
        "市场监管局发的通知",
        "我和邻居一起签收的",
        "拼命催也没用",
        "烟丝腐败变质",
        "晚上电视坏了",
    ],
)
def test_pressing_words_inside_ordinary_ones_are_not_heard(text: str) -> None:
    assert grade(text) == (Grade.NORMAL, ())


@pytest.mark.parametrize(
    "text", ["我要去上访", "提起诉讼", "我写信告到国家局", "打1 2 3 1 5", "我上报社去"]
)
def test_the_same_words_alone_still_are(text: str) -> None:
    assert grade(text)[0] is Grade.MAJOR


def test_the_words_that_decided_are_shown_as_they_were_spelled() -> None:
    assert grade("再不来我就找記者,再打１２３１５") == (Grade.MAJOR, ("記者", "１２３１５"))


def test_an_installation_may_bring_its_own_words(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("word,grade,note\n拉横幅,major,本地\nre:断水|断电,urgent,\n", encoding="utf-8")
    assert grade("我要拉横幅", own) == (Grade.MAJOR, ("拉横幅",))
    assert grade("店里断电", own) == (Grade.URGENT, ("断电",))
    assert grade("找记者", own) == (Grade.NORMAL, ())


def test_a_line_may_need_other_words_beside_it_and_may_count_as_hearsay(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "word,grade,note,unless,with,told\n味道不对,urgent,,,你们送,\n倒卖,major,,,,yes\n"
        "贪污,major,,,,\n",
        encoding="utf-8",
    )
    assert grade("味道不对", own) == (Grade.NORMAL, ())
    assert grade("你们送来的味道不对", own) == (Grade.URGENT, ("味道不对",))
    assert grade("听说他倒卖", own) == (Grade.MAJOR, ("倒卖",))
    assert grade("听说他贪污", own) == (Grade.NORMAL, ())


def test_a_line_may_use_names_given_above_it_and_need_several_words(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "word,grade,note,unless,with,told\n<来路>,=,,,公司|你们送,\n<验>,=,,,<来路>.*验,\n"
        "re:味[道儿],urgent,,<来路>没错,<来路> & 验|查,\n灰黑,urgent,,,<验>,\n",
        encoding="utf-8",
    )
    assert grade("公司来的味道不对 来验", own) == (Grade.URGENT, ("味道",))
    assert grade("公司来的味道不对", own) == (Grade.NORMAL, ())
    assert grade("公司没错 味道不对 来验", own) == (Grade.NORMAL, ())
    assert grade("灰黑 公司要验", own) == (Grade.URGENT, ("灰黑",))


def test_a_kind_that_was_read_surely_stands_for_words_that_are_not_there() -> None:
    told = "老主顾抽了一口 把剩下的还给我了"
    assert grade(told) == (Grade.NORMAL, ())
    assert grade(told, kind="疑似假烟") == (Grade.URGENT, ("疑似假烟",))
    assert grade("像是假烟", kind="疑似假烟") == (Grade.URGENT, ("像是假烟",))
    assert grade(told, kind="截留货源") == (Grade.MAJOR, ("截留货源",))
    assert grade(told, kind="日期陈旧") == (Grade.NORMAL, ())


def test_words_with_a_gap_after_each_are_shown_with_their_gaps() -> None:
    assert grade("我 要 找 记 者") == (Grade.MAJOR, ("记 者",))


@pytest.mark.parametrize(
    "line",
    ["记者,大事,", ",major,", "re:((,major,", "re:<来路>,major,", "<来路>,=,", "<来路>,=,,,(("],
)
def test_a_line_that_cannot_be_used_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"word,grade,note\n{line}\n", encoding="utf-8")
    with pytest.raises(BadLexicon, match="第 2 行"):
        grade("你好", own)

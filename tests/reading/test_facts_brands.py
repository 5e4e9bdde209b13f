"""Brands as retailers say them, and words that only look like brands."""

from datetime import date

import pytest

from nlp.facts import extract

TODAY = date(2026, 3, 12)


def said(text: str) -> list[str]:
    return [brand.said for brand in extract(text, TODAY).brands]


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("南京炫赫门又断了", ["南京炫赫门"]),
        ("硬中软中都没有", ["硬中", "软中"]),
        ("黄鹤楼1916多一条", ["黄鹤楼1916"]),
        ("黄鹤楼(满天星)断货", ["黄鹤楼(满天星)"]),
        ("一条中华一条玉溪", ["中华", "玉溪"]),
        ("订的苏烟五星红杉树没来", ["苏烟五星红杉树"]),
        ("红塔山经典1956少一条", ["红塔山经典1956"]),
        ("中华(硬) 5条 中华（软）3条", ["中华(硬)", "中华（软）"]),
        ("细支利群和中支玉溪", ["细支利群", "中支玉溪"]),
        ("红金龙硬新版没货", ["红金龙硬新版"]),
        ("玉溪软玉溪都要", ["玉溪", "软玉溪"]),
        ("利群休闲云端缺货", ["利群休闲云端"]),
        ("国酒香中支断了", ["国酒香中支"]),
        ("中南海8mg没货", ["中南海8mg"]),
        ("白沙2代和云烟97", ["白沙2代", "云烟97"]),
        ("钻石软红还是灰的", ["钻石软红"]),
        ("跨越细支少一条", ["跨越细支"]),
        ("立群软长嘴两条", ["立群软长嘴"]),
        ("夫容王软蓝少了", ["夫容王软蓝"]),
        ("红塔山1980一样一条", ["红塔山1980"]),
        ("恒大烟魁压扁", ["恒大烟魁"]),
        ("软珍云五件", ["软珍云"]),
        ("小苏、金南京、雨花石各两条", ["小苏", "金南京", "雨花石"]),
        ("软中华牡丹蓝金南京统统是零", ["软中华", "牡丹蓝", "金南京"]),
        ("订金叶十几条", ["金叶"]),
        ("真龙硬海韵两个月没见", ["真龙硬海韵"]),
        ("要古田 搭通仙", ["古田", "通仙"]),
        ("百年双喜软绵绵的", ["百年双喜"]),
        ("雪茄炫赫门五条", ["雪茄炫赫门"]),
        ("3条中支华叶", ["中支华叶"]),
        ("中支玉溪境界是湿的", ["中支玉溪境界"]),
        ("钻石玫瑰紫二代缺3条", ["钻石玫瑰紫二代"]),
        ("石家庄新荷花两条", ["新荷花"]),
        ("红河八八没了", ["红河八八"]),
        ("ESSE爱喜订10给1", ["ESSE爱喜"]),
        ("玉溪【软】两条", ["玉溪【软】"]),
        ("紫钻石断了", ["紫钻石"]),
        ("蓝娇红娇统统没得", ["蓝娇", "红娇"]),
        ("红南京软珍断", ["红南京", "软珍"]),
        ("大青山冬虫夏草给整混了", ["大青山", "冬虫夏草"]),
        ("雪莲玉韵没给", ["雪莲玉韵"]),
        ("窄版金丝猴要了15条", ["窄版金丝猴"]),
        ("细支窄版好猫两条", ["细支窄版好猫"]),
        ("玉溪软的硬的都要不到", ["玉溪"]),
    ],
)
def test_the_longest_name_that_was_said_is_the_brand(text: str, brands: list[str]) -> None:
    assert said(text) == brands


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("軟中華少一條", "軟中華"),
        ("煊赫門斷貨", "煊赫門"),
        ("轩赫门没了", "轩赫门"),
        ("夫容王一条不给", "夫容王"),
        ("力群订不到", "力群"),
        ("华子呢", "华子"),
        ("ＹＸ２条", "ＹＸ"),
        ("yx没货", "yx"),
        ("hhl 3条", "hhl"),
        ("红搭山不对，是洪塔山", "洪塔山"),
        ("红塔衫硬经典有怪味", "红塔衫硬经典"),
        ("晕烟定了三条", "晕烟"),
        ("软钟华一条", "软钟华"),
        ("利裙新板要二十条", "利裙新板"),
        ("芙蓉往三包霉的", "芙蓉往"),
        ("芙蓉忘了送", "芙蓉"),
        ("芙蓉往年都有货", "芙蓉"),
        ("又没玉奚", "玉奚"),
        ("鱼溪少送一条", "鱼溪"),
        ("福荣王的防伪是看哪里啊", "福荣王"),
    ],
)
def test_traditional_misheard_and_abbreviated_names_are_kept_as_said(text: str, brand: str) -> None:
    assert said(text) == [brand]


@pytest.mark.parametrize(
    "text",
    [
        "中华人民共和国烟草专卖法",
        "红旗渠边上林州的",
        "红河州蒙自的",
        "七匹狼专卖店隔壁那间",
        "七匹狼男装楼下",
        "钻石珠宝对面",
        "黄鹤楼服务区那边",
        "恒大地产欠我钱",
        "一片金叶子",
        "小溪流过门前",
        "孔雀开屏",
        "我家住玉溪市红塔区",
        "南京路88号没人",
        "双喜临门啊",
        "去黄山旅游",
        "2026年1916块钱",
        "给了三五条",
        "孩子的好日子",
        "好日子真少",
        "南京我去过，蛮好白相",
        "黄鹤楼我爬过三次",
        "我去过玉溪三次",
        "南京玩了三天",
        "黄山爬过两次",
        "红双喜的球拍",
        "一个南京的人来买烟",
        "我穿七匹狼的夹克去开会",
        "穿的是骆驼，脚不冷",
        "金丝猴的奶糖",
        "我在兰州看病",
        "zhao老师在吗",
        "南京路上那家店",
        "白沙洲的店",
        "红河州这边的窗口",
        "兰州城里头的店",
        "黄果树大街上",
        "昨天子没送",
        "我叫张红梅",
        "红梅姐没来",
        "遵义会议纪念馆旁边",
        "石狮子旁边",
        "过眼云烟罢了",
        "利群超市楼下",
        "中华路上那几家",
        "卧龙凤雏",
        "预习功课",
        "买两包饺子",
        "都保不住了",
        "紧俏烟怎么分到各户",
        "总共1916",
        "尾号1916",
        "今天阳光好我把受潮的烟晒了晒",
        "店门口种了牡丹和玉兰",
        "刘红梅签的字",
        "真金白银进货",
        "微信yx13800",
        "我有个好日子要办，能批点喜烟不",
        "那个薄荷爆珠压了八条",
        "订单透明点",
    ],
)
def test_a_place_a_year_or_an_ordinary_word_is_no_brand(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("玉溪市场上买不到", "玉溪"),
        ("红双喜旁边那条压扁了", "红双喜"),
        ("黄鹤楼爬过虫子", "黄鹤楼"),
        ("玉溪我去过烟草局问", "玉溪"),
        ("抽南京的人多", "南京"),
        ("一个月没来过黄山", "黄山"),
        ("钉子扎穿七匹狼两条", "七匹狼"),
        ("徽商也断", "徽商"),
        ("在南京买两条苏烟", "苏烟"),
        ("1916断货", "1916"),
        ("好日子两条", "好日子"),
        ("好日子少咗條半", "好日子"),
        ("好日子爛咗", "好日子"),
        ("订了跨越", "跨越"),
        ("555没来", "555"),
        ("1916这回每户限两条", "1916"),
        ("好日子入面有支烟断咗", "好日子"),
        ("庐山那批货湿了", "庐山"),
        ("将军要八条给一条", "将军"),
        ("缺的是海洋", "海洋"),
        ("这人参打开一股哈喇味", "人参"),
        ("要一条福贵先配两条", "福贵"),
        ("磨砂这周又是0", "磨砂"),
        ("拆开一包印象四根没烟丝", "印象"),
        ("硬迎宾退市了", "硬迎宾"),
    ],
)
def test_a_sign_of_trade_makes_a_brand_of_a_doubtful_word(text: str, brand: str) -> None:
    assert said(text) == [brand]


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("小目标、爱尚、乐途这三样近一个月没刷到", ["小目标", "爱尚", "乐途"]),
        ("五星红杉和沉香全成零了", ["五星红杉", "沉香"]),
        ("真龙凌云比祥云难抽", ["真龙凌云", "祥云"]),
        ("软尚善不是硬尚善", ["软尚善", "硬尚善"]),
        ("贵烟跨越搭售行者", ["贵烟跨越", "行者"]),
        ("小国酒香不给，行者搭了十条", ["小国酒香", "行者"]),
    ],
)
def test_a_doubtful_name_in_one_breath_with_a_brand_is_a_brand(
    text: str, brands: list[str]
) -> None:
    assert said(text) == brands


def test_a_short_name_of_several_brands_has_to_be_asked_back() -> None:
    (brand,) = extract("软蓝没到", TODAY).brands
    assert not brand.is_certain
    assert {"黄鹤楼(软蓝)", "芙蓉王(软蓝)"} <= set(brand.official)


@pytest.mark.parametrize(
    ("text", "official"),
    [
        ("黄鹤楼软蓝没到", "黄鹤楼(软蓝)"),
        ("利群软蓝没到", "利群(软蓝新)"),
        ("煊赫门", "南京(炫赫门)"),
    ],
)
def test_a_family_beside_it_makes_a_short_name_certain(text: str, official: str) -> None:
    (brand,) = extract(text, TODAY).brands
    assert brand.official == (official,)


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("冬虫夏草烟盒上的字印反了", "冬虫夏草"),
        ("芙蓉王黄了", "芙蓉王"),
        ("整了一条人参烟", "人参烟"),
        ("延安烟断了", "延安"),
        ("黄鹤楼烟里有空头", "黄鹤楼"),
    ],
)
def test_the_next_word_takes_its_own_character_from_a_name(text: str, brand: str) -> None:
    assert said(text) == [brand]


@pytest.mark.parametrize(
    ("text", "official"),
    [
        ("利群休闲没到", "利群(休闲细支)"),
        ("漫天游黄鹤楼没到", "黄鹤楼(漫天游)"),
        ("玉溪硬的没到", "玉溪(硬)"),
    ],
)
def test_the_official_name_follows_from_family_and_specification(text: str, official: str) -> None:
    (brand,) = extract(text, TODAY).brands
    assert official in brand.official


def test_a_family_named_alone_means_the_family() -> None:
    (brand,) = extract("玉溪", TODAY).brands
    assert brand.official == ("玉溪",)

"""What only looks like a brand: 中华路, 玉溪市, 利群超市, 叫王红梅, 石狮子, 过眼云烟, 昨天子."""

import re
from typing import Final

from nlp.facts.brand_table import Meaning
from nlp.patterns import any_of

#: What makes any brand's name part of a longer name (but 玉溪市场上没有, 白沙路上压坏了).
_LONGER_NAME: Final = re.compile(
    any_of(
        r"""
        市(?!场|面) 路(?!上|途|线|过|费|边|烂|滑|太|远) 路[上边]?(?=[那这的开有几住做口]) 路\d
        街(?!坊) 区(?!域|别) 村(?!里|上|头) 镇(?!压) 县(?!里|城) 乡(?!里|下) 屯 洲 港 岛 湾
        巷 弄堂 州 省 江(?=市|路|边) 池 苑 峰景 山庄 古镇
        大道 大厦 大桥 大街 隧道 码头 站(?!着|在|到) 车站 超市 商场 商城 商店 商行 商贸 小区
        公园 景区 风景 社区 新村 家园 花园 花苑 嘉园 公寓 国际 广场 大学 小学 中学 学校 幼儿园
        医院 卫生院 药店 酒店 酒楼 宾馆 旅馆 旅社 饭店 餐馆 餐厅 饭馆 食府 机场 高速 火车 高铁
        矿 桥头 烟酒 便利店 小卖部 副食 百货 批发部 门市 经营部 杂货 五金 理发 网吧 棋牌 茶楼
        酒家 洗浴 [东西南北中][路街] [东西南北]站 地区 方向 本地 老家 山?顶[上下]? 山?脚下?
        烟草 卷烟厂 烟厂 厂 集团 有限 分公司 公司 办事处 营销部 物流 宽带 银行 保险 汽车 旅游
        那边(?!的烟) 这边 人(?![家都人]) 老百姓 户口 人民 民族 儿女 传统 老字号 美食 文化 田园
        拉面 骨朵 戒指 茅台 毛峰 毛尖 压顶 临门 节(?!前|后|日|约|省) 牙膏 铅笔 牌照 鲟 会员 白酒
        花(?=开|香|园|瓣|茶) [花塘叶](?=里|上|开|香) 啤酒 酒(?=[两一几二三\d]) 茶叶 瀑布 温泉
        专卖店 旗舰店 专营店 直营店 服[装饰] 鞋[店子]
        珠宝 首饰 眼镜 家具 家电 手机 电器 窗帘 建材 装饰 装修 影[楼院城] 书店 茶[馆庄社] 足[浴疗]
        会所 粮油 饲料 化肥 幼儿 村委 居委 社 厂区 [水火]库 林场 农场 煤矿 电厂 工地 服务区 收费站
        派出所 大排档
        (?:边上|旁边|附近|脚下|对面|隔壁)(?!的?[这那]?[几一两\d]?[条盒包件箱支]|的?[这那]?(?:个|种)?烟)
        的?(?:夹克|衣[服裳]|裤子|皮[带鞋衣具]|西[服装]|衬衫|[Tt]恤|羽绒|[男女童]装|运动鞋|袜子|帽子)
        的(?:鞋|球拍|玩具|电视|冰箱|洗衣机|自行车|单车|汽车|轿车|轮胎|牛奶|奶糖|糖(?!果?味)|葡萄酒|干红|牙膏|铅笔|家具|戒指|项链|房子)
        会议 纪念馆 精神 博物馆 大舞台 电影院 KTV 羊肉 烧烤 火锅 米粉 豆腐
        """
    )
)
#: What follows the name of a town or a scenic place alone.
_PLACE_BEHIND: Final = re.compile(
    any_of(
        """
        城(?!里的?[店都]) 村里 镇上 市里 县城 山上 风光 景色 学院 话(?=[都也我他]) 方言 周边 附近
        来的?(?=人|亲戚|客|朋友|老板|游客|学生|司机|顾客|老乡|打工)
        老?客(?=要|人|户|来|都|们|$|[,。]) 顾客 籍 口音 那儿 那里 一带 当地
        的(?=亲戚|朋友|老乡|客人|同学|儿子|女儿|媳妇|女婿|山|水|天气) 开会 出差 上学 读书 打工 看病
        玩(?=[,。;!?了过的几一两三]|$) 旅游 好玩 住[了过着] [待呆][了过着] 转[车机]
        """
    )
)
#: 南京我去过, 黄鹤楼爬过三次: whatever is called so, people have been there. 爬过 takes a person
#: or a count, for insects do so too, and 去过 an end: 玉溪我去过局里问 is about cigarettes.
_PERSON: Final = r"(?:[我俺咱你您他她]们?|[我你]家)"
_SOMETIME: Final = r"(?:[也都还倒早真没]|早就|以前|从[前没]|小时候|年轻时)*"
_VISITED: Final = re.compile(
    rf"[, ]?(?:{_PERSON}{_SOMETIME}[爬逛游]过(?!的?[烟货盒条])|{_PERSON}?{_SOMETIME}[去逛游住玩]过"
    r"(?:[好几\d一两二三四五多]{1,3}[次回趟年])?(?=[,。;!?吧呢啊吗没]|$)|爬过[好几\d一两二三四五多]{1,3}[次回趟])"
)
#: 一个南京的人; not 抽南京的人.
_NATIVE_BEFORE: Final = re.compile(r"(?:(?<!的)是|有|[一这那几]个)$")
#: 穿七匹狼, 穿的是骆驼: nobody wears cigarettes, but a carton may be 扎穿.
_WORN: Final = re.compile(
    r"(?<![扎戳刺压钉捅磨打看])穿(?:的是?|了|着|过)?(?:一?[件条双套身])?(?:新|旧)?的?$"
)
#: Words that only begin like a brand.
_ONLY_BEGINS_SO: Final = re.compile(
    any_of(
        """
        石狮子 白沙[发滩糖] 红河谷 牡丹江 [红腊]梅花 荷花[池塘淀灯] 紫云[英县] 雪莲果 玉兰油
        阳光[好大足太下底强晒照直毒明] 龙凤[胎配汤雏] 金丝猴奶糖 熊猫[眼血幼] 七星[级瓢彩]
        起源[于地] 跨越式 将军[肚府岭] 凤凰(?:传奇|古城|男|单车|自行车|卫视|网)
        钻石(?:卡|戒|王老五|项链) 云烟(?:缭绕|成雨) 中华(?:民|文明|大地|上下) 天子山
        长白[毛色点斑霉花]
        芙蓉(?:姐姐|出水|镇) 泰山(?:北斗|石敢当) 黄金叶子 兰州(?:牛[肉大]|拉面) 黄山(?:市|烧饼)
        长城(?:宽带|汽车|脚) 人参(?:果|酒|须|汤|公) 团结一 长白山人参(?!烟|两条|一条)
        三五(?:天|年|分|成群) 红双喜(?:乒乓|球拍|字) 双喜字 光明正 好日子[里就]?[过在还到来]
        (?:牡丹|荷花|红梅|茶花|玉兰|桂花|雪莲|芙蓉)(?:花|开[得了放着]|[盛]开|谢了)
        真龙天子 金白银 好猫(?:不挡|抓|当) 天下秀才 白沙沙 皇冠蛋糕 
        冬虫夏草(?:酒|胶囊|口服) 海洋(?:馆|世界|公园)
        """
    )
)
#: Words that end in a brand's name: 过眼云烟, 北斗七星.
_ONLY_ENDS_SO: Final = re.compile(
    any_of("过眼 北斗 稳如 重于 不识 出水 看大 国宝大? 野生 野") + "$"
)
#: A person of that name: 红梅姐, 叫李中华, 客户经理王红梅.
_PERSON_BEHIND: Final = re.compile(
    "大?[姐嫂姨婶妹](?!妹?家?都?要)|阿姨|经理(?=[,。来说给你他她把])|师傅|老师"
)
_SURNAMES: Final = (
    "王李张刘陈杨赵周吴徐孙马胡朱郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏"
    "吕丁任卢姚沈钟姜崔谭陆范汪廖石贾夏韦傅方白邹孟熊秦邱江尹薛"
)
_PERSON_BEFORE: Final = re.compile(
    rf"(?:(?:叫|是|姓名|名字|经理|司机|员|师傅|主任|大姐)[{_SURNAMES}]|叫)$"
)
#: 王玉溪是我儿子, 刘红梅签的字: a surname and what people do.
_SURNAME_BEFORE: Final = re.compile(rf"(?:^|[,。;!?\s和跟找让叫是])[{_SURNAMES}]$")
_DONE_BY_PEOPLE: Final = re.compile(
    r"(?:是[我她他]|签|说|讲|同志|女士|先生|收的|[她他]|打的?电话|住|结婚|当|家)"
)
_GROWN: Final = re.compile(r"(?:种|栽|养|开满|浇)[了着的]?$")
#: Words before a town's name that make it the town: 去南京, 在黄山.
_GOING: Final = re.compile(
    r"(?:[去在从住飞爬游逛赴离]|[去住待逛爬游路]过|来自|到达|老家|家住|我是|我们是|人在|祖籍|开往)\s?$"
)
_SOLD_ALL_THE_SAME: Final = re.compile(
    r"\s?(?:的?烟|[\d一两二三四五六七八九十百半几俩仨廿卅]+\s?[条盒包件箱])"
)
#: Before an ordinary word these leave it ordinary: 过上好日子, 看熊猫.
_STAYS_A_WORD: Final = re.compile(
    r"(?:过上?|过个|[有办挑选是]个|看见?|养|逛|爬|游|孩子的|一群|只)$"
)
#: A day word takes the character that seems to begin a name: 昨天子.
_DAY_BEFORE: Final = re.compile(r"[昨今明前后当每那这整半几两一二三四五六七八九十\d春夏秋冬]$")


def is_something_else(text: str, start: int, end: int, meaning: Meaning) -> bool:
    """Whether the name is a street's, a shop's, a town's or a person's, or no word at all."""
    before = text[max(0, start - 6) : start]
    if _LONGER_NAME.match(text, end) or _ONLY_BEGINS_SO.match(text, start):
        return True
    if _VISITED.match(text, end) or _WORN.search(before):
        return True
    if text[start] in "天日" and _DAY_BEFORE.search(before):
        return True
    if meaning.nature and (_PERSON_BEFORE.search(before) or _PERSON_BEHIND.match(text, end)):
        return True
    if _SURNAME_BEFORE.search(before) and _DONE_BY_PEOPLE.match(text, end):
        return True
    if _GROWN.search(before):
        return True
    if (meaning.nature or meaning.is_guarded) and _ONLY_ENDS_SO.search(before):
        return True
    if meaning.nature in ("place", "town"):
        return _is_the_place(text, end, before)
    return meaning.is_guarded and not meaning.is_a_year and bool(_STAYS_A_WORD.search(before))


def _is_the_place(text: str, end: int, before: str) -> bool:
    if _PLACE_BEHIND.match(text, end):
        return True
    if text.startswith("的人", end) and _NATIVE_BEFORE.search(before):
        return True
    return bool(_GOING.search(before)) and not _SOLD_ALL_THE_SAME.match(text, end)

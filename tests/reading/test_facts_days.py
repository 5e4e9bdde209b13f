"""Days counted from Thursday 12 March 2026 (lunar: the 24th of the first moon)."""

from datetime import date

import pytest

from nlp.facts import extract

TODAY = date(2026, 3, 12)


def days(text: str, **shop: int) -> list[str]:
    return [day.on.isoformat() for day in extract(text, TODAY, **shop).days]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今早", "2026-03-12"),
        ("上前天到的", "2026-03-09"),
        ("3.8下的单", "2026-03-08"),
        ("20260301到的", "2026-03-01"),
        ("年廿九没送", "2026-02-16"),
        ("礼拜五个货", "2026-03-06"),
        ("光棍节那天的单", "2025-11-11"),
        ("昨儿个", "2026-03-11"),
        ("二月廿六的货", "2026-02-26"),
        ("八一建军节送吗", "2026-08-01"),
        ("夜个送的", "2026-03-11"),
        ("寻日", "2026-03-11"),
        ("前天", "2026-03-10"),
        ("大前天", "2026-03-09"),
        ("听日", "2026-03-13"),
        ("师傅说明天补", "2026-03-13"),
        ("跟前天的一样", "2026-03-10"),
        ("大后天", "2026-03-15"),
        ("三天前", "2026-03-09"),
        ("半个月前", "2026-02-25"),
        ("两个礼拜前", "2026-02-26"),
        ("上周三", "2026-03-04"),
        ("上上个星期五", "2026-02-27"),
        ("這週五", "2026-03-13"),
        ("下礼拜一", "2026-03-16"),
        ("上个月20号", "2026-02-20"),
        ("３月５号", "2026-03-05"),
        ("三月五号", "2026-03-05"),
        ("去年12月3号", "2025-12-03"),
        ("2026-03-05", "2026-03-05"),
        ("3.5送的货", "2026-03-05"),
        ("11-20订的", "2025-11-20"),
        ("3/8没到", "2026-03-08"),
        ("日期是3.5", "2026-03-05"),
        ("正月十五", "2026-03-03"),
        ("腊月二十三那天订的", "2026-02-10"),
        ("大年三十", "2026-02-16"),
        ("大年初二", "2026-02-18"),
        ("三月初八", "2026-04-24"),
        ("农历二月初二", "2026-03-20"),
        ("去年中秋", "2025-10-06"),
        ("国庆放假吗", "2026-10-01"),
        ("清明前能到吗", "2026-04-05"),
        ("元旦那批货", "2026-01-01"),
    ],
)
def test_a_day_is_counted_from_the_day_of_the_message(text: str, day: str) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("周一订的货周三没到", ["2026-03-09", "2026-03-11"]),
        ("从周一等到周三", ["2026-03-09", "2026-03-11"]),
        ("上礼拜天到这礼拜天", ["2026-03-08", "2026-03-15"]),
        ("周三周四都没来", ["2026-03-11", "2026-03-12"]),
        ("明天后天都在", ["2026-03-13", "2026-03-14"]),
        ("下礼拜一我要出门，改礼拜二送行不", ["2026-03-16", "2026-03-17"]),
        ("礼拜天订还来得及不", ["2026-03-15"]),
        ("28号到货，现在都三月了影子都没见", ["2026-02-28"]),
        ("说好礼拜二送的，今个我又白等一天", ["2026-03-10", "2026-03-12"]),
        ("周五之前给我换", ["2026-03-13"]),
        ("周五送的货少一条", ["2026-03-06"]),
        ("周六能送吗", ["2026-03-14"]),
        ("周六都行周日不行", ["2026-03-14", "2026-03-15"]),
        ("说礼拜三 今儿都礼拜四了", ["2026-03-11", "2026-03-12", "2026-03-12"]),
        ("15号订的货", ["2026-02-15"]),
        ("15号前能到吗", ["2026-03-15"]),
        ("3号订的10号才到", ["2026-03-03", "2026-03-10"]),
        ("12月25号订的", ["2025-12-25"]),
    ],
)
def test_the_words_beside_a_bare_day_place_it_before_or_after_today(
    text: str, expected: list[str]
) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "前几天",
        "我女儿都上初一了",
        "周六福珠宝隔壁",
        "送货日说是周三，每回都拖到周四周五",
        "国庆假期送货吗",
        "上周",
        "上个月",
        "去年12月",
        "月底",
        "等了三天",
        "每周三送货",
        "周一到周五",
        "三十条到货",
        "3.5条",
        "进价2.8上涨到3.5",
        "就赚2.5就没人买",
        "以前天天来",
        "1-2条",
        "3号车",
        "人民路15号",
        "两天",
        "红塔山经典1956",
        "2月30号",
        "一周三趟",
        "小年轻骂人",
        "0312-07号怎么样了",
        "春节期间送不送",
        "元宵节后再说",
        "下雨水多",
        "一周三条",
    ],
)
def test_what_names_no_single_day_is_no_day(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "shop", "day"),
    [
        ("上次送货少一条", {"delivery_weekday": 2}, "2026-03-10"),
        ("下次送货带来", {"delivery_weekday": 2}, "2026-03-17"),
        ("上上次送货", {"delivery_weekday": 2}, "2026-03-03"),
        ("订货日那天没货", {"order_weekday": 1}, "2026-03-09"),
    ],
)
def test_the_shop_s_own_days_are_known_by_its_weekdays(
    text: str, shop: dict[str, int], day: str
) -> None:
    assert days(text, **shop) == [day]


def test_the_shop_s_own_days_stay_open_where_its_weekdays_are_not_known() -> None:
    assert days("上次送货少一条") == []


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("中秋节当天还送货辛苦你们了", date(2026, 10, 5), "2026-09-25"),
        ("除夕那天能不能请你们说清楚", date(2026, 2, 23), "2026-02-16"),
        ("灯都挂了元宵的烟还没来", date(2026, 2, 28), "2026-03-03"),
        ("上次说19号到的软云呢", date(2026, 3, 21), "2026-03-19"),
        ("上次说25号到", date(2026, 3, 21), "2026-03-25"),
    ],
)
def test_a_feast_just_passed_or_at_hand_is_meant_and_a_day_promised_before_is_this_month_s(
    text: str, today: date, day: str
) -> None:
    assert [found.on.isoformat() for found in extract(text, today).days] == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("冬至前一天到的货", "2025-12-20"),
        ("3号的第二天来的", "2026-03-04"),
        ("母亲节那天", "2026-05-10"),
        ("小满那天", "2026-05-21"),
        ("第一周五的货没到第二发票没给", "2026-03-06"),
    ],
)
def test_sun_terms_sundays_of_a_month_and_the_day_beside_a_day_are_days(
    text: str, day: str
) -> None:
    assert days(text) == [day]


def test_the_29th_of_february_needs_a_leap_year() -> None:
    assert extract("2月29号的货", date(2028, 3, 2)).days[0].on == date(2028, 2, 29)
    assert extract("2月29号的货", date(2026, 3, 2)).days == ()


@pytest.mark.parametrize(
    "text",
    [
        "躲得过初一躲不过十五",
        "你做初一我做十五",
        "今天推明天，明天推后天",
        "明日复明日",
        "今儿个这个明儿个那个",
        "每周三送货，凭什么改成周六",
        "我们每周二订货改到周四了",
        "原来是礼拜二送货现在换到礼拜五",
    ],
)
def test_a_saying_and_a_changed_rule_of_the_week_name_no_day(text: str) -> None:
    assert extract(text, date(2026, 6, 13)).days == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("明天周日还订不订", [date(2026, 6, 14)] * 2),
        ("6月15号星期一送", [date(2026, 6, 15)] * 2),
        ("后天是礼拜一，送不送", [date(2026, 6, 15)] * 2),
        ("每周三送货，这周改到周六", [date(2026, 6, 13)]),
        ("2号再进就没了", [date(2026, 6, 2)]),
        ("15号再不送我就投诉", [date(2026, 6, 15)]),
        ("今天说明天送", [date(2026, 6, 13), date(2026, 6, 14)]),
    ],
)
def test_two_names_of_one_day_agree_and_an_attempt_is_past(text: str, days: list[date]) -> None:
    assert [day.on for day in extract(text, date(2026, 6, 13)).days] == days

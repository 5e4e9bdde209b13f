"""Phones, order numbers, licences and case numbers."""

from datetime import date

import pytest

from nlp.facts import extract
from nlp.facts.numbers import case_numbers, licences

TODAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("电话13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("幺三八零零一三八零零零", "13800138000"),
        ("0731-88881234", "073188881234"),
        ("(010)8888 1234", "01088881234"),
        ("打座机88881234", "88881234"),
        ("400-123-4567", "4001234567"),
        ("零五九五 二二七六 三三零一", "059522763301"),
        ("零二七八八六五四三二一", "02788654321"),
        ("幺拐拐两两三三勾勾五六", "17722339956"),
        ("幺三八洞洞幺三八洞洞洞", "13800138000"),
        ("1三8 00一三 八零零零", "13800138000"),
        ("一三八，零零一三，八零零零", "13800138000"),
        ("一九九，八八，七七，六六，五五", "19988776655"),
        ("1 3 8 0 0 1 3 8 0 0 0", "13800138000"),
        ("(+86)138-0013-8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("013800138000", "13800138000"),
        ("tel13800138000", "13800138000"),
        ("13800138000三天没人接", "13800138000"),
        ("13800138000两个人都知道", "13800138000"),
        ("打0731-0088 6123", "073100886123"),
        ("(0731)88881234转801", "073188881234"),
        ("0731转88881234", "073188881234"),
        ("区号0731，电话88881234", "073188881234"),
        ("+86 731 8888 1234", "073188881234"),
        ("座机是 0012345", "0012345"),
        ("座机八八八幺二三四", "8881234"),
        ("四零零 八二零 幺二三四", "4008201234"),
        ("400 820 1234转2", "4008201234"),
    ],
)
def test_a_phone_is_its_digits(text: str, phone: str) -> None:
    facts = extract(text, TODAY)
    assert [one.value for one in facts.phones] == [phone]
    assert facts.order_numbers == ()
    assert facts.quantities == ()


@pytest.mark.parametrize(
    "text",
    [
        "13800138000 13900139001",
        "13800138000/13900139001",
        "13800138000或者13900139001",
        "1380013800013900139001",
        "13800138000，不通就打幺三九洞洞幺三九洞洞幺",
    ],
)
def test_two_phones_in_a_row_are_two(text: str) -> None:
    found = [one.value for one in extract(text, TODAY).phones]
    assert found == ["13800138000", "13900139001"]


@pytest.mark.parametrize(
    "text",
    [
        "订单号13800138000",
        "许可证号0532 01109876",
        "要15 30 40 50 20 1条",
        "二零零二幺三八零零一三八零零零",
        "单号FJ20260805 0192 0046 1234",
        "138****8000",
        "5月20号订的30条",
    ],
)
def test_other_numbers_are_no_phones(text: str) -> None:
    assert extract(text, TODAY).phones == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("订单号DD20260312007", "DD20260312007"),
        ("ＤＤ２０２６０３１２００７没到", "DD20260312007"),
        ("单号是 2026 0312 0007", "202603120007"),
        ("订单XS-20260312-008", "XS-20260312-008"),
        ("20260310123456这单", "20260310123456"),
        ("单号：8812345，差两盒", "8812345"),
        ("单号二零二六零三一二", "20260312"),
        ("单号CQ 2026 0811 0046，没到", "CQ202608110046"),
        ("订单FJ20260805 0192少3条", "FJ202608050192"),
        ("单号QD 1107 0229 3条", "QD11070229"),
        ("HN-261206-5520写的四条", "HN-261206-5520"),
        ("订单号是二零二六 幺幺二零 零零三七", "202611200037"),
        ("发货单号二零二六零三一二两条没到", "20260312"),
        ("单子是 6 6 0 2 1 9 3 5 8 1，查一下", "6602193581"),
        ("查单 4 1 0 8 - 2 2 7 5 - 9 9 0 3 谢谢", "4108-2275-9903"),
        ("丁单号202603110077 8，改了", "2026031100778"),
        ("单号二零二六杠零三一二杠零零七", "2026-0312-007"),
        ("票号20260312-0088少一条", "20260312-0088"),
        ("单号12345678 5月6号订的", "12345678"),
    ],
)
def test_an_order_number_keeps_letters_and_dashes_and_drops_spaces(text: str, number: str) -> None:
    assert [one.value for one in extract(text, TODAY).order_numbers] == [number]


@pytest.mark.parametrize(
    "text",
    [
        "订单3条",
        "许可证号430102103456",
        "身份证430102199001011234",
        "条码6901028000000",
        "0312-07号",
        "卡号6222021234567890123",
        "12345678元",
        "尾号3307",
        "QQ群8834120976",
        "微信号20260312007",
        "车牌鲁B7T265",
        "发票号20260312007",
        "配送单，2025-09-05才签收",
        "订单2026/3/5下的",
        "这单1956少了两条",
        "订单1956少两条",
        "少一单，1916两条",
        "这单1234",
        "这单20260305送的",
        "这单15号下的",
        "投诉单0312-07怎么样了",
        "客户编码 3301 0422 8876 下的单",
    ],
)
def test_other_numbers_are_no_order_numbers(text: str) -> None:
    assert extract(text, TODAY).order_numbers == ()


def test_a_number_corrected_is_two_order_numbers() -> None:
    facts = extract("订单2260 4415 6037，哎不是，是2260 4415 6073", TODAY)
    assert [one.value for one in facts.order_numbers] == ["226044156037", "226044156073"]


def test_a_licence_is_found_apart_from_phones_and_orders() -> None:
    found = licences("证号430102103456，电话13800138000，单号202603120007")
    assert [one.value for one in found] == ["430102103456"]


def test_our_own_case_numbers_are_recognised_in_both_forms() -> None:
    found = case_numbers("0312-07 和 2026-0305-03 怎么样了")
    assert [one.value for one in found] == ["0312-07", "2026-0305-03"]


@pytest.mark.parametrize(("text", "number"), [("单号1956", "1956"), ("这单123456", "123456")])
def test_a_number_named_as_such_or_long_is_an_order_number(text: str, number: str) -> None:
    assert [one.value for one in extract(text, TODAY).order_numbers] == [number]


def test_what_stands_behind_the_word_for_an_order_is_read_for_what_it_is() -> None:
    facts = extract("这单15号下的，这单1956少了两条", date(2026, 3, 20))
    assert [brand.said for brand in facts.brands] == ["1956"]
    assert [day.on for day in facts.days] == [date(2026, 3, 15)]

"""Builders: the people of a small town, and cases at any stage of their life."""

from datetime import datetime

from models.messages import Address
from models.people import Shop, Staff
from models.privacy import EDITION, PrivacyNotice
from models.terms import AreaKind, Role


def a_shop(licence: str = "310101100001", **fields: object) -> Shop:
    """王大姐's village shop: delivered on Thursdays, class 15, looked after by 张明."""
    told: dict[str, object] = {
        "licence": licence,
        "customer_code": f"C{licence[-4:]}",
        "name": "大姐烟店",
        "owner_name": "王大姐",
        "phone": "13900000001",
        "area": AreaKind.VILLAGE,
        "route": "三号线",
        "order_day": 2,
        "delivery_day": 4,
        "class_level": 15,
        "yearly_purchases": 80_000.0,
        "manager_no": "1001",
    }
    return Shop(**(told | fields))


def a_member(no: str, name: str, *roles: Role, **fields: object) -> Staff:
    told: dict[str, object] = {
        "no": no,
        "name": name,
        "roles": tuple(role.value for role in roles),
        "phone": f"1380000{no}",
        "region": "城东",
    }
    return Staff(**(told | fields))


def the_staff() -> list[Staff]:
    """Two customer managers, their supervisor and director, every desk, and who follows up."""
    return [
        a_member("1001", "张明", Role.CUSTOMER_MANAGER, superior_no="2001", substitute_no="1002"),
        a_member("1002", "李强", Role.CUSTOMER_MANAGER, superior_no="2001", substitute_no="1001"),
        a_member("2001", "陈芳", Role.SUPERVISOR, superior_no="3001", substitute_no="3001"),
        a_member("3001", "周立", Role.DIRECTOR, region=""),
        a_member("4001", "何送", Role.DELIVERY, superior_no="3001"),
        a_member("4002", "小何", Role.DELIVERY, superior_no="4001"),
        a_member("5001", "秦源", Role.SUPPLY, superior_no="3001"),
        a_member("5002", "孔质", Role.QUALITY, superior_no="3001"),
        a_member("5003", "电访员", Role.ORDER_CENTRE, superior_no="3001"),
        a_member("5004", "卓专", Role.LICENCE_OFFICE, superior_no="3001"),
        a_member("6001", "杜察", Role.INSPECTION, superior_no="3001", region=""),
        a_member("6002", "季检", Role.DISCIPLINE, superior_no="3001", region=""),
        a_member("7001", "惠访", Role.FOLLOW_UP, superior_no="3001", region=""),
        a_member("8001", "齐值", Role.DUTY, superior_no="3001", region=""),
        a_member("9001", "管理", Role.ADMIN, superior_no="3001", region=""),
    ]


def a_notice(address: Address, at: datetime) -> PrivacyNotice:
    """Somebody was told already how personal information is used here."""
    return PrivacyNotice(address=str(address), edition=EDITION, told_at=at)

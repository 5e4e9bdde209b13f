"""Closed word lists of the trade, each with what people call it in Chinese."""

from enum import StrEnum
from typing import Final


class Category(StrEnum):
    """What a complaint is about (投诉类别)."""

    PRODUCT = "product"
    SUPPLY = "supply"
    SERVICE = "service"
    TRANSPORT = "transport"

    @property
    def chinese(self) -> str:
        return _CATEGORY[self]

    def chinese_with(self, subcategory: str) -> str:
        """货源—畅销断货; 货源 where the subcategory is not known."""
        return f"{self.chinese}—{subcategory}" if subcategory else self.chinese


_CATEGORY: Final = {
    Category.PRODUCT: "产品",
    Category.SUPPLY: "货源",
    Category.SERVICE: "服务",
    Category.TRANSPORT: "运输",
}

#: Source: the table of subcategories of the desk's rules, section 10, in its order.
SUBCATEGORIES: Final[dict[Category, tuple[str, ...]]] = {
    Category.PRODUCT: (
        "破损残次",
        "霉变变质",
        "数量短缺",
        "包装标识",
        "喷码不符",
        "疑似假烟",
        "日期陈旧",
        "其他",
    ),
    Category.SUPPLY: (
        "紧俏烟分配",
        "畅销断货",
        "总量核量",
        "档位评定",
        "搭售捆绑",
        "政策不透明",
        "区域不均",
        "截留货源",
        "其他",
    ),
    Category.SERVICE: (
        "态度",
        "处理拖延推诿",
        "承诺不兑现",
        "拜访指导不足",
        "政策未告知",
        "强推任务",
        "电访订货差错",
        "结算扣款",
        "系统故障",
        "执法检查",
        "其他",
    ),
    Category.TRANSPORT: (
        "迟送未送",
        "少送错送",
        "途中破损",
        "丢失被盗",
        "不送到店",
        "未验收签字",
        "线路时间变更",
        "其他",
    ),
}


class Grade(StrEnum):
    """How pressing a case is (紧急程度), the least first."""

    NORMAL = "normal"
    URGENT = "urgent"
    MAJOR = "major"

    @property
    def chinese(self) -> str:
        return {"normal": "一般", "urgent": "紧急", "major": "重大"}[self.value]

    @property
    def weight(self) -> int:
        """Place in a queue: the larger, the sooner."""
        return list(Grade).index(self)


class Kind(StrEnum):
    """What a record is: a complaint that expects an answer, or dissatisfaction merely told."""

    COMPLAINT = "complaint"
    GRUMBLE = "grumble"

    @property
    def chinese(self) -> str:
        return {"complaint": "投诉", "grumble": "抱怨"}[self.value]


class Stage(StrEnum):
    """Where a case stands (案件状态); which may follow which is in `lifecycle`."""

    FILED = "filed"
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATING = "investigating"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    PROPOSED = "proposed"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    CARRIED_OUT = "carried_out"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"

    @property
    def chinese(self) -> str:
        return _STAGE[self]

    @property
    def is_final(self) -> bool:
        """Closed or withdrawn: no clock runs and nobody is owed an answer."""
        return self in (Stage.CLOSED, Stage.WITHDRAWN)


_STAGE: Final = {
    Stage.FILED: "已登记",
    Stage.ACKNOWLEDGED: "已受理",
    Stage.INVESTIGATING: "核实中",
    Stage.UPHELD: "已判定成立",
    Stage.DISMISSED: "判定不成立",
    Stage.PROPOSED: "方案待答复",
    Stage.REFUSED: "方案未同意",
    Stage.ACCEPTED: "正在落实",
    Stage.CARRIED_OUT: "已落实",
    Stage.CLOSED: "已办结",
    Stage.REOPENED: "重新打开",
    Stage.WITHDRAWN: "已撤回",
}


class Role(StrEnum):
    """What a member of staff does (角色); one person may hold several."""

    CUSTOMER_MANAGER = "customer_manager"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    SUPPLY = "supply"
    QUALITY = "quality"
    DELIVERY = "delivery"
    ORDER_CENTRE = "order_centre"
    LICENCE_OFFICE = "licence_office"
    INSPECTION = "inspection"
    DISCIPLINE = "discipline"
    FOLLOW_UP = "follow_up"
    DUTY = "duty"
    ADMIN = "admin"

    @property
    def chinese(self) -> str:
        return _ROLE[self]


#: The words of the staff file's column 角色.
_ROLE: Final = {
    Role.CUSTOMER_MANAGER: "客户经理",
    Role.SUPERVISOR: "市场经理",
    Role.DIRECTOR: "主任",
    Role.SUPPLY: "货源",
    Role.QUALITY: "质检",
    Role.DELIVERY: "配送",
    Role.ORDER_CENTRE: "电访",
    Role.LICENCE_OFFICE: "专卖",
    Role.INSPECTION: "督察",
    Role.DISCIPLINE: "纪检",
    Role.FOLLOW_UP: "回访",
    Role.DUTY: "值班",
    Role.ADMIN: "管理员",
}

ROLE_BY_CHINESE: Final = {word: role for role, word in _ROLE.items()}

#: Desks that may be asked for assistance (协办部门).
DESKS: Final = (
    Role.SUPPLY,
    Role.QUALITY,
    Role.DELIVERY,
    Role.ORDER_CENTRE,
    Role.LICENCE_OFFICE,
    Role.INSPECTION,
    Role.DISCIPLINE,
)


class AreaKind(StrEnum):
    """What sort of place a shop is in (区域)."""

    CITY = "市区"
    COUNTY_SEAT = "县城"
    TOWN = "街道"
    VILLAGE = "乡村"


class SheetKind(StrEnum):
    """What a sheet tells of."""

    SHOPS = "shops"
    STAFF = "staff"
    SUPPLY = "supply"
    CALENDAR = "calendar"
    LABELS = "labels"

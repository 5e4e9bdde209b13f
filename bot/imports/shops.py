"""The roster of shops (零售客户): its columns, and what a row tells through them."""

from typing import Any, Final

from bot.imports import cells
from bot.imports.columns import Column, Line
from models.terms import AreaKind

LICENCE: Final = Column(
    "许可证号",
    cells.licence,
    ("许可证", "许可证号码", "专卖证号", "烟草证号", "licence", "license"),
)
CODE: Final = Column(
    "客户编码", cells.an_id, ("客户编号", "客户代码", "客户号", "customer_code"), is_needed=False
)
NAME: Final = Column("店名", cells.words, ("客户名称", "企业名称", "店铺名称", "零售户", "name"))
OWNER: Final = Column(
    "经营者", cells.words, ("负责人", "店主", "联系人", "经营者姓名", "owner"), is_needed=False
)
PHONE: Final = Column("电话", cells.phone, ("手机", "手机号", "联系电话", "电话号码", "phone"))
AREA: Final = Column("区域", cells.area, ("区域类型", "市场类型", "地理位置", "area"))
ROUTE: Final = Column(
    "路线", cells.words, ("线路", "送货线路", "配送线路", "route"), is_needed=False
)
ORDER_DAY: Final[Column[int | None]] = Column(
    "订货日", cells.weekday, ("订货周期", "访销日", "order_day"), is_needed=False
)
DELIVERY_DAY: Final[Column[int | None]] = Column(
    "送货日", cells.weekday, ("配送日", "送货周期", "delivery_day"), is_needed=False
)
CLASS: Final = Column("档位", cells.class_level, ("客户档位", "档级", "class"))
PURCHASES: Final = Column(
    "年购进额", cells.amount, ("年购进金额", "购进额", "年进货额", "purchases"), is_needed=False
)
MANAGER: Final = Column(
    "客户经理工号", cells.an_id, ("客户经理", "经理工号", "客户经理编号", "manager")
)

COLUMNS: Final[tuple[Column[Any], ...]] = (
    CODE,
    LICENCE,
    NAME,
    OWNER,
    PHONE,
    AREA,
    ROUTE,
    ORDER_DAY,
    DELIVERY_DAY,
    CLASS,
    PURCHASES,
    MANAGER,
)
#: What each column tells of a shop, and what stands for it where the cell is empty or broken.
FIELDS: Final[dict[str, tuple[Column[Any], Any]]] = {
    "licence": (LICENCE, ""),
    "customer_code": (CODE, ""),
    "name": (NAME, ""),
    "owner_name": (OWNER, ""),
    "phone": (PHONE, ""),
    "area": (AREA, AreaKind.CITY),
    "route": (ROUTE, ""),
    "order_day": (ORDER_DAY, None),
    "delivery_day": (DELIVERY_DAY, None),
    "class_level": (CLASS, 1),
    "yearly_purchases": (PURCHASES, 0.0),
    "manager_no": (MANAGER, ""),
}
NO_SUCH_MANAGER: Final = "员工名册里没有这个工号。请先导入员工，或改正工号。"


def told_by(line: Line) -> list[Any]:
    """What a row tells of a shop, in the order of `FIELDS`; faults stay with the line."""
    return [line.read(column, instead) for column, instead in FIELDS.values()]

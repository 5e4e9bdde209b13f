"""The roster of shops (零售客户): rows in, shops and faults out."""

from collections.abc import Collection
from typing import Any, Final

from bot.imports import cells
from bot.imports.columns import Column, Line, Taken, take
from bot.imports.sheet import Sheet
from bot.imports.unique import Seen
from models.people import Shop
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
#: The field of each column that a file may leave out.
OPTIONAL_FIELDS: Final = {
    CODE.name: "customer_code",
    OWNER.name: "owner_name",
    ROUTE.name: "route",
    ORDER_DAY.name: "order_day",
    DELIVERY_DAY.name: "delivery_day",
    PURCHASES.name: "yearly_purchases",
}
NO_SUCH_MANAGER: Final = "员工名册里没有这个工号。请先导入员工，或改正工号。"


def shops_from(sheet: Sheet, staff: Collection[str]) -> Taken[Shop]:
    """The shops of a sheet, where `staff` are the numbers of the staff there are."""
    seen = Seen()

    def read(line: Line) -> Shop:
        shop = _shop(line)
        if shop.manager_no and shop.manager_no not in staff:
            line.note(MANAGER, NO_SUCH_MANAGER)
        seen.once(line, LICENCE, shop.licence)
        seen.once(line, CODE, shop.customer_code)
        return shop

    return take(sheet, COLUMNS, read)


def _shop(line: Line) -> Shop:
    return Shop(
        licence=line.read(LICENCE, ""),
        customer_code=line.read(CODE, ""),
        name=line.read(NAME, ""),
        owner_name=line.read(OWNER, ""),
        phone=line.read(PHONE, ""),
        area=line.read(AREA, AreaKind.CITY),
        route=line.read(ROUTE, ""),
        order_day=line.read(ORDER_DAY, None),
        delivery_day=line.read(DELIVERY_DAY, None),
        class_level=line.read(CLASS, 1),
        yearly_purchases=line.read(PURCHASES, 0.0),
        manager_no=line.read(MANAGER, ""),
    )

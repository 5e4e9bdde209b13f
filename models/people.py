"""Who there is: shops, staff, chat users and how they are bound together."""

from datetime import date, datetime

from sqlmodel import Field

from models.columns import BIG, Day, Instant, Word, Words
from models.entity import Entity
from models.messages import Address
from models.terms import AreaKind, Role


class Shop(Entity, table=True):
    """A licensed shop of the roster (零售客户); `licence` has twelve digits."""

    company_id: int = Field(default=1, primary_key=True)
    licence: str = Field(primary_key=True, max_length=12)
    customer_code: str = Field(max_length=32)
    name: str
    owner_name: str
    phone: str = Field(max_length=20)
    area: AreaKind = Field(sa_type=Word(AreaKind))
    route: str = Field(default="", max_length=32)
    order_day: int | None = None  #: Monday is 1, as people count
    delivery_day: int | None = None
    class_level: int = 1  #: 档位, 1–30
    yearly_purchases: float = 0
    manager_no: str = Field(max_length=32)
    tier: str = Field(default="C", max_length=1)
    active: bool = True


class Staff(Entity, table=True):
    """A member of staff, by staff number (工号)."""

    company_id: int = Field(default=1, primary_key=True)
    no: str = Field(primary_key=True, max_length=32)
    name: str
    phone: str = Field(default="", max_length=20)
    roles: tuple[str, ...] = Field(default=(), sa_type=Words)
    superior_no: str = Field(default="", max_length=32)
    substitute_no: str = Field(default="", max_length=32)
    region: str = Field(default="", max_length=32)
    active: bool = True

    def has(self, role: Role) -> bool:
        return role.value in self.roles

    @property
    def title(self) -> str:
        """How people speak of them: 张明经理, 值班 陈芳."""
        leads = {Role.CUSTOMER_MANAGER, Role.SUPERVISOR}
        if any(self.has(role) for role in leads):
            return f"{self.name}经理"
        if self.has(Role.DIRECTOR):
            return f"{self.name}主任"
        return self.name


class Absence(Entity, table=True):
    """Days on which a member of staff is away, both ends included."""

    company_id: int = Field(default=1, primary_key=True)
    staff_no: str = Field(primary_key=True, max_length=32)
    first_day: date = Field(primary_key=True, sa_type=Day)
    last_day: date = Field(sa_type=Day)


class Binding(Entity, table=True):
    """A chat conversation bound to a shop (`shop` = licence) or to a member of staff."""

    company_id: int = Field(default=1, primary_key=True)
    channel: str = Field(primary_key=True, max_length=16)
    account: str = Field(primary_key=True, max_length=64)
    conversation: str = Field(primary_key=True, max_length=64)
    ref: str = Field(primary_key=True, max_length=48)  #: "shop:LICENCE" or "staff:NO"
    bound_at: datetime = Field(sa_type=Instant)
    reachable: bool = True

    @property
    def address(self) -> Address:
        return Address(self.channel, self.account, self.conversation)

    @property
    def staff_no(self) -> str:
        """Who of the staff it is bound to; empty where it is a shop."""
        return self._bound_to("staff")

    @property
    def licence(self) -> str:
        """Which shop it is bound to; empty where it is somebody of the staff."""
        return self._bound_to("shop")

    def _bound_to(self, kind: str) -> str:
        bound, _, key = self.ref.partition(":")
        return key if bound == kind else ""


class Code(Entity, table=True):
    """A one-time code that binds a chat; only its SHA-256 is kept."""

    company_id: int = Field(default=1, primary_key=True)
    digest: str = Field(primary_key=True, max_length=64)
    ref: str = Field(max_length=48)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class Allotment(Entity, table=True):
    """A row of the allotment table (货源投放): how much of a brand a class may order, and when."""

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)
    brand: str = Field(max_length=64)
    short_names: tuple[str, ...] = Field(default=(), sa_type=Words)
    price_band: str = Field(default="", max_length=32)
    area: AreaKind | None = Field(default=None, sa_type=Word(AreaKind))
    class_level: int
    quantity: float
    unit: str = Field(default="条", max_length=8)
    first_day: date = Field(sa_type=Day)
    last_day: date = Field(sa_type=Day)

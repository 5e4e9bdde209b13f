"""The staff file (员工名册): rows in, staff and faults out."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from bot.imports import cells
from bot.imports.columns import Column, Line, Taken, take
from bot.imports.faults import Fault, fault, rejected_rows
from bot.imports.sheet import Sheet
from bot.imports.unique import Seen
from models.people import Staff

NO: Final = Column("工号", cells.an_id, ("员工编号", "员工工号", "编号", "no"))
NAME: Final = Column("姓名", cells.words, ("员工姓名", "名字", "name"))
PHONE: Final = Column("电话", cells.phone, ("手机", "手机号", "联系电话", "phone"), is_needed=False)
ROLES: Final = Column("角色", cells.roles, ("岗位", "职务", "职责", "role", "roles"))
SUPERIOR: Final = Column(
    "上级工号", cells.an_id, ("上级", "主管工号", "直接上级", "superior"), is_needed=False
)
SUBSTITUTE: Final = Column(
    "代班工号", cells.an_id, ("代班", "B角", "B角工号", "替班工号", "substitute"), is_needed=False
)
REGION: Final = Column("地区", cells.words, ("片区", "所属地区", "辖区", "region"), is_needed=False)

COLUMNS: Final[tuple[Column[Any], ...]] = (NO, NAME, PHONE, ROLES, SUPERIOR, SUBSTITUTE, REGION)
#: The field of each column that a file may leave out.
OPTIONAL_FIELDS: Final = {
    PHONE.name: "phone",
    SUPERIOR.name: "superior_no",
    SUBSTITUTE.name: "substitute_no",
    REGION.name: "region",
}
NOBODY: Final = "名册里没有这个工号。请补上这个人，或改正工号。"
ONESELF: Final = "不能写自己。"
CIRCLE: Final = "上级连成了一圈。请改正其中一个。"


def staff_from(sheet: Sheet, known: Collection[Staff]) -> Taken[Staff]:
    """The staff of a sheet, where `known` are those there are already."""
    seen = Seen()

    def read(line: Line) -> Staff:
        person = _person(line)
        seen.once(line, NO, person.no)
        for column, other in ((SUPERIOR, person.superior_no), (SUBSTITUTE, person.substitute_no)):
            if other and other == person.no:
                line.note(column, ONESELF)
        return person

    taken = take(sheet, COLUMNS, read)
    while faults := _dangling(taken, known) or _circles(taken, known):
        bad = rejected_rows(faults)
        good = {row: person for row, person in taken.good.items() if row not in bad}
        taken = replace(taken, good=good, faults=(*taken.faults, *faults))
    return taken


def _person(line: Line) -> Staff:
    return Staff(
        no=line.read(NO, ""),
        name=line.read(NAME, ""),
        phone=line.read(PHONE, ""),
        roles=line.read(ROLES, ()),
        superior_no=line.read(SUPERIOR, ""),
        substitute_no=line.read(SUBSTITUTE, ""),
        region=line.read(REGION, ""),
    )


def _dangling(taken: Taken[Staff], known: Collection[Staff]) -> list[Fault]:
    """Faults of rows that name somebody who is neither in the file nor known.

    Asked again after each answer: who named a person of a refused row names nobody now.
    """
    there = {person.no for person in (*known, *taken.good.values())}
    return [
        fault(row, column.name, NOBODY, no)
        for row, person in taken.good.items()
        for column, no in ((SUPERIOR, person.superior_no), (SUBSTITUTE, person.substitute_no))
        if no and no not in there
    ]


def _circles(taken: Taken[Staff], known: Collection[Staff]) -> list[Fault]:
    """Faults of rows from which the way up comes back to where it began."""
    above = {person.no: person.superior_no for person in (*known, *taken.good.values())}
    return [
        fault(row, SUPERIOR.name, CIRCLE, person.superior_no)
        for row, person in taken.good.items()
        if _comes_back(person.no, above)
    ]


def _comes_back(start: str, above: dict[str, str]) -> bool:
    current, seen = above.get(start, ""), set[str]()
    while current and current not in seen:
        if current == start:
            return True
        seen.add(current)
        current = above.get(current, "")
    return False

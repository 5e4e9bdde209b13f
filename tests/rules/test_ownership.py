"""First-question responsibility on values: ladders, substitutes, conflicts of interest, helpers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.case import Case
from models.company import (
    Barred,
    Company,
    covered_by,
    director_over,
    duty_desk,
    one_step_up,
    stand_in,
)
from models.errors import NobodyThere
from models.ownership import (
    acting_decider,
    acting_owner,
    approver_of,
    barred_from,
    helper_for,
    may_decide,
    may_know_who,
    may_receive,
    may_see,
    receive,
    receive_about,
    receive_discipline,
    usual_helper,
)
from models.people import Staff
from models.terms import Category, Role
from tests.builders import a_member, the_staff

NOW = datetime(2026, 3, 12, 2, tzinfo=UTC)


def company(*away: str, without: tuple[str, ...] = (), more: tuple[Staff, ...] = ()) -> Company:
    staff = {person.no: person for person in (*the_staff(), *more)}
    for no in without:
        staff[no].active = False
    return Company(staff, frozenset(away))


def a_case(**told: Any) -> Case:
    whole: dict[str, Any] = {
        "id": 1,
        "number": "0312-01",
        "year": 2026,
        "complainant": "test:town:shop",
        "said": "少送了",
        "first_receiver_no": "1001",
        "owner_no": "1001",
        "first_message_at": NOW,
        "filed_at": NOW,
        "respond_by": NOW + timedelta(days=1),
        "close_by": NOW + timedelta(days=14),
    }
    return Case(**(whole | told))


#: Who is away, who has left, and who acts for 张明 then.
F6 = [
    ((), (), "1001"),
    (("1001",), (), "1002"),
    ((), ("1001",), "1002"),
    (("1001", "1002"), (), "8001"),  # 1002's substitute is 1001 again: a circle
    (("1001", "1002", "8001"), (), "3001"),  # the duty desk is never empty
    (("1001",), ("1002",), "8001"),
    (("1001", "1002"), ("8001",), "3001"),
]


@pytest.mark.parametrize(("away", "left", "expected"), F6)
def test_f6_who_acts_is_the_substitute_the_superior_or_the_duty_desk(
    away: tuple[str, ...], left: tuple[str, ...], expected: str
) -> None:
    assert stand_in(company(*away, without=left), "1001").no == expected


def test_f6_without_a_substitute_the_superior_acts() -> None:
    lone = a_member("1003", "钱一", Role.CUSTOMER_MANAGER, superior_no="2001")
    assert stand_in(company("1003", more=(lone,)), "1003").no == "2001"
    assert stand_in(company("1003", "2001", more=(lone,)), "1003").no == "3001"


def test_f6_one_knows_for_whom_one_stands_in() -> None:
    assert covered_by(company("1001"), "1002") == ["1001"]
    assert covered_by(company(), "1002") == []


def test_a_ladder_leads_past_those_who_have_left_and_ends_in_a_circle() -> None:
    assert [step.no for step in company(without=("2001",)).ladder("1001")] == ["3001"]
    ring = (a_member("A", "甲", superior_no="B"), a_member("B", "乙", superior_no="A"))
    assert [step.no for step in company(more=ring).ladder("A")] == ["B"]


@pytest.mark.parametrize(
    ("about", "owner", "assisting"),
    [
        ({"1001"}, "2001", (Role.INSPECTION,)),
        ({"1001", "2001"}, "3001", (Role.INSPECTION,)),
        ({"2001"}, "3001", (Role.INSPECTION,)),  # 张明 stands under her
        ({"4002"}, "1001", ()),
        ({"3001"}, "6002", (Role.INSPECTION,)),  # everybody stands under the director
    ],
)
def test_f5_it_starts_one_step_above_whoever_is_kept_out(
    about: set[str], owner: str, assisting: tuple[Role, ...]
) -> None:
    duty = receive_about(company(), about, "1001")
    assert (duty.owner_no, duty.assisting) == (owner, assisting)
    assert set(duty.accused) == about <= set(duty.withheld)
    assert owner not in duty.withheld


def test_f5_a_discipline_matter_is_owned_by_the_desk_and_decided_by_the_director() -> None:
    duty = receive_discipline(company(), (), "1001")
    assert (duty.owner_no, duty.decider_no, duty.accused) == ("6002", "3001", ("1001",))


def test_f5_discipline_about_the_discipline_officer_goes_elsewhere() -> None:
    duty = receive_discipline(company(), {"6002"}, "1001")
    assert duty.owner_no == "8001"


def test_f5_who_came_under_the_accused_since_is_kept_out_too() -> None:
    case = a_case(owner_no="2001", accused=("1001",), withheld=("1001",))
    newcomer = a_member("1009", "新来", Role.CUSTOMER_MANAGER, superior_no="1001")
    later = company(more=(newcomer,))
    assert "1009" in barred_from(case, later)
    assert not may_see(case, newcomer, later, helping=["1009"])


def test_f5_nobody_withheld_sees_or_decides_whatever_else_they_are() -> None:
    case = a_case(owner_no="2001", accused=("3001",), withheld=("3001", "9001"), decider_no="3001")
    for no in ("3001", "9001"):
        person = company().staff[no]
        assert not may_see(case, person, company(), helping=[no])
        assert not may_decide(case, person, company())


@pytest.mark.parametrize(
    ("no", "sees", "decides"),
    [
        ("1001", True, True),
        ("2001", True, False),
        ("3001", True, False),
        ("9001", True, False),
        ("1002", False, False),
        ("5001", False, False),
    ],
)
def test_who_sees_and_who_decides_a_plain_case(no: str, sees: bool, decides: bool) -> None:  # noqa: FBT001
    person = company().staff[no]
    assert may_see(a_case(), person, company()) is sees
    assert may_decide(a_case(), person, company()) is decides


def test_f5_a_kept_name_is_known_to_who_decides_alone() -> None:
    case = a_case(owner_no="2001", decider_no="3001", anonymous=True)
    staff = company().staff
    assert [no for no in sorted(staff) if may_know_who(case, staff[no])] == ["3001"]


@pytest.mark.parametrize(
    ("category", "subcategory", "desk"),
    [
        (Category.PRODUCT, "破损残次", Role.QUALITY),
        (Category.PRODUCT, "疑似假烟", Role.LICENCE_OFFICE),
        (Category.SUPPLY, "紧俏烟分配", Role.SUPPLY),
        (Category.SERVICE, "态度", Role.INSPECTION),
        (Category.SERVICE, "电访订货差错", Role.ORDER_CENTRE),
        (Category.TRANSPORT, "途中破损", Role.DELIVERY),
        (None, "", Role.INSPECTION),
    ],
)
def test_f3_the_usual_helper_is_the_one_that_section_10_names(
    category: Category | None, subcategory: str, desk: Role
) -> None:
    assert usual_helper(category, subcategory) is desk


def test_f3_the_helper_is_of_the_shops_region_and_has_the_fewest_open() -> None:
    west = a_member("4003", "西送", Role.DELIVERY, region="城西")
    house = company(more=(west,))
    nobody = Barred(house)
    assert helper_for(house, Role.DELIVERY, "城西", {}, nobody).no == "4003"
    assert helper_for(house, Role.DELIVERY, "城东", {"4001": 2, "4002": 1}, nobody).no == "4002"
    everybody = nobody.also({"4001", "4002", "4003"})
    assert helper_for(house, Role.DELIVERY, "城东", {}, everybody).no == "8001"


def test_f4_a_supervisor_approves_and_the_second_time_the_director() -> None:
    case = a_case()
    assert approver_of(company(), case, "1002", by_director=False).no == "2001"
    assert approver_of(company(), case, "1002", by_director=True).no == "3001"
    assert approver_of(company("2001"), case, "1002", by_director=False).no == "3001"


@pytest.mark.parametrize(
    ("no", "may"), [("1002", True), ("2001", True), ("1001", False), ("4001", False)]
)
def test_f4_a_case_is_handed_to_managers_and_supervisors_only(no: str, may: bool) -> None:  # noqa: FBT001
    assert may_receive(a_case(), company().staff[no], company()) is may


def a_deputy() -> Company:
    """The director is away, and has somebody who stands in."""
    deputy = a_member("3002", "副主任", Role.SUPERVISOR, region="")
    house = company("3001", more=(deputy,))
    house.staff["3001"].substitute_no = "3002"
    return house


def test_f6_who_stands_in_for_the_director_decides_and_approves_in_their_place() -> None:
    house, case = a_deputy(), a_case(decider_no="3001")
    deputy = house.staff["3002"]
    assert acting_decider(case, house) == deputy
    assert may_see(case, deputy, house)
    assert may_decide(case, deputy, house)
    assert approver_of(house, case, "1002", by_director=True) == deputy
    assert not may_see(a_case(), deputy, house)
    assert acting_decider(a_case(), house) is None


def test_f5_who_stands_in_for_who_decides_is_never_the_one_complained_about() -> None:
    case = a_case(owner_no="2001", decider_no="3001", accused=("3002",), withheld=("3002",))
    house = a_deputy()
    assert not may_see(case, house.staff["3002"], house)
    decider = acting_decider(case, house)
    assert decider
    assert decider.no == "8001"


def test_f7_one_step_up_passes_by_who_is_kept_out_or_acts_for_themselves() -> None:
    house = company()
    assert one_step_up(house, "1001") == house.staff["2001"]
    assert one_step_up(house, "1001", Barred(house).also({"2001"})) == house.staff["3001"]
    assert one_step_up(house, "3001") is None
    assert director_over(house, "1001") == house.staff["3001"]
    away = company("2001")
    assert one_step_up(away, "1001") == away.staff["3001"]


def test_f1_a_shop_that_nobody_looks_after_goes_to_the_duty_desk() -> None:
    assert receive(company(), "").owner_no == "8001"


def test_f8_the_owner_of_today_is_active_as_long_as_anybody_is() -> None:
    assert acting_owner(a_case(), company(without=("1001",))).active


def test_f8_without_anybody_the_refusal_says_what_to_do() -> None:
    nobody = Company({})
    with pytest.raises(NobodyThere, match="请打公司的投诉电话"):
        duty_desk(nobody)

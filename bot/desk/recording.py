"""Recording for a retailer (代录, F1): who was asked first writes the matter down and owns it until
the shop's customer manager accepts it; first receiver they stay for ever."""

from bot.desk import intake
from bot.desk.finding import find_shop
from bot.desk.orders import Actor, OpenCase, RecordFor
from bot.desk.routing import responsibility
from bot.desk.shift import Shift
from bot.wording import say
from models.case import Case
from models.errors import NotOnRoster, WrongStage
from models.ownership import barred_from
from models.people import Shop


def record_for(order: RecordFor, actor: Actor, shift: Shift) -> Case:
    """File it with the recorder as first receiver. Raises `NotOnRoster` where the shop isn't
    found. Who is complained about may write it down, and then neither owns nor sees it."""
    shop = find_shop(shift, order.shop_as_said)
    if shop is None:
        raise NotOnRoster(say("refusal.no_such_shop"))
    duty = responsibility(shift, order.told, shop)
    opening = OpenCase(order.told, shift.now, licence=shop.licence)
    case = intake.new_case(shift, opening, _address_of_shop(shift, shop), shop, duty)
    case.first_receiver_no = actor.staff_no
    if actor.staff_no not in barred_from(case, shift.company) and actor.staff_no != case.owner_no:
        case.expected_no, case.owner_no = case.owner_no, actor.staff_no
    intake.file(shift, case, duty, actor, opening)
    return case


def _address_of_shop(shift: Shift, shop: Shop) -> str:
    """Where the shop reads, empty where no chat is bound to it: then people telephone."""
    bound = shift.work.people.bindings_of(f"shop:{shop.licence}")
    return str(bound[0].address) if bound else ""


def take_over(shift: Shift, case: Case, actor: Actor) -> None:
    """The customer manager accepts what somebody else recorded: it is theirs from here on."""
    if case.expected_no != actor.staff_no:
        raise WrongStage(say("refusal.nothing_to_take_over", number=case.number))
    was, case.owner_no, case.expected_no = case.owner_no, actor.staff_no, ""
    shift.record(case, "take_over", actor.signature, giver=was)

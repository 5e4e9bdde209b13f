"""Staffing: which roles somebody holds, and the second person that a weighty one needs.

Admins change roles. One that lets its holder see or change what others can't (管理员, 主任, 督察,
纪检) is only asked for by the first admin, and counts once another admin or a director agrees.
"""

from collections.abc import Sequence
from typing import Final

from bot.desk.orders import Actor
from bot.desk.post import Letter, tell_staff
from bot.desk.shift import Shift
from bot.wording import LOCALES, say, speaking
from models.audit import AuditDeed
from models.entrance import SECONDERS, WEIGHTY, RoleRequest, needs_second_person
from models.errors import Incomplete, NoAdminLeft, NotOnRoster, NotPermitted, TooLate
from models.ids import new_id
from models.people import Staff
from models.terms import Role

#: In the order of the closed list, so that the same roles are always written alike.
_ORDER: Final = {role.value: place for place, role in enumerate(Role)}


def change_roles(shift: Shift, actor: Actor, no: str, wanted: Sequence[str]) -> bool:
    """Give somebody these roles and no others; whether they hold now, or wait for a second person.

    Raises a `Refusal` for somebody who is no admin, for an unknown person or role, and where no
    admin would be left.
    """
    _must_be_admin(shift, actor)
    person, roles = _on_staff(shift, no), _known(wanted)
    if needs_second_person(person.roles, roles):
        _ask(shift, actor, person, roles)
        return False
    _overtake(shift, actor, person)
    _give(shift, person, roles)
    _note(shift, actor.staff_no, AuditDeed.CHANGE_STAFF, person, roles)
    return True


def decide_roles(shift: Shift, actor: Actor, request_id: int, *, agree: bool) -> None:
    """The second person's word on roles that were asked for. Raises a `Refusal`."""
    request = shift.work.entrance.role_request(request_id)
    if request is None or request.decided_at:
        raise TooLate(say("refusal.roles_decided"))
    me = shift.staff_at(actor)
    if not may_second(me, request):
        raise NotPermitted(say("refusal.second_person"))
    if agree and not _is_admin(shift.company.find(request.asked_by)):
        raise NotPermitted(say("refusal.asker_gone"))
    request.decided_by, request.decided_at, request.agreed = me.no, shift.now, agree
    shift.work.entrance.decide_roles(request)
    if agree:
        _give(shift, _on_staff(shift, request.staff_no), request.roles)
    deed = AuditDeed.AGREE_ROLES if agree else AuditDeed.DECLINE_ROLES
    _note(shift, me.no, deed, shift.staff(request.staff_no), request.roles)


def must_be_invitable(shift: Shift, actor: Actor, no: str) -> None:
    """Whoever has a code for somebody acts as them. So an admin makes none for another holder of a
    weighty role: they could be the second person for themself, and read what is withheld from them.
    Raises a `Refusal`."""
    person = _on_staff(shift, no)
    if person.no != actor.staff_no and set(person.roles) & WEIGHTY:
        raise NotPermitted(say("console.staff.invite_on_server"))


def may_second(person: Staff, request: RoleRequest) -> bool:
    """Whether they are another person than who asked and who gets the roles, and of the rank."""
    is_third = person.no not in (request.asked_by, request.staff_no)
    return person.active and is_third and any(person.has(role) for role in SECONDERS)


def _overtake(shift: Shift, actor: Actor, person: Staff) -> None:
    """What was asked for before speaks of roles as they were then, and is over."""
    for earlier in shift.work.entrance.role_requests():
        if earlier.staff_no == person.no:
            earlier.decided_by, earlier.decided_at = actor.staff_no, shift.now
            shift.work.entrance.decide_roles(earlier)


def _ask(shift: Shift, actor: Actor, person: Staff, roles: tuple[str, ...]) -> None:
    _overtake(shift, actor, person)
    request = RoleRequest(
        company_id=shift.work.company_id,
        id=new_id(shift.now),
        staff_no=person.no,
        roles=roles,
        asked_by=actor.staff_no,
        asked_at=shift.now,
    )
    shift.work.entrance.ask_roles(request)
    _note(shift, actor.staff_no, AuditDeed.ASK_ROLES, person, roles)
    _tell_seconders(shift, request, person)


def _tell_seconders(shift: Shift, request: RoleRequest, person: Staff) -> None:
    able = (one for role in SECONDERS for one in shift.company.holding(role))
    numbers = {one.no for one in able if may_second(one, request)}
    # Colleagues read Chinese, whatever the language of who asked.
    with speaking(LOCALES[0]):
        roles = "、".join(Role(role).chinese for role in request.roles)
        asker = shift.staff(request.asked_by).title
        text = say("staff.roles_asked", asker=asker, name=person.title, roles=roles)
    tell_staff(shift, numbers, Letter(text), key=f"roles:{request.id}")


def _give(shift: Shift, person: Staff, roles: tuple[str, ...]) -> None:
    admins = {one.no for one in shift.company.holding(Role.ADMIN)}
    if Role.ADMIN.value not in roles and admins <= {person.no} and person.has(Role.ADMIN):
        raise NoAdminLeft(say("refusal.last_admin"))
    if needs_second_person(person.roles, roles):
        # Whoever was let in as this person before was let in to less.
        shift.work.entrance.end_all(person.no)
        for ref in (f"staff:{person.no}", f"console:{person.no}"):
            shift.work.entrance.void_codes(ref, shift.now)
    person.roles = roles
    shift.work.people.put_staff([person])


def _note(shift: Shift, by: str, deed: AuditDeed, person: Staff, roles: tuple[str, ...]) -> None:
    shift.work.audit.note(by, deed, shift.now, subject=f"staff:{person.no}", roles=list(roles))


def _must_be_admin(shift: Shift, actor: Actor) -> None:
    if not _is_admin(shift.staff_at(actor)):
        raise NotPermitted(say("refusal.admin_only"))


def _is_admin(person: Staff | None) -> bool:
    return person is not None and person.active and person.has(Role.ADMIN)


def _on_staff(shift: Shift, no: str) -> Staff:
    person = shift.work.people.staff(no)
    if person is None or not person.active:
        raise NotOnRoster(say("refusal.no_such_staff"))
    return person


def _known(wanted: Sequence[str]) -> tuple[str, ...]:
    roles = tuple(sorted(set(wanted) & _ORDER.keys(), key=lambda role: _ORDER[role]))
    if not roles:
        raise Incomplete(say("refusal.no_role"))
    return roles

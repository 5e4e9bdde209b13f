"""Taking over: what the desk fails at, people do; who wrote reads one kind sentence."""

from bot.desk.post import Letter, send, tell_staff
from bot.desk.shift import Shift
from bot.desk.telling import language_at
from bot.naming import titled
from bot.wording import say, speaking
from models.company import duty_desk
from models.mail import Job
from models.messages import Inbound
from models.terms import Role


def people_take_over(shift: Shift, job: Job, inbound: Inbound | None) -> None:
    """The sender is told who will come; the duty desk gets the words, or the admins hear that
    there was something that nobody can read."""
    if inbound is None:
        _tell_admins(shift, job)
        return
    person = duty_desk(shift.company)
    text = say("failed.to_duty", lane=job.lane, words=inbound.text)
    tell_staff(shift, [person.no], Letter(text), key=f"failed:{job.dedupe}")
    with speaking(language_at(shift, inbound.address)):
        kind = say("failed.to_sender", name=titled(person), phone=person.phone)
    send(shift, inbound.address, Letter(kind), key=f"sorry:{job.dedupe}")


def _tell_admins(shift: Shift, job: Job) -> None:
    """What nobody can read is no matter of the trade: the admins hear of it, once an hour, since
    what comes broken often comes in numbers."""
    admins = shift.company.holding(Role.ADMIN) or [duty_desk(shift.company)]
    text = say("failed.to_admin", channel=job.payload["channel"], lane=job.lane)
    hour = f"{shift.now:%Y%m%d%H}"
    key = f"unreadable:{job.payload['channel']}:{job.payload['account']}:{hour}"
    tell_staff(shift, [person.no for person in admins], Letter(text), key=key)

"""Watchfulness: whether people still write what the classifier learned from; once a week the admins
hear of it if they don't."""

from datetime import datetime, timedelta

from bot.desk import teaching
from bot.desk.post import Letter, offers, tell_staff
from bot.desk.shift import Shift
from bot.wording import say
from models.calendar import day_of
from models.drift import BASE, WEEK, Drift, drift
from models.terms import Role


def look(shift: Shift) -> Drift | None:
    """The last seven days beside the time that the champion came from."""
    promoted = teaching.promotions(shift)
    tallies = shift.work.learning.tallies_since(shift.today - 2 * BASE - WEEK)
    if promoted:
        since = day_of(datetime.fromisoformat(promoted[-1]["at"]))
    else:
        since = tallies[0].day if tallies else shift.today
    return drift(tallies, since, shift.today)


def told(found: Drift | None) -> list[str]:
    """What has changed, a phrase each."""
    return [_phrase(found, what) for what in found.risen] if found else []


def _phrase(found: Drift, what: str) -> str:
    shares = {
        "unsure": (found.base.unsure_share, found.week.unsure_share),
        "unknown": (found.base.unknown_share, found.week.unknown_share),
        "mix": (0.0, found.mix),
    }
    before, after = shares[what]
    return say(f"drift.{what}", before=f"{before:.0%}", after=f"{after:.0%}")


def warn(shift: Shift) -> None:
    """Tell every admin what has changed, once a week."""
    phrases = told(look(shift))
    if not phrases:
        return
    text = say("classifier.drifted", what=say("drift.join").join(phrases))
    admins = [person.no for person in shift.work.people.staff_with(Role.ADMIN)]
    year, week, _ = shift.today.isocalendar()
    letter = Letter(text, offers("model", "retrain"))
    tell_staff(shift, admins, letter, key=f"drift:{year}-{week}")


def look_after(shift: Shift) -> None:
    """Each week: warn of drift, and forget messages that waited to be sorted for too long."""
    warn(shift)
    shift.work.labels.forget_waiting(shift.now - timedelta(days=shift.policy.talk_days))

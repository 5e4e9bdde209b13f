"""Teaching: what admins have done with the classifier, from chat and console alike.

A training is a row that some process takes up; promotion and return are done on the spot, and every
process follows within seconds.
"""

from typing import Any, Final

from bot.desk import model_card
from bot.desk.orders import (
    Actor,
    PromoteClassifier,
    Retrain,
    RollBackClassifier,
    ShowClassifier,
)
from bot.desk.post import Letter, offers, send
from bot.desk.shift import Shift
from bot.wording import say
from models.errors import Refusal
from models.ids import new_id
from models.learning import ShadowTally, Training
from models.terms import Role
from nlp.errors import ReadingError
from nlp.registry import Registry, Standing, Version

#: Where the version is kept that listens in silence.
SHADOW: Final = "classifier:shadow"
#: When versions were promoted, and which.
PROMOTED: Final = "classifier:promoted"
#: A candidate listens to so many live messages before it may speak.
LISTENS_TO: Final = 50
#: How many promotions are remembered.
_REMEMBERED: Final = 50


class NotForThem(Refusal):
    """Only admins may change the classifier."""


class NotYet(Refusal):
    """The candidate has not earned it, or there is none."""


def retrain(order: Retrain, actor: Actor, shift: Shift) -> Training:
    """Ask for a training; who asks while one is under way watches that one."""
    _must_be_admin(shift, actor)
    training = shift.work.learning.training_under_way()
    is_new = training is None
    training = training or Training(
        company_id=shift.work.company_id,
        id=new_id(shift.now),
        asked_by=actor.staff_no,
        asked_at=shift.now,
    )
    if actor.address:
        training.watchers = tuple(dict.fromkeys((*training.watchers, str(actor.address))))
    if is_new:
        shift.work.learning.add_training(training)
    else:
        shift.work.learning.keep_training(training)
    if actor.address:
        key = "classifier.queued" if is_new else "classifier.under_way"
        send(shift, actor.address, Letter(say(key), offers("model")))
    return training


def show(order: ShowClassifier, actor: Actor, shift: Shift) -> None:
    """/model: which version serves, how good it is, what could take its place."""
    _must_be_admin(shift, actor)
    if actor.address is None:
        return
    lines = [model_card.standing_line(shift.work, registry_of(shift))]
    if (training := shift.work.learning.training_under_way()) is not None:
        lines.append(model_card.progress_line(training))
    candidate = candidate_of(shift)
    choices = offers("retrain")
    if candidate is not None:
        lines += model_card.told(candidate.about.get("report") or {})
        lines.append(shadow_line(shift, candidate.version))
        choices += ((f"promote:{candidate.version}", say("choice.promote")),)
    if len(registry_of(shift).champions) > 1:
        choices += offers("roll_back")
    send(shift, actor.address, Letter("\n".join(lines), choices))


def promote(order: PromoteClassifier, actor: Actor, shift: Shift) -> None:
    """Let a version serve that passed the gate and has listened for long enough; `anyway` says
    that a person takes that upon themselves. Raises a `Refusal`."""
    _must_be_admin(shift, actor)
    registry = registry_of(shift)
    try:
        wanted = registry.show(order.version)
        if not order.anyway:
            _must_be_fit(shift, wanted)
        registry.promote(order.version)
    except ReadingError as error:
        raise NotYet(str(error)) from error
    _remember(shift, order.version, actor)
    if shift.work.meta.get(SHADOW) == order.version:
        shift.work.meta.forget(SHADOW)
    _answer(shift, actor, say("classifier.promoted", version=order.version))


def roll_back(order: RollBackClassifier, actor: Actor, shift: Shift) -> None:
    """Let the champion before serve again. Raises a `Refusal`."""
    _must_be_admin(shift, actor)
    try:
        version = registry_of(shift).rollback()
    except ReadingError as error:
        raise NotYet(str(error)) from error
    _remember(shift, version, actor)
    _answer(shift, actor, say("classifier.rolled_back", version=version))


def registry_of(shift: Shift) -> Registry:
    """Where the classifiers are kept. Raises `NotYet` where this installation keeps none."""
    if shift.house.classifiers is None:
        raise NotYet(say("classifier.none_kept"))
    return Registry(shift.house.classifiers)


def candidate_of(shift: Shift) -> Version | None:
    """The candidate that listens, if one does and can be trusted."""
    version = shift.work.meta.get(SHADOW)
    if not version:
        return None
    try:
        found = registry_of(shift).show(str(version))
    except ReadingError:
        return None
    return found if found.standing is not Standing.CHAMPION else None


def listen(shift: Shift, version: str) -> None:
    """From now on this version listens in silence beside the champion."""
    shift.work.learning.forget_shadow_of(version)
    shift.work.meta.set(SHADOW, version)


def agreement(tallies: list[ShadowTally]) -> tuple[int, int]:
    """To how many messages a candidate listened, and of how many it says what was said."""
    heard = sum(one.messages for one in tallies)
    return heard, sum(one.messages for one in tallies if one.said == one.would_say)


def shadow_line(shift: Shift, version: str) -> str:
    """To how much the candidate has listened, and how often it agrees."""
    heard, agreed = agreement(shift.work.learning.shadow_of(version))
    if not heard:
        return say("classifier.heard_nothing", version=version, wanted=LISTENS_TO)
    share = f"{agreed / heard:.0%}"
    return say("classifier.heard", version=version, heard=heard, share=share, wanted=LISTENS_TO)


def promotions(shift: Shift) -> list[dict[str, Any]]:
    """When which version was let serve, and by whom; the latest last."""
    return list(shift.work.meta.get(PROMOTED, []))


def _must_be_fit(shift: Shift, wanted: Version) -> None:
    if wanted.standing is Standing.RETIRED:
        return  # it has served before
    if wanted.about.get("passed_the_gate") is False:
        raise NotYet(say("classifier.failed_the_gate", version=wanted.version))
    heard, _ = agreement(shift.work.learning.shadow_of(wanted.version))
    if heard < LISTENS_TO:
        raise NotYet(
            say("classifier.has_to_listen", version=wanted.version, heard=heard, wanted=LISTENS_TO)
        )


def _must_be_admin(shift: Shift, actor: Actor) -> None:
    person = shift.staff_at(actor)
    if not (person.active and person.has(Role.ADMIN)):
        raise NotForThem(say("classifier.admins_only"))


def _remember(shift: Shift, version: str, actor: Actor) -> None:
    told = {"version": version, "at": shift.now.isoformat(), "by": actor.staff_no}
    shift.work.meta.change(PROMOTED, [], lambda others: [*others, told][-_REMEMBERED:])


def _answer(shift: Shift, actor: Actor, text: str) -> None:
    if actor.address:
        send(shift, actor.address, Letter(text, offers("model", "roll_back")))

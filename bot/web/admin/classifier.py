"""分类器: which version serves, what could take its place, and a training on its way."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse
from starlette.responses import Response

from bot.desk import desk, labelling, model_card, teaching, watchfulness
from bot.desk.graduation import sample_id_of
from bot.desk.orders import Order, PromoteClassifier, Retrain, RollBackClassifier
from bot.desk.shift import Shift
from bot.web.admin.console import Console, Posted, Visit
from bot.web.admin.permissions import Permission
from bot.web.admin.refusals import NotThere
from models.audit import AuditDeed
from models.errors import Refusal
from models.labels import LABELS
from models.learning import Training
from models.people import Staff
from nlp.errors import ReadingError
from nlp.registry import PICTURES, Registry, Version

PATH: Final = "/admin/classifier"
_DRAWN: Final = ("confusion", "reliability")
_TRAININGS: Final = 8


@dataclass(frozen=True, slots=True)
class School:
    """What the page shows; `broken` says what is wrong with the registry, if anything is."""

    versions: list[Version]
    champion: Version | None
    candidate: Version | None
    card: list[str]
    shadow: str
    heard: int
    training: Training | None
    trainings: list[Training]
    drift: list[str]
    can_go_back: bool
    broken: str


@dataclass(frozen=True, slots=True)
class Change:
    """A judged message that two versions call differently."""

    text: str
    truth: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        if self.truth == self.before:
            return "worse"
        return "better" if self.truth == self.after else "neither"


def classifier(console: Console) -> APIRouter:
    """`/admin/classifier`, each version, and what can be done with them."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.CLASSIFIER))]
    Form = Annotated[Posted, Depends(console.posts(Permission.CLASSIFIER))]

    @router.get(PATH)
    async def show(visit: Here, done: str = "") -> Response:
        return await _page(visit, done=done if done in _ORDERS else "")

    @router.get(f"{PATH}/progress")
    async def progress(visit: Here) -> Response:
        return JSONResponse(await visit.read(_progress))

    @router.get(f"{PATH}/versions/{{version}}")
    async def one(visit: Here, version: str) -> Response:
        return await _version(visit, version)

    @router.get(f"{PATH}/versions/{{version}}/{{picture}}.svg")
    async def draw(visit: Here, version: str, picture: str) -> Response:
        return await _picture(visit, version, picture)

    @router.post(PATH)
    async def act(posted: Form) -> Response:
        deed = posted.text("deed")
        if deed not in _ORDERS:
            raise NotThere
        if says := await posted.visit.run(_done(posted, deed)):
            return await _page(posted.visit, 409, says=says)
        return RedirectResponse(f"{PATH}?done={deed}", 303)

    return router


async def _page(visit: Visit, status: int = 200, **words: object) -> Response:
    found = await visit.read(_school)
    told: dict[str, object] = {"says": "", "done": "", **words}
    return visit.page(
        "classifier.html", status, school=found, share=share, step_of=model_card.step_of, **told
    )


def _school(shift: Shift) -> School:
    registry = teaching.registry_of(shift)
    versions, broken = _versions(registry)
    champion = next((one for one in versions if one.standing == "champion"), None)
    candidate = teaching.candidate_of(shift)
    shown = candidate or champion
    heard = shift.work.learning.shadow_of(candidate.version) if candidate else []
    trainings = list(shift.work.learning.trainings(_TRAININGS))
    return School(
        versions=versions[::-1],
        champion=champion,
        candidate=candidate,
        card=model_card.told(shown.about.get("report") or {}) if shown else [],
        shadow=teaching.shadow_line(shift, candidate.version) if candidate else "",
        heard=teaching.agreement(heard)[0],
        training=shift.work.learning.training_under_way(),
        trainings=trainings,
        drift=watchfulness.told(watchfulness.look(shift)),
        can_go_back=not broken and len(registry.champions) > 1,
        broken=broken,
    )


def _versions(registry: Registry) -> tuple[list[Version], str]:
    """All versions, or what is wrong with them."""
    try:
        return list(registry.versions()), ""
    except ReadingError as error:
        return [], str(error)


def _progress(shift: Shift) -> dict[str, Any]:
    training = shift.work.learning.training_under_way()
    if training is None:
        return {"over": True}
    return {"over": False, "share": share(training), "step": model_card.step_of(training)}


def share(training: Training) -> int:
    """How far a training has come, in percent."""
    return round(100 * training.done / training.total) if training.total else 0


_ORDERS: Final[dict[str, Callable[[Posted], Order]]] = {
    "train": lambda posted: Retrain(),
    "promote": lambda posted: PromoteClassifier(
        posted.text("version"), anyway=posted.text("anyway") == "1"
    ),
    "roll_back": lambda posted: RollBackClassifier(),
}
_DEEDS: Final = {
    "train": AuditDeed.TRAIN,
    "promote": AuditDeed.PROMOTE_CLASSIFIER,
    "roll_back": AuditDeed.ROLL_BACK_CLASSIFIER,
}


def _done(posted: Posted, deed: str) -> Callable[[Shift], str]:
    """Carries out the order; what the desk says no to is said."""
    visit = posted.visit

    def unit(shift: Shift) -> str:
        try:
            desk.carry_out(_ORDERS[deed](posted), visit.actor, shift)
        except Refusal as refusal:
            return refusal.says
        told = posted.text("version")[:16]
        subject = f"classifier:{told}" if told else ""
        shift.work.audit.note(visit.person.no, _DEEDS[deed], shift.now, subject=subject)
        return ""

    return unit


async def _version(visit: Visit, version: str) -> Response:
    """One version in full."""

    def look(shift: Shift) -> tuple[Version, list[Change]]:
        found = _known(teaching.registry_of(shift), version)
        report = found.about.get("report") or {}
        changes = (_change(shift, each, visit.person) for each in report.get("changes", ()))
        return found, [change for change in changes if change.text]

    found, changes = await visit.read(look)
    scores = found.about.get("scores") or {}
    return visit.page(
        "version.html",
        version=found,
        report=found.about.get("report") or {},
        scores=scores,
        labels=[label for label in LABELS if label in scores.get("confusion", {})],
        card=await visit.read(lambda shift: model_card.told(found.about.get("report") or {})),
        changes=changes,
        named=model_card.named,
    )


def _known(registry: Registry, version: str) -> Version:
    try:
        return registry.show(version)
    except ReadingError:
        raise NotThere from None


def _change(shift: Shift, told: dict[str, Any], viewer: Staff) -> Change:
    """Without words where they may not be seen, or are erased."""
    text = str(told.get("text", ""))
    number = sample_id_of(str(told["origin"]))
    if not text and number is not None:
        sample = shift.work.labels.sample(number)
        is_seen = sample is not None and labelling.may_see(shift, sample, viewer)
        text = sample.text if sample is not None and is_seen else ""
    return Change(text, str(told["truth"]), str(told["before"]), str(told["after"]))


async def _picture(visit: Visit, version: str, picture: str) -> Response:
    def look(shift: Shift) -> Registry:
        return teaching.registry_of(shift)

    registry = await visit.read(look)
    known = await asyncio.to_thread(_known, registry, version)
    path = registry.folder(known.version) / PICTURES / f"{picture}.svg"
    if picture not in _DRAWN or not await asyncio.to_thread(path.is_file):
        raise NotThere
    return FileResponse(path, media_type="image/svg+xml")

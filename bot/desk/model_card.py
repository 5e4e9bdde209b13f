"""The model card: what a classifier is like, in sentences that need no statistics to be read.

It is told from the report of its training, which holds figures only.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.wording import say
from models.learning import Training
from models.terms import Category
from nlp.registry import Registry
from storage.unit_of_work import Work

#: How many confusions are told.
_TOLD: Final = 4
_BAR: Final = 10

Report = Mapping[str, Any]


def named(label: str) -> str:
    """A label as people call it; one of another label set by its own name."""
    known = {category.value for category in Category} | {"none", "aside"}
    return say(f"label.name.{label}") if label in known else label


def told(report: Report) -> list[str]:
    """The card of a candidate, a sentence a line; nothing for a version without a report."""
    if not report.get("candidate"):
        return []
    return [
        *_how_good(report),
        *_reasons(report),
        *confusions(report["candidate"]),
        *_changes(report),
        *_how_sure(report["candidate"]),
        *_cost(report),
    ]


def _how_good(report: Report) -> Iterator[str]:
    after = report["candidate"]
    yield say("card.learned", examples=report.get("examples", 0), taught=report.get("taught", 0))
    if left_out := report.get("left_out"):
        yield say("card.left_out", count=left_out)
    before = report.get("champion")
    score = f"{after['macro_f1']:.3f}"
    if before is None:
        yield say("card.score", score=score, judged=after["n"])
        return
    low, high = report["interval"]
    yield say(
        "card.gain",
        score=score,
        before=f"{before['macro_f1']:.3f}",
        low=f"{low * 100:+.1f}",
        high=f"{high * 100:+.1f}",
        judged=after["n"],
    )


def _reasons(report: Report) -> Iterator[str]:
    if report.get("passes"):
        yield say("card.passes")
        return
    yield say("card.fails")
    yield from faults(report)


def faults(report: Report) -> list[str]:
    """Why the gate refused it."""
    return [_fault(each) for each in report.get("reasons", ())]


def _fault(told: Mapping[str, Any]) -> str:
    words = {
        name: f"{value:.1%}" if isinstance(value, float) else value for name, value in told.items()
    }
    if "label" in words:
        words["label"] = named(str(told["label"]))
    return say(f"card.fault.{told['kind']}", **words)


def confusions(scores: Mapping[str, Any]) -> list[str]:
    """『服务质量』有 4 条认成『运输配送』: the commonest confusions, and for each label how many
    there were."""
    pairs = [
        (count, truth, said)
        for truth, row in scores["confusion"].items()
        for said, count in row.items()
        if count and truth != said
    ]
    worst = sorted(pairs, reverse=True)[:_TOLD]
    return [
        say(
            "card.confused",
            truth=named(truth),
            said=named(said),
            count=count,
            of=sum(scores["confusion"][truth].values()),
        )
        for count, truth, said in worst
    ]


def _changes(report: Report) -> Iterator[str]:
    changes = report.get("changes", [])
    if not report.get("changed"):
        return
    better = sum(one["truth"] == one["after"] for one in changes)
    worse = sum(one["truth"] == one["before"] for one in changes)
    yield say("card.changed", changed=report["changed"], better=better, worse=worse)


def _how_sure(scores: Mapping[str, Any]) -> Iterator[str]:
    yield say(
        "card.sure",
        share=f"{scores['right_among_surest_85']:.1%}",
        ece=f"{scores['ece']:.3f}",
        asked=f"{scores['abstained']:.0%}",
    )


def _cost(report: Report) -> Iterator[str]:
    times, sizes = report.get("microseconds", {}), report.get("bytes", {})
    if "candidate" in times and "candidate" in sizes:
        millis = f"{times['candidate'] / 1000:.2f}"
        yield say("card.cost", millis=millis, megabytes=f"{sizes['candidate'] / 1e6:.1f}")


def standing_line(work: Work, registry: Registry) -> str:
    """Which version serves, and what it scored when it was trained."""
    champion = registry.champion
    if champion is None:
        return say("classifier.none")
    about = {one.version: one.about for one in registry.versions()}.get(champion, {})
    scores = about.get("scores") or {}
    score = f"{scores['macro_f1']:.3f}" if "macro_f1" in scores else "—"
    return say("classifier.serves", version=champion, score=score)


def progress_line(training: Training) -> str:
    """▓▓▓▓░░░░░░ 40 %: how far a training has come."""
    share = training.done / training.total if training.total else 0.0
    filled = round(share * _BAR)
    bar = "▓" * filled + "░" * (_BAR - filled)
    return say("classifier.progress", bar=bar, share=f"{share:.0%}", step=step_of(training))


def step_of(training: Training) -> str:
    """What a training is doing, in the language that is spoken."""
    return say(f"training.step.{_STEPS.get(training.step, 'waiting')}")


#: What the trainer calls its steps, and their keys.
_STEPS: Final = {
    "读取样本": "reading",
    "交叉验证": "crossing",
    "训练": "fitting",
    "校准": "calibrating",
    "评估": "judging",
    "存档": "keeping",
    "完成": "done",
}

"""`train` and `model`: making classifiers, and which of them serves."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import opening
from bot.cli.ending import Code, Misconfigured, WrongUsage
from bot.cli.printing import Json, hint, progress, put, put_json, put_table
from bot.cli.root import MODEL, ROOT, command
from bot.cli.tongue import two

if TYPE_CHECKING:
    from bot.settings import Settings
    from nlp.dataset import Example
    from nlp.lessons import Lessons

Version = Annotated[str, typer.Argument(metavar="VERSION", help=two("版本", "Version"))]


@command(ROOT, "train", "训练一个新的分类器并过关卡", "Train a candidate and run the gate")
def train(
    *,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            metavar="FILE.csv",
            help=two("另加的样本，可写多次", "More examples; repeatable"),
        ),
    ] = None,
    only_data: Annotated[
        bool,
        typer.Option(
            "--only-data",
            help=two(
                "只用给出的样本，类别不限；要写 --out", "The files alone, any labels; with --out"
            ),
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=two("写到这个文件夹", "Write to this folder")),
    ] = None,
    as_json: Json = False,
) -> int:
    files = data or []
    if only_data and (not files or out is None):
        raise WrongUsage(
            two(
                "--only-data 要和 --data、--out 一起用：别的类别集不能进首问的分类器库。",
                "--only-data goes with --data and --out: other labels don't belong among ours.",
            )
        )
    settings = opening.settings_of()
    if only_data:
        document = _learn_only(files, out)
    else:
        document = _learn_beside(settings, _lessons(settings, files), out)
    _tell(document, as_json=as_json)
    gate = document["gate"]
    return Code.DONE if gate is None or gate["passes"] else Code.FAULT_FOUND


def first_classifier(settings: "Settings") -> None:
    """Train on the shipped corpus and let it serve, where none does yet."""
    from nlp.lessons import Lessons

    if opening.registry_of(settings).champion is None:
        made = _learn_beside(settings, Lessons(), None)
        opening.registry_of(settings).promote(made["version"])


def _learn_only(files: Sequence[Path], out: Path | None) -> dict[str, Any]:
    """A classifier of the files alone, whatever their labels are."""
    from nlp import artifact
    from nlp.training import train as fit

    assert out is not None  # noqa: S101 - it was asked for before
    began = time.monotonic()
    artifact.must_be_free(out)
    examples = _read(files)
    with progress(two("训练分类器", "Training the classifier")) as tell:
        trained = fit(examples, progress=tell)
    about = {**trained.about(), "trained_at": opening.now().isoformat(timespec="seconds")}
    told = {**about, "scores": None, "passed_the_gate": True}
    version = artifact.save(trained.classifier, out, told)
    took = round(time.monotonic() - began, 1)
    return {**about, "seconds": took, "gate": None, "version": version, "folder": str(out)}


def _learn_beside(settings: "Settings", lessons: "Lessons", out: Path | None) -> dict[str, Any]:
    """A candidate of the corpus and the lessons, judged by the gate; the first that passes it
    serves at once, since nothing can get worse."""
    from nlp.retraining import retrain

    opening.make_home(settings)
    _must_have_corpus(lessons.corpus)
    registry = opening.registry_of(settings)
    now = opening.now().isoformat(timespec="seconds")
    with progress(two("训练分类器", "Training the classifier")) as tell:
        made = retrain(registry, lessons, trained_at=now, progress=tell, out=out)
    known = {
        "examples": made.report["examples"],
        "taught": made.report["taught"],
        "left_out": made.report["left_out"],
        "judged": made.report["judged"],
        "trained_at": now,
        "seconds": made.report["seconds"],
        "gate": made.verdict.to_json(),
        "cross_validated": made.report["cross_validated"],
        "version": made.version,
    }
    if out is not None:
        return {**known, "folder": str(out)}
    if registry.champion is None and made.verdict.passes:
        registry.promote(made.version)
    standing = registry.show(made.version).standing.value
    return {**known, "folder": str(registry.folder(made.version)), "standing": standing}


def _must_have_corpus(corpus: Path) -> None:
    """Raises `Misconfigured` where the corpus of the product is not all there."""
    for part in ("train", "calibration", "gold", "must_pass"):
        if not (corpus / f"{part}.csv").exists():
            raise Misconfigured(
                two(
                    f"这份安装里缺少语料 {part}.csv。请重新安装首问。",
                    f"The corpus file {part}.csv is missing here. Install Shouwen again.",
                )
            )


def _lessons(settings: "Settings", files: Sequence[Path]) -> "Lessons":
    """What people confirmed in this installation, and the files."""
    from nlp.dataset import CORPUS, read_examples
    from nlp.lessons import Lessons

    confirmed = _confirmed(settings)
    labels = {one.label for one in read_examples(CORPUS / "train.csv")} if files else set()
    more = _from_somebody(_read(files, labels))
    return Lessons((*confirmed.taught, *more), confirmed.frozen)


def _confirmed(settings: "Settings") -> "Lessons":
    """What people confirmed; nothing while a service has the database file to itself."""
    from bot.desk.graduation import lessons
    from nlp.dataset import CORPUS
    from nlp.lessons import Lessons
    from storage.errors import StoreInUse

    if not opening.has_database(settings):
        return Lessons()
    try:
        with opening.opened(settings) as store:
            return store.read_now(lambda work: lessons(work, CORPUS))
    except StoreInUse:
        hint(
            two(
                "服务正在使用数据库，这次没有算进管理台里确认过的标注。"
                "要算进去，请在管理台“分类器”或聊天里用 /retrain 训练。",
                "The service has the database, so labels confirmed in the console are left out. "
                "To learn from them train in the console, or in chat by /retrain.",
            )
        )
        return Lessons()


def _read(files: Sequence[Path], allowed: "set[str] | None" = None) -> "list[Example]":
    from bot.imports.labels import read_labels

    return [example for file in files for example in read_labels(file, allowed or ())]


def _from_somebody(examples: "Sequence[Example]") -> "list[Example]":
    """Messages of unknown origin are each taken for somebody else's, called by their words: the
    corpus is divided by its writers, and stays so."""
    from nlp.dataset import fingerprint

    return [
        one if one.origin else replace(one, origin=f"file:{fingerprint([one])[:12]}")
        for one in examples
    ]


def _tell(document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        put_json(document)
        return
    put(f"{document['version']}  {document['folder']}")
    gate = document["gate"]
    if gate is None:
        return
    put(f"macro_f1  {gate['candidate']['macro_f1']:.4f}")
    if left_out := document["left_out"]:
        hint(
            two(
                f"有 {left_out} 条和考题相同或几乎相同，没有学。",
                f"{left_out} were left out: they repeat messages that are judged by.",
            )
        )
    for fault in gate["faults"]:
        hint(fault)
    if document.get("standing") == "candidate" and gate["passes"]:
        version = document["version"]
        hint(
            two(
                f"通过了关卡。启用：shouwen model promote {version}",
                f"It passed the gate. Let it serve: shouwen model promote {version}",
            )
        )


@command(MODEL, "list", "列出全部版本", "List all versions")
def list_models(*, as_json: Json = False) -> None:
    versions = opening.registry_of(opening.settings_of()).versions()
    if as_json:
        put_json([version.to_json() for version in versions])
        return
    rows = (
        (each.version, each.standing.value, each.fault or each.about.get("trained_at", ""))
        for each in versions
    )
    put_table(two("版本 状态 训练时间", "Version Standing Trained").split(), rows)


@command(MODEL, "show", "看一个版本；不写看现用的", "Show a version, or the one that serves")
def show_model(
    version: Annotated[str | None, typer.Argument(metavar="VERSION")] = None,
    *,
    as_json: Json = False,
) -> None:
    settings = opening.settings_of()
    registry = opening.registry_of(settings)
    chosen = version or registry.champion or opening.classifier_folder(settings).name
    _put_fields(registry.show(chosen).to_json(), as_json=as_json)


@command(MODEL, "compare", "比较两个版本；第二个不写就比现用的", "Compare two versions")
def compare_models(
    version: Version,
    other: Annotated[str | None, typer.Argument(metavar="OTHER")] = None,
    *,
    as_json: Json = False,
) -> None:
    settings = opening.settings_of()
    registry = opening.registry_of(settings)
    second = other or registry.champion or opening.classifier_folder(settings).name
    both = registry.compare(version, second)
    if as_json:
        put_json(both)
        return
    for name, about in both.items():
        scores = about.get("scores") or {}
        put(f"{name}  {about['standing']}  macro_f1 {scores.get('macro_f1', '–')}")


@command(MODEL, "promote", "启用一个版本", "Let a version serve")
def promote(
    version: Version,
    *,
    anyway: Annotated[
        bool, typer.Option("--anyway", help=two("没过关卡也启用", "Even if it failed the gate"))
    ] = False,
    as_json: Json = False,
) -> int:
    registry = opening.registry_of(opening.settings_of())
    if registry.show(version).about.get("passed_the_gate") is False and not anyway:
        hint(
            two(
                f"{version} 没有通过关卡，没有启用。一定要用就加 --anyway。",
                f"{version} failed the gate and does not serve. Add --anyway to insist.",
            )
        )
        return Code.FAULT_FOUND
    registry.promote(version)
    _put_fields(registry.show(version).to_json(), as_json=as_json)
    return Code.DONE


@command(MODEL, "rollback", "退回上一个启用过的版本", "Let the version before serve again")
def rollback(
    version: Annotated[str | None, typer.Argument(metavar="VERSION")] = None,
    *,
    as_json: Json = False,
) -> None:
    registry = opening.registry_of(opening.settings_of())
    if version is None:
        version = registry.rollback()
    else:
        registry.promote(version)
    _put_fields(registry.show(version).to_json(), as_json=as_json)


def _put_fields(document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        put_json(document)
        return
    for name, value in document.items():
        if not isinstance(value, dict):
            put(f"{name}  {value}")

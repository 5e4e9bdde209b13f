"""`train` and `model`: making classifiers, and which of them serves."""

import time
from collections.abc import Sequence
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
    from nlp.gate import Verdict
    from nlp.training import Trained

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
    began = time.monotonic()
    trained = _train_on(files) if only_data else _train_with_corpus(files)
    verdict = None if only_data else _gate(settings, trained)
    document = {
        **_about(trained),
        "seconds": round(time.monotonic() - began, 1),
        "gate": verdict.to_json() if verdict else None,
        **_keep(settings, trained, verdict, out),
    }
    _tell(document, as_json=as_json)
    return Code.DONE if verdict is None or verdict.passes else Code.FAULT_FOUND


def first_classifier(settings: "Settings") -> None:
    """Train on the shipped corpus and let it serve, where none does yet."""
    if opening.registry_of(settings).champion is None:
        trained = _train_with_corpus([])
        registry = opening.registry_of(settings)
        registry.promote(registry.add(trained.classifier, _about(trained)))


def _train_on(files: Sequence[Path]) -> "Trained":
    from nlp.training import train as fit

    examples = _read(files)
    with progress(two("训练分类器", "Training the classifier")) as tell:
        return fit(examples, progress=tell)


def _train_with_corpus(files: Sequence[Path]) -> "Trained":
    from nlp.training import train as fit

    examples, calibration = _corpus("train"), _corpus("calibration")
    more = _read(files, {example.label for example in examples})
    with progress(two("训练分类器", "Training the classifier")) as tell:
        return fit((*examples, *more), calibration, progress=tell)


def _read(files: Sequence[Path], allowed: "set[str] | None" = None) -> "list[Example]":
    from bot.imports.labels import read_labels

    return [example for file in files for example in read_labels(file, allowed or ())]


def _corpus(part: str) -> "tuple[Example, ...]":
    """A part of the corpus that the product ships. Raises `Misconfigured` if it is not there."""
    from nlp.dataset import CORPUS, read_examples

    path = CORPUS / f"{part}.csv"
    if not path.exists():
        raise Misconfigured(
            two(
                f"这份安装里缺少语料 {path.name}。请重新安装首问。",
                f"The corpus file {path.name} is missing here. Install Shouwen again.",
            )
        )
    return read_examples(path)


def _gate(settings: "Settings", trained: "Trained") -> "Verdict":
    from nlp import gate

    registry = opening.registry_of(settings)
    champion = registry.load(registry.champion) if registry.champion else None
    return gate.judge(trained.classifier, champion, _corpus("gold"), _corpus("must_pass"))


def _about(trained: "Trained") -> dict[str, Any]:
    return {**trained.about(), "trained_at": opening.now().isoformat(timespec="seconds")}


def _keep(
    settings: "Settings", trained: "Trained", verdict: "Verdict | None", out: Path | None
) -> dict[str, Any]:
    """Keep the classifier in the folder that was named, else among the installation's own."""
    from nlp import artifact

    passes = verdict is None or verdict.passes
    scores = verdict.candidate.to_json() if verdict else None
    about = {**_about(trained), "scores": scores, "passed_the_gate": passes}
    if out is not None:
        return {"version": artifact.save(trained.classifier, out, about), "folder": str(out)}
    opening.make_home(settings)
    registry = opening.registry_of(settings)
    version = registry.add(trained.classifier, about)
    if registry.champion is None and passes:
        registry.promote(version)  # nobody serves yet, so nothing can get worse
    standing = registry.show(version).standing.value
    return {"version": version, "folder": str(registry.folder(version)), "standing": standing}


def _tell(document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        put_json(document)
        return
    put(f"{document['version']}  {document['folder']}")
    gate = document["gate"]
    if gate is None:
        return
    put(f"macro_f1  {gate['candidate']['macro_f1']:.4f}")
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
        (each.version, each.standing.value, each.about.get("trained_at", "")) for each in versions
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

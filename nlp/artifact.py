"""Artifacts: a trained classifier as a folder of plain files without any code in them.

`weights.npz` holds arrays only (read with pickling forbidden), `vocabulary.txt` the features, and
`manifest.json` says what they are: labels, calibration, origin, scores, and the SHA-256 of the two
other files and of itself. Whatever does not fit together is refused.
"""

import hashlib
import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nlp.calibration import Calibration
from nlp.classifier import Classifier, Head, Vocabulary
from nlp.errors import ArtifactRejected, Damaged, FolderTaken, TooNew

#: Rises whenever an older product could not read or would misread the files.
FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
WEIGHTS: Final = "weights.npz"
VOCABULARY: Final = "vocabulary.txt"
#: A classifier is a few megabytes; a file of this size is not one of ours.
_LARGEST: Final = 64 * 1024 * 1024
_DRAFT: Final = ".draft-"
#: All that may lie in a classifier's folder: its files, and the registry's pictures of it.
_OURS: Final = frozenset({MANIFEST, WEIGHTS, VOCABULARY, "pictures"})
_LIBRARIES: Final = ("numpy", "scikit-learn", "jieba", "opencc-python-reimplemented")


def save(classifier: Classifier, folder: Path, about: Mapping[str, Any] | None = None) -> str:
    """Write the classifier to a folder, all or nothing, and return its version.

    The version is taken from the content, so equal classifiers have equal versions. `about` goes
    into the manifest as it is: origin, scores, time. A classifier that lies there gives way.
    Raises `FolderTaken`.
    """
    folder = folder.resolve()
    must_be_free(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder.parent))
    try:
        version = _write(classifier, draft, about or {})
        draft.chmod(0o755)
        _put_in_place(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return version


def must_be_free(folder: Path) -> None:
    """Raises `FolderTaken` unless the folder is absent, empty, or holds a classifier alone."""
    try:
        held = {file.name for file in folder.iterdir()}
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise FolderTaken(f"{folder.name} 不是文件夹。请换一个路径。") from error
    try:
        is_free = not held or (held <= _OURS and bool(read_manifest(folder)))
    except ArtifactRejected:
        is_free = False
    if not is_free:
        raise FolderTaken(f"文件夹 {folder.name} 里有别的东西，没有动它。请换一个空文件夹。")


def _put_in_place(draft: Path, folder: Path) -> None:
    """Let the draft take the place of a classifier, which lies aside until that is done."""
    aside = draft.with_name(draft.name.replace(_DRAFT, ".old-"))
    if folder.exists():
        os.replace(folder, aside)
    try:
        os.replace(draft, folder)
    except OSError:
        if aside.exists():
            os.replace(aside, folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def load(folder: Path) -> Classifier:
    """The classifier of a folder. Raises `Damaged` or `TooNew`."""
    manifest = read_manifest(folder)
    contents = {name: _checked(folder / name, manifest["sha256"]) for name in (WEIGHTS, VOCABULARY)}
    try:
        classifier = _assemble(manifest, contents[VOCABULARY], contents[WEIGHTS])
    except Exception as error:  # readers of archives and arrays know a dozen families of errors
        raise Damaged(f"分类器 {folder.name} 的内容互相不符。请换用另一版本或重新训练。") from error
    return classifier


def read_manifest(folder: Path) -> dict[str, Any]:
    """The checked manifest of a folder. Raises `Damaged` or `TooNew`."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        written, stated = manifest["format"], manifest.pop("seal")
        meant, checksums = _seal(manifest), manifest.get("sha256")
    except FileNotFoundError as error:
        raise Damaged(f"{folder.name} 里没有分类器（{MANIFEST}）。请检查路径。") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Damaged(f"分类器 {folder.name} 的 {MANIFEST} 读不出来。请重新训练。") from error
    if not isinstance(written, int) or written > FORMAT:
        raise TooNew(f"分类器 {folder.name} 由更新的版本写成，请先升级本程序。")
    is_whole = isinstance(checksums, dict) and isinstance(manifest.get("about"), dict)
    if stated != meant or not is_whole:
        raise Damaged(f"分类器 {folder.name} 的 {MANIFEST} 被改动过。请换用另一版本或重新训练。")
    result: dict[str, Any] = manifest
    return result


def _write(classifier: Classifier, folder: Path, about: Mapping[str, Any]) -> str:
    terms = sorted(classifier.vocabulary.index, key=classifier.vocabulary.index.__getitem__)
    (folder / VOCABULARY).write_text("\n".join(terms), encoding="utf-8", newline="\n")
    np.savez_compressed(folder / WEIGHTS, allow_pickle=False, **_arrays(classifier))
    checksums = {name: _digest((folder / name).read_bytes()) for name in (WEIGHTS, VOCABULARY)}
    described = {
        "format": FORMAT,
        "labels": list(classifier.labels),
        "subcategories": {
            label: list(head.labels) for label, head in classifier.subcategories.items()
        },
        "calibration": _calibration_out(classifier.calibration),
        "sha256": checksums,
    }
    version = _digest(_canonical(described))[:12]
    libraries = {name: installed(name) for name in _LIBRARIES}
    _put_manifest(
        folder, {**described, "version": version, "libraries": libraries, "about": dict(about)}
    )
    return version


def _put_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    content = json.dumps({**manifest, "seal": _seal(manifest)}, ensure_ascii=False, indent=1)
    draft = folder / f".{MANIFEST}"
    draft.write_text(content + "\n", encoding="utf-8")
    os.replace(draft, folder / MANIFEST)


def _arrays(classifier: Classifier) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {
        "idf": classifier.vocabulary.idf,
        "weights": classifier.head.weights,
        "bias": classifier.head.bias,
    }
    for place, head in enumerate(classifier.subcategories.values()):
        arrays |= {f"weights_{place}": head.weights, f"bias_{place}": head.bias}
    return arrays


def _assemble(manifest: dict[str, Any], vocabulary: bytes, weights: bytes) -> Classifier:
    terms = vocabulary.decode("utf-8").split("\n")
    _must_stay_small(weights)
    with np.load(io.BytesIO(weights), allow_pickle=False) as arrays:
        known = Vocabulary({term: place for place, term in enumerate(terms)}, arrays["idf"])
        head = _head(manifest["labels"], arrays["weights"], arrays["bias"], len(terms))
        heads = {
            label: _head(names, arrays[f"weights_{place}"], arrays[f"bias_{place}"], len(terms))
            for place, (label, names) in enumerate(manifest["subcategories"].items())
        }
    if len(known.index) != len(terms) or known.idf.shape != (len(terms),):
        raise ValueError("vocabulary and weights differ in length")
    _must_be_finite(known.idf)
    calibration = _calibration_in(manifest["calibration"])
    curves = (calibration.slope, calibration.offset, calibration.favour)
    if any(curve is not None and curve.shape != head.bias.shape for curve in curves):
        raise ValueError("calibration and labels differ in length")
    return Classifier(known, head, calibration, heads, str(manifest["version"]))


def _must_stay_small(weights: bytes) -> None:
    """What is packed may be a thousand times as large unpacked."""
    with zipfile.ZipFile(io.BytesIO(weights)) as packed:
        if sum(member.file_size for member in packed.infolist()) > _LARGEST:
            raise ValueError("weights blow up")


def _head(labels: list[str], weights: NDArray[Any], bias: NDArray[Any], most: int) -> Head:
    if not labels or not all(isinstance(label, str) for label in labels):
        raise ValueError("no labels, or none that are words")
    if weights.ndim != 2 or len(weights) > most or weights.shape[1:] != (len(labels),):
        raise ValueError("weights and labels differ in shape")
    if bias.shape != (len(labels),):
        raise ValueError("biases and labels differ in length")
    _must_be_finite(weights, bias)
    return Head(tuple(labels), weights.astype(np.float32), bias.astype(np.float64))


def _calibration_out(calibration: Calibration) -> dict[str, Any]:
    fields = asdict(calibration)
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in fields.items()
    }


def _calibration_in(fields: dict[str, Any]) -> Calibration:
    found = Calibration(**fields)
    numbers = (found.temperature, found.lean, found.act, found.ask, found.second)
    if not all(type(number) in (int, float) for number in numbers) or found.temperature <= 0:
        raise ValueError("a calibration without its numbers")
    slope = np.asarray(found.slope, dtype=np.float64)
    offset = np.asarray(found.offset, dtype=np.float64)
    favour = None if found.favour is None else np.asarray(found.favour, dtype=np.float64)
    _must_be_finite(np.asarray(numbers), slope, offset, *(() if favour is None else (favour,)))
    return replace(found, slope=slope, offset=offset, favour=favour)


def _must_be_finite(*arrays: NDArray[Any]) -> None:
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError("not all that should be are numbers")


def _checked(file: Path, checksums: Mapping[str, str]) -> bytes:
    try:
        if file.stat().st_size > _LARGEST:
            raise Damaged(f"分类器的 {file.name} 过大，不是本程序写的文件。")
        content = file.read_bytes()
    except OSError as error:
        raise Damaged(f"分类器缺少 {file.name}。请换用另一版本或重新训练。") from error
    if _digest(content) != checksums.get(file.name):
        raise Damaged(f"分类器的 {file.name} 与校验和不符。请换用另一版本或重新训练。")
    return content


def _seal(manifest: Mapping[str, Any]) -> str:
    """The checksum of the manifest itself: it tells damage, not forgery by whoever may write."""
    return _digest(_canonical(manifest))


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

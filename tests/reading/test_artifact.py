"""Artifacts and the registry: what is saved is what is loaded, and nothing else is."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nlp import artifact
from nlp.artifact import MANIFEST, VOCABULARY, WEIGHTS
from nlp.errors import ArtifactRejected, Damaged, FolderTaken, TooNew, UnknownVersion
from nlp.registry import Registry, Standing
from nlp.training import train
from tests.reading.lessons import lesson, lessons


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    artifact.save(lesson().classifier, tmp_path / "kept", {"examples": 50})
    return tmp_path / "kept"


def test_a_loaded_classifier_answers_as_the_saved_one(folder: Path) -> None:
    loaded = artifact.load(folder)
    for example in lessons():
        assert loaded.judge(example.text) == lesson().classifier.judge(example.text)
        assert np.array_equal(loaded.scores(example.text), lesson().classifier.scores(example.text))


def test_the_same_training_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    artifact.save(train(lessons()).classifier, tmp_path / "again", {"examples": 50})
    for name in (MANIFEST, VOCABULARY, WEIGHTS):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_the_folder_holds_three_plain_files(folder: Path) -> None:
    assert {file.name for file in folder.iterdir()} == {MANIFEST, VOCABULARY, WEIGHTS}
    with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
        assert all(array.dtype.kind == "f" for array in arrays.values())


@pytest.mark.parametrize("name", [MANIFEST, VOCABULARY, WEIGHTS])
def test_a_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(Damaged):
        artifact.load(folder)


@pytest.mark.parametrize("name", [MANIFEST, VOCABULARY, WEIGHTS])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_single_changed_byte_is_refused(folder: Path, name: str, share: float) -> None:
    content = bytearray((folder / name).read_bytes())
    content[int(len(content) * share)] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ArtifactRejected):
        artifact.load(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"format": 1, "seal": "x"}'])
def test_a_manifest_that_is_none_is_refused(folder: Path, content: bytes) -> None:
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(Damaged):
        artifact.load(folder)


def test_a_classifier_of_a_later_product_is_refused_as_such(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**manifest, "format": artifact.FORMAT + 1}), "utf-8")
    with pytest.raises(TooNew, match="升级"):
        artifact.load(folder)


def test_weights_that_do_not_fit_the_labels_are_refused_though_sealed(folder: Path) -> None:
    manifest = artifact.read_manifest(folder)
    artifact._put_manifest(folder, {**manifest, "labels": manifest["labels"][:-1]})
    with pytest.raises(Damaged, match="不符"):
        artifact.load(folder)


@pytest.mark.parametrize("place", ["idf", "slope", "act", "ask", "temperature"])
@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_figures_that_are_no_numbers_are_refused_though_sealed(
    tmp_path: Path, place: str, figure: float
) -> None:
    sound = lesson().classifier
    if place == "idf":
        idf = sound.vocabulary.idf.copy()
        idf[0] = figure
        ill = replace(sound, vocabulary=replace(sound.vocabulary, idf=idf))
    else:
        value = np.full_like(sound.calibration.slope, figure) if place == "slope" else figure
        ill = replace(sound, calibration=replace(sound.calibration, **{place: value}))
    artifact.save(ill, tmp_path / "ill")
    with pytest.raises(Damaged, match="不符"):
        artifact.load(tmp_path / "ill")


def test_a_folder_with_anything_else_in_it_is_left_alone(folder: Path) -> None:
    notes = folder / "notes.txt"
    notes.write_text("kept for years", "utf-8")
    plain = folder.parent / "plain"
    plain.mkdir()
    (plain / "sheet.csv").write_text("a,b", "utf-8")
    for taken in (folder, plain, notes):
        with pytest.raises(FolderTaken):
            artifact.save(lesson().classifier, taken)
    assert notes.read_text("utf-8") == "kept for years"
    assert (plain / "sheet.csv").read_text("utf-8") == "a,b"
    artifact.load(folder)


def test_a_classifier_gives_way_to_a_later_one(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    later = train(lessons()[:40]).classifier
    for free in (folder, tmp_path / "empty", tmp_path / "absent"):
        version = artifact.save(later, free)
        assert artifact.load(free).version == version
    assert sorted(found.name for found in tmp_path.iterdir()) == ["absent", "empty", "kept"]


def test_a_failed_save_leaves_the_old_folder_as_it_was(folder: Path) -> None:
    before = (folder / WEIGHTS).read_bytes()
    with pytest.raises(TypeError):
        artifact.save(lesson().classifier, folder, {"not": object()})
    assert (folder / WEIGHTS).read_bytes() == before
    assert [found.name for found in folder.parent.iterdir()] == ["kept"]


def test_a_promotion_retires_the_champion_and_a_rollback_brings_it_back(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    assert (registry.champion, registry.versions()) == (None, ())
    first = registry.add(lesson().classifier, {"n": 1})
    second = registry.add(train(lessons()[:40]).classifier, {"n": 2})
    registry.promote(first)
    registry.promote(second)
    assert registry.champion == second
    assert registry.show(first).standing is Standing.RETIRED
    assert registry.rollback() == first
    assert registry.champion == first
    assert [kept.standing for kept in registry.versions()] == [Standing.CHAMPION, Standing.RETIRED]
    assert registry.compare(first, second)[second]["n"] == 2
    assert registry.load(first).judge("送货晚了").label == "transport"


def test_the_same_classifier_is_kept_once(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    assert registry.add(lesson().classifier) == registry.add(lesson().classifier)
    assert len(registry.versions()) == 1
    assert not [found for found in tmp_path.iterdir() if found.name.startswith(".new")]


def test_what_the_registry_does_not_keep_is_refused(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    version = registry.add(lesson().classifier)
    registry.promote(version)
    for ask in (registry.show, registry.promote, registry.load, registry.folder):
        with pytest.raises(UnknownVersion):
            ask("../elsewhere")
    with pytest.raises(UnknownVersion):
        registry.rollback()


def test_a_damaged_classifier_is_not_promoted(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    first = registry.add(lesson().classifier)
    registry.promote(first)
    second = registry.add(train(lessons()[:40]).classifier)
    (registry.folder(second) / WEIGHTS).write_bytes(b"")
    with pytest.raises(Damaged):
        registry.promote(second)
    assert registry.champion == first


def test_a_damaged_version_is_listed_with_its_fault_and_passed_over_going_back(
    tmp_path: Path,
) -> None:
    registry = Registry(tmp_path)
    kept = [registry.add(train(lessons()[:most]).classifier) for most in (50, 45, 40)]
    for version in kept:
        registry.promote(version)
    (registry.folder(kept[1]) / MANIFEST).write_text("{", "utf-8")
    assert [(one.version, bool(one.fault)) for one in registry.versions()] == [
        (kept[0], False),
        (kept[1], True),
        (kept[2], False),
    ]
    with pytest.raises(Damaged):
        registry.show(kept[1])
    assert registry.rollback() == kept[0]
    assert registry.champions == (kept[1], kept[2], kept[0])


def test_a_damaged_standing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "standing.json").write_text("{", "utf-8")
    with pytest.raises(Damaged):
        Registry(tmp_path).versions()

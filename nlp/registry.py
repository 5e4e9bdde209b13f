"""The registry: which classifiers there are, and which of them serves (champion).

A directory with one folder a version and one small file, `standing.json`, that says what each is.
The file is replaced in one step, so a reader sees the standing before or after a promotion, never
between.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from nlp import artifact
from nlp.classifier import Classifier
from nlp.errors import ArtifactRejected, Damaged, UnknownVersion

#: The folder of a version's pictures, beside its files.
PICTURES: Final = "pictures"

_STANDING: Final = "standing.json"
#: There while somebody changes it.
_CHANGING: Final = ".changing"
#: Seconds that loading a classifier and writing the file take at most, on any machine.
_LONGEST_CHANGE: Final = 10.0


class Standing(StrEnum):
    """What a classifier version is: waiting to serve, serving, or having served."""

    CANDIDATE = "candidate"
    CHAMPION = "champion"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Version:
    """A kept classifier: its version, its standing, and what its manifest says about it.

    `fault` is the sentence that tells why it can't be trusted, if its manifest can't.
    """

    version: str
    standing: Standing
    about: dict[str, Any]
    fault: str = ""

    def to_json(self) -> dict[str, Any]:
        fault = {"fault": self.fault} if self.fault else {}
        return {"version": self.version, "standing": self.standing.value, **fault, **self.about}


class Registry:
    """The classifiers kept in a directory, in the order in which they were added."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def add(self, classifier: Classifier, about: Mapping[str, Any] | None = None) -> str:
        """Keep a classifier as a candidate and return its version; the same twice is one."""
        self.directory.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".new-", dir=self.directory)) / "classifier"
        version = artifact.save(classifier, draft, about)
        with self._changing():
            order, champions = self._read()
            if version not in order:
                os.replace(draft, self.directory / version)
                self._write([*order, version], champions)
        shutil.rmtree(draft.parent, ignore_errors=True)
        return version

    def versions(self) -> tuple[Version, ...]:
        """All of them; one whose manifest can't be trusted has a fault."""
        order, champions = self._read()
        return tuple(self._listed(version, champions) for version in order)

    def show(self, version: str) -> Version:
        """Raises `UnknownVersion` or an `ArtifactRejected`."""
        order, champions = self._read()
        return self._version(self._known(version, order), champions)

    def folder(self, version: str) -> Path:
        """Where the files of a version lie. Raises `UnknownVersion`."""
        return self.directory / self._known(version, self._read()[0])

    def load(self, version: str) -> Classifier:
        """Raises `UnknownVersion` or an `ArtifactRejected`."""
        return artifact.load(self.folder(version))

    @property
    def champion(self) -> str | None:
        """The version that serves, if one does."""
        champions = self.champions
        return champions[-1] if champions else None

    @property
    def champions(self) -> tuple[str, ...]:
        """The versions that served, in the order in which they last took over."""
        return tuple(self._read()[1])

    def compare(self, one: str, other: str) -> dict[str, dict[str, Any]]:
        """The manifests' accounts of two versions side by side."""
        return {version: self.show(version).to_json() for version in (one, other)}

    def promote(self, version: str) -> None:
        """Let a version serve; the one before is retired. Raises `UnknownVersion`, `Damaged`."""
        with self._changing():
            order, champions = self._read()
            artifact.load(self.directory / self._known(version, order))
            self._write(order, [*(known for known in champions if known != version), version])

    def rollback(self) -> str:
        """Let the champion before serve again, the latest that can be trusted, and return it.

        Raises `UnknownVersion`, or an `ArtifactRejected` where none of them can be.
        """
        with self._changing():
            order, champions = self._read()
            if len(champions) < 2:
                raise UnknownVersion("没有更早的分类器可以退回。")
            version = self._latest_sound(champions[:-1])
            after = champions.index(version) + 1
            self._write(order, [*champions[after:], *champions[:after]])
            return version

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Let one process at a time change what each version is: a training that ends must not
        undo a promotion of the same moment. Who died holding this is waited for no longer than a
        change can take."""
        if not self.directory.exists():
            yield  # there is nothing to change
            return
        mark = self.directory / _CHANGING
        began = time.monotonic()
        while True:
            try:
                mark.mkdir()
                break
            except FileExistsError:
                if time.monotonic() - began > _LONGEST_CHANGE:
                    break
                time.sleep(0.02)
        try:
            yield
        finally:
            with suppress(FileNotFoundError):
                mark.rmdir()

    def _latest_sound(self, champions: list[str]) -> str:
        refused: list[ArtifactRejected] = []
        for version in reversed(champions):
            try:
                artifact.load(self.directory / version)
            except ArtifactRejected as error:
                refused.append(error)
            else:
                return version
        raise refused[0]

    def _listed(self, version: str, champions: list[str]) -> Version:
        try:
            return self._version(version, champions)
        except ArtifactRejected as error:
            return Version(version, _standing(version, champions), {}, str(error))

    def _version(self, version: str, champions: list[str]) -> Version:
        manifest = artifact.read_manifest(self.directory / version)
        return Version(version, _standing(version, champions), dict(manifest["about"]))

    def _known(self, version: str, order: list[str]) -> str:
        if version not in order:
            raise UnknownVersion(f"没有分类器 {version[:40]}。用 shouwen model list 查看全部版本。")
        return version

    def _read(self) -> tuple[list[str], list[str]]:
        """All versions, and those that served, the present champion last."""
        try:
            kept = json.loads((self.directory / _STANDING).read_text(encoding="utf-8"))
            return [str(v) for v in kept["versions"]], [str(v) for v in kept["champions"]]
        except FileNotFoundError:
            return [], []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Damaged(f"分类器目录的 {_STANDING} 读不出来。请从备份恢复。") from error

    def _write(self, versions: list[str], champions: list[str]) -> None:
        content = json.dumps({"versions": versions, "champions": champions}, indent=1)
        draft = self.directory / f".{_STANDING}.{os.getpid()}"
        with draft.open("w", encoding="utf-8") as file:
            file.write(content + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self.directory / _STANDING)


def _standing(version: str, champions: list[str]) -> Standing:
    if version not in champions:
        return Standing.CANDIDATE
    return Standing.CHAMPION if version == champions[-1] else Standing.RETIRED

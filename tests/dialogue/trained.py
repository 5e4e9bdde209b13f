"""The classifier that tests share: trained once on the shipped corpus, kept until that changes."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nlp
from nlp.reader import Reader
from nlp.registry import Registry

#: How long another process may take to train the same, in seconds.
_PATIENCE = 600


def trained_home(cache: Path) -> Path:
    """A home kept under `cache` in which `shouwen train` was run for this corpus and this code.

    Several test processes may ask at once: one trains, the others wait for it.
    """
    cache.mkdir(parents=True, exist_ok=True)
    home = cache / _fingerprint()
    lock = home.with_suffix(".lock")
    while not home.exists():
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            _wait(lock)
            continue
        try:
            _train(home)
        finally:
            lock.unlink()
    return home


def trained_reader(cache: Path) -> Reader:
    """The reader of that home."""
    registry = Registry(trained_home(cache) / "classifiers")
    assert registry.champion is not None
    return Reader.load(registry.folder(registry.champion))


def _train(home: Path) -> None:
    """Run the command as a newcomer does; what it made has passed the gate and serves."""
    draft = home.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    told = {key: value for key, value in os.environ.items() if not key.startswith("SHOUWEN_")}
    told["SHOUWEN_HOME"] = str(draft)
    command = Path(sys.executable).with_name("shouwen")
    subprocess.run([command, "train"], env=told, check=True)
    draft.rename(home)


def _fingerprint() -> str:
    """Of all that the classifier depends on: the corpus, the lexicon, and the code that learns."""
    digest = hashlib.sha256()
    room = Path(nlp.__file__).parent
    for path in sorted(room.rglob("*")):
        if path.suffix in (".py", ".csv", ".txt"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _wait(lock: Path) -> None:
    """Until the other process is done; a lock that nobody removes is taken over."""
    began = time.monotonic()
    while lock.exists():
        if time.monotonic() - began > _PATIENCE:
            lock.unlink(missing_ok=True)
        time.sleep(0.2)

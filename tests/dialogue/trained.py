"""The classifier that tests share: trained once on the shipped corpus, kept until that changes."""

import hashlib
import os
import time
from pathlib import Path

import nlp
from nlp import artifact
from nlp.dataset import CORPUS, read_examples
from nlp.reader import Reader
from nlp.training import train

#: How long another process may take to train the same, in seconds.
_PATIENCE = 600


def trained_reader(home: Path) -> Reader:
    """The reader kept under `home` for this corpus and this code; trained where there is none.

    Several test processes may ask at once: one trains, the others wait for its folder.
    """
    home.mkdir(parents=True, exist_ok=True)
    folder = home / _fingerprint()
    lock = folder.with_suffix(".lock")
    while not (folder / "manifest.json").exists():
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            _wait(lock)
            continue
        try:
            _train(folder)
        finally:
            lock.unlink()
    return Reader.load(folder)


def _train(folder: Path) -> None:
    examples = read_examples(CORPUS / "train.csv")
    trained = train(examples, read_examples(CORPUS / "calibration.csv"))
    artifact.save(trained.classifier, folder)


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

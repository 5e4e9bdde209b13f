"""The classifier that tests share: trained once on the shipped corpus, kept until that changes.

`python -m tests.dialogue.trained CACHE` makes it before a test asks for it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nlp
from nlp.reader import Reader
from nlp.registry import Registry


def trained_home(cache: Path) -> Path:
    """A home kept under `cache` in which `shouwen train` was run for this corpus and this code.

    Several processes may ask at once: one trains, the others wait until it is done or has died.
    """
    cache.mkdir(parents=True, exist_ok=True)
    home = cache / _fingerprint()
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            _train(home)
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


if __name__ == "__main__":
    trained_home(Path(sys.argv[1]))

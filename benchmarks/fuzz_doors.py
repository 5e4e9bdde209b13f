"""Fuzzing of what strangers' bytes meet first: each door takes them, or says no in its own words.

    PYTHONPATH=. python benchmarks/fuzz_doors.py DOOR SECONDS [SEED]

DOOR is telegram, sheet, workbook, picture, backup, classifier or words. Where `atheris` is there
(`pip install atheris`, CPython on Linux) the choice of bytes is guided by the lines they reach;
elsewhere samples are broken by chance. Input that breaks something is printed, and the exit code is
not 0. Whatever is not the door's own refusal counts as broken.
"""

import importlib
import io
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

try:
    atheris: Any = importlib.import_module("atheris")
except ImportError:
    atheris = None

OURS = ["bot", "storage", "nlp", "models"]
with atheris.instrument_imports(include=OURS) if atheris else nullcontext():
    from bot.bare import Damaged, bare
    from bot.channels.telegram import decode
    from bot.dialogue.asking_after import asks_after
    from bot.dialogue.hearing import visible
    from bot.dialogue.intents import intent_of, is_angry, only_asks
    from bot.files import NotTaken, sniff
    from bot.imports import shops
    from bot.imports.columns import lines_of
    from bot.imports.faults import SheetRefused
    from bot.imports.sheet import read_sheet
    from bot.port import Unreadable
    from nlp import artifact, facts
    from nlp.errors import ArtifactRejected
    from nlp.text import normalise
    from storage.backup.reading import examine
    from storage.errors import BackupFault

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
PLACE = Path(tempfile.mkdtemp(prefix="fuzz-"))


KINDS = (
    *("message", "edited_message", "callback_query", "my_chat_member", "channel_post"),
    *("inline_query", "poll", "message_reaction", "pre_checkout_query", "chat_member"),
)
#: Fields of updates, with what may stand in them; every one may also be absent, or be anything odd.
FIELDS: dict[str, tuple[Any, ...]] = {
    "message_id": (5, 0),
    "date": (1_795_000_000, 0, 2**40),
    "edit_date": (1_795_000_005,),
    "text": ("送货晚了", "/start x", "", "\x00\u202e", "\ud800"),
    "caption": ("这一条",),
    "data": ("x" * 22, "", "x" * 70),
    "id": (42, 7, -100123),
    "type": ("private", "group", "supergroup", "channel"),
    "first_name": ("王", ""),
    "last_name": ("建国",),
    "username": ("wang",),
    "language_code": ("zh-hans", "en"),
    "status": ("kicked", "member", "left"),
    "file_id": ("F", ""),
    "file_size": (3, 2**40),
    "duration": (8, 0),
    "mime_type": ("image/jpeg", "x"),
    "media_group_id": ("a",),
    "phone_number": ("+8613800001001", "x"),
    "user_id": (42, 7),
    "latitude": (31.2, -91.0),
    "longitude": (121.5,),
    "offset": (0, 99, -1),
    "length": (6, 0, 10**9),
}
NESTED = (
    *("chat", "from", "message", "reply_to_message", "contact", "location", "voice", "document"),
    *("new_chat_member", "old_chat_member", "photo", "entities", "sender_chat", "video"),
)
LISTS = frozenset({"photo", "entities"})
ODD: tuple[Any, ...] = (None, True, [], {}, "x", -1, 2**64, 1.5, [[]], "\x00")


class _Choices:
    """Decisions read from bytes; when they are used up, the first of everything."""

    def __init__(self, content: bytes) -> None:
        self._content = iter(content)

    def of(self, options: Any) -> Any:
        return options[next(self._content, 0) % len(options)]

    def document(self, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {
            name: self.of(usual) for name, usual in FIELDS.items() if self.of((0, 1, 1))
        }
        for name in NESTED if depth else ():
            if self.of((0, 0, 1)):
                inner = self.document(depth - 1)
                made[name] = [inner] if name in LISTS else inner
        if made and self.of((0, 0, 0, 1)):
            made[self.of(sorted(made))] = self.of(ODD)
        return made


def telegram(content: bytes) -> None:
    choices = _Choices(content)
    update = {"update_id": choices.of((9, 10, "x")), choices.of(KINDS): choices.document(2)}
    with suppress(Unreadable):
        decode(update, "7000001", NOW)


def sheet(content: bytes, name: str = "shops.csv") -> None:
    path = PLACE / name
    path.write_bytes(content)
    with suppress(SheetRefused):
        for line in lines_of(read_sheet(path), shops.COLUMNS):
            shops.told_by(line)


def workbook(content: bytes) -> None:
    sheet(content, "shops.xlsx")


def picture(content: bytes) -> None:
    with suppress(NotTaken, Damaged):
        mime, _ = sniff(content, "")
        after = bare(content, mime)
        if bare(after, mime) != after:
            raise AssertionError("laid bare twice, it is not the same")


def backup(content: bytes) -> None:
    path = PLACE / "desk.backup"
    path.write_bytes(content)
    with suppress(BackupFault):
        examine(path, b"phrase")


def classifier(content: bytes) -> None:
    """The manifest of a classifier's folder, with nothing beside it that it could be about."""
    (PLACE / artifact.MANIFEST).write_bytes(content)
    with suppress(ArtifactRejected):
        artifact.load(PLACE)


def words(content: bytes) -> None:
    text = visible(content.decode("utf-8", "replace"))[:4096]
    facts.extract(normalise(text), date(2026, 11, 22))
    for ask in (intent_of, is_angry, only_asks, asks_after):
        ask(text)


def _samples(door: str) -> list[bytes]:
    head = "许可证号,店名,经营者,电话,区域,路线,订货日,送货日,档位,年购进额,客户经理工号,客户编码\n"
    row = "310101100001,大姐烟店,王大姐,13900000001,乡村,三号线,周二,4,15,80000,1001,C1\n"
    jpeg = b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xda\x00\x02ab\xff\xd9"
    return {
        "telegram": [bytes(range(256)), bytes([0, 2, *[1] * 200]), bytes([0, 0, *[1, 0] * 200])],
        "sheet": [(head + row).encode(code) for code in ("utf-8-sig", "gb18030", "utf-16")],
        "workbook": [_a_workbook(head, row)],
        "picture": [
            jpeg,
            b"\x89PNG\r\n\x1a\n",
            b"RIFF\x0c\x00\x00\x00WEBPVP8 \x00\x00\x00\x00",
            b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
            b"\x00\x00\x00\x10ftypisom" + bytes(4),
        ],
        "backup": [b"\x1f\x8b\x08\x00", b"shouwen sealed backup 1\n" + bytes(60)],
        "classifier": [b'{"format": 1, "seal": "", "sha256": {}}'],
        "words": ["上周五少送了我一条软中华，138-0000-1001 找张明经理".encode()],
    }[door]


def _a_workbook(*lines: str) -> bytes:
    import xlsxwriter

    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for place, line in enumerate(lines):
            page.write_row(place, 0, line.strip().split(","))
    return into.getvalue()


DOORS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (telegram, sheet, workbook, picture, backup, classifier, words)
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


def by_chance(door: str, seconds: float, seed: int) -> int:
    chance, samples, tried = random.Random(seed), _samples(door), 0
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        content = _broken(chance, samples)
        try:
            DOORS[door](content)
        except Exception as error:
            print(f"{type(error).__name__}: {error}\n{content!r}")
            return 1
        tried += 1
    print(f"{door}: {tried} inputs by chance, none broke anything")
    return 0


def guided(door: str, seconds: float, seed: int) -> None:
    """libFuzzer does not come back: it ends the process, with 77 where something broke."""
    corpus = PLACE / "corpus"
    corpus.mkdir()
    for place, content in enumerate(_samples(door)):
        (corpus / str(place)).write_bytes(content)
    told = [f"-max_total_time={int(seconds)}", f"-seed={seed}", "-max_len=20000", "-timeout=10"]
    atheris.Setup([sys.argv[0], *told, f"-artifact_prefix={PLACE}/", str(corpus)], DOORS[door])
    atheris.Fuzz()


if __name__ == "__main__":
    wanted, limit = sys.argv[1], float(sys.argv[2])
    start = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    if atheris:
        guided(wanted, limit, start)
    else:
        sys.exit(by_chance(wanted, limit, start))

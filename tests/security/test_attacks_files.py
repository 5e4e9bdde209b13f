"""Attacks by files: classifiers that are traps, a stolen database, a broken key, pictures that are
something else, sheets that reckon. What came of each stands in `docs/security-attacks.md`."""

import csv
import io
import json
import os
import threading
import zipfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from bot.channels.telegram import decode
from bot.channels.telegram_raw import parsed
from bot.desk.enrolment import new_code
from bot.desk.entrance import begin_session, new_link_code
from bot.files import NotTaken, keep, kept
from bot.ledger_file import harmless
from bot.port import Unreadable
from bot.site_key import secret_of
from bot.web.admin import cookies
from bot.web.admin.passwords import Passwords
from models.entrance import StaffPassword
from nlp import artifact
from nlp.artifact import MANIFEST, VOCABULARY, WEIGHTS
from nlp.errors import ArtifactRejected
from tests.journeys.moves import filed
from tests.reading.lessons import lesson
from tests.stand_ins import StoppedClock
from tests.town import a_town
from tests.web.browsing import a_site
from tests.web.console import GOOD, signed_in

# A classifier whose seals fit: whoever may write the folder can make those too.


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    artifact.save(lesson().classifier, tmp_path / "kept", {})
    return tmp_path / "kept"


def sealed_anew(folder: Path, **changes: object) -> None:
    """Make all checksums of a folder fit what stands in it now."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest.pop("seal")
    manifest |= changes
    manifest["sha256"] = {
        name: sha256((folder / name).read_bytes()).hexdigest() for name in (WEIGHTS, VOCABULARY)
    }
    told = json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode()
    manifest["seal"] = sha256(told).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")


class Trap:
    """Runs a command when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch trapped",)


def pickled(folder: Path) -> None:
    held = np.array([Trap()], dtype=object)
    np.savez(folder / WEIGHTS, allow_pickle=True, weights=held, bias=held, idf=held)


def blown_up(folder: Path) -> None:
    with zipfile.ZipFile(folder / WEIGHTS, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("weights.npy", b"\0" * (80 << 20))


def lying_about_its_shape(folder: Path) -> None:
    with_head(folder, "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000000,), }")


def with_head(folder: Path, head: str) -> None:
    """Arrays that say this of themselves and hold nothing."""
    body = b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.encode()
    with zipfile.ZipFile(folder / WEIGHTS, "w") as packed:
        for name in ("weights", "bias", "idf"):
            packed.writestr(f"{name}.npy", body)


def without_an_end(folder: Path) -> None:
    with_head(folder, "{'descr': '<f4', 'shape': (1,")


def broken_where_it_is_packed(folder: Path) -> None:
    content = bytearray((folder / WEIGHTS).read_bytes())
    content[60:90] = bytes(30)
    (folder / WEIGHTS).write_bytes(content)


def leading_elsewhere(folder: Path) -> None:
    (folder / VOCABULARY).unlink()
    (folder / VOCABULARY).symlink_to("/etc/passwd")


def nested(folder: Path) -> None:
    (folder / MANIFEST).write_text("[" * 200_000)


def without_checksums(folder: Path) -> None:
    (folder / MANIFEST).write_text(
        json.dumps({"format": 1, "seal": sha256(b'{"format": 1}').hexdigest()})
    )


def with_half_a_letter(folder: Path) -> None:
    (folder / MANIFEST).write_text(r'{"format": 1, "seal": "", "labels": "\ud800"}')


#: The last two were found while this door was fuzzed.
MANIFESTS = {
    "a manifest without a bottom": nested,
    "a manifest without checksums": without_checksums,
    "a manifest with half a letter": with_half_a_letter,
}
TRAPS = {
    "a pickle among the weights": pickled,
    "weights that blow up": blown_up,
    "weights that lie about their shape": lying_about_its_shape,
    "weights whose head has no end": without_an_end,
    "weights broken where they are packed": broken_where_it_is_packed,
    "a vocabulary that points elsewhere": leading_elsewhere,
}


@pytest.mark.parametrize("name", [*TRAPS, *MANIFESTS])
def test_a_classifier_that_is_a_trap_is_refused_and_runs_nothing(folder: Path, name: str) -> None:
    if name in TRAPS:
        TRAPS[name](folder)
        sealed_anew(folder)
    else:
        MANIFESTS[name](folder)
    with pytest.raises(ArtifactRejected):
        artifact.load(folder)
    assert not Path("trapped").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"labels": []},
        {"labels": [None, 1, {}]},
        {"subcategories": {"supply": [1, 2]}},
        {"calibration": {"temperature": "warm"}},
        {"calibration": {"temperature": 0}},
        {"calibration": {"act": None}},
        {"calibration": {"favour": [1.0]}},
        {"calibration": {"offset": 0.5}},
    ],
    ids=str,
)
def test_a_classifier_that_could_not_answer_is_not_loaded(
    folder: Path, changed: dict[str, dict[str, object]]
) -> None:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    artifact.load(folder)
    ((name, value),) = changed.items()
    sealed_anew(folder, **{name: {**manifest[name], **value} if name == "calibration" else value})
    with pytest.raises(ArtifactRejected):
        artifact.load(folder)


# The database, taken away.


async def test_a_stolen_database_lets_nobody_in(tmp_path: Path) -> None:
    hashed = await Passwords().hash(GOOD)
    with a_town(tmp_path / "home") as town:
        token = cookies.new_token()

        def let_in(work) -> list[str]:  # type: ignore[no-untyped-def]
            digest = cookies.digest_of(token)
            begin_session(work, "9001", digest, "link", "x", town.now)
            work.entrance.set_password(
                StaffPassword(company_id=1, staff_no="9001", hashed=hashed, set_at=town.now)
            )
            return [
                new_link_code(work, "9001", town.now),
                new_code(work, "staff:1001", town.now, 72),
                token,
                GOOD,
            ]

        secrets = town.app.store.run_now(let_in)
        form = cookies.form_token(token, secret_of(town.home))
    kept_files = [*(tmp_path / "home").glob("shouwen.db*")]
    stolen = b"".join(file.read_bytes() for file in kept_files)
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in stolen
    for secret in (*secrets, form):
        assert secret.encode() not in stolen
    assert secret_of(tmp_path / "home") not in stolen


# The key that signs cookies.


@pytest.mark.parametrize("content", [b"", b"short", b"\0" * 31])
def test_nothing_is_signed_with_a_piece_of_a_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    key = secret_of(tmp_path)
    assert len(key) == 32
    assert secret_of(tmp_path) == key


def test_processes_that_start_at_once_sign_with_one_key_that_nobody_else_may_read(
    tmp_path: Path,
) -> None:
    keys: list[bytes] = []
    threads = [threading.Thread(target=lambda: keys.append(secret_of(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


# What people send.


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", b"<html>", b"MZ\x90\0",
     b"#!/bin/sh\n", b"PK\x03\x04", b"\x7fELF", b"", b"\xff\xd8"],
)  # fmt: skip
def test_what_a_machine_would_run_is_no_picture_whatever_it_is_called(
    tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(NotTaken):
        keep(content, "image/jpeg", 0, tmp_path)


@pytest.mark.parametrize(
    "ref", ["../secret", "/etc/passwd", "..", ".", "", "a/b", "x\0.jpg", "link.jpg", "～"]
)
def test_a_name_that_leads_out_of_the_folder_is_none(tmp_path: Path, ref: str) -> None:
    media = tmp_path / "media"
    media.mkdir()
    (tmp_path / "secret").write_bytes(b"key")
    (media / "link.jpg").symlink_to(tmp_path / "secret")
    assert kept(ref, media) is None


FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "\n=1", "＠x"]


@pytest.mark.parametrize("told", FORMULAS)
def test_a_cell_that_would_reckon_is_shown_instead(told: str) -> None:
    assert harmless(told).startswith("'")


async def test_a_complaint_that_is_a_formula_is_none_in_what_is_exported(tmp_path: Path) -> None:
    with a_town(tmp_path / "home") as town:
        await filed(town, text='=HYPERLINK("http://evil.example","点我") 送来的玉溪少送1条')
        async with signed_in(town.app, "9001", a_site(town.app)) as browser:
            sheet = (await browser.get("/admin/cases.csv")).content.decode("utf-8-sig")
            book = (await browser.get("/admin/reports/2026-03/ledger.xlsx")).content
    cells = [cell for row in csv.reader(io.StringIO(sheet)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        page = packed.read("xl/worksheets/sheet1.xml")
        assert b"HYPERLINK" in packed.read("xl/sharedStrings.xml")
    assert b"<f>" not in page
    assert b"<hyperlink" not in page


async def test_markup_and_marks_of_direction_in_a_complaint_are_only_signs(tmp_path: Path) -> None:
    hostile = (
        '"><script>alert(1)</script>{{ 7*7 }}\u202e送来的玉溪少送1条\u2066<img src=x onerror=1>'
    )
    with a_town(tmp_path / "home") as town:
        case = await filed(town, text=hostile)
        async with signed_in(town.app, "1001", a_site(town.app)) as browser:
            page = (await browser.get(f"/admin/cases/{case.full_number}")).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "49" not in page.partition("玉溪")[0][-40:]


# Updates that somebody who learned the secret makes up.

UPDATES = {
    "without a bottom": b"[" * 100_000 + b"]" * 100_000,
    "a number of five thousand digits": b'{"update_id": ' + b"9" * 5000 + b"}",
    "not a number": b'{"update_id": NaN}',
    "half a letter": b'{"update_id": 1, "message": {"text": "\\ud800"}}',
    "a name twice": b'{"update_id": 1, "update_id": 2}',
    "bytes that are no letters": b"\xff\xfe{}",
    "a list": b"[1]",
    "nothing": b"",
    "an id that is a list": b'{"update_id": [1]}',
}


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_that_is_a_trap_is_read_or_unreadable_and_nothing_else(name: str) -> None:
    with suppress(Unreadable):
        decode(parsed(UPDATES[name]), "bot", StoppedClock()())

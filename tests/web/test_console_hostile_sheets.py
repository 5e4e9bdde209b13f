"""Sheets that nobody should send: turned away kindly, and nothing of them is kept."""

import pytest

from bot.app import App
from tests.web.console import signed_in, words_of
from tests.web.sheets import SHOPS, a_bomb, a_sheet, a_shop_row, counts, licences, send

HOSTILE = {
    "a bomb": (a_bomb(), "表.xlsx"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "表.csv"),
    "half a workbook": (b"PK\x03\x04" + b"\0" * 400, "表.xlsx"),
    "an old workbook that is none": (b"\xd0\xcf\x11\xe0\xa1\xb1" + b"x" * 4000, "表.xls"),
    "a line without an end": (b"licence,name\n" + b"x" * 3_000_000, "表.csv"),
    "a huge cell": (a_sheet(SHOPS, a_shop_row(店名="长" * 200_000)), "表.csv"),
    "nothing but blanks": (b"\n \n\t\n", "表.csv"),
    "an entity": (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><Workbook>&a;</Workbook>', "表.xlsx"),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_hostile_files_are_turned_away_kindly(app: App, what: str) -> None:
    content, name = HOSTILE[what]
    before = licences(app)
    async with signed_in(app, "9001") as desk:
        page = await send(desk, "shops", content, name)
        words = words_of(page.text)
    assert page.status_code == 200
    assert "没有收" in words or counts(page)[-1] == counts(page)[0], words
    assert "程序出了错" not in words
    assert str(app.settings.home) not in page.text
    assert licences(app) == before


async def test_an_entity_in_a_workbook_is_not_unfolded_and_a_name_leads_nowhere(app: App) -> None:
    name = "../../../etc/\x00passwd<script>.csv"
    async with signed_in(app, "9001") as desk:
        page = await send(desk, "shops", a_sheet(SHOPS, a_shop_row()), name)
    assert "<script>" not in page.text.partition("<main")[2]
    (kept_file,) = [
        path for path in (app.settings.home / "imports").iterdir() if path.suffix == ".csv"
    ]
    assert kept_file.stat().st_mode & 0o077 == 0
    assert "passwd" not in kept_file.name


async def test_a_sheet_over_the_limit_is_refused_in_words(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.guard.LARGEST_SHEET", 1000)
    async with signed_in(app, "9001") as desk:
        answer = await send(desk, "shops", b"x" * 200_000)
        nothing = await send(desk, "shops", b"")
    assert answer.status_code == 413
    assert "最多收 64 MB" in words_of(answer.text)
    assert nothing.status_code == 422

"""What tests of imports share: sheets to send, and somebody who sends them."""

import csv
import io
import re
import zipfile

import httpx

from bot.app import App
from tests.web.console import Desk, words_of

SHOPS = ("许可证号", "店名", "电话", "区域", "档位", "客户经理工号")


def a_sheet(*rows: tuple[str, ...], encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def a_shop_row(licence: str = "310101109001", **cells: str) -> tuple[str, ...]:
    told = dict(zip(SHOPS, (licence, "新开的店", "13900009001", "市区", "12", "1001"), strict=True))
    return tuple((told | cells).values())


async def send(desk: Desk, kind: str, content: bytes, name: str = "表.csv") -> httpx.Response:
    """Send a sheet and let it be checked; the page about it."""
    answer = await desk.client.post(
        f"/admin/imports/{kind}/file",
        data={"form_token": desk.form_token},
        files={"sheet": (name, content)},
    )
    if answer.status_code != 303:
        return answer
    await desk.app.registrar.work_off()
    return await desk.get(answer.headers["location"])


async def decide(desk: Desk, page: httpx.Response, deed: str) -> httpx.Response:
    """Press one of the page's buttons and let what it asks for be done; the page then."""
    answer = await desk.post(page.url.path, deed=deed)
    if answer.status_code != 303:
        return answer
    await desk.app.registrar.work_off()
    return await desk.get(page.url.path)


def counts(page: httpx.Response) -> tuple[int, ...]:
    """The figures of the page: rows, added, changed, unchanged, rejected."""
    found = re.findall(r"(\d+) (?:总行数|新增|改动|未变|退回)", words_of(page.text))
    return tuple(map(int, found))


def a_bomb() -> bytes:
    """A workbook of fifty kilobytes that would unpack to fifty megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
    return out.getvalue()


def licences(app: App) -> set[str]:
    return app.store.read_now(lambda work: {shop.licence for shop in work.people.all_shops()})

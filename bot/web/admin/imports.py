"""导入: sheets of shops, staff, supply, holidays and labels: sent, looked at, taken in or back."""

import asyncio
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, RedirectResponse
from starlette.datastructures import UploadFile
from starlette.responses import Response

from bot.desk.shift import Shift
from bot.sheets import registering
from bot.sheets.kinds import KINDS
from bot.sheets.preview import Preview, kept_preview
from bot.sheets.registering import marked, previewed, put_away
from bot.sheets.templates import as_csv, as_workbook
from bot.web.admin.console import Console, Posted, Visit
from bot.web.admin.permissions import Permission
from bot.web.admin.refusals import NotThere
from bot.wording import say, speaking
from models.errors import Refusal
from models.ids import MOST, new_id, new_token
from models.importing import ImportState, SheetImport
from models.terms import SheetKind
from storage.errors import Conflict

PATH: Final = "/admin/imports"
#: Where one goes back to from the imports of a kind.
HOME_OF: Final = {
    SheetKind.SHOPS: "shops",
    SheetKind.STAFF: "staff",
    SheetKind.SUPPLY: "supply",
    SheetKind.CALENDAR: "rules",
    SheetKind.LABELS: "labels",
}
_MADE: Final[dict[str, tuple[Callable[[SheetKind], bytes], str]]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_LISTED: Final = 10
_LONGEST_NAME: Final = 60
_A_PIECE: Final = 1 << 20
#: A page about something that is under way comes again by itself, with a script or without.
_COMES_AGAIN: Final = {"Refresh": "2"}
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")


@dataclass(frozen=True, slots=True)
class Found:
    """One import with what was kept beside it; `is_last` says that it may be taken back."""

    job: SheetImport
    by: str
    preview: Preview | None
    has_marked: dict[str, bool]
    is_last: bool


def imports(console: Console) -> APIRouter:
    """`/admin/imports/KIND`, its templates, and each import."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.IMPORTS))]

    @router.get(f"{PATH}/{{kind}}")
    async def show(visit: Here, kind: str) -> Response:
        return await _list(visit, _kind(kind))

    @router.get(f"{PATH}/{{kind}}/template.{{form}}")
    async def template(visit: Here, kind: str, form: str) -> Response:
        known = _kind(kind)
        if form not in _MADE:
            raise NotThere
        make, media_type = _MADE[form]
        content = await asyncio.to_thread(make, known)
        return _as_file(content, media_type, f"{known.value}-template.{form}")

    @router.get(f"{PATH}/{{kind}}/{{number}}")
    async def one(visit: Here, kind: str, number: str) -> Response:
        return await _one(visit, _kind(kind), number)

    @router.get(f"{PATH}/{{kind}}/{{number}}/marked.{{form}}")
    async def back(visit: Here, kind: str, number: str, form: str) -> Response:
        job = await visit.read(_job(_kind(kind), number))
        path = marked(_folder(visit) / job.file, form)
        if form not in _MADE or not await asyncio.to_thread(path.is_file):
            raise NotThere
        name = f"{job.kind.value}-marked.{form}"
        return FileResponse(path, media_type=_MADE[form][1], filename=name)

    _changes(router, console)
    return router


def _changes(router: APIRouter, console: Console) -> None:
    Sent = Annotated[Posted, Depends(console.posts(Permission.IMPORTS, files=1))]
    Form = Annotated[Posted, Depends(console.posts(Permission.IMPORTS))]

    @router.post(f"{PATH}/{{kind}}/file")
    async def send(posted: Sent, kind: str) -> Response:
        visit, known = posted.visit, _kind(kind)
        upload = posted.form.get("sheet")
        if not isinstance(upload, UploadFile) or not upload.size:
            return await _list(visit, known, 422, says=_said(visit, "console.imports.no_file"))
        job = await _arrived(visit, known, upload)
        return RedirectResponse(f"{PATH}/{known.value}/{job.id}", 303)

    @router.post(f"{PATH}/{{kind}}/{{number}}")
    async def decide(posted: Form, kind: str, number: str) -> Response:
        known, deed = _kind(kind), posted.text("deed")
        if deed not in _DEEDS:
            raise NotThere
        try:
            await posted.visit.run(_done(posted, known, number, deed))
        except (Refusal, Conflict) as refused:
            is_said = isinstance(refused, Refusal)
            says = refused.says if is_said else _said(posted.visit, "console.imports.overtaken")
            return await _one(posted.visit, known, number, 409, says=says)
        if deed == "put_away":
            job = await posted.visit.read(_job(known, number))
            await asyncio.to_thread(put_away, _folder(posted.visit) / job.file)
        posted.visit.parts.sheet_arrived()
        return RedirectResponse(f"{PATH}/{known.value}/{number}", 303)


def _kind(text: str) -> SheetKind:
    kind = next((kind for kind in SheetKind if kind.value == text), None)
    if kind is None:
        raise NotThere
    return kind


def _said(visit: Visit, key: str) -> str:
    with speaking(visit.locale):
        return say(key)


def _folder(visit: Visit) -> Path:
    return visit.parts.site.home / "imports"


def _as_file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


async def _list(visit: Visit, kind: SheetKind, status: int = 200, says: str = "") -> Response:
    jobs = await visit.read(lambda shift: shift.work.imports.latest(kind, _LISTED))
    return visit.page(
        "imports.html",
        status,
        kind=kind,
        home=HOME_OF[kind],
        columns=KINDS[kind].columns,
        jobs=jobs,
        says=says,
    )


async def _one(
    visit: Visit, kind: SheetKind, number: str, status: int = 200, says: str = ""
) -> Response:
    folder = _folder(visit)

    def look(shift: Shift) -> Found:
        job = _job(kind, number)(shift)
        path, last = folder / job.file, shift.work.imports.last_written(kind)
        return Found(
            job=job,
            by=shift.staff(job.by_no).title if job.by_no else say("console.imports.by_command"),
            preview=kept_preview(previewed(path)),
            has_marked={form: marked(path, form).is_file() for form in _MADE},
            is_last=last is not None and last.id == job.id,
        )

    found = await visit.read(look)
    page = visit.page(
        "import.html", status, found=found, job=found.job, home=HOME_OF[kind], says=says
    )
    if found.job.state.is_at_work:
        page.headers.update(_COMES_AGAIN)
    return page


def _job(kind: SheetKind, number: str) -> Callable[[Shift], SheetImport]:
    is_number = number.isascii() and number.isdecimal() and len(number) < 20

    def find(shift: Shift) -> SheetImport:
        job = shift.work.imports.get(min(int(number), MOST)) if is_number else None
        if job is None or job.kind is not kind:
            raise NotThere
        return job

    return find


async def _arrived(visit: Visit, kind: SheetKind, upload: UploadFile) -> SheetImport:
    """The sheet kept under a name of chance, and on record; what whoever sent it calls it is only
    shown, and names no place."""
    shown = _UNSAFE.sub(" ", upload.filename or "").strip()[-_LONGEST_NAME:]
    ending = Path(shown).suffix.lower()
    name = f"{new_token()}{ending if ending in ('.csv', '.txt', '.xlsx', '.xls') else '.csv'}"
    size = await asyncio.to_thread(_keep, upload, _folder(visit) / name)
    job = SheetImport(
        company_id=visit.parts.store.company_id,
        id=new_id(visit.now),
        kind=kind,
        by_no=visit.person.no,
        name=shown,
        file=name,
        size=size,
        arrived_at=visit.now,
    )
    await visit.run(lambda shift: shift.work.imports.add(job))
    visit.parts.sheet_arrived()
    return job


def _keep(upload: UploadFile, path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    size = 0
    # Names and numbers of people lie in it: nobody else on the machine reads them.
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        while piece := upload.file.read(_A_PIECE):
            size += file.write(piece)
    return size


#: What can be done with an import: the state it has to be in, and the one it comes to.
_DEEDS: Final = {
    "write": (ImportState.CHECKED, ImportState.WANTED),
    "write_partial": (ImportState.CHECKED, ImportState.WANTED),
    "put_away": (ImportState.CHECKED, ImportState.GIVEN_UP),
    "take_back": (ImportState.WRITTEN, ImportState.TAKEN_BACK),
}


def _done(posted: Posted, kind: SheetKind, number: str, deed: str) -> Callable[[Shift], None]:
    visit = posted.visit
    needed, then = _DEEDS[deed]
    folder = _folder(visit)

    def unit(shift: Shift) -> None:
        job = _job(kind, number)(shift)
        if job.state is not needed:
            raise Refusal(say("console.imports.overtaken"))
        if deed == "take_back":
            registering.take_back(shift, job, visit.person.no)
            return
        if then is ImportState.WANTED and not (folder / job.file).is_file():
            raise Refusal(say("console.imports.gone"))
        if deed == "write" and job.report.get("rejected"):
            raise Refusal(say("import.faults_now", count=job.report["rejected"]))
        job.state, job.is_partial = then, deed == "write_partial"
        # Who says the word answers for it, whoever sent the sheet.
        job.by_no = visit.person.no
        job.done = 0
        shift.work.imports.keep(job)

    return unit

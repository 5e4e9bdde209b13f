"""`report`: a month as a page, pictures and numbers, of the whole company."""

import base64
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import opening
from bot.cli.ending import Misconfigured
from bot.cli.printing import Json, put, put_json
from bot.cli.root import ROOT, command
from bot.cli.tongue import two

if TYPE_CHECKING:
    from bot.report.fonts import Face
    from models.monthly import Figures


@command(
    ROOT, "report", "做一个月的报表：网页、图和数字", "Report a month: page, pictures, numbers"
)
def report(
    *,
    month: Annotated[
        str, typer.Option("--month", metavar="YYYY-MM", help=two("登记的月份", "Month filed"))
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help=two("写到这个文件夹", "Folder to write to"))
    ],
    as_json: Json = False,
) -> None:
    from bot.desk.monthly import figures_of
    from bot.desk.shift import Shift
    from bot.house import house_of
    from bot.report.document import document_of
    from bot.wording import LOCALES, speaking

    day, settings, now = opening.month_from(month), opening.settings_of(), opening.now()
    house = house_of(settings)
    with opening.opened_existing(settings) as store, speaking(two(*LOCALES)):
        face = _face(settings.font)
        figures = store.read_now(lambda work: figures_of(Shift(work, now, house), day, None))
        document = document_of(figures)
        files = write_report(figures, face, out, now)
    if as_json:
        put_json(document)
        return
    put(document["finding"])
    for file in files:
        put(str(file))


def write_report(figures: "Figures", face: "Face", folder: Path, now: datetime) -> list[Path]:
    """Write the page, which needs no other file, the pictures in both forms, and the numbers."""
    from bot.report.document import document_of
    from bot.report.pictures import PICTURES, draw, title_of

    folder.mkdir(parents=True, exist_ok=True)
    content: dict[str, bytes] = {}
    shown = []
    for name in PICTURES:
        drawing = content[f"{name}.svg"] = draw(name, figures, face, "svg")
        content[f"{name}.png"] = draw(name, figures, face, "png")
        packed = base64.b64encode(drawing).decode("ascii")
        shown.append((title_of(name, figures), f"data:image/svg+xml;base64,{packed}"))
    content["report.html"] = _page(figures, shown, now).encode()
    numbers = json.dumps(document_of(figures), ensure_ascii=False, indent=2)
    content["numbers.json"] = f"{numbers}\n".encode()
    for name, each in content.items():
        (folder / name).write_bytes(each)
    return [folder / name for name in sorted(content)]


def _page(figures: "Figures", pictures: list[tuple[str, str]], now: datetime) -> str:
    from bot.report.finding import headline, lists
    from bot.web.pages import render
    from bot.wording import say, spoken_locale

    return render(
        "report.html",
        lang="en" if spoken_locale() == "en" else "zh-CN",
        title=say("report.title", month=f"{figures.month:%Y-%m}"),
        headline=headline(figures),
        figures=figures,
        lists=lists(figures),
        pictures=pictures,
        now=now,
    )


def _face(font: Path | None) -> "Face":
    """Raises `Misconfigured` where the font that was set can't draw Chinese."""
    from bot.report.fonts import NoChineseFont, chinese_face

    try:
        return chinese_face(font)
    except NoChineseFont as error:
        raise Misconfigured(
            two(
                f"SHOUWEN_FONT 指的 {font} 不是能画中文的字体。请换一个 .ttf、.otf 或 .ttc 文件，"
                "或去掉这一项，用自带的字体。",
                f"{font} in SHOUWEN_FONT is no font with Chinese letters; name a .ttf, .otf or "
                ".ttc, or leave the setting out for the font that comes along.",
            )
        ) from error

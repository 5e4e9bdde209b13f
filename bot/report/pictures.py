"""The report's pictures: drawn once by Matplotlib, as SVG for pages and as PNG for chat.

Letters become outlines, so a picture looks the same where no Chinese font is. Drawing needs a
tenth of a second or more: in a service it belongs into a thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Literal

from bot.report.finding import headline, of_subcategories, of_week
from bot.report.fonts import Face
from bot.report.names import called
from bot.wording import say
from models.monthly import Compared, Figures
from models.weekly import Week

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Form = Literal["svg", "png"]

_INK: Final = "#2b2620"
_SOFT: Final = "#655a4b"
_PAPER: Final = "#ffffff"
#: This month, last month, last year: apart in grey as well.
_SHADES: Final = ("#0f6456", "#9dbfb4", "#e0d6c5")
#: Inches; narrow, so that letters stay readable on a telephone.
_WIDE: Final = 5.2
#: Latin letters that fit into the title's line; a Chinese one takes the room of two.
_LETTERS: Final = 48
_WIDE_FROM: Final = 0x2E80
#: Lines of the longest picture.
_MOST_LINES: Final = 10
_TITLE: Final[dict[str, Callable[[Figures], str]]] = {
    "categories": headline,
    "subcategories": of_subcategories,
}
PICTURES: Final = tuple(_TITLE)
#: The periods that are set beside one another, by the keys of what they are called.
_MONTHS: Final = ("report.now", "report.last_month", "report.last_year")
_WEEKS: Final = ("report.this_week", "report.week_before")


@dataclass(frozen=True, slots=True)
class Bars:
    """A line of a picture: what was counted, and how often in each period."""

    name: str
    counts: tuple[int, ...]


def title_of(name: str, figures: Figures) -> str:
    """What a picture shows, in the language that is spoken just now."""
    return _TITLE[name](figures)


def draw(name: str, figures: Figures, face: Face, form: Form) -> bytes:
    """One of `PICTURES` as a file, in the language that is spoken just now."""
    bars = [Bars(line.name, _three(line.count)) for line in figures.tables[name][:_MOST_LINES]]
    return _drawn(title_of(name, figures), _MONTHS, bars, face, form)


def draw_week(week: Week, face: Face, form: Form) -> bytes:
    """What was complained about in a week, beside the week before."""
    bars = [Bars(line.name, (line.now, line.before)) for line in week.lines[:_MOST_LINES]]
    return _drawn(of_week(week), _WEEKS, bars, face, form)


def _drawn(
    title: str, periods: Sequence[str], lines: Sequence[Bars], face: Face, form: Form
) -> bytes:
    figure = _figure(title, periods, lines, face)
    told: dict[str, Any] = {"metadata": {"Title": title}}
    if form == "svg":
        told["metadata"]["Date"] = None  # the same figures give the same picture
    file = BytesIO()
    figure.savefig(file, format=form, dpi=160, facecolor=_PAPER, **told)
    return file.getvalue()


def _figure(title: str, periods: Sequence[str], lines: Sequence[Bars], face: Face) -> "Figure":
    """Lying bars, one for each period, each with its number at its end."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDE, 1.3 + 0.56 * max(len(lines), 2)), layout="constrained")
    axes = figure.add_subplot()
    figure.suptitle(_in_lines(face.drawable(title)), x=0.02, ha="left", fontsize=13, color=_INK)
    thick = 0.81 / len(periods)
    for place, (key, shade) in enumerate(zip(periods, _SHADES, strict=False)):
        counts = [line.counts[place] for line in lines]
        where = [row + (place - (len(periods) - 1) / 2) * thick for row in range(len(lines))]
        bars = axes.barh(where, counts, height=0.92 * thick, color=shade, label=say(key))
        axes.bar_label(bars, labels=[str(count) for count in counts], padding=3, color=_SOFT)
    names = [face.drawable(called(line.name)) for line in lines]
    axes.set_yticks(range(len(lines)), names, color=_INK)
    axes.set_ylim(max(len(lines), 2) - 0.4, -0.6)
    axes.set_xlim(0, 1.12 * max((max(line.counts) for line in lines), default=0) + 0.5)
    axes.xaxis.set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_color(_SOFT)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3, frameon=False, fontsize=9)
    _in_letters_of(figure, face)
    return figure


def _in_lines(title: str) -> str:
    """A title too wide for the picture, broken between its parts."""
    width = sum(2 if ord(letter) >= _WIDE_FROM else 1 for letter in title)
    return title.replace("; ", ";\n").replace("；", "；\n") if width > _LETTERS else title


def _three(count: Compared) -> tuple[int, int, int]:
    return count.now, count.last_month, count.last_year


def _in_letters_of(figure: "Figure", face: Face) -> None:
    """Set every text in the face; nothing in a name is taken for a formula."""
    from matplotlib.font_manager import FontPath, FontProperties
    from matplotlib.text import Text

    file = FontPath(str(face.path), face.place)
    for text in figure.findobj(Text):
        assert isinstance(text, Text)  # noqa: S101 - `findobj` knows only artists
        text.set_parse_math(False)
        text.set_fontproperties(FontProperties(fname=file, size=text.get_fontsize()))

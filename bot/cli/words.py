"""Help and complaints about usage in the language of the environment."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Final

from typer import Context
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from bot.cli.ending import Code, Ending, WrongUsage
from bot.cli.tongue import is_english, two

#: Fixed words of the library's help, and what they are in Chinese.
_FIXED: Final = (
    ("Usage: ", "用法："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]…"),
    ("Options:", "选项："),
    ("Arguments:", "参数："),
    ("Commands:", "命令："),
    ("Show this message and exit.", "显示这段说明。"),
    ("[required]", "[必填]"),
    ("; required]", "；必填]"),
    ("[default: ", "[默认："),
)


class OurCommand(TyperCommand):
    """A command whose help is all in one language."""

    def get_help(self, ctx: Any) -> str:
        return _in_our_tongue(super().get_help(ctx))


class OurGroup(TyperGroup):
    """A group of commands that names the nearest one when a word is not known."""

    def get_help(self, ctx: Any) -> str:
        return _in_our_tongue(super().get_help(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        word = args[0]
        if not word.startswith("-") and self.get_command(ctx, word) is None:
            raise WrongUsage(_no_such_command(word, ctx, list(self.commands)))
        return super().resolve_command(ctx, args)


def _in_our_tongue(text: str) -> str:
    if not is_english():
        for english, chinese in _FIXED:
            text = text.replace(english, chinese)
    return text


def _no_such_command(word: str, ctx: Context, known: list[str]) -> str:
    shown, close = word[:40], get_close_matches(word, known, n=1)
    chinese = f"是不是想用 {close[0]}？" if close else f"可用的有：{'、'.join(sorted(known))}。"
    english = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(sorted(known))}."
    return two(
        f"{ctx.command_path} 没有命令“{shown}”。{chinese}",
        f"{ctx.command_path} has no command “{shown}”. {english}",
    )


def _no_such_option(error: Any) -> str:
    close = "、".join(error.possibilities or ())
    return two(
        f"没有选项 {error.option_name}。{f'是不是想用 {close}？' if close else ''}",
        f"There is no option {error.option_name}. {f'Did you mean {close}?' if close else ''}",
    )


def _missing(error: Any) -> str:
    what = error.param.get_error_hint() if error.param is not None else ""
    return two(f"缺少 {what}。", f"{what} is missing.")


def _bad_value(error: Any) -> str:
    what = error.param.get_error_hint() if error.param is not None else ""
    # The library's own reason is in English only.
    return two(f"{what} 的值用不了。", f"{what} can't be used: {error.message}.")


#: By the name of the library's class, which is not part of its public face.
_SAID: Final[dict[str, Callable[[Any], str]]] = {
    "NoSuchOption": _no_such_option,
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
}


def usage_ending(error: TyperException) -> Ending:
    """What is said when the words of a command could not be understood."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return Ending(_in_our_tongue(error.format_message()), Code.WRONG_USAGE)
    says = _SAID[kind](error) if kind in _SAID else error.format_message()
    path = getattr(getattr(error, "ctx", None), "command_path", "shouwen")
    hint = two(f"用法见 {path} --help。", f"See {path} --help.")
    return Ending(f"{says.strip()} {hint}", Code.WRONG_USAGE)

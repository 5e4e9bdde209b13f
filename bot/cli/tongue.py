"""The language of the command line: English where the environment asks for it, else Chinese."""

import os
import re
from collections.abc import Mapping
from typing import Final

#: In the order in which a program is told its language.
_ASKED_IN = ("LC_ALL", "LC_MESSAGES", "LANG")


def is_english(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether LC_ALL, LC_MESSAGES or LANG, the first that is set, names English."""
    asked = next((environment[name] for name in _ASKED_IN if environment.get(name)), "")
    return asked.lower().startswith("en")


#: How the person called us, where it was not by our own name: `go.py` says so.
_CALLED_AS: Final = "GO_CALLED_AS"
_COMMAND: Final = re.compile(r"(?<![\w./-])shouwen (?=[a-z])")


def as_called(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The text with its commands as this person would type them."""
    called = environment.get(_CALLED_AS, "")
    return _COMMAND.sub(lambda _: f"{called} ", text) if called else text


def two(chinese: str, english: str) -> str:
    """The text in the language of this process."""
    return english if is_english() else chinese

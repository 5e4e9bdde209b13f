"""The language of the command line: English where the environment asks for it, else Chinese."""

import os
from collections.abc import Mapping

#: In the order in which a program is told its language.
_ASKED_IN = ("LC_ALL", "LC_MESSAGES", "LANG")


def is_english(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether LC_ALL, LC_MESSAGES or LANG, the first that is set, names English."""
    asked = next((environment[name] for name in _ASKED_IN if environment.get(name)), "")
    return asked.lower().startswith("en")


def two(chinese: str, english: str) -> str:
    """The text in the language of this process."""
    return english if is_english() else chinese

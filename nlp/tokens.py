"""Words: jieba on a small dictionary of our own that knows the trade.

The stock dictionary of 349,000 words takes a second to load, and jieba keeps it in a cache in the
shared temporary folder, read by `marshal`. Ours is a tenth of the size, holds the prefixes jieba
wants, is read in milliseconds and needs no cache.
"""

import sys
import warnings
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import LazyLoader
from types import ModuleType
from typing import Any, Final

from nlp import lexicon
from nlp.likeliest import Likeliest

#: Blocks between marks whose words are remembered: those of the longest messages.
_LOOKED_AT_AGAIN: Final = 128


@cache
def tokenizer() -> Any:
    """A `jieba.Tokenizer` ready to cut, without cache file and without a word on stderr."""
    found = _import_jieba().Tokenizer(str(lexicon.FOLDER / "words.txt"))
    found.FREQ = lexicon.words()
    found.total = sum(found.FREQ.values())
    found.initialized = True
    # In the place of jieba's method for a block, which gives the same and takes thrice as long.
    # One message is looked at several times: said over, clause by clause, for its reasons.
    found._Tokenizer__cut_DAG_NO_HMM = lru_cache(_LOOKED_AT_AGAIN)(Likeliest.of(found.FREQ).words)
    return found


def cut(text: str) -> list[tuple[str, int, int]]:
    """The words of a cleaned text as jieba's search mode gives them, each with its place.

    Search mode names the shorter words inside a long one before the long one. Without the hidden
    Markov model: guessed words hardly repeat, and pairs of characters stand for them.
    """
    words: list[tuple[str, int, int]] = []
    start = 0
    for word in tokenizer().cut(text, HMM=False):
        end = start + len(word)
        if end - start > 2:
            words += _parts(text, start, end)
        words.append((word, start, end))
        start = end
    return words


def _parts(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The words of two and of three characters inside a longer one."""
    known = tokenizer().FREQ
    for size in range(2, min(end - start, 4)):
        for at in range(start, end - size + 1):
            if known.get(part := text[at : at + size]):
                yield part, at, at + size


class _FinalsegLater(MetaPathFinder):
    """Puts off jieba's Markov tables (0.2 s) until somebody asks for a guessed word."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != "jieba.finalseg":
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is not None and spec.origin is not None:
            spec.loader = LazyLoader(_Quietly(fullname, spec.origin))
        return spec


class _Quietly(SourceFileLoader):
    """Loads a module without the warnings that the old escapes in its source would raise."""

    def exec_module(self, module: ModuleType) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            super().exec_module(module)


def _import_jieba() -> ModuleType:
    """Import jieba quietly and lightly; what was imported already is taken as it is.

    Its source has escapes that newer Pythons warn of, and it asks for `pkg_resources`, which is
    slow and warns too, only to find a file that it finds without.
    """
    if (loaded := sys.modules.get("jieba")) is not None:
        return loaded
    finder = _FinalsegLater()
    absent = "pkg_resources" not in sys.modules
    sys.meta_path.insert(0, finder)
    if absent:
        sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jieba
    finally:
        sys.meta_path.remove(finder)
        if absent:
            del sys.modules["pkg_resources"]
    jieba.setLogLevel("WARNING")
    module: ModuleType = jieba
    return module

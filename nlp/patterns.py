"""Patterns written as lists of words, so that they can be read."""


def any_of(words: str) -> str:
    """A group that matches any of the blank-separated words; each may be a pattern itself."""
    return f"(?:{'|'.join(words.split())})"

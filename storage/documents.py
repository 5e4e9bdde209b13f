"""JSON as both databases can keep it."""

import json
from typing import Any


def as_json(document: Any) -> str:
    """The document as JSON text.

    What people send may hold NUL or half a surrogate pair; PostgreSQL refuses both, so they become
    the replacement character rather than a message that can never be taken in.
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in text or not _is_whole(text):
        text = json.dumps(_mended(document), ensure_ascii=False, separators=(",", ":"))
    return text


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _mended(document: Any) -> Any:
    if isinstance(document, str):
        whole = document.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\0", "\ufffd")
    if isinstance(document, dict):
        return {_mended(key): _mended(value) for key, value in document.items()}
    if isinstance(document, list | tuple):
        return [_mended(value) for value in document]
    return document

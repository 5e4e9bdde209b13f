"""The site's key: it signs the pages' cookies and seals links into the console."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

_KEY_BYTES: Final = 32


def secret_of(home: Path) -> bytes:
    """The key of the installation: made once and whole, readable by its owner alone. What is no
    whole key, after a full disk for example, is never signed with."""
    path = home / "secret"
    if key := _whole(path):
        return key
    fresh = path.with_name(f"secret.{secrets.token_hex(8)}")
    fresh.touch(mode=0o600, exist_ok=False)
    try:
        fresh.write_bytes(secrets.token_bytes(_KEY_BYTES))
        return _kept(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _kept(fresh: Path, path: Path) -> bytes:
    """Of several processes that start at once, all sign with the key of the first."""
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path)
    if not _whole(path):
        fresh.replace(path)
    return path.read_bytes()


def _whole(path: Path) -> bytes:
    """The key that is kept; empty where there is none, or only a piece of one."""
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return b""
    return key if len(key) >= _KEY_BYTES else b""

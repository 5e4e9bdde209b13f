"""The file with the keys of names and telephone numbers: read at every start, changed by `keys`."""

import os
import secrets
from pathlib import Path

from bot.settings import Settings
from storage.errors import KeyFileUnfit
from storage.personal import NO_KEYS, Ring, ring_of


def ring_for(settings: Settings) -> Ring:
    """The keys of this installation. Raises `KeyFileUnfit`."""
    if settings.key_file is None:
        return NO_KEYS
    try:
        return ring_of(settings.key_file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileUnfit(
            f"密钥文件 {settings.key_file} 读不了。请检查路径和权限；没有写入任何内容。"
        ) from error


def write_ring(ring: Ring, path: Path) -> None:
    """Put the ring in the place of what was there, whole or not at all; its owner alone reads it.
    Raises OSError."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(ring.to_file())
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)

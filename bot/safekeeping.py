"""Safekeeping: what belongs to an installation besides its database, taken along and put back.

Secrets stay behind: tokens and passphrases come from whoever runs the new place, and the key that
signs cookies is made anew there. So do addresses and folders, which are of the old machine.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

import tomli_w
from pydantic import SecretStr

from bot.settings import Settings
from storage.backup.manifest import Manifest
from storage.backup.restoring import Restored, restore
from storage.backup.taking import Installation, take
from storage.progress import Tell

_CONFIG: Final = "config.toml"
_POLICY: Final = "policy.toml"
#: Of this machine, of this start, or holding a secret: an address may have a password in it.
_STAYS: Final = frozenset(
    {
        *("home", "policy", "clock", "font", "backup_dir", "backup_passphrase_file", "key_file"),
        *("host", "port", "site_url", "trusted_proxies", "webhook_url"),
        *("database_url", "telegram_proxy", "telegram_api_url"),
    }
)


class NoPassphrase(Exception):
    """The file with the passphrase can't be read or is empty; the message says what to do."""


def installation_of(settings: Settings) -> Installation:
    """Everything that a backup takes along. Raises OSError for an unreadable policy."""
    texts = {_CONFIG: tomli_w.dumps(_portable(settings)).encode()}
    if settings.policy is not None:
        texts[_POLICY] = settings.policy.read_bytes()
    folders = {"media": settings.home / "media", "classifiers": settings.classifiers}
    return Installation(settings.database, folders, texts)


def passphrase_of(settings: Settings) -> bytes:
    """The passphrase of backups; empty where they are not enciphered. Raises `NoPassphrase`."""
    if (path := settings.backup_passphrase_file) is None:
        return settings.backup_passphrase.get_secret_value().encode()
    try:
        told = path.read_bytes().strip()
    except OSError as error:
        raise NoPassphrase(f"口令文件 {path} 读不了。请检查路径和权限。") from error
    if not told:
        raise NoPassphrase(f"口令文件 {path} 是空的。请写入口令，或去掉这项设置。")
    return told


def back_up(settings: Settings, file: Path, now: datetime, tell: Tell) -> Manifest:
    """Take a backup of the whole installation. Raises like `take`, or `NoPassphrase`."""
    phrase = passphrase_of(settings)
    return take(installation_of(settings), file, now, passphrase=phrase, tell=tell)


def put_back(
    settings: Settings, file: Path, now: datetime, tell: Tell, *, replace: bool
) -> Restored:
    """Restore an installation. Settings and rules come along where the home has none of its own.

    Raises like `restore`, or `NoPassphrase`.
    """
    restored = restore(
        file,
        Installation(settings.database, installation_of(settings).folders),
        settings.home,
        now,
        replace=replace,
        passphrase=passphrase_of(settings),
        tell=tell,
    )
    if settings.policy is None and not (settings.home / _CONFIG).exists():
        _put_back_texts(settings.home, restored.texts)
    return restored


def _put_back_texts(home: Path, texts: dict[str, bytes]) -> None:
    config = texts.get(_CONFIG, b"")
    if rules := texts.get(_POLICY):
        (home / _POLICY).write_bytes(rules)
        place = {"policy": str((home / _POLICY).absolute())}
        config = tomli_w.dumps(place).encode() + config
    if config:
        (home / _CONFIG).write_bytes(config)


def _portable(settings: Settings) -> dict[str, object]:
    """The settings that mean the same elsewhere, of those that somebody has set."""
    set_here = {name: getattr(settings, name) for name in sorted(settings.model_fields_set)}
    return {
        name: str(value) if isinstance(value, Path) else value
        for name, value in set_here.items()
        if name not in _STAYS and value is not None and not isinstance(value, SecretStr)
    }

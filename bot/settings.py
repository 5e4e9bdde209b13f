"""Settings: read once, in `cli`, from the command line, the environment, `.env` and `config.toml`.

The earlier source wins. An unknown key is an error that names the nearest known one.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.proxies import networks

_PREFIX: Final = "SHOUWEN_"


class SettingsFault(Exception):
    """The settings can't be followed; the message says which, why, and what to do."""


class Settings(BaseSettings):
    """Everything an installation can set; `docs/howto/settings.md` says the same in a table."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", extra="forbid", frozen=True
    )

    home: Path = Field(Path("var"), description="Where files, classifiers and SQLite live")
    database_url: str = Field("", description="Empty: SQLite in the home; or postgresql://…")
    host: str = Field("127.0.0.1", description="Address that the pages listen on")
    port: int = Field(8080, ge=0, le=65535, description="Port that the pages listen on")
    site_url: str = Field("", description="How browsers reach the pages, as https://desk.example")
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="Addresses or networks of the reverse proxies that say who calls",
    )
    telegram_token: SecretStr = Field(SecretStr(""), description="Token from BotFather")
    telegram_abroad: bool = Field(
        default=False,
        description="yes: retailers' data may go to Telegram's servers, which are abroad",
    )
    telegram_library: Literal["ptb", "aiogram"] = Field(
        "ptb", description="Which library speaks with Telegram"
    )
    telegram_mode: Literal["polling", "webhook"] = Field(
        "polling", description="How updates come: asked for, or by a call"
    )
    telegram_api_url: str = Field("", description="Base address of a Bot API server of one's own")
    telegram_proxy: str = Field("", description="Way to the Bot API: http://… or socks5://…")
    webhook_url: str = Field("", description="https address that Telegram calls; webhook only")
    webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="Secret that each call must show, 16 characters or more; webhook only",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Shown as a bearer token, opens /metrics to other machines; empty: to none",
    )
    log: Literal["text", "json"] = Field("text", description="Form of the log")
    policy: Path | None = Field(None, description="TOML file with the numbers of the rules")
    font: Path | None = Field(None, description="Another font for pictures, with Chinese letters")
    backup_dir: Path | None = Field(None, description="Folder for backups on schedule; empty: none")
    backup_hours: int = Field(24, ge=1, le=720, description="Hours from one backup to the next")
    backup_keep: int = Field(7, ge=1, le=1000, description="How many backups on schedule stay")
    backup_passphrase: SecretStr = Field(SecretStr(""), description="Enciphers backups")
    backup_passphrase_file: Path | None = Field(None, description="File with that passphrase")
    key_file: Path | None = Field(
        None, description="File with the keys that encipher names and telephone numbers"
    )
    clock: datetime | None = Field(None, description="Start instant; only with --demo")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_proxies(cls, told: str) -> str:
        try:
            networks(told)
        except ValueError:
            raise PydanticCustomError("proxies", "no addresses of proxies") from None
        return told

    @property
    def database(self) -> str:
        """The database's address; a file in the home unless one is set."""
        return self.database_url or f"sqlite:///{(self.home / 'shouwen.db').absolute()}"

    @property
    def site(self) -> str:
        """How browsers reach the pages; on this machine unless an address is set."""
        is_everybody = self.host in ("0.0.0.0", "::")  # noqa: S104
        host = "127.0.0.1" if is_everybody else self.host
        here = f"[{host}]" if ":" in host else host
        return self.site_url.rstrip("/") or f"http://{here}:{self.port}"

    @property
    def classifiers(self) -> Path:
        return self.home / "classifiers"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        home = _home(init_settings(), env_settings(), dotenv_settings())
        return init_settings, env_settings, dotenv_settings, _File(settings_cls, home)


class _File(PydanticBaseSettingsSource):
    """`config.toml` in the home, the last to be asked."""

    def __init__(self, settings_cls: type[BaseSettings], home: Path) -> None:
        super().__init__(settings_cls)
        self._table = _read_toml(home / "config.toml")

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return self._table.get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        return self._table


def _home(*sources: Mapping[str, Any]) -> Path:
    return next((Path(source["home"]) for source in sources if source.get("home")), Path("var"))


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}  # a home that is no folder is told by whoever makes it
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsFault(f"读不懂设置文件 {path}。请检查是不是 UTF-8 的 TOML。") from error


def load(**given: Any) -> Settings:
    """The settings of this start; `given` are the command line's. Raises `SettingsFault`."""
    _refuse_unknown(os.environ)
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise SettingsFault("\n".join(_fault(each) for each in error.errors())) from error


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = [f"{_PREFIX}{name.upper()}" for name in Settings.model_fields]
    for key in environment:
        if key.startswith(_PREFIX) and key not in known and key not in _OF_OTHERS:
            raise SettingsFault(f"不认识的设置 {key}。{_nearest(key, known)}")


#: Settings of the test runner, which share the prefix.
_OF_OTHERS: Final = frozenset({f"{_PREFIX}REQUIRE"})


def _nearest(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1)
    return f"是不是想写 {close[0]}？" if close else f"认识的有：{'、'.join(known)}。"


def _fault(error: Any) -> str:
    name = str(error["loc"][0]) if error["loc"] else ""
    key = f"{_PREFIX}{name.upper()}"
    if error["type"] == "extra_forbidden":
        known = [f"{_PREFIX}{field.upper()}" for field in Settings.model_fields]
        return f"不认识的设置 {name}。{_nearest(key, known)}"
    return f"设置 {key} 的值用不了，{_expected(error)}。"


#: What a kind of fault says of the value that is expected, by the fault's type.
_EXPECTED: Final = {
    "bool_parsing": "只能写 yes 或 no",
    "int_parsing": "应该是整数",
    "greater_than_equal": "太小了，不能小于 {ge}",
    "less_than_equal": "太大了，不能大于 {le}",
    "literal_error": "只能写 {expected}",
    "datetime_from_date_parsing": "应该是时间，比如 2026-03-12T10:00+08:00",
    "proxies": "只能写 IP 地址或网段，用逗号隔开，比如 127.0.0.1,10.1.0.0/16，不能是所有地址",
    "datetime_parsing": "应该是时间，比如 2026-03-12T10:00+08:00",
}


def _expected(error: Any) -> str:
    told = _EXPECTED.get(error["type"], "写法不对，请看 docs/howto/settings.md")
    return told.format(**error.get("ctx", {}))


def masked(settings: Settings) -> dict[str, str]:
    """Every setting as text; a secret, or the password in an address, only says whether it is
    set."""
    told = {name: getattr(settings, name) for name in Settings.model_fields}
    return {name: _shown(value) for name, value in told.items()}


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return _IS_SET if value.get_secret_value() else ""
    return _IN_QUERY.sub(rf"\1{_IS_SET}", _BEFORE_HOST.sub(rf"\1{_IS_SET}@", str(value)))


_IS_SET: Final = "（已设置）"
#: A password as addresses hold it: before the host, up to the last @ since it may hold one itself,
#: and among what is asked of libpq.
_BEFORE_HOST: Final = re.compile(r"^((?>(?:[\w+.-]+://)?)[^:/?#@]*:).*@")
_IN_QUERY: Final = re.compile(r"([?&](?:ssl)?password=)[^&]*")

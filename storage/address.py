"""The address of a database: a file of SQLite or a server of PostgreSQL."""

from pathlib import Path

from storage.errors import StoreUnavailable


def file_of(url: str) -> Path | None:
    """The database's file; None where it is a server's. Raises StoreUnavailable for neither."""
    kind, _, rest = url.partition("://")
    if kind == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return Path(rest[1:]).absolute()
    if kind == "postgresql":
        return None
    raise StoreUnavailable(
        "数据库地址看不懂。请写成 sqlite:///文件路径 或 postgresql://用户@主机/库名。"
    )

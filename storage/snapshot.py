"""A look at a database beside the process that works on it: one unchanging view."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from storage.address import file_of


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """The database as it is at this moment, however long one looks and whoever goes on writing.

    Raises a StoreFault.
    """
    if path := file_of(url):
        from storage.sqlite import visiting as visiting_file

        with visiting_file(path) as connection:
            yield connection
    else:
        from storage.postgres import visiting as visiting_server

        with visiting_server(url) as connection:
            yield connection

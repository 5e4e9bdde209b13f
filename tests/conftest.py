"""Fixtures for all tests."""

from tests.databases import file_store, postgres_server, store, store_url

__all__ = ["file_store", "postgres_server", "store", "store_url"]

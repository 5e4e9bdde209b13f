"""Keeping: one transaction with its drawers, on SQLite or PostgreSQL."""

"""Backups: a whole installation in one file, and back, and from one database to the other."""

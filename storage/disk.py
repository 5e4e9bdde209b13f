"""Waiting for the disk: what is told to be there is there after a power cut."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Wait until the folder's names are on the disk: those of new files, and files' new names."""
    if hasattr(os, "O_DIRECTORY"):  # Windows has no such thing
        handle = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

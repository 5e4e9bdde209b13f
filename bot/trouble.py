"""Where an unexpected failure happened, without what it was about: no text of a person gets out."""

import traceback
from pathlib import Path
from typing import Final

#: The innermost frames say enough to find the line.
_FRAMES: Final = 4


def where(error: BaseException) -> str:
    """File and line of the innermost frames, the last one first; never the error's own words."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))

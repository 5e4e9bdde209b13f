"""Our copies of files that other channels keep."""

from typing import Final

from models.kept_file import KeptFile, digest_of
from storage.drawer import Drawer, Shelf

_FILES: Final = Shelf(KeptFile)


class KeptFiles(Drawer):
    """Copies by the handle of what they are copies of."""

    __slots__ = ()

    def find(self, ref: str) -> KeptFile | None:
        """What is known of the file with this handle."""
        return self.known_by(digest_of(ref))

    def known_by(self, digest: str) -> KeptFile | None:
        """What is known of the file whose handle has this digest; it may have been forgotten."""
        return self._get(_FILES, digest)

    def add(self, file: KeptFile) -> None:
        """A file that is to be fetched."""
        file.version = 1
        self._insert(_FILES, file)

    def keep(self, file: KeptFile) -> None:
        """Raises Conflict where somebody else changed it in the meantime."""
        self._keep(_FILES, file)

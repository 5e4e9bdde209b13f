"""Our copies of files that other channels keep."""

from typing import Final

from models.kept_file import KeptFile, digest_of
from storage.drawer import Drawer, Shelf
from storage.errors import NotFound

_FILES: Final = Shelf(KeptFile)


class KeptFiles(Drawer):
    """Copies by the handle of what they are copies of."""

    __slots__ = ()

    def find(self, ref: str) -> KeptFile | None:
        """What is known of the file with this handle."""
        return self._get(_FILES, digest_of(ref))

    def get(self, digest: str) -> KeptFile:
        """Raises NotFound."""
        file = self._get(_FILES, digest)
        if file is None:
            raise NotFound("没有这个文件的记录。")
        return file

    def add(self, file: KeptFile) -> None:
        """A file that is to be fetched."""
        file.version = 1
        self._insert(_FILES, file)

    def keep(self, file: KeptFile) -> None:
        """Raises Conflict where somebody else changed it in the meantime."""
        self._keep(_FILES, file)

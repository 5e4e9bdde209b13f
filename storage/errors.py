"""Faults of keeping: what the store could not do, in words for the person who must act.

StoreFault
├── StoreInUse        another process has the database
├── StoreUnreadable   the file is not a whole database
├── StoreUnavailable  the database can't be opened or reached now
├── UnsafeLibrary     the SQLite library may lose what it was given
├── SchemaTooOld      the database was made by an older version
├── SchemaTooNew      the database was made by a newer version
├── Conflict          somebody else changed it in the meantime
├── NotFound          there is no such thing here
├── RowRefused        the database refuses this row
├── WouldLose         a step down would take rows away
├── NotEmpty          there is something already where only an empty place will do
├── KeyMissing        names and numbers are enciphered with a key that is not here
├── KeyFileUnfit      the key file can't be read or says nothing sensible
├── KeyInUse          something is still enciphered with this key
└── BackupFault       the backup can't be used
    ├── BackupDamaged     it is no whole backup, or not as it was written
    ├── BackupTooNew      a newer version made it
    ├── PassphraseNeeded  it was enciphered, and no passphrase is told
    └── PassphraseWrong   it was enciphered with another passphrase
"""


class StoreFault(Exception):
    """The store could not do what was asked."""

    def __init__(self, says: str) -> None:
        """Keep `says`: what happened, where, and what to do, in Chinese; no personal data."""
        super().__init__(says)
        self.says = says


class StoreInUse(StoreFault):
    """Another process has the database."""


class StoreUnreadable(StoreFault):
    """The file is not a whole database."""


class StoreUnavailable(StoreFault):
    """The database can't be opened or reached now."""


class UnsafeLibrary(StoreFault):
    """The SQLite library may lose what it was given."""


class SchemaTooOld(StoreFault):
    """The database was made by an older version."""


class SchemaTooNew(StoreFault):
    """The database was made by a newer version."""


class Conflict(StoreFault):
    """Somebody else changed it in the meantime."""


class NotFound(StoreFault):
    """There is no such thing here."""


class RowRefused(StoreFault):
    """The database refuses this row."""


class WouldLose(StoreFault):
    """A step down would take rows away."""


class NotEmpty(StoreFault):
    """There is something already where only an empty place will do."""


class KeyMissing(StoreFault):
    """Names and numbers are enciphered with a key that is not here."""


class KeyFileUnfit(StoreFault):
    """The key file can't be read or says nothing sensible."""


class KeyInUse(StoreFault):
    """Something is still enciphered with this key."""


class BackupFault(StoreFault):
    """The backup can't be used."""


class BackupDamaged(BackupFault):
    """The backup is not whole, or not as it was written."""


class BackupTooNew(BackupFault):
    """The backup was made by a newer version."""


class PassphraseNeeded(BackupFault):
    """The backup was enciphered, and no passphrase is told."""


class PassphraseWrong(BackupFault):
    """The backup was enciphered with another passphrase."""

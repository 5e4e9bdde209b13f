"""Refusals: what the rules say no to.

Refusal
├── WrongStage     the case is not at the stage this deed needs
├── NotPermitted   this is for others to do
│   └── NotTheOwner only the owner of the case may do this
├── NotToBeSeen    there is no such case for this person
├── NotOnRoster    nobody and no shop on the roster goes by that
├── NoAdminLeft    the house would be without an admin
├── TooLate        the time for this has passed
├── Incomplete     an obligatory record is missing
├── NobodyThere    nobody is there who could take it on
│   └── NoStaffYet there is no active member of staff at all
├── TooLong        a line is too long to be one
├── BadPolicy      a policy file does not hold what the desk can follow
└── BadNotice      a calendar file does not hold a year of holidays
"""

from collections.abc import Sequence


class Refusal(Exception):
    """The rules say no to this."""

    def __init__(self, says: str, key: str = "", **words: object) -> None:
        """Keep `says`, one plain Chinese sentence for the person; it holds no personal data. `key`
        and `words` are the same sentence for who reads another language, where it says more than
        what kind of no it is."""
        super().__init__(says)
        self.says, self.key, self.words = says, key, words


class WrongStage(Refusal):
    """The case is not at the stage this deed needs."""


class NotPermitted(Refusal):
    """This is for others to do."""


class NotTheOwner(NotPermitted):
    """Only the owner of the case may do this."""


class NotToBeSeen(Refusal):
    """There is no such case for this person, whether or not it exists."""


class NotOnRoster(Refusal):
    """Nobody and no shop on the roster goes by that."""


class NoAdminLeft(Refusal):
    """The house would be without an admin."""


class Incomplete(Refusal):
    """An obligatory record is missing."""


class TooLong(Refusal):
    """A typed line is too long to be one."""


class NobodyThere(Refusal):
    """No active member of staff is free to answer for this."""


class NoStaffYet(NobodyThere):
    """There is no active member of staff at all, so that what came waits for the first."""


class TooLate(Refusal):
    """The time for this has passed."""


class BadPolicy(Refusal):
    """The policy file does not hold what the desk can follow."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class BadNotice(Refusal):
    """The calendar file does not hold a year of holidays and make-up days."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)

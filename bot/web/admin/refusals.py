"""What the console says no to, before a page is even looked at.

Refused
├── NotSignedIn   nobody is signed in here
├── NotAllowed    this part of the console is not for them
├── Stale         the form was not made for this session, or is too old
└── NotThere      there is no such thing for this person, whether or not it exists
"""

from starlette.exceptions import HTTPException


class Refused(HTTPException):
    """The console does not do this; `key` names the sentence that says why."""

    status = 400
    key = "console.sorry.bad"

    def __init__(self) -> None:
        super().__init__(self.status)


class NotSignedIn(Refused):
    """Nobody is signed in here."""

    status = 401
    key = "console.sorry.sign_in"


class NotAllowed(Refused):
    """This part of the console is not for them."""

    status = 403
    key = "console.sorry.not_allowed"


class Stale(Refused):
    """The form was not made for this session, or is too old."""

    status = 403
    key = "console.sorry.stale"


class NotThere(Refused):
    """There is no such thing for this person, whether or not it exists."""

    status = 404
    key = "console.sorry.not_there"

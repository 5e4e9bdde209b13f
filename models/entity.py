"""What every kept thing is: a row of a table as an object."""

from typing import Any

from sqlmodel import SQLModel


class Entity(SQLModel):
    """A row as an object. The drawers turn rows into entities and back (`storage/drawer.py`); no
    session of an ORM ever watches them."""

    def __setattr__(self, name: str, value: Any) -> None:
        # SQLModel would tell both SQLAlchemy and pydantic of every value that is set, which takes
        # most of the time of making an entity; here nobody listens.
        if name in type(self).__pydantic_fields__:
            self.__dict__[name] = value
        else:
            super().__setattr__(name, value)

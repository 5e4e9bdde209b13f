"""What attacks by people share: a town, what they say and press there, codes and changed roles."""

from bot.desk.enrolment import new_code
from bot.desk.shift import Shift
from storage.unit_of_work import Work
from tests.town import Town


def shift(town: Town, work: Work) -> Shift:
    return Shift(work, town.now, town.app.house)


async def presses(town: Town, who: str, token: str) -> str:
    await town.arrives(who, kind="choice", choice=token)
    return town.last(who)


async def starts(town: Town, who: str, code: str) -> str:
    await town.arrives(who, kind="start", code=code)
    return town.last(who)


def a_code(town: Town, ref: str, hours: int = 72) -> str:
    return town.app.store.run_now(lambda work: new_code(work, ref, town.now, hours))


def changed(town: Town, no: str, **fields: object) -> None:
    def change(work: Work) -> None:
        person = work.people.staff(no)
        assert person is not None
        for name, value in fields.items():
            setattr(person, name, value)
        work.people.put_staff([person])

    town.app.store.run_now(change)

"""The moves that most stories share: a case brought to a stage, by the usual people."""

from typing import Any

from bot.desk import desk
from bot.desk.orders import Actor, OpenCase, Order, Told
from bot.desk.shift import Shift
from models.case import Case
from storage.unit_of_work import Work
from tests.town import Town

WANG, LIU, ZHAO = "shop-310101100001", "shop-310101100002", "shop-310101100003"
ZHANG, LI, CHEN, ZHOU = "staff-1001", "staff-1002", "staff-2001", "staff-3001"
DRIVER_HEAD, DRIVER, SUPPLY = "staff-4001", "staff-4002", "staff-5001"
INSPECTOR, DISCIPLINE = "staff-6001", "staff-6002"
CLERK, DUTY, ADMIN = "staff-7001", "staff-8001", "staff-9001"

SHORT = "今天送来的玉溪少送1条"


async def filed(town: Town, who: str = WANG, text: str = SHORT) -> Case:
    """A complaint, told and confirmed."""
    await town.say(who, text)
    await town.press(who, "对")
    return latest(town)


async def told_to_the_desk(town: Town, who: str = WANG, **told: Any) -> Case:
    """A complaint as the dialogue hands it to the desk, whatever it understood of the words."""
    whole: dict[str, Any] = {"said": "好烟都给别人", "summary": "好烟都给别人", **told}
    return await ordered(town, who, OpenCase(Told(**whole), town.now))


async def ordered(town: Town, who: str, order: Order) -> Case:
    """What the dialogue has the desk do for a shop, however it came to that."""
    actor = Actor(town.at(who), licence=who.removeprefix("shop-"))

    def unit(work: Work) -> None:
        desk.carry_out(order, actor, Shift(work, town.now, town.app.house))

    town.app.store.run_now(unit)
    await town.app.settle()
    return latest(town)


def latest(town: Town) -> Case:
    """The case filed last, as it stands now."""
    return max(town.cases(), key=lambda case: case.id)


async def acknowledged(town: Town) -> Case:
    await filed(town)
    await town.press(ZHANG, "受理")
    return latest(town)


async def upheld(town: Town) -> Case:
    await acknowledged(town)
    for label in ("成立", "配送", "装车差错"):
        await town.press(ZHANG, label)
    return latest(town)


async def dismissed(town: Town) -> Case:
    await acknowledged(town)
    await town.press(ZHANG, "不成立")
    await town.say(ZHANG, "装车单上数目是对的")
    return latest(town)


async def proposed(town: Town, offer: str = "周三送货时补 1 条") -> Case:
    await upheld(town)
    await town.press(ZHANG, "提方案")
    await town.say(ZHANG, offer)
    return latest(town)


async def accepted(town: Town) -> Case:
    await proposed(town)
    await town.press(WANG, "同意")
    return latest(town)


async def carried_out(town: Town) -> Case:
    await accepted(town)
    await town.press(ZHANG, "已落实")
    return latest(town)


async def received(town: Town) -> Case:
    await carried_out(town)
    await town.press(WANG, "收到")
    return latest(town)


async def closed(town: Town) -> Case:
    await received(town)
    await town.press(ZHANG, "办结")
    await town.press(ZHANG, "轻")
    await town.say(ZHANG, "装车双人核对，何送负责")
    return latest(town)


def texts(town: Town, who: str) -> str:
    """All that somebody has read so far."""
    return "\n".join(letter.text for letter in town.letters(who))


def deeds(town: Town, case: Case) -> list[str]:
    return [line.deed for line in town.ledger(case)]

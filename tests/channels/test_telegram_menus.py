"""Each chat's list of commands, through both libraries."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram_client import Client
from bot.channels.telegram_line import Line
from bot.channels.telegram_menus import Menus
from bot.channels.telegram_opening import client_over
from bot.dialogue.hearing import COMMANDS
from bot.dialogue.menus import Reader, menu_of
from bot.wording import LOCALES
from models.messages import Address
from models.terms import Role
from storage.engine import Store
from storage.unit_of_work import Work
from tests.builders import a_member
from tests.channels.bot_api import NEVER_STARTED, TOKEN, BotApi, Fault
from tests.channels.desk_side import Pauses
from tests.stand_ins import StoppedClock

ACCOUNT = TOKEN.partition(":")[0]
ZHANG, BOSS = 77, 90
RETAILERS = ["my", "privacy", "help", "cancel"]


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
async def menus(
    api: BotApi, file_store: Store, pauses: Pauses, library: str, clock: StoppedClock
) -> AsyncIterator[Menus]:
    """张明 at his chat, and an admin at theirs."""

    def move_in(work: Work) -> None:
        work.people.put_staff(
            [
                a_member("1001", "张明", Role.CUSTOMER_MANAGER),
                a_member("9001", "管理", Role.ADMIN),
            ]
        )
        for chat, no in ((ZHANG, "1001"), (BOSS, "9001")):
            work.people.bind(Address("telegram", ACCOUNT, str(chat)), f"staff:{no}", clock())

    file_store.run_now(move_in)
    async with _client(api, library) as client:
        yield Menus(client, file_store, ACCOUNT, pauses)


@asynccontextmanager
async def _client(api: BotApi, library: str) -> AsyncIterator[Client]:
    client = client_over(Line(TOKEN, api.url), library)
    try:
        yield client
    finally:
        await client.close()


async def test_retailers_staff_and_admins_have_a_list_each_in_two_languages(
    menus: Menus, api: BotApi
) -> None:
    await menus.set_all()
    assert api.menus[0, ""] == api.menus[0, "en"] == RETAILERS
    assert api.menus[ZHANG, ""][:4] == ["cases", "today", "record", "away"]
    assert "retrain" not in api.menus[ZHANG, ""]
    assert {"model", "retrain"} < set(api.menus[BOSS, "en"])
    assert set(api.menus[ZHANG, ""]) < set(api.menus[BOSS, ""])


async def test_a_list_changes_when_a_role_does_and_nothing_is_set_twice(
    menus: Menus, api: BotApi, file_store: Store
) -> None:
    await menus.set_all()
    api.menus.clear()
    await menus.set_all()
    assert api.menus == {}
    promoted = a_member("1001", "张明", Role.CUSTOMER_MANAGER, Role.ADMIN)
    file_store.run_now(lambda work: work.people.put_staff([promoted]))
    await menus.set_all()
    assert {chat for chat, _ in api.menus} == {ZHANG}
    assert "retrain" in api.menus[ZHANG, ""]


async def test_who_leaves_has_the_list_of_retailers(
    menus: Menus, api: BotApi, file_store: Store
) -> None:
    await menus.set_all()
    at = Address("telegram", ACCOUNT, str(ZHANG))
    file_store.run_now(lambda work: work.people.unbind(at, "staff:1001"))
    await menus.set_all()
    assert api.menus[ZHANG, ""] == RETAILERS
    assert "retrain" in api.menus[BOSS, ""]


async def test_a_new_process_sets_nothing_anew(
    menus: Menus, api: BotApi, file_store: Store, pauses: Pauses
) -> None:
    await menus.set_all()
    api.menus.clear()
    await Menus(menus.client, file_store, ACCOUNT, pauses).set_all()
    assert api.menus == {}


async def test_a_chat_that_is_not_there_any_more_holds_up_no_other(
    menus: Menus, api: BotApi
) -> None:
    api.expect("setMyCommands", Fault(), Fault(), NEVER_STARTED)
    await menus.set_all()
    assert (ZHANG, "") not in api.menus
    assert (BOSS, "") in api.menus


@pytest.mark.parametrize("reader", Reader)
def test_every_command_of_a_list_is_one_that_the_desk_knows_and_is_explained(
    reader: Reader,
) -> None:
    for locale in LOCALES:
        for name, says in menu_of(reader, locale):
            assert f"/{name}" in COMMANDS
            assert 1 <= len(says) <= 256

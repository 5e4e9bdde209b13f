"""The desk as a router of aiogram."""

from aiogram import Router
from aiogram.types import TelegramObject, Update

from bot.mounting.desk import Desk


def build_router(desk: Desk) -> Router:
    """A router for `dispatcher.include_router`, to be included after the company's own.

    The first router with a handler that fits has an update, so the desk gets what none before it
    wanted. An update is committed when its handler returns.
    """
    router = Router(name="shouwen")

    async def take(_: TelegramObject, event_update: Update) -> None:
        await desk.take(
            event_update.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
        )

    for observer in (
        router.message,
        router.edited_message,
        router.callback_query,
        router.my_chat_member,
    ):
        observer.register(take)
    return router

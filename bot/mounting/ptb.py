"""The desk as handlers of python-telegram-bot."""

from typing import Any

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.mounting.desk import Desk

_SAID = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE


def build_handlers(desk: Desk) -> list[BaseHandler[Any, Any, Any]]:
    """Handlers for `application.add_handlers`, to be added after the company's own.

    In one group the first handler that fits has an update, so the desk gets what no handler before
    it wanted. An update is committed when its handler returns.
    """

    async def take(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await desk.take(update.to_dict())

    return [
        MessageHandler(_SAID, take, block=True),
        CallbackQueryHandler(take, block=True),
        ChatMemberHandler(take, ChatMemberHandler.MY_CHAT_MEMBER, block=True),
    ]

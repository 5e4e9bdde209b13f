"""Mounting: the desk inside a bot that a company already runs.

    from bot.mounting import open_desk
    from bot.mounting.ptb import build_handlers        # or
    from bot.mounting.aiogram import build_router

    async with open_desk(settings) as desk:
        application.add_handlers(build_handlers(desk))  # or
        dispatcher.include_router(build_router(desk))

`docs/howto/mounting.md` has the whole of it.
"""

from bot.dialogue.menus import Reader, menu_of
from bot.mounting.desk import KINDS, Desk, DeskStopped, open_desk

__all__ = ["KINDS", "Desk", "DeskStopped", "Reader", "menu_of", "open_desk"]

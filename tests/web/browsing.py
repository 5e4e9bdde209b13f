"""What tests of the pages share: a site on a built application, and what a page shows."""

from functools import partial
from typing import Any

from fastapi import FastAPI

from bot.app import App
from bot.page import Bubble
from bot.web.app import create_app
from bot.web.parts import Parts, Site

SECRET = bytes(range(32))
#: What a browser sends with a post of our own script.
FROM_OUR_SCRIPT = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
#: What it sends with a plain form of ours.
FROM_OUR_FORM = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


def parts_of(app: App, **site: Any) -> Parts:
    """What the pages need, taken from a built application."""
    return Parts(
        store=app.store,
        channel=app.web,
        accept=partial(app.accept, app.web),
        site=Site(**{"home": app.settings.home, "secret": SECRET, "is_demo": True} | site),
        clock=app.clock,
        house=app.house,
        vitals=app.vitals,
        sheet_arrived=app.registrar.wanted.set,
    )


def a_site(app: App, **site: Any) -> FastAPI:
    """The site of a built application, with the demo unless told otherwise."""
    return create_app(parts_of(app, **site))


async def bubbles(app: App, conversation: str) -> list[tuple[int, Bubble]]:
    """What the page of a conversation shows, each with its place."""
    events = await app.store.read(lambda work: work.page.after(conversation, 0))
    shown = [(event.seq, Bubble.unpack(event.content)) for event in events]
    return [(seq, bubble) for seq, bubble in shown if not bubble.closes]

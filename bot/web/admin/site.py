"""The console put together: one router a page. Whoever adds a page adds its line here, its
permission to `permissions`, and its place to `navigation`."""

from collections.abc import Callable, Iterator
from typing import Final

from fastapi import APIRouter

from bot.web.admin.account import account
from bot.web.admin.aside import aside
from bot.web.admin.audit import audit
from bot.web.admin.case import case
from bot.web.admin.cases import cases
from bot.web.admin.classifier import classifier
from bot.web.admin.console import Console
from bot.web.admin.entrance import entrance
from bot.web.admin.imports import imports
from bot.web.admin.labels import labels
from bot.web.admin.reports import reports
from bot.web.admin.rules import rules
from bot.web.admin.shops import shops
from bot.web.admin.staff import staff
from bot.web.admin.supply import supply
from bot.web.admin.today import today
from bot.web.parts import Parts

ROUTERS: Final[tuple[Callable[[Console], APIRouter], ...]] = (
    entrance,
    account,
    today,
    cases,
    case,
    shops,
    supply,
    imports,
    reports,
    labels,
    classifier,
    rules,
    staff,
    aside,
    audit,
)


def console_pages(parts: Parts) -> Iterator[APIRouter]:
    """Every page of the console."""
    console = Console(parts)
    for router_of in ROUTERS:
        yield router_of(console)

"""Health: whether the process lives, and whether it is ready to take complaints."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from bot.web.parts import Parts
from models.mail import Queue
from storage.errors import StoreFault


def health(parts: Parts) -> APIRouter:
    """`/healthz` and `/readyz`, for whoever watches the service."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        report = await _report(parts)
        ready = report["database"] == "ok" and bool(report["classifier"])
        return JSONResponse({"ready": ready, **report}, 200 if ready else 503)

    return router


async def _report(parts: Parts) -> dict[str, Any]:
    try:
        count, oldest = await parts.store.read(lambda work: work.mail.waiting(Queue.IN))
        database = "ok"
    except StoreFault as fault:
        count, oldest, database = 0, None, type(fault).__name__
    return {
        "database": database,
        "classifier": parts.classifier(),
        "waiting": count,
        "oldest_waiting_seconds": _age(oldest, parts.clock()),
    }


def _age(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else round((now - since).total_seconds(), 1)

"""Health: whether the process lives, whether it is ready to work, and the meters of the desk."""

from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, Response

from bot.vitals import Vitals

#: The text format of Prometheus.
_EXPOSITION: Final = "text/plain; version=1.0.0; charset=utf-8"


def health(vitals: Vitals) -> APIRouter:
    """`/healthz`, `/readyz` and `/metrics`, for whoever watches over the service."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> JSONResponse:
        alive = vitals.is_alive
        return JSONResponse({"status": "ok" if alive else "stuck"}, 200 if alive else 503)

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        report = await vitals.report()
        return JSONResponse(report, 200 if report["ready"] else 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(await vitals.exposition(), media_type=_EXPOSITION)

    return router


def health_alone(vitals: Vitals) -> FastAPI:
    """What a process without pages answers."""
    app = FastAPI(title="首问", openapi_url=None)
    app.include_router(health(vitals))
    return app

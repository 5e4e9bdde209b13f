"""Health: whether the process lives, whether it is ready to work, and the meters of the desk."""

import hmac
from ipaddress import ip_address
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.vitals import Vitals

#: The text format of Prometheus.
_EXPOSITION: Final = "text/plain; version=1.0.0; charset=utf-8"
#: What a proxy adds: then the call comes from afar, whoever seems to make it.
_PASSED_ON: Final = ("x-forwarded-for", "forwarded", "via")


def health(vitals: Vitals, token: str = "") -> APIRouter:
    """`/healthz`, `/readyz` and `/metrics`, for whoever watches over the service.

    The meters count cases, and a count that grows tells whoever is complained about that somebody
    did. They are read on the machine itself, or with the `token`.
    """
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
    async def metrics(request: Request) -> Response:
        if not (_shows(request, token) if token else _is_at_hand(request)):
            raise HTTPException(404)
        return Response(await vitals.exposition(), media_type=_EXPOSITION)

    return router


def _shows(request: Request, token: str) -> bool:
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(shown.encode(), token.encode())


def _is_at_hand(request: Request) -> bool:
    """Whether the call was made on this machine, and not passed on."""
    if request.client is None or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def health_alone(vitals: Vitals, token: str = "") -> FastAPI:
    """What a process without pages answers."""
    app = FastAPI(title="首问", openapi_url=None)
    app.include_router(health(vitals, token))
    return app

"""The site: which pages there are, and what is said when one can't be shown."""

import structlog
from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from bot.desk.privacy import in_full
from bot.web.admin.door import answer_to, is_of_console
from bot.web.admin.site import console_pages
from bot.web.chat import visitors
from bot.web.demo import demo
from bot.web.guard import Guard, headers_for, refuse_foreign
from bot.web.health import health
from bot.web.languages import language_of
from bot.web.pages import STATIC, page
from bot.web.parts import Parts
from bot.web.sorry import sorry
from bot.wording import speaking
from storage.errors import StoreFault

log = structlog.get_logger()


def create_app(parts: Parts) -> FastAPI:
    """The site with all its pages."""
    # An address that only lacks or has a slash is none: the redirect would name whatever host the
    # caller said this is.
    app = FastAPI(
        title="首问",
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(refuse_foreign)],
    )
    app.include_router(health(parts.vitals, parts.site.meters))
    app.include_router(visitors(parts))
    for router in console_pages(parts):
        app.include_router(router)
    if parts.site.is_demo:
        app.include_router(demo(parts))
    # Pages are not packed: they hold secrets beside words that others chose, and the length of the
    # two packed together would tell of the secret.
    packed = GZipMiddleware(StaticFiles(directory=STATIC), minimum_size=500)
    app.mount("/static", packed, name="static")
    home = "/demo" if parts.site.is_demo else "/chat"

    @app.get("/")
    async def front() -> Response:
        return RedirectResponse(home, 303)

    @app.get("/privacy")
    async def privacy(request: Request) -> Response:
        with speaking(language_of(request)):
            return page("privacy.html", lines=in_full(parts.house.policy).splitlines())

    app.add_exception_handler(HTTPException, _refuse)
    app.add_exception_handler(RequestValidationError, _misunderstood)
    app.add_exception_handler(StoreFault, _away)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Guard)
    return app


async def _refuse(request: Request, error: Exception) -> Response:
    if is_of_console(request):
        return answer_to(request, error)
    status, headers = 500, None
    if isinstance(error, HTTPException):
        status, headers = error.status_code, error.headers
    response = sorry(request, status)
    response.headers.update(headers or {})
    return response


async def _misunderstood(request: Request, error: Exception) -> Response:
    if is_of_console(request):
        return answer_to(request, HTTPException(422))
    return sorry(request, 422)


async def _away(request: Request, error: Exception) -> Response:
    """The database can't be reached: the page tries again by itself, and so can people."""
    log.error("page without database", fault=type(error).__name__)
    if is_of_console(request):
        return answer_to(request, HTTPException(503))
    return sorry(request, 503)


async def _broken(request: Request, error: Exception) -> Response:
    # This is said from outside the guard, so it takes its headers along.
    response = answer_to(request, error) if is_of_console(request) else sorry(request, 500)
    response.headers.update(headers_for(request.url.path))
    return response

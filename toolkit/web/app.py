"""The operator's page: every route, and what stands before all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from toolkit.errors import NotWrittenError, OperatorError
from toolkit.messages import has_message, say
from toolkit.web.access import Access, Gate
from toolkit.web.desk import Desk
from toolkit.web.guard import Guard
from toolkit.web.pages import PAGES, Page
from toolkit.web.rendering import STATIC, Renderer


def build_app(
    desk: Desk,
    access: Access,
    origins: frozenset[str],
    keep_note: Callable[[Exception], str] = lambda _: say("web.broken"),
) -> ASGIApp:
    """Return the page of a campaign, reached under `origins` by whoever has `access`.

    `keep_note` is given every bug, and returns what is shown of it.
    """
    renderer = Renderer()

    def refuse(text: str, status: int) -> Response:
        return renderer.render("refusal.html", {"text": text}, status=status)

    async def enter(request: Request) -> Response:
        return access.enter(request) or refuse(say("web.refused.secret"), 403)

    async def explain(_: Request, error: Exception) -> Response:
        if isinstance(error, OperatorError):
            return refuse("\n".join(map(str, error.mistakes)), 507 if isinstance(error, NotWrittenError) else 409)
        status = error.status_code if isinstance(error, HTTPException) else 500
        key = f"web.status.{status}"
        return refuse(say(key if has_message(key) else "web.status.other"), status)

    routes: list[Any] = [
        Route("/enter/{secret}", enter, methods=["GET"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    routes += [route for page in PAGES for route in page(Page(desk, renderer))]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Gate, access=access, refusal=refuse(say("web.refused.closed"), 403))],
        exception_handlers={HTTPException: explain, OperatorError: explain},
    )

    def answer_bug(error: Exception) -> Response:
        return renderer.render("refusal.html", {"text": keep_note(error)}, status=500)

    return Guard(app, origins, answer_bug)

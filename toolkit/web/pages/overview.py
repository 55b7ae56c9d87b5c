"""总览: how every unit stands, what waits, and the next step."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toolkit.web.desk import Sight
from toolkit.web.pages.base import Page


def list_overview_routes(page: Page) -> list[Route]:
    """Return the routes of this page."""

    def overview(request: Request) -> Response:
        return page.show(request, "overview.html", "overview", _build_facts)

    return [Route("/", overview, methods=["GET"])]


def _build_facts(sight: Sight) -> dict[str, Any]:
    return {"overview": sight.overview}

"""The work that runs: how far it is, and what came of the last one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from toolkit.web.pages.base import Page


def list_job_routes(page: Page) -> list[Route]:
    """Return the routes of this page."""

    def show_job(request: Request) -> Response:
        return page.render(request, "job.html", "job", {"busy": "busy" in request.query_params})

    def report_job(_: Request) -> Response:
        last = page.desk.runner.last
        return JSONResponse(last.describe() if last else {"state": "none"})

    return [Route("/job", show_job, methods=["GET"]), Route("/job.json", report_job, methods=["GET"])]

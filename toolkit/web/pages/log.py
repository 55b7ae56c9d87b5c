"""日志: what was done on the page since it was opened, and what came of it."""

from __future__ import annotations

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toolkit.web.jobs import Job
from toolkit.web.pages.base import Page

_SHOWN = 200
_LOOKING = frozenset({"look", "figures"})


def list_log_routes(page: Page) -> list[Route]:
    """Return the routes of this page."""

    def log(request: Request) -> Response:
        jobs = [job for job in page.desk.runner.jobs if job.kind not in _LOOKING or job.state == "failed"]
        return page.render(
            request, "log.html", "log", {"entries": [_describe(job) for job in jobs[: -_SHOWN - 1 : -1]]}
        )

    return [Route("/log", log, methods=["GET"])]


def _describe(job: Job) -> dict[str, Any]:
    begun = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(job.begun))
    return {**job.describe(), "begun": begun, "said": [*job.lines, *map(str, job.mistakes)]}

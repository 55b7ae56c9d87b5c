"""下发: make the workbooks that units fill in, and download them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toolkit.deferred_imports import DeferredModule
from toolkit.web import work
from toolkit.web.pages.base import Page

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")


def list_issue_routes(page: Page) -> list[Route]:
    """Return the routes of this page."""

    def issue(request: Request) -> Response:
        return page.show_running(request, "issue.html", "issue", _build_facts)

    async def distribute(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=10)
        only = str(form.get("unit") or "") or None
        done = partial(work.distribute, page.desk, only, force="force" in form)
        return page.begin("distribute", "distribute", done, "/issue")

    return [Route("/issue", issue, methods=["GET"]), Route("/issue", distribute, methods=["POST"])]


def _build_facts(collected: pipeline.CollectedRound) -> dict[str, Any]:
    campaign = collected.workspace.campaign
    units = pipeline.list_issued_files(collected.workspace)
    return {
        "units": units,
        "made": sum(1 for unit in units if unit["files"]),
        "issued": campaign.issue_date,
        "due": campaign.due_date,
        "lists": [list_type.label for list_type in campaign.list_types],
    }

"""方案: what 工作方案.xlsx says, what is wrong in it, and another one put in its place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from toolkit.deferred_imports import DeferredModule
from toolkit.web import work
from toolkit.web.pages.base import Page
from toolkit.web.uploads import UploadLimits, receive_form

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")

_LIMITS = UploadLimits(files=1, total=64 << 20)


def list_plan_routes(page: Page) -> list[Route]:
    """Return the routes of this page; it can be seen where the plan cannot be worked with, too."""

    def plan(request: Request) -> Response:
        page.desk.refresh()
        return page.render(request, "plan.html", "plan", _build_facts(page))

    def get_file(_: Request) -> Response:
        path = pipeline.locate_plan(page.desk.folder)
        if not path.is_file() or path.is_symlink():
            raise HTTPException(404)
        return FileResponse(path, filename=path.name)

    async def replace(request: Request) -> Response:
        async with receive_form(request, page.desk.folder, _LIMITS, with_folders=False) as arrivals:
            if not arrivals.inbox.finished:
                raise HTTPException(413 if arrivals.too_large else 400)
            content = arrivals.inbox.finished[0].path.read_bytes()
        return page.begin("plan", "web", partial(work.replace_plan, page.desk, content), "/plan")

    return [
        Route("/plan", plan, methods=["GET"]),
        Route("/plan", replace, methods=["POST"]),
        Route("/plan/file", get_file, methods=["GET"]),
    ]


def _build_facts(page: Page) -> dict[str, Any]:
    sight = page.desk.sight
    path = pipeline.locate_plan(page.desk.folder)
    facts: dict[str, Any] = {"name": path.name, "there": path.is_file(), "plan": None}
    if sight is not None and not page.desk.trouble:
        campaign = sight.workspace.campaign
        facts["plan"] = {
            "title": campaign.heading,
            "lead": campaign.lead,
            "units": len(campaign.units),
            "members": len(campaign.members),
            "lists": [list_type.label for list_type in campaign.list_types],
            "rounds": [each.title for each in campaign.rounds],
        }
    return facts

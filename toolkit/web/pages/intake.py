"""收文: files are dropped here, put into 回收/ as they are, and each is answered."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toolkit.deferred_imports import DeferredModule
from toolkit.web.pages.base import Page
from toolkit.web.uploads import Arrivals, receive_form

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")


@dataclasses.dataclass(slots=True)
class _LastArrival:
    """What came last over this page, for whoever looks next."""

    placed: tuple[pipeline.Placed, ...] = ()
    too_large: tuple[str, ...] = ()


def list_intake_routes(page: Page) -> list[Route]:
    """Return the routes of this page."""
    last = _LastArrival()

    def intake(request: Request) -> Response:
        return page.show_running(request, "intake.html", "intake", partial(_build_facts, last))

    async def receive(request: Request) -> Response:
        returned = page.get_collected().workspace.folders.returned
        async with receive_form(request, page.desk.folder) as arrivals:
            placed = await anyio.to_thread.run_sync(partial(_place, arrivals, returned))
            last.placed, last.too_large = tuple(placed), tuple(arrivals.too_large)
        await anyio.to_thread.run_sync(page.desk.refresh)
        return RedirectResponse("/intake", status_code=303)

    def show_file(request: Request) -> Response:
        name = request.query_params.get("name", "")
        collected = page.get_collected()
        row = next((row for row in pipeline.collect_file_rows(collected) if row["file"] == name), None)
        if row is None:
            raise HTTPException(404)
        findings = [finding for finding in collected.found if finding.at.file == name]
        facts = {
            "row": row,
            "reading": pipeline.collect_reading_rows(collected, name),
            "findings": pipeline.collect_finding_rows(findings),
        }
        return page.render(request, "file.html", "intake", facts)

    return [
        Route("/intake", intake, methods=["GET"]),
        Route("/intake", receive, methods=["POST"]),
        Route("/intake/file", show_file, methods=["GET"]),
    ]


def _place(arrivals: Arrivals, returned: Any) -> list[pipeline.Placed]:
    return arrivals.place(returned)


def _build_facts(last: _LastArrival, collected: pipeline.CollectedRound) -> dict[str, Any]:
    rows = pipeline.collect_file_rows(collected)
    returned = collected.workspace.folders.returned
    # What was taken away since, or came in an earlier round, is nobody's news.
    fresh = {placed.name: placed for placed in last.placed if (returned / placed.name).is_file()}
    return {
        "rows": rows,
        "fresh": fresh,
        "unread": [placed for name, placed in fresh.items() if name not in {row["file"] for row in rows}],
        "too_large": last.too_large,
        "folder": str(returned),
        "due": collected.workspace.campaign.due_date,
    }

"""总览: how every unit stands, what waits, and the next step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toolkit.deferred_imports import DeferredModule
from toolkit.messages import say
from toolkit.web import work
from toolkit.web.desk import Sight
from toolkit.web.pages.base import Page

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")


def list_overview_routes(page: Page) -> list[Route]:
    """Return the routes of this page."""

    def overview(request: Request) -> Response:
        return page.show(request, "overview.html", "overview", _build_facts)

    def check(_: Request) -> Response:
        return page.begin("check", "check", partial(work.check, page.desk), "/")

    return [Route("/", overview, methods=["GET"]), Route("/check", check, methods=["POST"])]


def _build_facts(sight: Sight) -> dict[str, Any]:
    units = [
        {**unit, "held_sum": sum(unit.get("held", ())), "held": unit.get("held", [])}
        for unit in sight.overview["units"]
    ]
    return {
        "overview": {**sight.overview, "units": units},
        "steps": _find_steps(sight),
        "ended": sight.collected is None,
    }


def _find_steps(sight: Sight) -> list[dict[str, str]]:
    """Return what waits, the most urgent first: a sentence, and the page where it is done."""
    collected = sight.collected
    if collected is None:
        return [_make_step("ended", "/rounds")]
    workspace = collected.workspace
    if not collected.batch.files:
        if not any(unit["files"] for unit in pipeline.list_issued_files(workspace)):
            return [_make_step("issue", "/issue")]
        return [_make_step("receive", "/intake", due=workspace.campaign.due_date)]
    return list(_find_open_steps(sight, collected)) or [_make_step("end", "/rounds")]


def _find_open_steps(sight: Sight, collected: pipeline.CollectedRound) -> Iterator[dict[str, str]]:
    """Yield what is open of a round that units have begun to return."""
    workspace, counts = collected.workspace, collected.counts
    if not pipeline.is_up_to_date(workspace, workspace.folders.report):
        yield _make_step("check", "")
    if unopened := pipeline.find_unopened_files(collected):
        yield _make_step("unopened", "/intake", count=len(unopened))
    if sight.questions:
        yield _make_step("decide", "/questions", count=sight.questions)
    if waiting := len(collected.followed.waiting):
        yield _make_step("review", "/reviews", count=waiting)
    if counts["faulty"]:
        yield _make_step("faulty", "/units?state=faulty", count=counts["faulty"])
    if counts["missing"]:
        yield _make_step("chase", "/units?state=missing", count=counts["missing"])
    if not pipeline.is_up_to_date(workspace, workspace.folders.summary):
        yield _make_step("merge", "/results")


def _make_step(name: str, path: str, **facts: object) -> dict[str, str]:
    return {"key": name, "path": path, "text": say(f"web.step.{name}", **facts)}

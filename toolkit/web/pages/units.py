"""单位: one unit with its files, what was found in them, the marked copy and the letter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toolkit.deferred_imports import DeferredModule
from toolkit.web.pages.base import Page

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")


def list_unit_routes(page: Page) -> list[Route]:
    """Return the routes of this page."""

    def units(request: Request) -> Response:
        state = request.query_params.get("state", "")
        return page.show_running(request, "units.html", "units", partial(_build_list, state))

    def unit(request: Request) -> Response:
        return page.show_running(request, "unit.html", "units", partial(_build_unit, request.path_params["code"]))

    return [Route("/units", units, methods=["GET"]), Route("/units/{code}", unit, methods=["GET"])]


def _build_list(state: str, collected: pipeline.CollectedRound) -> dict[str, Any]:
    overview = pipeline.collect_overview(collected)
    units = [unit for unit in overview["units"] if state in ("", unit["state"])]
    states = list(dict.fromkeys(collected.unit_states.values()))
    return {"overview": overview, "units": units, "state": state, "states": states}


def _build_unit(code: str, collected: pipeline.CollectedRound) -> dict[str, Any]:
    unit = pipeline.collect_unit_facts(collected, code)
    if unit is None:
        raise HTTPException(404)
    codes = list(collected.unit_states)
    at = codes.index(code)
    checked = pipeline.is_up_to_date(collected.workspace, collected.workspace.folders.report)
    return {"unit": unit, "checked": checked, "before": codes[at - 1 : at], "after": codes[at + 1 : at + 2]}

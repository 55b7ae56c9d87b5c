"""期次: look back at rounds that have ended, end the one in progress, begin the next."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toolkit.deferred_imports import DeferredModule
from toolkit.errors import OperatorError, make_mistake
from toolkit.web import work
from toolkit.web.desk import Sight
from toolkit.web.pages.base import Page

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")


def list_round_routes(page: Page) -> list[Route]:
    """Return the routes of this page."""

    def rounds(request: Request) -> Response:
        return page.show(request, "rounds.html", "rounds", partial(_build_facts, page.desk.today))

    def look_back(request: Request) -> Response:
        build = partial(_build_ended, number=request.path_params["number"])
        return page.show(request, "ended.html", "rounds", build)

    async def end(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=10)
        if "seen" not in form:
            raise HTTPException(400)
        done = partial(work.end_round, page.desk, _read_days(form), str(form.get("state") or ""))
        return page.begin("end", "next", done, "/rounds")

    async def begin(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=10)
        return page.begin("begin", "next", partial(work.begin_round, page.desk, _read_days(form)), "/rounds")

    def undo(_: Request) -> Response:
        return page.begin("undo", "next --undo", partial(work.undo_end, page.desk), "/rounds")

    def rebuild(request: Request) -> Response:
        done = partial(work.rebuild_end, page.desk, request.path_params["number"])
        return page.begin("rebuild", "next --rebuild", done, "/rounds")

    return [
        Route("/rounds", rounds, methods=["GET"]),
        Route("/rounds/end", end, methods=["POST"]),
        Route("/rounds/begin", begin, methods=["POST"]),
        Route("/rounds/undo", undo, methods=["POST"]),
        Route("/rounds/{number:int}", look_back, methods=["GET"]),
        Route("/rounds/{number:int}/rebuild", rebuild, methods=["POST"]),
    ]


def _read_days(form: FormData) -> pipeline.NextDays:
    """Return what a form says of the next round. Raises OperatorError for what is no day."""
    days = {key: _read_day(str(form.get(key) or "").strip()) for key in ("issue", "due", "as_of")}
    return pipeline.NextDays(name=str(form.get("name") or "").strip(), **days)


def _read_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise OperatorError(make_mistake("day.wrong", text)) from error


def _build_facts(today: dt.date | None, sight: Sight) -> dict[str, Any]:
    campaign, collected = sight.workspace.campaign, sight.collected
    following = pipeline.propose_round(campaign, pipeline.NextDays(), today or dt.date.today())
    return {
        "rounds": [
            {
                "number": each.number,
                "title": each.title,
                "state": each.state,
                "word": campaign.definition.campaign.rounds.states[each.state],
                "issue": each.issue_date,
                "due": each.due_date,
                "as_of": each.as_of,
            }
            for each in campaign.rounds
        ],
        "now": campaign.round,
        "following": following,
        "state": sight.state,
        "matters": pipeline.find_open_matters(collected) if collected is not None else (),
        "running": collected is not None,
        "may_undo": campaign.round.number > 1 and campaign.round.state == "running",
        "breaks": sight.breaks,
    }


def _build_ended(sight: Sight, number: int) -> dict[str, Any]:
    campaign = sight.workspace.campaign
    if not any(each.number == number and each.state == "ended" for each in campaign.rounds):
        raise HTTPException(404)
    folders = sight.workspace.folders.select_round(number)
    files = pipeline.list_result_files(folders)
    try:
        frozen = pipeline.read_frozen(folders, number, sight.workspace.stamp)
    except OperatorError as error:
        return {"frozen": None, "mistakes": error.mistakes, "files": files, "number": number}
    facts = frozen.facts
    return {
        "frozen": frozen,
        "mistakes": (),
        "files": files,
        "number": number,
        "overview": facts["overview"],
        "front": facts["front"],
    }

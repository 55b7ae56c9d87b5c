"""汇总: the figures, each with the records behind it, the charts, and the files to download."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toolkit.deferred_imports import DeferredModule
from toolkit.web import work
from toolkit.web.charts import draw_chart
from toolkit.web.desk import Sight
from toolkit.web.jobs import BusyError
from toolkit.web.pages.base import Page

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")

_MOST_RECORDS = 500


def list_result_routes(page: Page) -> list[Route]:
    """Return the routes of this page."""

    def results(request: Request) -> Response:
        _ask_for_figures(page)
        return page.show(request, "results.html", "results", _build_facts)

    def figure(request: Request) -> Response:
        merged = _get_merged(page)
        key, row, column = (request.path_params[name] for name in ("table", "row", "column"))
        facts = pipeline.collect_counted_records(merged, key, row, column)
        if facts is None:
            raise HTTPException(404)
        more = max(len(facts["records"]) - _MOST_RECORDS, 0)
        shown = {"figure": facts, "records": facts["records"][:_MOST_RECORDS], "more": more}
        return page.render(request, "figure.html", "results", shown)

    def record(request: Request) -> Response:
        merged = _get_merged(page)
        facts = pipeline.collect_record_cells(merged, request.path_params["list"], request.path_params["index"])
        if facts is None:
            raise HTTPException(404)
        return page.render(request, "record.html", "results", {"record": facts})

    def merge(_: Request) -> Response:
        return page.begin("merge", "merge", partial(work.merge, page.desk), "/results")

    return [
        Route("/results", results, methods=["GET"]),
        Route("/results", merge, methods=["POST"]),
        Route("/results/{table}/{row:int}/{column:int}", figure, methods=["GET"]),
        Route("/records/{list}/{index:int}", record, methods=["GET"]),
    ]


def _ask_for_figures(page: Page) -> None:
    """Have the figures computed where nobody has asked for them since the folder changed."""
    page.desk.refresh()
    sight, last = page.desk.sight, page.desk.runner.last
    if sight is None or sight.collected is None or sight.merged is not None or not sight.collected.batch.files:
        return
    if last is not None and last.kind == "figures" and last.state == "failed" and last.begun > sight.taken:
        return  # it would fail again
    try:
        page.desk.start("figures", page.desk.hold_and("web", partial(work.count_figures, page.desk)))
    except BusyError:
        return


def _get_merged(page: Page) -> pipeline.MergedRound:
    sight = page.desk.sight
    if sight is None or sight.merged is None:
        raise HTTPException(409)
    return sight.merged


def _build_facts(sight: Sight) -> dict[str, Any]:
    merged, folders = sight.merged, sight.workspace.folders
    tables = pipeline.collect_tables(merged) if merged is not None else []
    for table in tables:
        table["drawn"] = draw_chart(table["title"], table["chart"]) if table["chart"] else None
    front = merged.front.key if merged is not None and merged.front is not None else ""
    collected = sight.collected
    return {
        "coverage": sight.overview["coverage"],
        "tables": sorted(tables, key=lambda table: table["key"] != front),
        "files": pipeline.list_result_files(folders),
        "has_returns": collected is not None and bool(collected.batch.files),
        "running": collected is not None,
        "current": pipeline.is_up_to_date(sight.workspace, folders.summary),
        "written": folders.summary.is_file(),
    }

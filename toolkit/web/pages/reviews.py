"""审核: the items on which the office has to decide, and its results."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toolkit.deferred_imports import DeferredModule
from toolkit.web import work
from toolkit.web.pages.base import Page

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")

_SHOWN = 20  # items on a page
_PLACE = ("list", "unit", "number", "application")
# What is the same for everything that one person decides in one sitting.
_COMMON = ("reviewer", "day")


def list_review_routes(page: Page) -> list[Route]:
    """Return the routes of this page."""

    def reviews(request: Request) -> Response:
        query = request.query_params
        number = int(query["page"]) if query.get("page", "").isascii() and query.get("page", "").isdigit() else 1
        build = partial(_build_facts, query.get("unit", ""), number)
        return page.show_running(request, "reviews.html", "reviews", build)

    async def review(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=_SHOWN * 16 + 20)
        chosen = _read_chosen(form)
        if not chosen:
            return RedirectResponse("/reviews", status_code=303)
        return page.begin("review", "check", partial(work.review, page.desk, chosen), "/reviews")

    return [Route("/reviews", reviews, methods=["GET"]), Route("/reviews", review, methods=["POST"])]


def _build_facts(unit: str, number: int, collected: pipeline.CollectedRound) -> dict[str, Any]:
    every = pipeline.collect_waiting(collected)
    waiting = [item for item in every if unit in ("", item["unit"])]
    pages = max((len(waiting) + _SHOWN - 1) // _SHOWN, 1)
    number = min(max(number, 1), pages)
    first = (number - 1) * _SHOWN
    columns = pipeline.list_office_columns(collected.workspace)
    names = collected.unit_names
    return {
        "items": waiting[first : first + _SHOWN],
        "first": first + 1,
        "total": len(waiting),
        "pages": range(1, pages + 1),
        "number": number,
        "unit": unit,
        "units": {item["unit"]: names.get(item["unit"], item["unit"]) for item in every},
        "common": [column for column in columns if column["key"] in _COMMON],
        "columns": [column for column in columns if column["key"] not in (*_COMMON, "result")],
        "label": collected.workspace.campaign.definition.ledger.waiting.label,
        "day": collected.day,
    }


def _read_chosen(form: FormData) -> dict[tuple[str, ...], Mapping[str, str]]:
    """Return what was chosen for each item that got a result."""
    numbers = [name.removeprefix("number-") for name in form if name.startswith("number-")]
    common = {key: _read(form, key) for key in _COMMON}
    chosen: dict[tuple[str, ...], Mapping[str, str]] = {}
    for number in numbers:
        result = _read(form, f"result-{number}")
        if result:
            own = {key: _read(form, f"{key}-{number}") for key in ("opinion", "requirement", "approved")}
            place = tuple(_read(form, f"{field}-{number}") for field in _PLACE)
            chosen[place] = {"result": result, **own, **common}
    return chosen


def _read(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()

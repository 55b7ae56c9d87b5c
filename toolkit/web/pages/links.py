"""单位报送: the secret links of the units, made, shown, revoked; and what happened at their door."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toolkit.deferred_imports import DeferredModule
from toolkit.excel import OFFICE_ZONE
from toolkit.web.pages.base import Page

if TYPE_CHECKING:
    from toolkit import pipeline
    from toolkit.campaign import Unit
else:
    pipeline = DeferredModule("toolkit.pipeline")

_SHOWN = 200  # entries of the log, the latest


def list_link_routes(page: Page) -> list[Route]:
    """Return the routes of this page; a link is shown only when somebody asks for it."""

    def links(request: Request) -> Response:
        page.desk.refresh()
        return page.render(request, "links.html", "links", _build_facts(page, request.query_params.get("show", "")))

    async def make(request: Request) -> Response:
        units = await _find_units(page, request)
        pipeline.make_links(_open(page), units, now=_now())
        return RedirectResponse("/links", status_code=303)

    async def renew(request: Request) -> Response:
        units = await _find_units(page, request)
        pipeline.make_links(_open(page), units, now=_now(), anew=True)
        return RedirectResponse("/links", status_code=303)

    async def revoke(request: Request) -> Response:
        units = await _find_units(page, request)
        pipeline.revoke_links(_open(page), units, now=_now())
        return RedirectResponse("/links", status_code=303)

    return [
        Route("/links", links, methods=["GET"]),
        Route("/links/make", make, methods=["POST"]),
        Route("/links/renew", renew, methods=["POST"]),
        Route("/links/revoke", revoke, methods=["POST"]),
    ]


def _open(page: Page) -> pipeline.Workspace:
    return pipeline.open_workspace(page.desk.folder)


async def _find_units(page: Page, request: Request) -> list[Unit]:
    """Return the unit that a form names, all where it names none. Raises HTTPException for one that is not there."""
    code = str((await request.form(max_files=0, max_fields=4)).get("unit", ""))
    units = [unit for unit in _open(page).campaign.units if code in {"", unit.code}]
    if not units:
        raise HTTPException(404)
    return units


def _build_facts(page: Page, shown: str) -> dict[str, Any]:
    workspace, links = _open(page), pipeline.read_links(page.desk.folder)
    log = pipeline.read_log(page.desk.folder)
    units = workspace.campaign.units
    names = {unit.code: unit.name for unit in units}
    every = shown == "all"
    return {
        "address": links.address,
        "every": every,
        "units": [
            {
                "code": unit.code,
                "name": unit.name,
                "made": _render(dt.datetime.fromisoformat(link.made)) if link else "",
                "link": links.render_link(unit, workspace.stamp) if every or shown == unit.code else "",
            }
            for unit in units
            for link in [links.find_usable(unit, workspace.stamp)]
        ],
        "missing": sum(links.find_usable(unit, workspace.stamp) is None for unit in units),
        "broken": log.broken,
        "entries": [
            {
                "time": _render(entry.time),
                "unit": names.get(entry.unit, entry.unit),
                "what": entry.what,
                "origin": entry.origin,
                "name": entry.name,
                "sha256": entry.sha256[:16],
            }
            for entry in log.entries[: -_SHOWN - 1 : -1]
        ],
    }


def _render(time: dt.datetime) -> str:
    return time.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

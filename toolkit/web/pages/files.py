"""Files to download: one of the campaign's, or many in a zip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from toolkit.deferred_imports import DeferredModule
from toolkit.messages import say
from toolkit.web.pages.base import Page

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")


def list_file_routes(page: Page) -> list[Route]:
    """Return the routes by which files are downloaded."""

    def get_file(request: Request) -> Response:
        sight = page.desk.sight
        if sight is None:
            raise HTTPException(404)
        plan = sight.workspace.campaign.definition.campaign.file
        path = pipeline.find_shown_file(sight.workspace.folders, plan, request.query_params.get("name", ""))
        if path is None:
            raise HTTPException(404)
        return FileResponse(path, filename=path.name)

    def get_issued(_: Request) -> Response:
        workspace = _get_workspace(page)
        files = (file for unit in pipeline.list_issued_files(workspace) for file in unit["files"])
        return _send_zip(workspace, say("folder.issued"), files)

    def get_results(_: Request) -> Response:
        workspace = _get_workspace(page)
        return _send_zip(workspace, say("folder.results"), pipeline.list_result_files(workspace.folders))

    def get_copies(_: Request) -> Response:
        workspace = _get_workspace(page)
        return _send_zip(workspace, say("folder.sent_back"), pipeline.list_copies(workspace.folders))

    return [
        Route("/file", get_file, methods=["GET"]),
        Route("/zip/issued", get_issued, methods=["GET"]),
        Route("/zip/results", get_results, methods=["GET"]),
        Route("/zip/copies", get_copies, methods=["GET"]),
    ]


def _get_workspace(page: Page) -> pipeline.Workspace:
    if page.desk.sight is None:
        raise HTTPException(404)
    return page.desk.sight.workspace


def _send_zip(workspace: pipeline.Workspace, label: str, names: Iterable[str]) -> Response:
    listed = list(names)
    if not listed:
        raise HTTPException(404)
    title = say("folder.round", round=workspace.folders.round)
    name = quote(f"{label}-{title}-{dt.date.today():%Y%m%d}.zip")
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{name}"}
    content = pipeline.pack_files(workspace.folders.folder, listed)
    return StreamingResponse(content, media_type="application/zip", headers=headers)

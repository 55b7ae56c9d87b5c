"""The routes of the units' door, and what stands before all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

import anyio
from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from toolkit.errors import NotWrittenError, OperatorError
from toolkit.messages import has_message, say
from toolkit.web.door.rates import Rate, Room
from toolkit.web.door.unit_page import build_unit_facts, describe_receipt, render_receipts
from toolkit.web.door.visitors import Visitors, name_machine
from toolkit.web.guard import Guard
from toolkit.web.rendering import STATIC, Renderer
from toolkit.web.uploads import UploadLimits, receive_form

if TYPE_CHECKING:
    from toolkit.campaign import Unit
    from toolkit.pipeline import Receipt, UnitAnswer, UnitsDoor, Upload

MIB = 1024 * 1024
# One return: its bytes with what the form adds, the seconds that it may take to come, how many come at once.
_MOST = UploadLimits(files=1, total=32 * MIB)
_SLOWEST = 180.0
_AT_ONCE = 32
# Returns that one unit may hand in.
_RETURNS = Rate(20, 600.0)
# Seconds that a page waits for an answer; then it says that it is being worked out, and asks again.
_PATIENCE = 2.5
_SHORT = 16  # digits of a receipt in an address


# What went wrong on the way, as the status that says so.
_STATUS = {TimeoutError: 408, ClientDisconnect: 400, NotWrittenError: 507}


class Door:
    """The pages of the door: each answers for the unit that asks, and for no other."""

    def __init__(self, door: UnitsDoor, *, secure: bool) -> None:
        self.door, self.visitors = door, Visitors(door, secure)
        self.renderer = Renderer()
        self._room = Room(_AT_ONCE)
        # Threads that may wait for the judge at once; others answer pages meanwhile.
        self._judges, self._takers = CapacityLimiter(6), CapacityLimiter(4)

    def list_routes(self) -> list[Route | Mount]:
        """Return every route."""
        return [
            Route("/", self.show, methods=["GET"]),
            Route("/u/{secret}", self.enter, methods=["GET"]),
            Route("/hand-in", self.hand_in, methods=["POST"]),
            Route("/file/{kind}/{name}", self.fetch, methods=["GET"]),
            Route("/receipts.txt", self.list_receipts, methods=["GET"]),
            Route("/leave", self.leave, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    def enter(self, request: Request) -> Response:
        """Let a unit in by its link. The page leads on by itself: a redirect from a letter would bring no cookie."""
        unit = self.visitors.enter(request)
        if unit is None:
            return self.refuse(say("door.refused.link"), 404)
        self.door.note("entered", unit, origin=name_machine(request))
        answer = self.renderer.render("door/entered.html", {"unit": unit})
        self.visitors.remember(answer, request.path_params["secret"])
        return answer

    async def show(self, request: Request) -> Response:
        """Return the unit's page."""
        unit = await to_thread.run_sync(self.visitors.identify, request)
        if unit is None:
            return self.refuse(say("door.refused.closed"), 403)
        return await self._show_unit(unit, self._find_receipt(unit, request.query_params.get("r", "")))

    async def hand_in(self, request: Request) -> Response:
        """Take a return; the page that follows has its receipt and its answer."""
        unit = await to_thread.run_sync(self.visitors.identify, request)
        if unit is None:
            return self.refuse(say("door.refused.closed"), 403)
        if not self.visitors.rates.allow(("return", unit.code), _RETURNS):
            return self.refuse(say("door.refused.often"), 429)
        with self._room.take() as has_place:
            if not has_place:
                return self.refuse(say("door.refused.crowded"), 503)
            return await self._take_return(request, unit)

    async def _take_return(self, request: Request, unit: Unit) -> Response:
        origin = name_machine(request)
        with anyio.fail_after(_SLOWEST):
            async with receive_form(request, self.door.root, _MOST, with_folders=False) as arrivals:
                if arrivals.too_large:
                    raise HTTPException(413)
                upload = next(iter(arrivals.inbox.finished), None)
                if upload is None or not upload.size:
                    wrong = say("door.empty_file") if upload else say("door.nothing_chosen")
                    return await self._show_unit(unit, wrong=wrong, status=400)
                try:
                    receipt = await to_thread.run_sync(
                        lambda: self.door.receive(unit, upload, origin=origin), limiter=self._takers
                    )
                except NotWrittenError:
                    raise
                except OperatorError as error:
                    return await self._show_unit(unit, wrong=_explain(error, unit, upload), status=409)
        again = "&again=1" if receipt.again else ""
        return RedirectResponse(f"/?r={receipt.sha256[:_SHORT]}{again}", status_code=303)

    def fetch(self, request: Request) -> Response:
        """Return one of the unit's own files."""
        unit = self.visitors.identify(request)
        if unit is None:
            return self.refuse(say("door.refused.closed"), 403)
        path = self.door.find_file(unit, request.path_params["kind"], request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        self.door.note("fetched", unit, origin=name_machine(request), name=path.name)
        return FileResponse(path, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(path.name)}"})

    def list_receipts(self, request: Request) -> Response:
        """Return the unit's receipts as a text to keep."""
        unit = self.visitors.identify(request)
        if unit is None:
            return self.refuse(say("door.refused.closed"), 403)
        name = quote(say("door.receipt.file"))
        return PlainTextResponse(
            "\ufeff" + render_receipts(self.door, unit),
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
        )

    def leave(self, _: Request) -> Response:
        """Have the browser forget the unit."""
        answer = self.refuse(say("door.left_door"), 200)
        self.visitors.forget(answer)
        return answer

    def refuse(self, text: str, status: int) -> Response:
        """Return a page of one sentence."""
        answer = self.renderer.render("door/refusal.html", {"text": text}, status=status)
        if status in {429, 503}:
            answer.headers["Retry-After"] = "10"
        return answer

    async def _show_unit(
        self, unit: Unit, receipt: Receipt | None = None, *, wrong: str = "", status: int = 200
    ) -> Response:
        answer = await self._find_answer(unit)
        facts = await to_thread.run_sync(lambda: build_unit_facts(self.door, unit, answer))
        shown = {**facts, "handed_in": describe_receipt(receipt) if receipt else None, "wrong": wrong}
        return self.renderer.render("door/unit.html", shown, status=status)

    async def _find_answer(self, unit: Unit) -> UnitAnswer | None:
        """Return what a unit is told, None where that takes longer than a page may wait."""
        known = await to_thread.run_sync(self.door.find_answer, unit)
        if known is not None:
            return known
        with anyio.move_on_after(_PATIENCE):
            return await to_thread.run_sync(self.door.answer, unit, limiter=self._judges, abandon_on_cancel=True)
        return None

    def _find_receipt(self, unit: Unit, digits: str) -> Receipt | None:
        own = self.door.list_receipts(unit) if len(digits) == _SHORT else ()
        return next((receipt for receipt in own if receipt.sha256.startswith(digits)), None)


def _explain(error: OperatorError, unit: Unit, upload: Upload) -> str:
    """Say why a file was not taken; of the office's own troubles a unit is told nothing but that."""
    own = [mistake for mistake in error.mistakes if mistake.location in {unit.name, upload.name.name}]
    lines = (say("door.not_taken", found=mistake.found, way_out=mistake.way_out) for mistake in own)
    return "\n".join(lines) or say("door.not_taken_now")


def build_door(
    door: UnitsDoor,
    origins: frozenset[str],
    keep_note: Callable[[Exception], str] = lambda _: say("door.refused.broken"),
) -> ASGIApp:
    """Return the units' door of a campaign, reached under `origins`. `keep_note` is given every bug, and says so."""
    secure = all(origin.startswith("https://") for origin in origins)
    pages = Door(door, secure=secure)

    async def explain(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else _STATUS.get(type(error), 503)
        key = f"door.status.{status}"
        return pages.refuse(say(key if has_message(key) else "door.status.other"), status)

    def answer_bug(error: Exception) -> Response:
        keep_note(error)
        return pages.refuse(say("door.refused.broken"), 500)

    app = Starlette(
        routes=pages.list_routes(), exception_handlers=dict.fromkeys((HTTPException, OperatorError, *_STATUS), explain)
    )
    return Guard(app, origins, answer_bug)

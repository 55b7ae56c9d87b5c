"""What all pages share: the frame around them, and the answer to whoever asked for work."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from toolkit.web.desk import Desk, Sight
from toolkit.web.jobs import BusyError, Job, Outcome
from toolkit.web.rendering import Renderer

if TYPE_CHECKING:
    from toolkit import pipeline

# The pages in the order of the navigation: the path and the key of the name.
NAVIGATION = (
    ("/", "overview"),
    ("/intake", "intake"),
    ("/units", "units"),
    ("/questions", "questions"),
    ("/reviews", "reviews"),
    ("/issue", "issue"),
    ("/results", "results"),
    ("/rounds", "rounds"),
    ("/plan", "plan"),
    ("/links", "links"),
    ("/log", "log"),
)


_REMEMBERED = 900.0  # seconds
# Where it is said what came of a job; of one that only looks it is said, everywhere, that it failed.
_SHOWN_AT = {
    "check": ("overview", "units"),
    "distribute": ("issue",),
    "merge": ("results",),
    "figures": (),
    "look": (),
    "decide": ("questions",),
    "review": ("reviews",),
    "end": ("rounds",),
    "begin": ("rounds",),
    "undo": ("rounds",),
    "rebuild": ("rounds",),
    "plan": ("plan",),
}


def _find_shown(jobs: Sequence[Job], place: str) -> Job | None:
    """Return the job of which a page says what came of it: the last one, unless that was long ago or only looked."""
    seen = False  # a later look succeeded, so that an earlier one that failed is nobody's matter any more
    for job in reversed(jobs):
        looked = not _SHOWN_AT[job.kind]
        seen = seen or job.state == "done"
        if job.ended is None or (looked and seen):
            continue
        is_recent = time.time() - job.ended < _REMEMBERED
        return job if is_recent and (looked or place in (*_SHOWN_AT[job.kind], "job")) else None
    return None


@dataclass(frozen=True, slots=True)
class Page:
    """The desk that pages show, and how they are rendered."""

    desk: Desk
    renderer: Renderer

    def render(
        self, request: Request, template: str, place: str, facts: Mapping[str, Any] | None = None, *, status: int = 200
    ) -> Response:
        """Return a page in its frame; `place` is its key in the navigation."""
        desk = self.desk
        job = desk.runner.current
        frame = {
            "navigation": NAVIGATION,
            "place": place,
            "path": request.url.path,
            "sight": desk.sight,
            "trouble": desk.trouble,
            "job": job.describe() if job else None,
            "last": _find_shown(desk.runner.jobs, place),
        }
        return self.renderer.render(template, {**frame, **(facts or {})}, status=status)

    def show(self, request: Request, template: str, place: str, build: Callable[[Sight], dict[str, Any]]) -> Response:
        """Return a page about the round as it was seen; before anything was seen, one that says so."""
        self.desk.refresh()
        sight = self.desk.sight
        if sight is None:
            return self.render(request, "waiting.html", place)
        return self.render(request, template, place, build(sight))

    def show_running(
        self,
        request: Request,
        template: str,
        place: str,
        build: Callable[[pipeline.CollectedRound], dict[str, Any]],
    ) -> Response:
        """Return a page about the round in progress; where all rounds have ended, one that says so."""
        self.desk.refresh()
        sight = self.desk.sight
        if sight is None or sight.collected is None:
            return self.render(request, "waiting.html", place)
        return self.render(request, template, place, build(sight.collected))

    def get_collected(self) -> pipeline.CollectedRound:
        """Return the round in progress as it was seen. Raises HTTPException 409 where there is none."""
        if self.desk.sight is None or self.desk.sight.collected is None:
            raise HTTPException(409)
        return self.desk.sight.collected

    def begin(self, kind: str, command: str, work: Callable[[], Outcome], then: str) -> Response:
        """Begin a job that holds the folder, and lead to the page that shows it; where another runs, only say so."""
        try:
            self.desk.start(kind, self.desk.hold_and(command, work))
        except BusyError:
            return RedirectResponse("/job?busy=1", status_code=303)
        return RedirectResponse(then, status_code=303)

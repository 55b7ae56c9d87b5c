"""What all pages share: the frame around them, and the answer to whoever asked for work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


def _is_shown(job: Job, place: str) -> bool:
    """Tell whether a page says what came of a job."""
    if job.state == "running":
        return False
    places = _SHOWN_AT[job.kind]
    return place in (*places, "job") or (not places and job.state == "failed")


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
        job, last = desk.runner.current, desk.runner.last
        frame = {
            "navigation": NAVIGATION,
            "place": place,
            "path": request.url.path,
            "sight": desk.sight,
            "trouble": desk.trouble,
            "job": job.describe() if job else None,
            "last": last if last is not None and _is_shown(last, place) else None,
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

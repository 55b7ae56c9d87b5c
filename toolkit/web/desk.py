"""The campaign on the desk: what the pages show of it, and the jobs that look at it anew or change it.

The folder is the truth. What is shown was read from it at one moment (`Sight`); a page sees by the times of the files
that somebody, a command or another program, has changed something since, and has it looked at again.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.deferred_imports import DeferredModule
from toolkit.errors import InUseError, Mistake, OperatorError
from toolkit.messages import say
from toolkit.web.jobs import BusyError, Job, JobRunner, Outcome

if TYPE_CHECKING:
    from toolkit import pipeline
    from toolkit.formats import Passwords
else:
    pipeline = DeferredModule("toolkit.pipeline")

_AGAIN = 5.0  # seconds before a look that failed is tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A round as it was read: `collected` is None for one that has ended, which is shown as it was kept.

    `overview` is what `pipeline.collect_overview` says of it; `state` is the fingerprint of the files it was read from.
    `merged` are its figures, None where nobody asked for them yet; `breaks` say what was done to rounds that ended.
    """

    workspace: pipeline.Workspace
    overview: dict[str, Any]
    state: str
    collected: pipeline.CollectedRound | None = None
    merged: pipeline.MergedRound | None = None
    questions: int = 0
    notes: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    taken: float = field(default_factory=time.time)


class Desk:
    """One campaign, open in the browser.

    `today` is the day that counts, None for the real one; `password_file` has the passwords of returned files.
    """

    def __init__(
        self,
        folder: Path,
        *,
        keep_note: Callable[[Exception], str],
        today: dt.date | None = None,
        password_file: Path | None = None,
    ) -> None:
        self.folder, self.today, self.password_file = folder, today, password_file
        self.runner = JobRunner(keep_note)
        self.sight: Sight | None = None
        self.trouble: tuple[Mistake, ...] = ()
        self._tried: tuple[str, float] = ("", 0.0)
        self._looking = threading.Lock()

    def read_passwords(self) -> Passwords:
        """Return the operator's passwords. Raises OperatorError where the file cannot be read."""
        return pipeline.read_passwords(self.password_file)

    def refresh(self) -> None:
        """Have the folder looked at again where it changed, unless a job runs or that has just failed."""
        with self._looking:
            if self.runner.current is not None:
                return
            state = pipeline.fingerprint_folder(self.folder)
            if self.sight is not None and self.sight.state == state:
                return
            if self._tried[0] == state and time.monotonic() - self._tried[1] < _AGAIN:
                return
            self._tried = state, time.monotonic()
            try:
                self.start("look", self._look_only)
            except BusyError:
                return

    def start(self, kind: str, work: Callable[[], Outcome]) -> Job:
        """Begin a job of this kind. Raises BusyError where one runs."""
        return self.runner.start(kind, say(f"web.job.{kind}"), work)

    def hold_and(self, command: str, work: Callable[[], Outcome]) -> Callable[[], Outcome]:
        """Return work that holds the folder meanwhile, as a command does, and adds what the store notes to its lines.

        Where it changed the folder without seeing it, it is looked at afterwards.
        """

        def run() -> Outcome:
            store = pipeline.open_store(self.folder)
            with store.hold(command):
                outcome = work()
                if self.sight is None or self.sight.state != pipeline.fingerprint_folder(self.folder):
                    self.look()
            return Outcome(lines=(*outcome.lines, *store.notes), mistakes=outcome.mistakes)

        return run

    def look(self) -> None:
        """Read the round in progress anew. Raises OperatorError, and keeps what was seen last."""
        state = pipeline.fingerprint_folder(self.folder)
        try:
            workspace = pipeline.open_workspace(self.folder)
            if workspace.campaign.round.state == "ended":
                self.sight = self._see_ended(workspace, state)
            else:
                passwords = self.read_passwords()
                collected = pipeline.collect(workspace, today=self.today, passwords=passwords, cache="kept")
                self.see(collected, state=state)
        except InUseError:
            raise
        except OperatorError as error:
            self.trouble = error.mistakes
            raise

    def see(
        self,
        collected: pipeline.CollectedRound,
        merged: pipeline.MergedRound | None = None,
        *,
        state: str | None = None,
    ) -> None:
        """Show a round as it was read just now, from the folder in this `state`; by default in the present one."""
        self.sight = Sight(
            workspace=collected.workspace,
            collected=collected,
            merged=merged,
            overview=pipeline.collect_overview(collected),
            questions=pipeline.count_open_questions(collected),
            state=pipeline.fingerprint_folder(self.folder) if state is None else state,
            notes=tuple(str(hint) for hint in collected.workspace.campaign.hints),
            breaks=_find_breaks(collected.workspace),
        )
        self.trouble = ()

    def _look_only(self) -> Outcome:
        store = pipeline.open_store(self.folder)
        with store.hold("web", reading=True):
            self.look()
        return Outcome(lines=tuple(store.notes))

    def _see_ended(self, workspace: pipeline.Workspace, state: str) -> Sight:
        frozen = pipeline.read_frozen(workspace.folders, workspace.campaign.round.number, workspace.stamp)
        self.trouble = ()
        overview = dict(frozen.facts["overview"])
        return Sight(workspace=workspace, overview=overview, state=state, breaks=_find_breaks(workspace))


def _find_breaks(workspace: pipeline.Workspace) -> tuple[str, ...]:
    """Say what became of the rounds that ended: files that somebody changed since, and ends that cannot be trusted."""
    verified = pipeline.verify_ended_rounds(workspace)
    mistakes = (str(mistake) for own in verified.mistakes.values() for mistake in own)
    return (*pipeline.render_breaks(verified.breaks), *mistakes)

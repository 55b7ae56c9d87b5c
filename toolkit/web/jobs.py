"""Long work beside the pages: one job at a time in a thread of its own, which goes on when the browser is closed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any, Literal

from toolkit.errors import Mistake, OperatorError
from toolkit.messages import say
from toolkit.stages import find_running_stage

_KEPT = 300  # jobs that are remembered
JobState = Literal["running", "done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a job did: sentences for the operator, and mistakes that did not stop it."""

    lines: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


@dataclass(slots=True, kw_only=True)
class Job:
    """A piece of work: its number, its title, how far it is and what became of it.

    `kind` names what is done; `begun` and `ended` are seconds since 1970. `mistakes` say why it failed, or what it
    could not do.
    """

    number: int
    kind: str
    title: str
    begun: float = field(default_factory=time.time)
    ended: float | None = None
    state: JobState = "running"
    lines: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    def describe(self) -> dict[str, Any]:
        """Return what a page shows of it: what is done now, of how much, in percent where that is known."""
        stage = find_running_stage() if self.state == "running" else None
        share = 100 * stage.done // stage.total if stage and stage.total else None
        counted = say("progress.of", done=stage.done, total=stage.total) if stage and stage.total else ""
        return {
            "number": self.number,
            "kind": self.kind,
            "title": self.title,
            "state": self.state,
            "stage": stage.title if stage else "",
            "counted": counted,
            "share": share,
            "seconds": int((self.ended or time.time()) - self.begun),
        }


class BusyError(Exception):
    """Another job runs."""


class JobRunner:
    """Runs the jobs of one campaign, each in a thread, never two at once.

    `keep_note` is given every bug, and returns a sentence about it; nothing of it may be shown.
    """

    def __init__(self, keep_note: Callable[[Exception], str]) -> None:
        self._keep_note = keep_note
        self._starting = threading.Lock()
        self._context = copy_context()  # what holds for the command holds for its jobs
        self.jobs: list[Job] = []

    @property
    def current(self) -> Job | None:
        """The job that runs, None where none does."""
        last = self.last
        return last if last is not None and last.state == "running" else None

    @property
    def last(self) -> Job | None:
        """The job that was started last."""
        return self.jobs[-1] if self.jobs else None

    def start(self, kind: str, title: str, work: Callable[[], Outcome]) -> Job:
        """Begin a job. Raises BusyError where one runs."""
        with self._starting:
            if self.current is not None:
                raise BusyError
            job = Job(number=self.jobs[-1].number + 1 if self.jobs else 1, kind=kind, title=title)
            self.jobs = [*self.jobs[-_KEPT:], job]
        context = self._context.copy()
        thread = threading.Thread(target=context.run, args=(self._run, job, work), name="qingdan-job", daemon=True)
        thread.start()
        return job

    def wait(self, seconds: float) -> bool:
        """Wait until no job runs; False where one still does after so many seconds."""
        until = time.monotonic() + seconds
        while self.current is not None and time.monotonic() < until:
            time.sleep(0.02)
        return self.current is None

    def _run(self, job: Job, work: Callable[[], Outcome]) -> None:
        state: JobState = "failed"
        try:
            outcome = work()
            job.lines, job.mistakes, state = outcome.lines, outcome.mistakes, "done"
        except OperatorError as error:
            job.mistakes = error.mistakes
        except MemoryError:
            job.lines = (say("web.no_memory"),)
        except Exception as error:
            job.lines = (self._keep_note(error),)
        finally:
            job.ended = time.time()
            job.state = state

"""Show what a command is doing once it takes longer than a second, on the error stream.

On a terminal that is one line, drawn again and again, and gone when there is something to read. In a log it is a line
now and then, each of which begins with the same word.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rich.console import Console
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from toolkit.cli.safe_console import SafeConsole
from toolkit.messages import say
from toolkit.stages import Stage, find_running_stage, watch_stages

# Seconds: before anything is shown, between two drawings of the line, between two lines of a log.
PATIENCE, _REDRAWN, _LOGGED = 1.0, 0.25, 5.0
_BAR = 20  # columns
_CLEAR = (ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2))


@contextmanager
def show_progress(console: Console | None = None) -> Iterator[None]:
    """Show the stages that run in the body, the innermost one at any time."""
    display = _Display(console or SafeConsole(stderr=True))
    thread = threading.Thread(target=display.run, name="qingdan-progress", daemon=True)
    thread.start()
    try:
        with watch_stages(display.clear):
            yield
    finally:
        display.stop()
        thread.join(timeout=_REDRAWN)


class _Display:
    """Draws in a thread of its own, for a stage may be silent for long; nothing that it meets stops the command."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._begun = time.monotonic()
        self._logged: float | None = None
        self._drawn = ""
        self._ended = threading.Event()
        self._drawing = threading.Lock()

    def run(self) -> None:
        """Draw until it is stopped, or the stream takes no more."""
        with suppress(OSError, ValueError):
            while not self._ended.wait(_REDRAWN):
                self._draw(time.monotonic())

    def stop(self) -> None:
        """Draw no more, and leave no line behind."""
        self._ended.set()
        self.clear()

    def clear(self) -> None:
        """Take the line away."""
        with self._drawing, suppress(OSError, ValueError):
            if self._drawn:
                self.console.control(Control(*_CLEAR))
                self._drawn = ""

    def _draw(self, now: float) -> None:
        with self._drawing:
            stage = find_running_stage()
            if stage is None or self._ended.is_set() or now - self._begun < PATIENCE:
                return
            if self.console.is_terminal and not self.console.is_dumb_terminal:
                self._redraw(_render_line(stage, now, bar=True))
            elif self._logged is None or now - self._logged >= _LOGGED:
                self._logged = now
                self.console.print(say("progress.log", line=_render_line(stage, now)), markup=False, soft_wrap=True)

    def _redraw(self, line: str) -> None:
        if line == self._drawn:
            return
        shown = Text(line, no_wrap=True)
        shown.truncate(max(self.console.width - 1, 1), overflow="ellipsis")
        with self.console:  # one write
            self.console.control(Control(*_CLEAR))
            self.console.print(shown, end="", no_wrap=True, crop=True)
        self._drawn = line


def _render_line(stage: Stage, now: float, *, bar: bool = False) -> str:
    """Return what a stage has done, of how much, and how long the rest or what is done took."""
    parts = [stage.title]
    if stage.total:
        drawn = _BAR * stage.done // stage.total
        parts += ["━" * drawn + "─" * (_BAR - drawn)] * bar
        parts.append(say("progress.of", done=stage.done, total=stage.total))
    elif stage.done:
        parts.append(say("progress.done", done=stage.done))
    left = stage.estimate_left(now)
    if left is not None:
        parts.append(say("progress.left", time=_render_time(left)))
    elif now - stage.begun >= PATIENCE:
        parts.append(say("progress.passed", time=_render_time(now - stage.begun, up=False)))
    return " ".join(parts)


def _render_time(seconds: float, *, up: bool = True) -> str:
    """Return a duration in words, in steps that do not flicker: seconds, from ten on fives of them, then minutes."""
    turn = math.ceil if up else math.floor
    if seconds < 60:
        step = 1 if seconds < 10 or not up else 5
        return say("progress.seconds", count=max(turn(seconds / step) * step, 1))
    return say("progress.minutes", count=turn(seconds / 60))

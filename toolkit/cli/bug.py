"""Keep a note of a bug of this program, and say where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.deferred_imports import DeferredModule
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.cli import crash_file, crash_note
else:
    crash_file = DeferredModule("toolkit.cli.crash_file")
    crash_note = DeferredModule("toolkit.cli.crash_note")


def keep_note(error: BaseException, arguments: Sequence[str], commands: Iterable[str]) -> Path | None:
    """Write what a developer needs to know of a bug and return its path, None where that cannot be.

    `commands` are the words of the command line that may stand in it; all others may be somebody's.
    """
    try:
        return crash_file.keep_crash_note(crash_note.describe_crash(error, arguments, commands), arguments)
    except Exception:  # what went wrong may go wrong again
        return None


def explain_bug(error: BaseException, arguments: Sequence[str], commands: Iterable[str]) -> str:
    """Keep a note of a bug, and return the sentence about it."""
    path = keep_note(error, arguments, commands)
    return say("cli.bug", path=path) if path else say("cli.bug_unkept", what=crash_note.describe_briefly(error))

"""What a worker may use for one function, and when it is replaced by a fresh one."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one worker.

    `memory` and `answer` are in bytes, `seconds` are of wall clock for one function (and of processor time, with a
    little more). A worker is replaced after `functions` of them, a batch counting as its items; with 50 the starting
    of workers took a third of the time. An answer of more than `small` bytes is decoded only
    when somebody asks for it, and its worker is replaced. A worker with `own_folders` is told where its user's own
    folders are (fonts, temporary files), which is for work on our own data alone.
    """

    memory: int = 1024 * MIB
    seconds: float = 60.0
    answer: int = 128 * MIB
    small: int = 4 * MIB
    functions: int = 500
    own_folders: bool = False

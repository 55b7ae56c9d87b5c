"""One answer on its way from a worker: a head of fixed length, then as many bytes as the head says.

The head repeats the mark of the job that is answered, which the caller drew at random: an answer that nobody asked
for cannot be taken for the next one.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO

from toolkit.execution.errors import WorkerError

MARK_LENGTH = 16
# What an answer is: a value; an exception that the function raised; the code of a WorkerError.
DONE, RAISED, FAILED = range(3)
_HEAD = struct.Struct(f"<{MARK_LENGTH}sBBQ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a worker answered: `kind` is DONE, RAISED or FAILED; after one that is `spent` it must be replaced."""

    kind: int
    content: bytes
    spent: bool = False


def draw_mark() -> bytes:
    """Return a mark for one job."""
    return os.urandom(MARK_LENGTH)


def write_answer(target: BinaryIO, mark: bytes, answer: Answer) -> None:
    """Write an answer and send it off."""
    target.write(_HEAD.pack(mark, answer.kind, answer.spent, len(answer.content)))
    target.write(answer.content)
    target.flush()


def read_answer(source: BinaryIO, mark: bytes, most: int) -> Answer | None:
    """Return the answer to a job, None where the stream ends before. Raises WorkerError for what is no answer to it.

    No more than `most` bytes are read.
    """
    head = source.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    marked, kind, spent, length = _HEAD.unpack(head)
    if marked != mark or kind not in (DONE, RAISED, FAILED):
        raise WorkerError("reader_died")
    if length > most:
        raise WorkerError("answer_too_large")
    content = source.read(length)
    return Answer(kind=kind, content=content, spent=bool(spent)) if len(content) == length else None

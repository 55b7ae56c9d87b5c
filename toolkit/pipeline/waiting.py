"""Have what a run made wait on the disk until all is put in place: a large round's results need not be in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count

from toolkit.storage import StagedFile, Store

# Returns what stands for a file's content: the content itself, or where it waits.
Keep = Callable[[bytes], bytes | StagedFile]
# Returns where a content waits that is there already, or is made piece by piece.
Stage = Callable[[bytes | Iterable[bytes]], StagedFile]


def keep_here(content: bytes) -> bytes:
    """Keep a file's content in memory."""
    return content


@contextmanager
def open_waiting_folder(store: Store) -> Iterator[Stage]:
    """Give what keeps contents in a private folder, which is there until the body has run. Raises NotWrittenError."""
    with store.open_scratch() as scratch:
        numbers = count(1)
        yield lambda content: store.stage(scratch / f"waiting-{next(numbers)}", content)

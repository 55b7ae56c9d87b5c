"""Show a progress bar over the items of a stage, once it takes longer than a second."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sized
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

PATIENCE = 1.0  # seconds


def build_tracker(console: Console) -> Any:
    """Return a function that passes items on and shows how many are done; silent where the output is no terminal."""

    def track(items: Iterable[Any], title: str) -> Iterator[Any]:
        total = len(items) if isinstance(items, Sized) else None
        if not console.is_terminal:
            yield from items
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        progress = Progress(*columns, console=console, transient=True)
        task = progress.add_task(title, total=total)
        begun, started = time.monotonic(), False
        try:
            for item in items:
                yield item
                progress.advance(task)
                if not started and time.monotonic() - begun > PATIENCE:
                    progress.start()
                    started = True
        finally:
            if started:
                progress.stop()

    return track

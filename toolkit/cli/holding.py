"""Let a command work on a folder alone, and say what became of an earlier run and of its results."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.cli.options import Share
from toolkit.cli.progress import show_progress
from toolkit.cli.safe_console import SafeConsole
from toolkit.deferred_imports import DeferredModule

if TYPE_CHECKING:
    from toolkit import formats, pipeline
else:
    formats = DeferredModule("toolkit.formats")
    pipeline = DeferredModule("toolkit.pipeline")

Command = Callable[..., int | None]


def hold_folder(name: str, command: Command, *, reading: bool = False) -> Command:
    """Return a command that holds the folder of its campaign while it runs; one that writes gets the option --share.

    A command that only reads runs without the lock where the folder cannot be written. What is no folder is left to
    the command, which says so.
    """

    @functools.wraps(command)
    def run(*, folder: Path, share: bool = False, **options: object) -> int | None:
        if not folder.is_dir():
            return command(folder=folder, **options)
        if not options.get("limit"):  # other limits, other workers
            formats.prepare_workers()  # one starts while this process loads its libraries
        with hold(folder, name, share=share, reading=reading):
            return command(folder=folder, **options)

    if not reading:
        _add_share(run, command)
    return run


def _add_share(run: Command, command: Command) -> None:
    """Declare the option to the library that reads the command line."""
    signature = inspect.signature(command, eval_str=True)
    share = inspect.Parameter("share", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Share)
    run.__signature__ = signature.replace(parameters=[*signature.parameters.values(), share])  # type: ignore[attr-defined]
    run.__annotations__ = {**{name: each.annotation for name, each in signature.parameters.items()}, "share": Share}


@contextlib.contextmanager
def hold(folder: Path, name: str, *, share: bool = False, reading: bool = False) -> Iterator[None]:
    """Hold a folder while the body runs; notes for the operator are printed on the error stream."""
    store, printed = pipeline.open_store(folder, shared=share), 0
    try:
        with store.hold(name, reading=reading):
            printed = _print_notes(store.notes, 0)
            with show_progress():
                yield
    finally:
        _print_notes(store.notes, printed)


def _print_notes(notes: list[str], first: int) -> int:
    errors = SafeConsole(stderr=True)
    for line in notes[first:]:
        errors.print(line, markup=False, soft_wrap=True)
    return len(notes)

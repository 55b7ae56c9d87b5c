"""The command `passwords`: a password for every unit, for workbooks that go out encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.cli.opening import open_round
from toolkit.cli.options import Folder, quote_folder
from toolkit.deferred_imports import DeferredModule
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit import pipeline
    from toolkit.cli import terminal
else:
    pipeline = DeferredModule("toolkit.pipeline")
    terminal = DeferredModule("toolkit.cli.terminal")


def passwords_command(folder: Folder) -> None:
    """Make up a password for every unit that has none; none is shown."""
    made = pipeline.make_passwords(open_round(folder, begun_by_hand=True))
    console = terminal.build_console()
    if made.units:
        terminal.print_written_paths(console, [made.path])
    key = "passwords" if made.units else "no_passwords"
    console.print(say(f"cli.{key}", count=len(made.units), path=made.path), soft_wrap=True, markup=False)
    facts = {"folder": quote_folder(folder), "path": quote_folder(made.path)}
    terminal.print_next_step(console, "passwords", **facts)

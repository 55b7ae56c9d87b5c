"""The commands `key …`: exchange the campaign's key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Folder, quote_folder
from toolkit.deferred_imports import DeferredModule
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit import pipeline
    from toolkit.cli import terminal
else:
    pipeline = DeferredModule("toolkit.pipeline")
    terminal = DeferredModule("toolkit.cli.terminal")


def rotate_command(
    folder: Folder,
    revoke: Annotated[bool, typer.Option("--revoke", help=say("help.revoke"))] = False,
) -> None:
    """Make a new key, keep the old one aside, and say what comes next."""
    rotated = pipeline.rotate_key(pipeline.open_workspace(folder), revoke=revoke)
    console = terminal.build_console()
    terminal.print_written_paths(console, list(rotated.paths))
    count = rotated.handed_out
    said = say("cli.key_revoked", count=count) if rotated.revoked else say("cli.key_rotated", count=count)
    console.print(said, markup=False, soft_wrap=True)
    terminal.print_next_step(console, "key_rotate", folder=quote_folder(folder))

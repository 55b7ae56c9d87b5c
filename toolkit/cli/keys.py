"""The commands `key …`: exchange the campaign's key, or go on without one that was lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Folder, quote_folder
from toolkit.deferred_imports import DeferredModule
from toolkit.errors import CampaignError, make_mistake
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
    lost: Annotated[bool, typer.Option("--lost", help=say("help.lost"))] = False,
) -> None:
    """Make a new key, keep the old one aside or go on without it, and say what comes next."""
    if revoke and lost:
        raise CampaignError(make_mistake("key.both", str(folder)))
    paths, said = _replace_lost(folder) if lost else _rotate(folder, revoke)
    console = terminal.build_console()
    terminal.print_written_paths(console, paths)
    for line in said:
        console.print(line, markup=False, soft_wrap=True)
    terminal.print_next_step(console, "key_lost" if lost else "key_rotate", folder=quote_folder(folder))


def _rotate(folder: Path, revoke: bool) -> tuple[list[Path], list[str]]:
    rotated = pipeline.rotate_key(pipeline.open_workspace(folder), revoke=revoke)
    count = rotated.handed_out
    said = say("cli.key_revoked", count=count) if rotated.revoked else say("cli.key_rotated", count=count)
    return list(rotated.paths), [said]


def _replace_lost(folder: Path) -> tuple[list[Path], list[str]]:
    replaced = pipeline.replace_lost_key(folder)
    said = [say("cli.key_replaced")]
    if replaced.rounds:
        said.append(say("cli.closings_signed", rounds=say("list.separator").join(map(str, replaced.rounds))))
    return list(replaced.paths), said

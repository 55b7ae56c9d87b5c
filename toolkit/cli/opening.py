"""Open the round that a command works on, and say which it is; read the passwords that it may need."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from toolkit.cli.safe_console import SafeConsole
from toolkit.deferred_imports import DeferredModule
from toolkit.messages import say
from toolkit.stages import open_stage

if TYPE_CHECKING:
    from toolkit import pipeline
    from toolkit.formats import Passwords
else:
    pipeline = DeferredModule("toolkit.pipeline")

_SHOWN_FILES = 3


def open_round(folder: Path, number: int | None = None, *, begun_by_hand: bool = False) -> pipeline.Workspace:
    """Open a campaign at the round asked for, else at the one in progress; print its hints on the error stream.

    A folder of a later round that 期次 does not know of stops the run, unless that may be `begun_by_hand`.
    """
    with open_stage(say("progress.open")):
        workspace = pipeline.open_workspace(folder, round=number, begun_by_hand=begun_by_hand)
    campaign = workspace.campaign
    lines = [str(hint) for hint in campaign.hints]
    if number is None and campaign.round.state == "ended":
        facts = {"sheet": campaign.definition.campaign.rounds.label, "round": campaign.round.title}
        lines.append(say("cli.all_ended", **facts))
    _print_hints(lines)
    return workspace


def open_passwords(workspace: pipeline.Workspace, path: Path | None, *, chosen: bool = False) -> Passwords:
    """Read the operator's file of passwords, none without a path; print on the error stream what is wrong with it.

    With `chosen` workbooks are encrypted under these passwords, and it is said which of them are weak.
    """
    passwords = pipeline.read_passwords(path)
    if path is not None:
        _print_hints(pipeline.find_exposed_file(workspace.folders, path))
    if chosen:
        _print_hints(pipeline.find_weak_passwords(workspace.campaign, passwords))
    return passwords


def _print_hints(lines: Iterable[str]) -> None:
    errors = SafeConsole(stderr=True)
    for line in lines:
        errors.print(line, markup=False, soft_wrap=True)


def print_round(console: Console, workspace: pipeline.Workspace) -> None:
    """Print which round a command works on, and its state."""
    campaign = workspace.campaign
    state = campaign.definition.campaign.rounds.states[campaign.round.state]
    line = say("cli.round", round=campaign.round.title, state=state)
    console.print(line, markup=False, soft_wrap=True)


def print_unopened(console: Console, collected: pipeline.CollectedRound, command: str, folder: str) -> bool:
    """Say that returns were not opened for want of the passwords, and how to run again; tell whether there are any.

    Where nothing was handed out under a password it is the unit's own, which the unit is asked for.
    """
    files = pipeline.find_unopened_files(collected) if pipeline.has_locked_workbooks(collected) else []
    if files:
        facts = {"count": len(files), "files": say("list.separator").join(files[:_SHOWN_FILES])}
        line = say("next.unopened", **facts, command=command, folder=folder)
        console.print(line, markup=False, soft_wrap=True, highlight=False)
    return bool(files)

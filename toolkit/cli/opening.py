"""Open the round that a command works on, and say which it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from toolkit.cli.safe_console import SafeConsole
from toolkit.deferred_imports import DeferredModule
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")


def open_round(folder: Path, number: int | None = None, *, begun_by_hand: bool = False) -> pipeline.Workspace:
    """Open a campaign at the round asked for, else at the one in progress; print its hints on the error stream.

    A folder of a later round that 期次 does not know of stops the run, unless that may be `begun_by_hand`.
    """
    workspace = pipeline.open_workspace(folder, round=number, begun_by_hand=begun_by_hand)
    campaign = workspace.campaign
    lines = [str(hint) for hint in campaign.hints]
    if number is None and campaign.round.state == "ended":
        facts = {"sheet": campaign.definition.campaign.rounds.label, "round": campaign.round.title}
        lines.append(say("cli.all_ended", **facts))
    errors = SafeConsole(stderr=True)
    for line in lines:
        errors.print(line, markup=False, soft_wrap=True)
    return workspace


def print_round(console: Console, workspace: pipeline.Workspace) -> None:
    """Print which round a command works on, and its state."""
    campaign = workspace.campaign
    state = campaign.definition.campaign.rounds.states[campaign.round.state]
    line = say("cli.round", round=campaign.round.title, state=state)
    console.print(line, markup=False, soft_wrap=True)

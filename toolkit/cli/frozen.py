"""Show a round that has ended as it was then, and warn of what somebody did to ended rounds since."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from toolkit.cli.rounds import print_json
from toolkit.cli.safe_console import SafeConsole
from toolkit.cli.terminal import print_front_table, print_other_files, print_states, print_written_paths
from toolkit.deferred_imports import DeferredModule
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")


def warn_of_ended_rounds(workspace: pipeline.Workspace, *, lenient: bool = False) -> list[dict[str, Any]]:
    """Print on the error stream what became of the ended rounds; return the same as facts.

    What this command will refuse for anyway is left out, unless it is `lenient`.
    """
    errors = SafeConsole(stderr=True)
    verified = pipeline.verify_ended_rounds(workspace)
    for line in pipeline.render_breaks(verified.breaks):
        errors.print(line, markup=False, soft_wrap=True)
    now = workspace.campaign.round
    refused = set() if lenient else {now.number} if now.state == "ended" else {now.number, now.number - 1}
    for number, mistakes in verified.mistakes.items():
        if number not in refused:
            for mistake in mistakes:
                errors.print(str(mistake), markup=False, soft_wrap=True)
    return pipeline.verification_facts(verified)


def show_frozen(
    console: Console, workspace: pipeline.Workspace, command: str, tampered: list[dict[str, Any]], *, as_json: bool
) -> int:
    """Print what a command said of a round when it ended, and return its exit code of then."""
    frozen = pipeline.read_frozen(workspace.folders, workspace.campaign.round.number, workspace.stamp)
    folder = workspace.folders.folder
    facts = frozen.facts
    if as_json:
        print_json({**pipeline.frozen_facts(frozen, command, folder), "tampered": tampered})
        return int(facts["exit"][command])
    if command == "merge":
        _print_merge(console, facts, folder)
    else:
        print_states(console, facts["overview"])
    console.print(say("cli.frozen", round=frozen.round.number, day=frozen.ended), soft_wrap=True)
    return int(facts["exit"][command])


def _print_merge(console: Console, facts: Mapping[str, Any], folder: Path) -> None:
    print_front_table(console, facts["front"])
    print_other_files(console, facts["overview"])
    console.print(facts["overview"]["coverage"])
    print_written_paths(console, [folder / path for path in facts["merge"]["outputs"]])

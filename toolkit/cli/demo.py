"""The command `demo`: every stage on the example city, round after round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.cli.holding import hold
from toolkit.cli.opening import print_round
from toolkit.cli.options import Folder, Share, quote_folder
from toolkit.deferred_imports import DeferredModule

if TYPE_CHECKING:
    from toolkit import pipeline
    from toolkit.cli import rounds, terminal
else:
    pipeline = DeferredModule("toolkit.pipeline")
    rounds = DeferredModule("toolkit.cli.rounds")
    terminal = DeferredModule("toolkit.cli.terminal")


def demo_command(folder: Folder, share: Share = False) -> None:
    """Run every stage on the example city, round after round; the last round stays in progress."""
    pipeline.stop_at_full_folder(folder)
    with hold(folder, "demo", share=share):
        _play_demo(folder)


def _play_demo(folder: Path) -> None:
    console = terminal.build_console()
    pipeline.copy_example(folder)
    played = None
    for played in pipeline.play_rounds(folder):
        print_round(console, played.workspace)
        rounds.print_played(console, played)
    if played is not None:
        terminal.print_states(console, pipeline.collect_overview(played.collected))
        terminal.print_front_table(console, pipeline.collect_front_facts(played.merged))
        checked, folders = played.checked, played.workspace.folders
        terminal.print_written_paths(console, [*checked.lists, checked.report, *played.written.paths])
        terminal.print_reviews(console, played.collected, pipeline.find_ledger_mistakes(played.collected))
        terminal.print_next_step(console, "demo", folder=quote_folder(folder), sent_back=folders.sent_back)

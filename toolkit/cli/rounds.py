"""Print what is open in a round, how it ended, and an ended round as it was."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from toolkit.cli.options import quote_folder
from toolkit.cli.streams import find_output_failure
from toolkit.cli.terminal import print_next_step, print_written_paths
from toolkit.deferred_imports import DeferredModule
from toolkit.errors import NotWrittenError, make_mistake
from toolkit.messages import say
from toolkit.text import escape_tricks

if TYPE_CHECKING:
    from toolkit import storage
    from toolkit.campaign import Round
    from toolkit.pipeline import EndedRound, PlayedRound, RebuiltRound, RoundEnding, UndoneRound
else:
    storage = DeferredModule("toolkit.storage")

_SHOWN_NAMES = 5


def print_json(facts: Mapping[str, Any]) -> None:
    """Print facts for a program. Raises NotWrittenError where they cannot be printed, unless nobody listens."""
    sys.stdout.write(escape_tricks(json.dumps(facts, ensure_ascii=False, indent=2)) + "\n")
    failure = find_output_failure()
    if failure is not None:
        why = storage.render_system_error(failure)
        raise NotWrittenError(make_mistake("console.lost", say("cli.standard_output"), why=why)) from failure


def print_ending(console: Console, ending: RoundEnding) -> None:
    """Print what is still open, in a short table, and the days of the next round."""
    number = ending.collected.workspace.campaign.round.number
    if ending.matters:
        grid = Grid(title=escape(say("open.title", round=number)), header_style="bold")
        for head in ("matter", "count", "names"):
            grid.add_column(say(f"open.head.{head}"), overflow="fold", justify="right" if head == "count" else "left")
        for matter in ending.matters:
            grid.add_row(say(f"open.{matter.kind}"), str(matter.count), escape(_join_names(matter.names)))
        console.print(grid)
    else:
        console.print(say("open.nothing", round=number))
    console.print(ending.collected.render_coverage())
    following = ending.following
    facts = {"round": following.title, "issue": following.issue_date, "due": following.due_date}
    facts |= {"as_of": following.as_of or say("open.no_day")}
    console.print(say("open.following", **facts), markup=False, soft_wrap=True)


def _join_names(names: tuple[str, ...]) -> str:
    shown = say("list.separator").join(names[:_SHOWN_NAMES])
    return say("open.more", names=shown, count=len(names)) if len(names) > _SHOWN_NAMES else shown


def print_played(console: Console, played: PlayedRound) -> None:
    """Print the course of a round of the example: handed out, returned, decided, ended."""
    folders = played.workspace.folders
    console.print(say("cli.distributed", count=played.issued, folder=folders.issued), soft_wrap=True, markup=False)
    console.print(played.collected.render_coverage(), markup=False)
    if played.decided:
        results = (say("cli.decided_result", result=word, count=count) for word, count in played.decided.items())
        said = say("cli.decided", count=sum(played.decided.values()), results=say("list.separator").join(results))
        console.print(said, soft_wrap=True, markup=False)
    if played.is_ended:
        items = played.collected.followed.items
        console.print(say("cli.ended", round=played.workspace.campaign.round.number, count=len(items)))
    console.print()


def print_ended(console: Console, ended: EndedRound, folder: str) -> None:
    """Print where the end of the round was written, and the next step with a folder as it is typed."""
    number = ended.frozen.round.number
    console.print(say("cli.ended", round=number, count=len(ended.closing.items)))
    closing = ended.folders.select_round(number)
    print_written_paths(console, [closing.closing_book, closing.closing_facts])
    facts = {"round": ended.following.number, "folder": folder}
    print_next_step(console, "next", **facts)


def print_begun(console: Console, ended: int, following: Round, folder: Path) -> None:
    """Print that a round has begun after one that had ended already, and the next step."""
    facts = {"following": following.title, "issue": following.issue_date, "due": following.due_date}
    console.print(say("cli.begun", round=ended, **facts), markup=False, soft_wrap=True)
    print_next_step(console, "next", round=following.number, folder=quote_folder(folder))


def print_undone(console: Console, undone: UndoneRound, folder: Path) -> None:
    """Print that a round goes on, where its 期末 lies now, and the next step."""
    console.print(say("cli.undone", round=undone.round.number))
    if undone.kept is not None:
        console.print(say("cli.closing_kept", path=undone.kept), markup=False, soft_wrap=True)
    print_next_step(console, "undo", round=undone.round.number, folder=quote_folder(folder))


def print_rebuilt(console: Console, rebuilt: RebuiltRound, folder: Path) -> None:
    """Print what an end was computed from again, and what cannot be had back."""
    number = rebuilt.frozen.round.number
    console.print(say("cli.rebuilt", round=number, count=len(rebuilt.frozen.closing.items)))
    console.print(say("cli.rebuilt_from_copy" if rebuilt.from_copy else "cli.rebuilt_from_now", round=number))
    if rebuilt.kept is not None:
        console.print(say("cli.closing_kept", path=rebuilt.kept), markup=False, soft_wrap=True)
    print_written_paths(console, list(rebuilt.paths))
    print_next_step(console, "rebuild", folder=quote_folder(folder))

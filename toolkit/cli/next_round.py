"""The command `next`: what is still open, the question whether to end the round, and what was written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.opening import open_passwords, open_round
from toolkit.cli.options import (
    AsJson,
    Folder,
    Limit,
    NoCache,
    PasswordFile,
    Today,
    choose_cache,
    parse_day,
    quote_folder,
    raise_limits,
)
from toolkit.deferred_imports import DeferredModule
from toolkit.errors import OperatorError, make_mistake
from toolkit.messages import say

if TYPE_CHECKING:
    from rich.console import Console

    from toolkit import pipeline
    from toolkit.cli import frozen, rounds, terminal
else:
    pipeline = DeferredModule("toolkit.pipeline")
    frozen = DeferredModule("toolkit.cli.frozen")
    rounds = DeferredModule("toolkit.cli.rounds")
    terminal = DeferredModule("toolkit.cli.terminal")


def next_command(  # noqa: PLR0913, PLR0917 - a parameter is an option
    folder: Folder,
    yes: Annotated[bool, typer.Option("--yes", help=say("help.yes"))] = False,
    undo: Annotated[bool, typer.Option("--undo", help=say("help.undo"))] = False,
    rebuild: Annotated[int | None, typer.Option("--rebuild", metavar="N", min=1, help=say("help.rebuild"))] = None,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help=say("help.round_name"))] = "",
    issue: Annotated[str, typer.Option("--issue", metavar="YYYY-MM-DD", help=say("help.issue"))] = "",
    due: Annotated[str, typer.Option("--due", metavar="YYYY-MM-DD", help=say("help.due"))] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="YYYY-MM-DD", help=say("help.as_of"))] = "",
    today: Today = "",
    as_json: AsJson = False,
    password_file: PasswordFile = None,
    limit: Limit = None,
    no_cache: NoCache = False,
) -> int:
    """End the round in progress and begin the next, take its end back, or rebuild one; exit code 2 without a yes."""
    raise_limits(limit)
    console = terminal.build_console()
    days = pipeline.NextDays(name=name, issue=parse_day(issue), due=parse_day(due), as_of=parse_day(as_of))
    if rebuild:
        return _rebuild(console, folder, rebuild, password_file, as_json=as_json, cache=choose_cache(no_cache))
    workspace = open_round(folder, begun_by_hand=True)
    if undo:
        return _undo(console, workspace, folder, as_json=as_json)
    frozen.warn_of_ended_rounds(workspace)
    if workspace.campaign.round.state == "ended":
        return _begin(console, workspace, days, folder, as_json=as_json)
    ending = pipeline.prepare_ending(
        workspace,
        days=days,
        today=parse_day(today),
        passwords=open_passwords(workspace, password_file),
        cache=choose_cache(no_cache),
    )
    unopened = pipeline.find_unopened_files(ending.collected)
    if unopened and password_file is None:
        raise OperatorError(make_mistake("next.unopened", str(folder), count=len(unopened)))
    if not as_json:
        rounds.print_ending(console, ending)
    again = quote_folder(folder, passwords=password_file)
    if not yes and (as_json or not _is_attended()):
        if as_json:
            rounds.print_json(pipeline.ending_facts(ending, None))
        raise OperatorError(make_mistake("next.unconfirmed", str(folder), folder=again))
    if not yes and not _ask(console, ending):
        console.print(say("cli.not_ended"))
        return 0
    ended = pipeline.end_round(ending)
    if as_json:
        rounds.print_json(pipeline.ending_facts(ending, ended))
    else:
        rounds.print_ended(console, ended, again)
    return 0


def _begin(
    console: Console, workspace: pipeline.Workspace, days: pipeline.NextDays, folder: Path, *, as_json: bool
) -> int:
    """Begin a round where the last one has ended already; nothing is ended, so nothing is asked."""
    following, _ = pipeline.begin_round(workspace, days)
    if as_json:
        rounds.print_json(pipeline.begun_facts(following))
    else:
        rounds.print_begun(console, workspace.campaign.round.number, following, folder)
    return 0


def _undo(console: Console, workspace: pipeline.Workspace, folder: Path, *, as_json: bool) -> int:
    """Take the last end of a round back."""
    undone = pipeline.undo_last_end(workspace)
    if as_json:
        rounds.print_json(pipeline.undone_facts(undone))
    else:
        rounds.print_undone(console, undone, folder)
    return 0


def _rebuild(  # noqa: PLR0913 - the options of the command
    console: Console, folder: Path, number: int, password_file: Path | None, *, as_json: bool, cache: pipeline.CacheUse
) -> int:
    """Compute the end of a round again."""
    workspace = pipeline.open_workspace(folder, round=number)
    passwords = open_passwords(workspace, password_file)
    rebuilt = pipeline.rebuild_end(workspace, passwords=passwords, cache=cache)
    if as_json:
        rounds.print_json(pipeline.rebuilt_facts(rebuilt))
    else:
        rounds.print_rebuilt(console, rebuilt, folder)
    return 0


def _is_attended() -> bool:
    """Tell whether somebody can answer: no terminal is no one, and so is a standard input that is closed."""
    try:
        return sys.stdin is not None and sys.stdin.isatty()
    except (OSError, ValueError):
        return False


def _ask(console: Console, ending: pipeline.RoundEnding) -> bool:
    """Ask whether to end the round; everything but a clear yes is a no, the end of the input too."""
    number = ending.collected.workspace.campaign.round.number
    try:
        answer = console.input(say("cli.ask_end", round=number), markup=False)
    except EOFError:
        return False
    return answer.strip().lower() in say("cli.yes_words").split()

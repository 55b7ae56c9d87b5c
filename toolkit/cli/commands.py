"""The commands: their arguments and options, the stages of the pipeline that each runs, and its exit code.

To add a command, write its function here, give it a line in COMMANDS and its text under `[help]` in
messages/cli.toml. The work itself belongs in `toolkit.pipeline`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.authors import blank_command, damage_command, lint_command
from toolkit.cli.demo import demo_command
from toolkit.cli.fetching import fetch_command
from toolkit.cli.holding import hold_folder
from toolkit.cli.keys import rotate_command
from toolkit.cli.next_round import next_command
from toolkit.cli.opening import open_passwords, open_round, print_round, print_unopened
from toolkit.cli.options import (
    AsJson,
    Cluster,
    Definitions,
    Folder,
    Force,
    Limit,
    NoCache,
    PasswordFile,
    Plain,
    RoundNumber,
    Share,
    Today,
    choose_cache,
    parse_day,
    quote_folder,
    raise_limits,
)
from toolkit.cli.passwords import passwords_command
from toolkit.deferred_imports import DeferredModule
from toolkit.errors import FolderError, OperatorError, make_mistake
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit import bulletin, pipeline
    from toolkit.cli import frozen, logs, rounds, terminal, version
else:
    bulletin = DeferredModule("toolkit.bulletin")
    pipeline = DeferredModule("toolkit.pipeline")
    frozen = DeferredModule("toolkit.cli.frozen")
    logs = DeferredModule("toolkit.cli.logs")
    rounds = DeferredModule("toolkit.cli.rounds")
    terminal = DeferredModule("toolkit.cli.terminal")
    version = DeferredModule("toolkit.cli.version")


def _show_version(asked: bool) -> None:
    """Print the versions and exit, whatever else was typed."""
    if asked:
        typer.echo(version.render_version())
        raise typer.Exit


def set_general_options(
    show_version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help=say("help.version"))
    ] = False,
) -> None:
    """Take the options that stand before a command; runs before every command."""
    logs.quiet_logging()


def init_command(
    folder: Folder,
    meeting: Annotated[str | None, typer.Option(metavar="KEY", help=say("help.meeting"))] = None,
    force: Force = False,
    definition: Definitions = None,
    share: Share = False,
) -> None:
    """Write a blank campaign."""
    path = pipeline.init(folder, meeting=meeting, force=force, definition=definition, share=share)
    console = terminal.build_console()
    terminal.print_written_paths(console, [path])
    terminal.print_next_step(console, "init", path=path, folder=quote_folder(folder))


def distribute_command(  # noqa: PLR0913, PLR0917 - a parameter is an option
    folder: Folder,
    only: Annotated[str | None, typer.Option("--only", "--unit", metavar="CODE", help=say("help.only"))] = None,
    single: Annotated[str | None, typer.Option(metavar="LIST", help=say("help.single"))] = None,
    force: Force = False,
    password_file: PasswordFile = None,
    plain: Plain = False,
    round: RoundNumber = None,
    today: Today = "",
    limit: Limit = None,
) -> None:
    """Write the workbooks to hand out, encrypted where there is a file of passwords."""
    raise_limits(limit)
    console, day = terminal.build_console(), parse_day(today)
    workspace = open_round(folder, round)
    frozen.warn_of_ended_rounds(workspace)
    passwords = open_passwords(workspace, password_file, chosen=True)
    handed = pipeline.hand_out(
        workspace,
        only=only,
        single=single,
        force=force,
        today=day,
        passwords=passwords,
        plain=plain,
    )
    print_round(console, workspace)
    terminal.print_handed_out(console, workspace, handed)
    terminal.print_written_paths(console, [workspace.folders.register])
    facts = {"returned": workspace.folders.returned, "folder": quote_folder(folder, round, password_file)}
    terminal.print_next_step(console, "distribute", **facts)


def check_command(  # noqa: PLR0913, PLR0917 - a parameter is an option
    folder: Folder,
    as_json: AsJson = False,
    password_file: PasswordFile = None,
    round: RoundNumber = None,
    today: Today = "",
    limit: Limit = None,
    no_cache: NoCache = False,
    cluster: Cluster = None,  # the option itself takes effect
) -> int:
    """Take over the operator's answers, then check what came back; exit code 1 where returned files have faults."""
    raise_limits(limit)
    console, day = terminal.build_console(), parse_day(today)
    workspace = open_round(folder, round)
    if not as_json:
        print_round(console, workspace)
    tampered = frozen.warn_of_ended_rounds(workspace)
    if workspace.campaign.round.state == "ended":
        return frozen.show_frozen(console, workspace, "check", tampered, as_json=as_json)
    answers = pipeline.apply_answers(workspace)
    collected = _collect_returns(answers.workspace, password_file, day, choose_cache(no_cache))
    checked = pipeline.write_check(collected, answers=answers)
    collected = checked.collected
    if answers.count and not as_json:
        terminal.print_taken_answers(console, workspace, answers.count)
    if as_json:
        rounds.print_json({**pipeline.check_facts(collected, checked.progress), "tampered": tampered})
    else:
        terminal.print_states(console, pipeline.collect_overview(collected))
        terminal.print_written_paths(console, [checked.report, *checked.lists])
        if checked.sent_back:
            console.print(say("cli.sent_back", count=len(checked.sent_back)))
        if checked.doubtful:
            console.print(say("cli.doubtful", count=len(checked.doubtful)))
        terminal.print_unsent_files(console, checked.unsent)
        undecided = pipeline.count_open_questions(collected)
        terminal.print_open_questions(console, checked.report, undecided)
        terminal.print_reviews(console, collected, pipeline.find_ledger_mistakes(collected))
        step = _choose_next_step(collected, bool(checked.sent_back), undecided)
        folders, counts = collected.workspace.folders, collected.counts
        facts = {
            "folder": quote_folder(folder, round, password_file),
            "sent_back": folders.sent_back,
            "report": checked.report,
        }
        facts |= {"chase": checked.chase, "missing": counts["missing"], "returned": counts["total"] - counts["missing"]}
        if not print_unopened(console, collected, "check", quote_folder(folder, round)):
            terminal.print_next_step(console, step, **facts)
    return int(collected.has_errors)


def _choose_next_step(collected: pipeline.CollectedRound, sent_back: bool, undecided: int) -> str:
    """Return what comes after a check: where more units are missing than returned, they are chased first."""
    counts = collected.counts
    if counts["missing"] * 2 > counts["total"]:
        return "chase_undecided" if undecided else "chase"
    if not collected.has_errors:
        return "check_missing" if counts["missing"] else "check"
    if not sent_back:
        return "open"
    return "undecided" if undecided else "faulty"


def merge_command(  # noqa: PLR0913, PLR0917 - a parameter is an option
    folder: Folder,
    as_json: AsJson = False,
    password_file: PasswordFile = None,
    parquet: Annotated[bool, typer.Option("--parquet", help=say("help.parquet"))] = False,
    round: RoundNumber = None,
    today: Today = "",
    limit: Limit = None,
    no_cache: NoCache = False,
    cluster: Cluster = None,  # the option itself takes effect
) -> int:
    """Merge what came back; exit code 2 where a bulletin's template has mistakes, else 1 where files have faults."""
    raise_limits(limit)
    bulletin.start_bulletin_worker()
    console, day = terminal.build_console(), parse_day(today)
    workspace = open_round(folder, round)
    if not as_json:
        print_round(console, workspace)
    tampered = frozen.warn_of_ended_rounds(workspace)
    if workspace.campaign.round.state == "ended":
        return frozen.show_frozen(console, workspace, "merge", tampered, as_json=as_json)
    pipeline.prepare_bulletins(workspace.campaign)
    collected = _collect_returns(workspace, password_file, day, choose_cache(no_cache))
    merged = pipeline.merge(collected)
    written = pipeline.write_merge(merged, parquet=parquet)
    if as_json:
        rounds.print_json({**pipeline.merge_facts(merged, written.paths, written.mistakes), "tampered": tampered})
    else:
        terminal.print_front_table(console, pipeline.collect_front_facts(merged))
        terminal.print_other_files(console, pipeline.collect_overview(collected))
        console.print(collected.render_coverage())
        terminal.print_merge(console, written)
        terminal.print_reviews(console, collected, pipeline.find_ledger_mistakes(collected))
        if not print_unopened(console, collected, "merge", quote_folder(folder, round)):
            terminal.print_next_step(console, "merge", path=written.summary, paper=written.paper.name)
    return OperatorError.exit_code if written.mistakes else int(collected.has_errors)


def status_command(  # noqa: PLR0913, PLR0917 - a parameter is an option
    folder: Folder,
    as_json: AsJson = False,
    password_file: PasswordFile = None,
    round: RoundNumber = None,
    today: Today = "",
    limit: Limit = None,
    no_cache: NoCache = False,
) -> None:
    """Show every unit's state, also where the end of the round before cannot be trusted; nothing is written."""
    raise_limits(limit)
    console, day = terminal.build_console(), parse_day(today)
    workspace = open_round(folder, round)
    if not as_json:
        print_round(console, workspace)
    tampered = frozen.warn_of_ended_rounds(workspace, lenient=True)
    if workspace.campaign.round.state == "ended":
        frozen.show_frozen(console, workspace, "status", tampered, as_json=as_json)
        return
    collected = pipeline.collect(
        workspace,
        today=day,
        passwords=open_passwords(workspace, password_file),
        opening=pipeline.read_opening_leniently(workspace),
        cache="unused" if no_cache else "read",
    )
    if as_json:
        rounds.print_json({**pipeline.collect_status_facts(collected), "tampered": tampered})
    else:
        terminal.print_states(console, pipeline.collect_overview(collected))
        print_unopened(console, collected, "status", quote_folder(folder, round))


def _collect_returns(
    workspace: pipeline.Workspace,
    password_file: Path | None,
    today: dt.date | None,
    cache: pipeline.CacheUse,
) -> pipeline.CollectedRound:
    passwords = open_passwords(workspace, password_file)
    collected = pipeline.collect(workspace, today=today, passwords=passwords, cache=cache)
    if not collected.batch.files:
        raise FolderError(make_mistake("folder.nothing_returned", str(workspace.folders.returned)))
    return collected


# Commands of two words, by their first.
GROUPS: dict[str, dict[str, Callable[..., int | None]]] = {"key": {"rotate": hold_folder("key rotate", rotate_command)}}
COMMANDS: dict[str, Callable[..., int | None]] = {
    "init": init_command,
    "distribute": hold_folder("distribute", distribute_command),
    "check": hold_folder("check", check_command),
    "fetch": hold_folder("fetch", fetch_command),
    "merge": hold_folder("merge", merge_command),
    "status": hold_folder("status", status_command, reading=True),
    "next": hold_folder("next", next_command),
    "passwords": hold_folder("passwords", passwords_command),
    "demo": demo_command,
    "blank": blank_command,
    "lint": lint_command,
    "damage": damage_command,
}


def list_command_names() -> list[str]:
    """Return every command as it is typed, one of two words with a blank."""
    return [*COMMANDS, *(f"{name} {second}" for name, group in GROUPS.items() for second in group)]

"""The commands: what the operator typed comes in, one stage of the pipeline runs, an exit code goes out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from toolkit.cli.progress import build_tracker
from toolkit.cli.show import (
    show_front_table,
    show_merge,
    show_next_step,
    show_open_questions,
    show_other_files,
    show_states,
    show_taken_answers,
    show_unsent_files,
    show_written_paths,
)
from toolkit.damage import KINDS
from toolkit.definition import load_definition
from toolkit.errors import FolderError, OperatorError, make_mistake
from toolkit.messages import say
from toolkit.pipeline import (
    CollectedRound,
    Workspace,
    check_facts,
    collect,
    collect_status_facts,
    copy_example,
    count_open_questions,
    damage_workbook,
    distribute,
    init,
    lint_definition,
    merge,
    merge_facts,
    open_workspace,
    read_passwords,
    read_subject,
    take_over_answers,
    write_blank_workbooks,
    write_check,
    write_merge,
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=say("help.folder"), show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help=say("help.json"))]
Definitions = Annotated[Path | None, typer.Option("--definition", metavar="DIR", help=say("help.definition"))]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", metavar="FILE", help=say("help.password_file"), show_default=False)
]
Force = Annotated[bool, typer.Option("--force", help=say("help.force"))]


PIPED_WIDTH = 120


def _build_console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPED_WIDTH)


def _quote_folder(folder: Path) -> str:
    text = str(folder)
    return f'"{text}"' if any(c in text for c in " ()&") else text


def init_command(
    folder: Folder,
    meeting: Annotated[str | None, typer.Option(metavar="KEY", help=say("help.meeting"))] = None,
    force: Force = False,
    definition: Definitions = None,
) -> None:
    """Write a blank campaign."""
    path = init(folder, meeting=meeting, force=force, definition=definition)
    console = _build_console()
    show_written_paths(console, [path])
    show_next_step(console, "init", path=path, folder=_quote_folder(folder))


def distribute_command(
    folder: Folder,
    only: Annotated[str | None, typer.Option(metavar="CODE", help=say("help.only"))] = None,
    single: Annotated[str | None, typer.Option(metavar="LIST", help=say("help.single"))] = None,
    force: Force = False,
) -> None:
    """Write the workbooks to hand out."""
    console = _build_console()
    workspace = open_workspace(folder)
    paths = distribute(workspace, only=only, single=single, force=force, track=build_tracker(console))
    console.print(
        say("cli.distributed", count=len(paths), folder=workspace.folders.issued), soft_wrap=True, markup=False
    )
    show_written_paths(console, [workspace.folders.register])
    show_next_step(console, "distribute", returned=workspace.folders.returned, folder=_quote_folder(folder))


def check_command(folder: Folder, as_json: AsJson = False, password_file: PasswordFile = None) -> int:
    """Check what came back."""
    console = _build_console()
    workspace, taken = take_over_answers(open_workspace(folder))
    if taken and not as_json:
        show_taken_answers(console, workspace, taken)
    collected = _collect_returns(workspace, console, password_file)
    checked = write_check(collected)
    collected = checked.collected
    if as_json:
        _print_json(check_facts(collected, checked.progress))
    else:
        show_states(console, collected)
        show_written_paths(console, [checked.report, *checked.lists])
        if checked.sent_back:
            console.print(say("cli.sent_back", count=len(checked.sent_back)))
        show_unsent_files(console, checked.unsent)
        undecided = count_open_questions(collected)
        show_open_questions(console, checked.report, undecided)
        step = ("faulty" if checked.sent_back else "open") if collected.has_errors else "check"
        step = "undecided" if step == "faulty" and undecided else step
        sent_back = collected.workspace.folders.sent_back
        show_next_step(console, step, folder=_quote_folder(folder), sent_back=sent_back, report=checked.report)
    return int(collected.has_errors)


def merge_command(
    folder: Folder,
    as_json: AsJson = False,
    password_file: PasswordFile = None,
    parquet: Annotated[bool, typer.Option("--parquet", help=say("help.parquet"))] = False,
) -> int:
    """Merge what came back."""
    console = _build_console()
    collected = _collect_returns(open_workspace(folder), console, password_file)
    merged = merge(collected)
    written = write_merge(merged, parquet=parquet)
    if as_json:
        _print_json(merge_facts(merged, written.paths, written.mistakes))
    else:
        show_front_table(console, merged)
        show_other_files(console, collected)
        console.print(collected.render_coverage())
        show_merge(console, written)
        show_next_step(console, "merge", path=written.paths[0])
    return OperatorError.exit_code if written.mistakes else int(collected.has_errors)


def status_command(folder: Folder, as_json: AsJson = False, password_file: PasswordFile = None) -> None:
    """Show every unit's state; nothing is written."""
    console = _build_console()
    passwords = read_passwords(password_file)
    collected = collect(open_workspace(folder), passwords=passwords, track=build_tracker(console))
    if as_json:
        _print_json(collect_status_facts(collected))
    else:
        show_states(console, collected)


def lint_command(
    definition: Annotated[Path | None, typer.Argument(metavar="DIR", help=say("help.lint_folder"))] = None,
) -> int:
    """Look over an author's definitions."""
    mistakes = lint_definition(definition)
    console = _build_console()
    for one in mistakes:
        console.print(str(one), markup=False, soft_wrap=True)
    console.print(say("cli.lint_bad", count=len(mistakes)) if mistakes else say("cli.lint_good"))
    return 2 if mistakes else 0


def _show_kinds(asked: bool) -> None:
    """List the ways of damaging and leave, whatever else was or was not typed."""
    if not asked:
        return
    for kind in KINDS.values():
        facts = {"number": kind.number, "key": kind.key, "what": say(f"damage.what.{kind.key}")}
        line = say("cli.damage_office" if kind.office else "cli.damage_kind", **facts)
        _build_console().print(line, markup=False)
    raise typer.Exit


def damage_command(  # noqa: PLR0913, PLR0917 - a parameter is an option
    source: Annotated[Path, typer.Argument(metavar="IN.xlsx", help=say("help.damage_source"), show_default=False)],
    folder: Annotated[Path, typer.Argument(metavar="OUT_DIR", help=say("help.damage_target"), show_default=False)],
    kind: Annotated[list[str] | None, typer.Option("--kind", metavar="K", help=say("help.damage_kind"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=say("help.damage_all"))] = False,
    seed: Annotated[int, typer.Option(metavar="N", help=say("help.damage_seed"))] = 0,
    mixed: Annotated[int, typer.Option(metavar="N", min=0, max=99, help=say("help.damage_mixed"))] = 0,
    listed: Annotated[
        bool, typer.Option("--list", is_eager=True, callback=_show_kinds, help=say("help.damage_list"))
    ] = False,
    definition: Definitions = None,
) -> None:
    """Damage a filled workbook in every way, for training."""
    every = everything or not (kind or mixed)
    subject = read_subject(source, definition)
    course = damage_workbook(subject, folder, kinds=None if every else kind or (), seed=seed, mixed=mixed)
    console = _build_console()
    console.print(say("cli.damaged", count=len(course.lessons), folder=folder), soft_wrap=True, markup=False)
    for one in course.left_out:
        what = say(f"damage.what.{one.key}")
        console.print(say("cli.damage_left_out", number=one.number, key=one.key, what=what), markup=False)
    show_next_step(console, "damage", path=folder / say("damage.overview.file"))


def blank_command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help=say("help.blank_folder"), show_default=False)
    ] = None,
    definition: Definitions = None,
) -> None:
    """Write the blank standard workbooks."""
    own = load_definition(definition) if definition else None
    target = folder or (definition / "standard" if definition else Path(say("output.standard")))
    show_written_paths(_build_console(), write_blank_workbooks(target, own))


def demo_command(folder: Folder) -> None:
    """Run the whole job on the example city."""
    console = _build_console()
    track = build_tracker(console)
    copy_example(folder)
    workspace = open_workspace(folder)
    paths = distribute(workspace, track=track)
    console.print(
        say("cli.distributed", count=len(paths), folder=workspace.folders.issued), soft_wrap=True, markup=False
    )
    collected = collect(workspace, track=track)
    checked, merged = write_check(collected), merge(collected)
    written = write_merge(merged)
    show_states(console, collected)
    show_front_table(console, merged)
    show_written_paths(console, [*checked.lists, checked.report, *written.paths])
    show_next_step(console, "demo", folder=_quote_folder(folder), sent_back=workspace.folders.sent_back)


def _collect_returns(workspace: Workspace, console: Console, password_file: Path | None) -> CollectedRound:
    collected = collect(workspace, passwords=read_passwords(password_file), track=build_tracker(console))
    if not collected.batch.files:
        raise FolderError(make_mistake("folder.nothing_returned", str(workspace.folders.returned)))
    return collected


def _print_json(facts: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")


COMMANDS: dict[str, Callable[..., int | None]] = {
    "init": init_command,
    "distribute": distribute_command,
    "check": check_command,
    "merge": merge_command,
    "status": status_command,
    "demo": demo_command,
    "blank": blank_command,
    "lint": lint_command,
    "damage": damage_command,
}

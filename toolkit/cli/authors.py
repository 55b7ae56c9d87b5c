"""The commands for authors of definitions and for trainers: no campaign is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Definitions, Share
from toolkit.cli.progress import show_progress
from toolkit.deferred_imports import DeferredModule
from toolkit.messages import say
from toolkit.stages import open_stage

if TYPE_CHECKING:
    from toolkit import damage, pipeline
    from toolkit import definition as definitions
    from toolkit.cli import terminal
else:
    pipeline = DeferredModule("toolkit.pipeline")
    damage = DeferredModule("toolkit.damage")
    definitions = DeferredModule("toolkit.definition")
    terminal = DeferredModule("toolkit.cli.terminal")


def lint_command(
    definition: Annotated[Path | None, typer.Argument(metavar="DIR", help=say("help.lint_folder"))] = None,
) -> int:
    """Print every mistake in an author's definitions; exit code 2 where there is any."""
    with show_progress(), open_stage(say("progress.lint")):
        mistakes = pipeline.lint_definition(definition)
    console = terminal.build_console()
    for mistake in mistakes:
        console.print(str(mistake), markup=False, soft_wrap=True)
    console.print(say("cli.lint_bad", count=len(mistakes)) if mistakes else say("cli.lint_good"))
    return 2 if mistakes else 0


def _list_damage_kinds(asked: bool) -> None:
    """List the kinds of damage and exit, whatever else was typed or left out."""
    if not asked:
        return
    for kind in damage.KINDS.values():
        facts = {"number": kind.number, "key": kind.key, "what": say(f"damage.what.{kind.key}")}
        line = say("cli.damage_office" if kind.office else "cli.damage_kind", **facts)
        terminal.build_console().print(line, markup=False)
    raise typer.Exit


def damage_command(  # noqa: PLR0913, PLR0917 - a parameter is an option
    source: Annotated[Path, typer.Argument(metavar="IN.xlsx", help=say("help.damage_source"), show_default=False)],
    folder: Annotated[Path, typer.Argument(metavar="OUT_DIR", help=say("help.damage_target"), show_default=False)],
    kind: Annotated[list[str] | None, typer.Option("--kind", metavar="K", help=say("help.damage_kind"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=say("help.damage_all"))] = False,
    seed: Annotated[int, typer.Option(metavar="N", help=say("help.damage_seed"))] = 0,
    mixed: Annotated[int, typer.Option(metavar="N", min=0, max=99, help=say("help.damage_mixed"))] = 0,
    listed: Annotated[
        bool, typer.Option("--list", is_eager=True, callback=_list_damage_kinds, help=say("help.damage_list"))
    ] = False,
    definition: Definitions = None,
    share: Share = False,
) -> None:
    """Damage a filled workbook for training, in every way unless kinds or mixed ones are chosen."""
    every = everything or not (kind or mixed)
    subject = pipeline.read_subject(source, definition)
    kinds = None if every else kind or ()
    with show_progress(), open_stage(say("progress.damage")):
        course = pipeline.damage_workbook(subject, folder, kinds=kinds, seed=seed, mixed=mixed, share=share)
    console = terminal.build_console()
    console.print(say("cli.damaged", count=len(course.lessons), folder=folder), soft_wrap=True, markup=False)
    for omitted in course.left_out:
        what = say(f"damage.what.{omitted.key}")
        console.print(say("cli.damage_left_out", number=omitted.number, key=omitted.key, what=what), markup=False)
    terminal.print_next_step(console, "damage", path=folder / say("damage.overview.file"))


def blank_command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help=say("help.blank_folder"), show_default=False)
    ] = None,
    definition: Definitions = None,
    share: Share = False,
) -> None:
    """Write the blank standard workbooks."""
    own = definitions.load_definition(definition) if definition else None
    target = folder or (definition / "standard" if definition else Path(say("output.standard")))
    terminal.print_written_paths(terminal.build_console(), pipeline.write_blank_workbooks(target, own, share=share))

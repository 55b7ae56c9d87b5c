"""Print in the terminal what a stage returned, as lines and tables, and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from toolkit.findings import (
    SEVERITIES,
    Finding,
    render_found,
)
from toolkit.messages import say
from toolkit.text import remove_control_characters

if TYPE_CHECKING:
    from toolkit.errors import Mistake
    from toolkit.pipeline import CollectedRound, HandedOut, Workspace, WrittenMerge

PIPED_WIDTH = 120  # columns of output to a file or program, so that a log does not depend on the size of a window
_COLOURS = {"faulty": "red", "accepted": "green", "nil": "green", "missing": "yellow"}


def build_console() -> Console:
    """Return a console for results, of a fixed width where the output goes to a file or another program."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPED_WIDTH)


def print_states(console: Console, overview: Mapping[str, Any]) -> None:
    """Print one line per unit: its state, findings by severity, records by list; then the other files."""
    grid = Grid(title=escape(overview["title"]), header_style="bold")
    grid.add_column(say("report.unit"), no_wrap=True)
    grid.add_column(say("report.state"), no_wrap=True)
    for severity in SEVERITIES:
        grid.add_column(say(f"severity.{severity}"), justify="right")
    for label in overview["lists"]:
        grid.add_column(escape(label), justify="right", overflow="fold", min_width=8)
    for unit in overview["units"]:
        state = unit["state"]
        numbers = [str(number or "") for number in (*unit["findings"], *unit["records"])]
        shown = f"[{_COLOURS[state]}]{say('state.' + state)}[/]"
        grid.add_row(escape(unit["name"]), shown, *numbers)
    console.print(grid)
    print_other_files(console, overview)
    console.print(overview["coverage"])


def print_other_files(console: Console, overview: Mapping[str, Any]) -> None:
    """Print the files that count as no unit's return, with the reason."""
    for other in overview["others"]:
        shown = {key: remove_control_characters(text) for key, text in other.items()}
        console.print(say("cli.other_file", **shown), markup=False, soft_wrap=True)


def print_front_table(console: Console, front: Mapping[str, Any]) -> None:
    """Print the front-page table with its totals, if the definition has one."""
    if not front:
        return
    grid = Grid(title=escape(say("summary.of_all", table=front["label"])), header_style="bold")
    for label in front["heads"]:
        grid.add_column(escape(label), no_wrap=True)
    for name in [*front["columns"], say("summary.total")]:
        grid.add_column(escape(name), justify="right", no_wrap=True)
    previous = ""
    for row in front["rows"]:
        key, counts = row["key"], row["counts"]
        if previous and key[0] != previous:
            grid.add_section()
        shown = [part if level or part != previous else "" for level, part in enumerate(key)]
        previous = key[0]
        grid.add_row(*(escape(part) for part in shown), *map(str, counts), str(sum(counts)))
    grid.add_section()
    blanks = [""] * (len(front["heads"]) - 1)
    grid.add_row(say("summary.total"), *blanks, *map(str, front["sums"]), str(front["total"]))
    console.print(grid)


def print_written_paths(console: Console, paths: list[Path]) -> None:
    """Print a line per file written."""
    for path in paths:
        console.print(say("cli.written", path=escape(str(path))), soft_wrap=True)


def print_handed_out(console: Console, workspace: Workspace, handed: HandedOut) -> None:
    """Print how many workbooks were written, which were handed out again and what is different in them."""
    lines = [say("cli.distributed", count=len(handed.paths), folder=workspace.folders.issued)]
    if handed.again:
        lines.append(say("cli.handed_again", count=len(handed.again)))
        facts = ({"unit": line.name, "number": line.number, "changes": line.changes} for line in handed.again)
        lines += [say("cli.handed_again_line", **each) for each in facts]
    lines += [str(hint) for hint in workspace.campaign.roster_hints]
    for line in lines:
        console.print(remove_control_characters(line), soft_wrap=True, markup=False)


def print_merge(console: Console, written: WrittenMerge) -> None:
    """Print what a merge wrote, what it kept, and why there is no bulletin."""
    print_written_paths(console, list(written.paths))
    for path in written.kept:
        console.print(say("cli.kept", path=path), soft_wrap=True, markup=False)
    if written.mistakes:
        console.print(say("cli.no_bulletin"), markup=False)
        for mistake in written.mistakes:
            console.print(remove_control_characters(str(mistake)), soft_wrap=True, markup=False)
    elif not any(path.suffix == ".docx" for path in written.paths):
        console.print(say("cli.no_template"), markup=False)


def print_reviews(console: Console, collected: CollectedRound, mistakes: Sequence[Mistake]) -> None:
    """Print how many items wait for the office's decision, and what is wrong with its ledger."""
    waiting = len(collected.followed.waiting)
    if waiting:
        console.print(say("cli.reviews", count=waiting, path=collected.ledger.path), soft_wrap=True, markup=False)
    if mistakes:
        console.print(say("cli.ledger_mistakes", count=len(mistakes)), markup=False)
        for mistake in mistakes:
            console.print(remove_control_characters(str(mistake)), soft_wrap=True, markup=False)


def print_taken_answers(console: Console, workspace: Workspace, count: int) -> None:
    """Print how many answers of the report went into 工作方案.xlsx."""
    path = workspace.folders.folder / workspace.campaign.definition.campaign.file
    console.print(say("cli.taken_over", count=count, path=path), soft_wrap=True, markup=False)


def print_open_questions(console: Console, report: Path, count: int) -> None:
    """Print how many decisions wait for the operator, if any, and where."""
    if count:
        facts = {"count": count, "path": report, "sheet": say("report.waiting")}
        console.print(say("cli.waiting", **facts), soft_wrap=True, markup=False)


def print_unsent_files(console: Console, unsent: Iterable[Finding]) -> None:
    """Print the faulty files that got no copy, and why."""
    for finding in unsent:
        line = say("cli.unsent", file=remove_control_characters(finding.at.file), found=render_found(finding))
        console.print(line, markup=False, soft_wrap=True)


def print_next_step(console: Console, key: str, **facts: object) -> None:
    """Print the next step with the exact command."""
    console.print(say(f"next.{key}", **facts), soft_wrap=True, markup=False, highlight=False)

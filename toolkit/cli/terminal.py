"""Print in the terminal what a stage returned, as lines and tables, and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from toolkit.cli.safe_console import SafeConsole
from toolkit.findings import (
    SEVERITIES,
    Finding,
    render_found,
)
from toolkit.messages import say
from toolkit.text import measure_width

if TYPE_CHECKING:
    from toolkit.errors import Mistake
    from toolkit.pipeline import CollectedRound, HandedOut, Workspace, WrittenMerge

PIPED_WIDTH = 120  # columns of output to a file or program, so that a log does not depend on the size of a window
_LEAST_WIDTH = 80  # columns; a smaller window breaks the lines itself, which is better than cutting words away
# Widths of the state and the findings together, and of a list, with their lines; and how many lists are shown at least.
_STATE_COLUMNS, _LIST_COLUMN, _FEWEST_LISTS = 38, 11, 3
_COLOURS = {"faulty": "red", "accepted": "green", "nil": "green", "missing": "yellow"}


def build_console() -> Console:
    """Return a console for results, of a fixed width where the output goes to a file or another program."""
    console = SafeConsole()
    if console.is_terminal and console.width >= _LEAST_WIDTH:
        return console
    return SafeConsole(width=_LEAST_WIDTH if console.is_terminal else PIPED_WIDTH)


def print_states(console: Console, overview: Mapping[str, Any]) -> None:
    """Print one line per unit: its state, findings by severity, records by list; then the other files.

    Lists that the width has no room for stand in further tables.
    """
    fitting = _count_fitting_lists(console, overview)
    for first in range(0, max(len(overview["lists"]), 1), fitting):
        console.print(_build_state_grid(overview, first, first + fitting))
    print_other_files(console, overview)
    console.print(overview["coverage"])
    if any(count for unit in overview["units"] for count in unit.get("held", ())):
        console.print(say("cli.held"), soft_wrap=True, markup=False)


def _count_fitting_lists(console: Console, overview: Mapping[str, Any]) -> int:
    """Return how many columns of lists stand beside the columns of a unit, at least the usual ones."""
    longest = max((measure_width(unit["name"]) for unit in overview["units"]), default=0)
    return max((console.width - longest - _STATE_COLUMNS) // _LIST_COLUMN, _FEWEST_LISTS)


def _build_state_grid(overview: Mapping[str, Any], first: int, last: int) -> Grid:
    """Return the table with some of the lists; states and findings stand in the first."""
    grid = Grid(title=escape(overview["title"]) if not first else None, header_style="bold")
    grid.add_column(say("report.unit"), no_wrap=True)
    for heading in ("report.state", *(f"severity.{severity}" for severity in SEVERITIES)) if not first else ():
        grid.add_column(say(heading), no_wrap=True, justify="left" if heading == "report.state" else "right")
    for label in overview["lists"][first:last]:
        grid.add_column(escape(label), justify="right", overflow="fold", min_width=8)
    for unit in overview["units"]:
        state = unit["state"]
        shown = [f"[{_COLOURS[state]}]{say('state.' + state)}[/]", *(str(count or "") for count in unit["findings"])]
        numbers = _render_records(unit)[first:last]
        grid.add_row(escape(unit["name"]), *(shown if not first else ()), *numbers)
    return grid


def _render_records(unit: Mapping[str, Any]) -> list[str]:
    """Return what a unit reported, list by list, and in brackets what it did not report and earlier rounds left."""
    held = unit.get("held") or [0] * len(unit["records"])  # a round that ended long ago does not say
    return [
        " ".join([*([str(every - own)] if every > own else []), *([say("cli.carried", count=own)] if own else [])])
        for every, own in zip(unit["records"], held, strict=True)
    ]


def print_other_files(console: Console, overview: Mapping[str, Any]) -> None:
    """Print the files that count as no unit's return, with the reason."""
    for other in overview["others"]:
        console.print(say("cli.other_file", **other), markup=False, soft_wrap=True)


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
    if handed.locked:
        lines.append(say("cli.locked", count=handed.locked))
    if handed.relocked:
        units = say("list.separator").join(dict.fromkeys(line.name for line in handed.relocked))
        lines.append(say("cli.relocked", units=units))
    if handed.again:
        lines.append(say("cli.handed_again", count=len(handed.again)))
        facts = ({"unit": line.name, "number": line.number, "changes": line.changes} for line in handed.again)
        lines += [say("cli.handed_again_line", **each) for each in facts]
    lines += [str(hint) for hint in workspace.campaign.roster_hints]
    for line in lines:
        console.print(line, soft_wrap=True, markup=False)


def print_merge(console: Console, written: WrittenMerge) -> None:
    """Print what a merge wrote, what it kept, and why there is no bulletin."""
    print_written_paths(console, list(written.paths))
    for note in written.notes:
        console.print(note, soft_wrap=True, markup=False)
    for path in written.kept:
        console.print(say("cli.kept", path=path), soft_wrap=True, markup=False)
    if written.mistakes:
        console.print(say("cli.no_bulletin"), markup=False)
        for mistake in written.mistakes:
            console.print(str(mistake), soft_wrap=True, markup=False)
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
            console.print(str(mistake), soft_wrap=True, markup=False)


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
        line = say("cli.unsent", file=finding.at.file, found=render_found(finding))
        console.print(line, markup=False, soft_wrap=True)


def print_next_step(console: Console, key: str, **facts: object) -> None:
    """Print the next step with the exact command."""
    console.print(say(f"next.{key}", **facts), soft_wrap=True, markup=False, highlight=False)

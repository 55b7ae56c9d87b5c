"""Measure the program beside ordinary scripts, and write the tables of docs/performance.md.

    python -m benchmarks [--sizes 20,100,300] [--rounds 3] [--rows 90] [--sheet 100000x15]
                         [--jobs round,distribute,parts,sheet] [--write docs/performance.md]

Sizes are numbers of returns; of more than 300 there is one round. 1,000 returns take a few minutes, most of them the
ordinary scripts; from 3,000 on only the program runs. Everybody does every job once for two returns before anything is
measured, so that all of them find what Python compiled, as what is installed does.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.processes import ROOT, render_machine
from benchmarks.tables import render_tables, write_tables
from benchmarks.tasks import (
    Task,
    build_campaign,
    measure,
    plan_handing_out,
    plan_parts,
    plan_round,
    plan_rows,
)

# More returns than this are measured once; of more than the second, the ordinary scripts would take hours.
_ONE_ROUND, _ALONE = 300, 3000
# So many units, or rows, are enough to start everybody with.
_FEW = 2
_JOBS = ("round", "distribute", "parts", "sheet")


def main(arguments: list[str] | None = None) -> None:
    """Measure, print the tables, and write them where asked."""
    asked = _parse(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        scratch = Path(name)
        print("Starting everybody once, which does not count:", flush=True)
        for task in _plan_tasks(asked, (_FEW,), (_FEW, asked.sheet[1]), scratch / "start"):
            measure(task, 1, scratch)
        print("Measuring:", flush=True)
        tasks = _plan_tasks(asked, asked.sizes, asked.sheet, scratch)
        measured = [measure(task, asked.rounds if task.units <= _ONE_ROUND else 1, scratch) for task in tasks]
    tables = render_tables(render_machine(), dt.date.today().isoformat(), measured)
    print(tables)
    if asked.write:
        write_tables(asked.write, tables)


def _plan_tasks(
    asked: argparse.Namespace, sizes: Sequence[int], sheet: tuple[int, int], folder: Path
) -> Iterator[Task]:
    """Yield the tasks of the jobs that are asked for; the campaigns they need are made in a folder meanwhile."""
    for size in sizes if set(asked.jobs) != {"sheet"} else ():
        campaign = folder / f"{size}"
        campaign.parent.mkdir(exist_ok=True)
        build_campaign(campaign, size, asked.rows)
        if "round" in asked.jobs:
            yield plan_round(campaign, size, ordinary=size < _ALONE)
        if "distribute" in asked.jobs and size == sizes[-1]:
            yield plan_handing_out(campaign, size)
        if "parts" in asked.jobs and size == sizes[-1]:
            yield from plan_parts(campaign, size)
    if "sheet" in asked.jobs:
        yield plan_rows(*sheet)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=_parse_sizes, default=[20, 100, 300])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=90, help="records of every return, over its three lists")
    parser.add_argument("--sheet", type=_parse_sheet, default=(100_000, 15), help="rows x columns of one sheet")
    parser.add_argument("--jobs", type=_parse_jobs, default=_JOBS, help=",".join(_JOBS))
    parser.add_argument("--write", type=Path, nargs="?", const=ROOT / "docs" / "performance.md")
    return parser.parse_args(arguments)


def _parse_sizes(text: str) -> list[int]:
    return sorted(int(size) for size in text.split(","))


def _parse_jobs(text: str) -> tuple[str, ...]:
    jobs = tuple(text.split(","))
    if not set(jobs) <= set(_JOBS):
        raise argparse.ArgumentTypeError(",".join(_JOBS))
    return jobs


def _parse_sheet(text: str) -> tuple[int, int]:
    rows, _, columns = text.partition("x")
    return int(rows), int(columns)


if __name__ == "__main__":
    main()

"""What is measured: the program and ordinary scripts on the same job, one after the other, round by round."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.processes import Cost, run

SCRIPTS = Path(__file__).parent / "scripts"
OURS = "qingdan"
CITY, FRESH, NEW = "市", "未下发", "新报"
RETURNED = Path("第1期", "回收")
# The day on which every run is said to be, so that all runs do the same.
TODAY = ("--today", "2022-03-31")
# Exit code 1 of the program says that returned files have faults: one in ten has.
_FAULTY = (0, 1)


@dataclass(frozen=True, slots=True)
class Step:
    """A command that is measured; `before` is done in its folder first, unmeasured."""

    name: str
    command: tuple[str, ...]
    before: Callable[[Path], None] | None = None
    allowed: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who does the job, in which steps; `start` fills its empty folder."""

    name: str
    start: Callable[[Path], None]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One job for `units` units, or that many rows, which everybody does."""

    title: str
    units: int
    contestants: tuple[Contestant, ...]


@dataclass(slots=True)
class Measured:
    """The costs of every step of a contestant, one a round."""

    task: Task
    costs: dict[tuple[str, str], list[Cost]] = field(default_factory=dict)

    def sum_up(self, contestant: str, *steps: str) -> Cost:
        """Return the median costs of some steps together, of all where none is named."""
        wanted = [
            costs for (name, step), costs in self.costs.items() if name == contestant and (step in steps or not steps)
        ]
        sums = [sum(parts[1:], parts[0]) for parts in zip(*wanted, strict=True)]
        return Cost(
            statistics.median(cost.cpu for cost in sums),
            statistics.median(cost.wall for cost in sums),
            max(cost.memory for cost in sums),
        )


def measure(task: Task, rounds: int, scratch: Path) -> Measured:
    """Have all contestants do a task in turns, so that a slow moment of the machine falls on everybody.

    What they compile is kept in `scratch` for whatever is measured there later.
    """
    measured = Measured(task)
    for _ in range(rounds):
        for contestant in task.contestants:
            folder = scratch / "run"
            folder.mkdir()
            contestant.start(folder)
            for step in contestant.steps:
                if step.before:
                    step.before(folder)
                cost = run(list(step.command), folder, step.allowed, scratch / "bytecode")
                measured.costs.setdefault((contestant.name, step.name), []).append(cost)
                print(f"  {task.title}, {task.units}: {contestant.name} {step.name} {cost.cpu:.2f} s CPU", flush=True)
            shutil.rmtree(folder)
    return measured


def build_campaign(folder: Path, units: int, rows: int) -> Path:
    """Make a campaign of `units` returns, the same before it was handed out, and one changed return; unmeasured."""
    run([sys.executable, "-m", "benchmarks.campaigns", str(folder), str(units), str(rows)], folder.parent)
    return folder


def plan_round(campaign: Path, units: int, ordinary: bool = True) -> Task:
    """Plan check and merge, a second check as it is and after one new file, beside the ordinary scripts."""
    ours = (
        _qingdan("check"),
        _qingdan("merge"),
        _qingdan("check", name="check again"),
        _qingdan("check", name="check after one new return", before=lambda folder: _put_new_return(campaign, folder)),
    )
    contestants = [Contestant(OURS, lambda folder: _copy(campaign / CITY, folder / CITY), ours)]
    for name, engine in (("pandas, openpyxl", "openpyxl"), ("pandas, calamine, xlsxwriter", "calamine")) * ordinary:
        step = _script("merge_returns.py", engine, str(campaign / CITY / RETURNED), "汇总.xlsx")
        contestants.append(Contestant(name, lambda _: None, (step,)))
    return Task("check + merge", units, tuple(contestants))


def plan_handing_out(campaign: Path, units: int) -> Task:
    """Plan the workbooks of all units, beside plain ones of xlsxwriter."""
    ours = Contestant(OURS, lambda folder: _copy(campaign / FRESH, folder / CITY), (_qingdan("distribute"),))
    theirs = Contestant("xlsxwriter", lambda _: None, (_script("write_workbooks.py", str(units), "下发"),))
    return Task("distribute", units, (ours, theirs))


def plan_parts(campaign: Path, units: int) -> Iterator[Task]:
    """Plan reading and marking alone, in one process, beside the bare reader and openpyxl."""
    city = campaign / CITY
    for title, part, name, script in (
        ("read", "read", "calamine alone", "read_returns.py"),
        ("mark 30 faults", "mark", "openpyxl", "mark_returns.py"),
    ):
        ours = Step(part, (sys.executable, "-m", "benchmarks.parts", part, str(city)))
        theirs = _script(script, str(city / RETURNED))
        pair = (Contestant(OURS, lambda _: None, (ours,)), Contestant(name, lambda _: None, (theirs,)))
        yield Task(title, units, pair)


def plan_rows(rows: int, columns: int) -> Task:
    """Plan one sheet of many rows of Chinese text."""
    theirs = [
        Contestant(name, lambda _: None, (_script("write_rows.py", name, str(rows), str(columns), "清单.xlsx"),))
        for name in ("xlsxwriter", "pandas")
    ]
    line = (sys.executable, str(SCRIPTS.parent / "bulk_rows.py"), str(rows), str(columns), "清单.xlsx")
    ours = Contestant(OURS, lambda _: None, (Step("rows", line),))
    return Task(f"rows of {columns} columns", rows, (ours, *theirs))


def _qingdan(command: str, *, name: str = "", before: Callable[[Path], None] | None = None) -> Step:
    line = (sys.executable, "-m", "toolkit", command, CITY, *TODAY)
    return Step(name or command, line, before, _FAULTY)


def _script(name: str, *arguments: str) -> Step:
    return Step(name, (sys.executable, str(SCRIPTS / name), *arguments))


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target)


def _put_new_return(campaign: Path, folder: Path) -> None:
    for file in (campaign / NEW).iterdir():
        shutil.copy2(file, folder / CITY / RETURNED)

"""Count from examples/source what follow-up must find at the end of every round: by the standard library alone.

Nothing of the toolkit is used, so that its figures can be held against these. Run from the project's folder:
    python examples/expected_rounds.py > examples/expected-rounds.txt
"""

from __future__ import annotations

import calendar
import collections
import csv
import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).parent / "source"
MEETING_DAY, AS_OF = dt.date(2022, 1, 20), dt.date(2022, 3, 31)
DONE, ONGOING, POSTPONED = "已完成", "正在推进", "申请延期"
APPLIED = {"申请销号": "申请销号", "申请延期": "申请延期", "申请转长期": "申请转长期"}
WAITING = ("已完成（未销号）", *APPLIED.values())
DECIDED = {"同意销号": "已销号", "退回整改": "退回整改", "同意延期": "已延期", "同意转长期": "长期坚持", "重启": "重启"}
# What lasts until the unit says that it is done, or applies for something.
STAYS = ("退回整改", "已延期", "长期坚持", "重启")
# Columns that do not change what a measure says: they ask for something, or explain.
PASSING = ("application", "apply_reason", "stage_goal", "review_date", "change_note", "unchanged")
# Changed without a reason, or by the office's columns: does not count.
LOCKED = ("measure", "closed")
DELETED = "@delete"
Rows = list[dict[str, str]]


@dataclass
class Measure:
    """A measure as it stands: what its unit says, what the office decided, and how it stood a round ago."""

    cells: dict[str, str]
    opened: int
    state: str = ""
    standing: str = ""
    approved: dt.date | None = None
    closed_on: dt.date | None = None
    cycle: int = 1
    silent: int = 0
    result: str = ""
    last: dict[str, str] = field(default_factory=dict)

    @property
    def progress(self) -> str:
        return self.cells.get("progress", "")

    @property
    def is_closed(self) -> bool:
        return self.state == "已销号"


@dataclass
class Problem:
    """A problem; where it stands follows from its measures."""

    category: str
    opened: int
    last: dict[str, str] = field(default_factory=dict)


Key = tuple[str, str]


def read(name: str) -> Rows:
    path = SOURCE / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_as_meant(unit: str, name: str) -> Rows:
    """Return the rows of a unit's list, each edit as it must be understood."""
    rows = read(f"{unit}/{name}.csv")
    for edit in read("edits.csv"):
        if (edit["unit"], edit["list"]) == (unit, name) and not edit["written"].startswith("="):
            next(row for row in rows if row["number"] == edit["number"])[edit["column"]] = edit["means"]
    return rows


def read_day(text: str) -> dt.date | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return dt.date.fromisoformat(text)
    month = re.fullmatch(r"(\d{4})年(\d{1,2})月底前", text)
    if not month:
        return None
    year, number = int(month[1]), int(month[2])
    return dt.date(year, number, calendar.monthrange(year, number)[1])


class Story:
    """The campaign round by round."""

    def __init__(self) -> None:
        self.measures: dict[Key, Measure] = {}
        self.problems: dict[Key, Problem] = {}
        self.days = {1: AS_OF} | {
            int(r["number"]): dt.date.fromisoformat(r["as_of"]) for r in read("rounds/rounds.csv")
        }
        self.issued = {1: MEETING_DAY}
        self.issued |= {int(r["number"]): dt.date.fromisoformat(r["issue_date"]) for r in read("rounds/rounds.csv")}
        self.round = 0

    def begin(self) -> None:
        """Count the first round, which every unit but a few returned."""
        self.round = 1
        for unit in (row["code"] for row in read("units.csv")):
            for row in read_as_meant(unit, "problem"):
                self.problems[unit, row["number"]] = Problem(category=row["category"], opened=1)
            for row in read_as_meant(unit, "rectification"):
                self.measures[unit, row["number"]] = self.report(Measure(cells=row, opened=1), row["progress"], "")
        self.decide()

    def go_on(self) -> None:
        """Begin the next round from where the last one ended, and count what was reported in it."""
        for key, problem in self.problems.items():
            problem.last = self.describe_problem(key)
        for measure in self.measures.values():
            measure.last = self.describe(measure)
            measure.result = ""
        self.round += 1
        updates = [row for row in read("rounds/updates.csv") if row["round"] == str(self.round)]
        changes: dict[Key, dict[str, str]] = collections.defaultdict(dict)
        for row in updates:
            unit, number, column = row["unit"], row["number"], row["column"]
            if row["list"] == "problem" and column == "category":
                self.problems[unit, number] = Problem(category=row["text"], opened=self.round)
            elif row["list"] == "rectification":
                changes[unit, number][column] = row["text"]
        for key, texts in changes.items():
            if key not in self.measures and "problem_number" in texts:
                new = Measure(cells=dict(texts), opened=self.round)
                self.measures[key] = self.report(new, texts["progress"], texts.get("application", ""))
        for key, measure in self.measures.items():
            if measure.opened < self.round and not measure.is_closed:
                self.update(measure, changes.get(key, {}))
        self.decide()

    def update(self, measure: Measure, texts: dict[str, str]) -> None:
        """Take over what a unit wrote; where it wrote nothing, a measure that waits for nobody was silent."""
        counted = {
            key: text
            for key, text in texts.items()
            if key not in (*PASSING, DELETED) and (key not in LOCKED or "change_note" in texts)
        }
        asked = texts.get("application", "")
        if counted or asked:
            measure.silent = 0
            measure.cells |= counted
            self.report(measure, measure.progress, asked)
        else:
            measure.silent = 0 if measure.state in WAITING else measure.silent + 1

    def report(self, measure: Measure, progress: str, asked: str) -> Measure:
        """Find out where a measure stands once its unit reported it."""
        if measure.standing not in STAYS and progress:
            measure.standing = "未启动" if progress == "未启动" else ONGOING
        if asked in APPLIED:
            measure.state = APPLIED[asked]
        elif progress == POSTPONED:
            measure.state = "申请延期"
        elif progress == DONE:
            measure.state = "已完成（未销号）"
        else:
            measure.state = measure.standing
        return measure

    def decide(self) -> None:
        for row in read("rounds/reviews.csv"):
            if row["round"] != str(self.round):
                continue
            measure = self.measures[row["unit"], row["number"]]
            measure.result = row["result"]
            measure.state = DECIDED.get(row["result"], measure.standing)
            if row["result"] == "同意销号":
                measure.closed_on, measure.silent = dt.date.fromisoformat(row["day"]), 0
                continue
            measure.standing = measure.state
            if measure.progress in (DONE, POSTPONED):
                measure.cells["progress"] = ONGOING
            if row["approved"]:
                measure.approved = dt.date.fromisoformat(row["approved"])
            if row["result"] == "重启":
                measure.cycle, measure.closed_on = measure.cycle + 1, None

    # -- how it stands ------------------------------------------------------------------------------

    def find_category(self, key: Key) -> str:
        problem = self.problems.get((key[0], self.measures[key].cells["problem_number"]))
        return problem.category if problem else ""

    def is_lasting(self, key: Key) -> bool:
        return self.measures[key].state == "长期坚持" or self.find_category(key) == "长期整改"

    def is_late(self, key: Key, day: dt.date | None) -> bool:
        measure = self.measures[key]
        return not (measure.progress == DONE or self.is_lasting(key) or day is None) and day < self.days[self.round]

    def describe(self, measure: Measure) -> dict[str, str]:
        return {"progress": measure.progress, "closed": "是" if measure.is_closed else ""}

    def find_measures(self, key: Key) -> list[Measure]:
        return [m for (unit, _), m in self.measures.items() if (unit, m.cells["problem_number"]) == key]

    def describe_problem(self, key: Key) -> dict[str, str]:
        own = self.find_measures(key)
        progress = [measure.progress for measure in own]
        if not own or "" in progress:
            rolled = ""
        elif all(one == DONE for one in progress):
            rolled = DONE
        elif POSTPONED in progress:
            rolled = POSTPONED
        else:
            rolled = ONGOING if {ONGOING, DONE} & set(progress) else "未启动"
        lasting = {measure.state for measure in own} <= {"长期坚持", *WAITING[:2], "已销号"} and any(
            measure.state == "长期坚持" for measure in own
        )
        return {
            "progress": rolled,
            "closed": "是" if own and all(measure.is_closed for measure in own) else "",
            "lasting": "是" if lasting or self.problems[key].category == "长期整改" else "",
        }

    # -- counting -----------------------------------------------------------------------------------

    def count_measures(self) -> dict[str, float]:
        everything = self.measures
        done = {k for k, m in everything.items() if m.progress == DONE}
        closed = {k for k, m in everything.items() if m.is_closed}
        lasting = {k for k in everything if self.is_lasting(k)}
        told = {k for k, m in everything.items() if m.progress}
        days = [(m.closed_on - self.issued[m.opened]).days for m in everything.values() if m.closed_on]
        found: dict[str, float] = common_figures(everything, done, closed, lasting)
        found |= {
            "late": sum(
                self.is_late(k, m.approved or read_day(m.cells["deadline"])) for k, m in everything.items() if k in told
            ),
            "late_first": sum(self.is_late(k, read_day(m.cells["deadline"])) for k, m in everything.items()),
            "postponed": sum(m.progress == POSTPONED for m in everything.values()),
            "waiting": sum(m.state in WAITING for m in everything.values()),
            "asked_extension": sum(m.state == "申请延期" for m in everything.values()),
            "extended": sum(m.approved is not None for m in everything.values()),
            "refused": sum(m.result == "不同意延期" for m in everything.values()),
            "sent_back": sum(m.result == "退回整改" for m in everything.values()),
            "reopened": sum(m.result == "重启" for m in everything.values()),
            "reopened_ever": sum(m.cycle > 1 for m in everything.values()),
            "closed_again": sum(m.cycle > 1 and m.is_closed for m in everything.values()),
            "unchanged": sum(m.silent > 1 and not m.is_closed for m in everything.values()),
            "handling": round(sum(days) / len(days), 1),  # the toolkit says days with one decimal
        }
        return found

    def count_problems(self) -> dict[str, float]:
        now = {key: self.describe_problem(key) for key in self.problems}
        done = {k for k, each in now.items() if each["progress"] == DONE}
        closed = {k for k, each in now.items() if each["closed"]}
        return common_figures(self.problems, done, closed, {k for k, each in now.items() if each["lasting"]})

    def count_states(self) -> dict[str, int]:
        return dict(sorted(collections.Counter(m.state or "未明确" for m in self.measures.values()).items()))


def common_figures(items, done: set[Key], closed: set[Key], lasting: set[Key]) -> dict[str, float]:
    """Count what measures and problems have in common."""
    was_done = {key for key, item in items.items() if item.last.get("progress") == DONE}
    was_closed = {key for key, item in items.items() if item.last.get("closed")}
    completable = set(items) - lasting
    return {
        "count": len(items),
        "to_do": len(set(items) - was_closed),
        "listed": sum(not item.last for item in items.values()),
        "done": len(done),
        "newly_done": len(done - was_done),
        "done_open": len(done - closed),
        "done_closed": len(done & closed),
        "newly_closed": len(closed - was_closed),
        "closed": len(closed),
        "completable": len(completable),
        "completed": len(completable & done),
        "done_rate": len(completable & done) / len(completable),
        "lasting": len(lasting),
        "closed_rate": len(closed) / len(items),
    }


def count_rounds() -> str:
    """Return a line per figure of every round: the round, what is counted, the figure's key and its value."""
    story, lines = Story(), []
    story.begin()
    while True:
        counted = {
            "rectification": story.count_measures(),
            "problem": story.count_problems(),
            "state": story.count_states(),
        }
        for what, figures in counted.items():
            lines += [f"{story.round} {what} {key} {value:.6g}" for key, value in figures.items()]
        if story.round == max(story.days):
            return "\n".join(lines) + "\n"
        story.go_on()


if __name__ == "__main__":
    print(count_rounds(), end="")

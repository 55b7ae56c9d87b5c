"""Check what is counted over a list or a roster: its figures, tables and listings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from toolkit.definition.lint.derived import check_worked_columns
from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.report import (
    COUNT,
    UNIT,
    Countable,
    FigureSpec,
    ListingSpec,
    TableSpec,
)
from toolkit.definition.resolve import split_figure_path
from toolkit.text import find_nearest


def check_counting(problems: ProblemCollector, list_key: str) -> None:
    """Report every mistake in the figures, tables and listings of a list or a roster."""
    countable = problems.definition.find_countable(list_key)
    _check_keys(problems, list_key, countable)
    check_worked_columns(problems, list_key, countable)
    for figure in countable.figures:
        _check_figure(problems.enter_part("figures", figure.key), list_key, countable, figure)
    for table in countable.tables:
        _TableChecker(problems.enter_part("tables", table.key), list_key, table).check_table()
    for listing in countable.listings:
        _check_listing(problems.enter_part("listings", listing.key), list_key, listing)


def _check_keys(problems: ProblemCollector, list_key: str, countable: Countable) -> None:
    """Check that keys are unique: among columns, written or computed, and among figures, tables and listings.

    Written columns are compared with each other elsewhere.
    """
    worked = [column.key for column in (*countable.rollups, *countable.derived)]
    columns = dict.fromkeys(problems.targets.collect_column_keys(list_key))
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("derived", [*columns, *worked]),
        ("figures", [figure.key for figure in countable.figures]),
        ("tables", [table.key for table in countable.tables]),
        ("listings", [listing.key for listing in countable.listings]),
    )
    for part, keys in named:
        for key, count in Counter(keys).items():
            if count > 1:
                problems.report_mistake("definition.key_twice", part, key=key)


def resolve_figure(countable: Countable, key: str) -> FigureSpec | None:
    """Return a figure of a list, None where there is none; every list has the count of its records."""
    return countable.find_figure(key) or (FigureSpec(key=COUNT, label=COUNT) if key == COUNT else None)


def check_plain_figure(problems: ProblemCollector, countable: Countable, key: str, attribute: str) -> None:
    """Report a figure that does not exist, or that is a ratio where a number is needed."""
    figure = resolve_figure(countable, key)
    if figure is None:
        report_missing_figure(problems, countable, key, attribute)
    elif figure.kind != "count":
        problems.report_mistake("definition.is_share", attribute, key=key)


def report_missing_figure(problems: ProblemCollector, countable: Countable, key: str, *parts: str) -> None:
    """Report that a list has no such figure."""
    near = find_nearest(key, [COUNT, *(figure.key for figure in countable.figures)]) or ""
    problems.report_mistake("definition.no_figure", *parts, key=key, nearest=near)


def _check_figure(problems: ProblemCollector, list_key: str, countable: Countable, figure: FigureSpec) -> None:
    problems.check_conditions(list_key, figure.when, "when")
    problems.check_conditions(list_key, figure.last, "last")
    if sum(each is not None for each in (figure.sum, figure.average, figure.share)) > 1:
        problems.report_mistake("definition.sum_and_share")
    for attribute, path in (("sum", figure.sum), ("average", figure.average)):
        target = None if path is None else problems.find_target(list_key, path, attribute)
        if target is not None and target.family != "number":
            problems.report_mistake("definition.not_number", path=path, attribute=attribute)
    if figure.share is not None:
        check_plain_figure(problems, countable, figure.share, "share")
        check_plain_figure(problems, countable, figure.of, "of")
    if figure.share is not None and (figure.when or figure.last):
        problems.report_mistake("definition.share_when")
    if figure.key == COUNT and (figure.when or figure.kind != "count" or figure.sum is not None):
        problems.report_mistake("definition.count_plain")


class _TableChecker:
    """Checks one table."""

    def __init__(self, problems: ProblemCollector, list_key: str, table: TableSpec) -> None:
        self.problems, self.list_key, self.table = problems, list_key, table
        self._asked: set[tuple[str, str]] = set()

    def check_table(self) -> None:
        """Report the mistakes of rows, columns, figures, conditions, rank, chart and scopes."""
        table = self.table
        self.problems.check_conditions(self.list_key, table.when, "when")
        for path in table.rows:
            self._check_row_path(path)
        for path in table.columns:
            self._check_column_path(path)
        for path in table.figures:
            self._check_figure_path(path)
        if table.rank is not None and not self._is_rank(table.rank):
            self.problems.report_mistake("definition.rank", path=table.rank)
        if table.rank is not None and table.has_subtotals:
            self.problems.report_mistake("definition.rank_subtotals", path=table.rank)
        needed = {"rate": ("rank", table.rank), "stacked": ("columns", table.columns)}
        attribute, given = needed.get(table.chart or "", ("", True))
        if not given:
            self.problems.report_mistake("definition.chart_needs", chart=table.chart, needed=attribute)
        if table.compare and not self._has_last():
            self.problems.report_mistake("definition.compare_nothing", "compare")
        if not table.scopes or len(set(table.scopes)) < len(table.scopes):
            self.problems.report_mistake("definition.scopes")

    def _has_last(self) -> bool:
        """Tell whether any figure of the table says what it was a round ago, or cannot be examined."""
        for path in self.table.figures:
            list_key, key = split_figure_path(self.list_key, path)
            if list_key not in self.problems.targets.list_keys:
                return True
            countable = self.problems.definition.find_countable(list_key)
            figure = resolve_figure(countable, key)
            parts = [figure] if figure and figure.share is None else []
            if figure and figure.share is not None:
                parts = [
                    part for part in (resolve_figure(countable, each) for each in (figure.share, figure.of)) if part
                ]
            if figure is None or all(part.last for part in parts):
                return True
        return False

    def _check_row_path(self, path: str) -> None:
        target = self.problems.find_target(self.list_key, path, "rows")
        if target is not None and not target.groups:
            self.problems.report_mistake("definition.not_grouping", "rows", path=path)

    def _check_column_path(self, path: str) -> None:
        target = self.problems.find_target(self.list_key, path, "columns")
        if target is not None and target.order is None:
            self.problems.report_mistake("definition.not_closed", "columns", path=path)

    def _check_figure_path(self, path: str) -> None:
        list_key, key = split_figure_path(self.list_key, path)
        if self.problems.is_list_missing(list_key, "figures"):
            return
        countable = self.problems.definition.find_countable(list_key)
        if resolve_figure(countable, key) is None:
            report_missing_figure(self.problems, countable, key, "figures", path)
        for shared in (*self.table.rows, *self.table.when) if list_key != self.list_key else ():
            self._check_shared_path(list_key, shared)

    def _check_shared_path(self, other: str, shared: str) -> None:
        """Check a path that a figure of another list is counted by: both lists must have it.

        A path that this list lacks as well is a mistake of the row or the condition itself, and reported there.
        """
        if (other, shared) in self._asked:
            return
        self._asked.add((other, shared))
        targets = self.problems.targets
        if targets.has_target(self.list_key, shared) and not targets.has_target(other, shared):
            self.problems.report_mistake(
                "definition.not_there", "figures", list=targets.definition.find_label(other), key=other, path=shared
            )

    def _is_rank(self, path: str) -> bool:
        list_key, key = split_figure_path(self.list_key, path)
        if path not in self.table.figures or list_key not in self.problems.targets.list_keys:
            return path in self.table.figures
        figure = resolve_figure(self.problems.definition.find_countable(list_key), key)
        return figure is None or figure.share is not None


def _check_listing(problems: ProblemCollector, list_key: str, listing: ListingSpec) -> None:
    problems.check_conditions(list_key, listing.when, "when")
    for path in listing.show:
        problems.find_target(list_key, path, "show")
    if listing.sort is not None:
        target = problems.find_target(list_key, listing.sort, "sort")
        if listing.sort == UNIT or (target is not None and target.family != "number"):
            problems.report_mistake("definition.not_number", path=listing.sort, attribute="sort")

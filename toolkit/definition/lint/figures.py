"""Look for what a list's figures, tables and listings get wrong: what can be counted comes in, mistakes go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from toolkit.definition.lint.derived import check_worked_columns
from toolkit.definition.lint.problems import Notes
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


def check_counting(notes: Notes, list_key: str) -> None:
    """Note every mistake of what is counted over a list or a roster."""
    countable = notes.paths.definition.find_countable(list_key)
    _check_keys(notes, list_key, countable)
    check_worked_columns(notes, list_key, countable)
    for figure in countable.figures:
        _check_figure(notes.enter_part("figures", figure.key), list_key, countable, figure)
    for table in countable.tables:
        _TableChecker(notes.enter_part("tables", table.key), list_key, table).check_table()
    for listing in countable.listings:
        _check_listing(notes.enter_part("listings", listing.key), list_key, listing)


def _check_keys(notes: Notes, list_key: str, countable: Countable) -> None:
    """Each key once among columns as written and worked out, among figures, tables and listings.

    Columns as written are compared with one another elsewhere.
    """
    worked = [one.key for one in (*countable.rollups, *countable.derived)]
    columns = dict.fromkeys(notes.paths.collect_column_keys(list_key))
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("derived", [*columns, *worked]),
        ("figures", [one.key for one in countable.figures]),
        ("tables", [one.key for one in countable.tables]),
        ("listings", [one.key for one in countable.listings]),
    )
    for part, keys in named:
        for key, count in Counter(keys).items():
            if count > 1:
                notes.report_mistake("definition.key_twice", part, key=key)


def resolve_figure(countable: Countable, key: str) -> FigureSpec | None:
    """Return a figure of a list; every list can count its records."""
    return countable.find_figure(key) or (FigureSpec(key=COUNT, label=COUNT) if key == COUNT else None)


def check_plain_figure(notes: Notes, countable: Countable, key: str, attribute: str) -> None:
    """Note a figure that is not there, or is a share where a number is wanted."""
    figure = resolve_figure(countable, key)
    if figure is None:
        report_missing_figure(notes, countable, key, attribute)
    elif figure.share is not None:
        notes.report_mistake("definition.is_share", attribute, key=key)


def report_missing_figure(notes: Notes, countable: Countable, key: str, *parts: str) -> None:
    """Note that a list has no such figure."""
    near = find_nearest(key, [COUNT, *(one.key for one in countable.figures)]) or ""
    notes.report_mistake("definition.no_figure", *parts, key=key, nearest=near)


def _check_figure(notes: Notes, list_key: str, countable: Countable, figure: FigureSpec) -> None:
    notes.check_conditions(list_key, figure.when, "when")
    if figure.sum is not None and figure.share is not None:
        notes.report_mistake("definition.sum_and_share")
    if figure.sum is not None:
        target = notes.find_target(list_key, figure.sum, "sum")
        if target is not None and target.family != "number":
            notes.report_mistake("definition.not_number", path=figure.sum, attribute="sum")
    if figure.share is not None:
        check_plain_figure(notes, countable, figure.share, "share")
        check_plain_figure(notes, countable, figure.of, "of")
    if figure.share is not None and figure.when:
        notes.report_mistake("definition.share_when")
    if figure.key == COUNT and (figure.when or figure.sum is not None or figure.share is not None):
        notes.report_mistake("definition.count_plain")


class _TableChecker:
    """Checks one table."""

    def __init__(self, notes: Notes, list_key: str, table: TableSpec) -> None:
        self.notes, self.list_key, self.table = notes, list_key, table
        self._asked: set[tuple[str, str]] = set()

    def check_table(self) -> None:
        """Note the mistakes of rows, columns, figures, conditions and looks."""
        table = self.table
        self.notes.check_conditions(self.list_key, table.when, "when")
        for path in table.rows:
            self._check_row_path(path)
        for path in table.columns:
            self._check_column_path(path)
        for path in table.figures:
            self._check_figure_path(path)
        if table.rank is not None and not self._is_rank(table.rank):
            self.notes.report_mistake("definition.rank", path=table.rank)
        if table.rank is not None and table.has_subtotals:
            self.notes.report_mistake("definition.rank_subtotals", path=table.rank)
        needed = {"rate": ("rank", table.rank), "stacked": ("columns", table.columns)}
        attribute, given = needed.get(table.chart or "", ("", True))
        if not given:
            self.notes.report_mistake("definition.chart_needs", chart=table.chart, needed=attribute)
        if not table.scopes or len(set(table.scopes)) < len(table.scopes):
            self.notes.report_mistake("definition.scopes")

    def _check_row_path(self, path: str) -> None:
        target = self.notes.find_target(self.list_key, path, "rows")
        if target is not None and not target.groups:
            self.notes.report_mistake("definition.not_grouping", "rows", path=path)

    def _check_column_path(self, path: str) -> None:
        target = self.notes.find_target(self.list_key, path, "columns")
        if target is not None and target.order is None:
            self.notes.report_mistake("definition.not_closed", "columns", path=path)

    def _check_figure_path(self, path: str) -> None:
        list_key, key = split_figure_path(self.list_key, path)
        if self.notes.is_list_missing(list_key, "figures"):
            return
        countable = self.notes.paths.definition.find_countable(list_key)
        if resolve_figure(countable, key) is None:
            report_missing_figure(self.notes, countable, key, "figures", path)
        for shared in (*self.table.rows, *self.table.when) if list_key != self.list_key else ():
            self._check_shared_path(list_key, shared)

    def _check_shared_path(self, other: str, shared: str) -> None:
        """A figure of another list is counted by rows and conditions of the same names: both lists must have them.

        What this list has not either is a mistake of the row or the condition itself.
        """
        if (other, shared) in self._asked:
            return
        self._asked.add((other, shared))
        paths = self.notes.paths
        if paths.has_target(self.list_key, shared) and not paths.has_target(other, shared):
            self.notes.report_mistake(
                "definition.not_there", "figures", list=paths.definition.find_label(other), key=other, path=shared
            )

    def _is_rank(self, path: str) -> bool:
        list_key, key = split_figure_path(self.list_key, path)
        if path not in self.table.figures or list_key not in self.notes.paths.list_keys:
            return path in self.table.figures
        figure = resolve_figure(self.notes.paths.definition.find_countable(list_key), key)
        return figure is None or figure.share is not None


def _check_listing(notes: Notes, list_key: str, listing: ListingSpec) -> None:
    notes.check_conditions(list_key, listing.when, "when")
    for path in listing.show:
        notes.find_target(list_key, path, "show")
    if listing.sort is not None:
        target = notes.find_target(list_key, listing.sort, "sort")
        if listing.sort == UNIT or (target is not None and target.family != "number"):
            notes.report_mistake("definition.not_number", path=listing.sort, attribute="sort")

"""The cached results of a fresh workbook's formulas, computed by the rules that check returned workbooks.

Viewers that do not calculate, and every program that reads the file, show these results.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import pandas as pd

from toolkit.definition import UNCHANGED, ListType
from toolkit.excel import count_serial_days
from toolkit.layout import FAULT_SYMBOL, FIRST_ROW, GOOD_SYMBOL, SheetView, WorkbookLayout
from toolkit.messages import say
from toolkit.records import Batch
from toolkit.rules import RecordRule
from toolkit.template.book_layout import build_layout
from toolkit.template.issue import Issue
from toolkit.template.untouched import (
    build_untouched_batch,
    collect_list_types,
    find_covered_people,
    find_missing_names,
    name_issue,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreview:
    """What one list shows: hints by row number, and who is missing from it.

    Cells go by row number and column key: `faulty_cells` are those that a fault is about, `days` has the days in cells
    of deadlines, as serial numbers.
    """

    hints: dict[int, str]
    missing: str
    faulty_cells: frozenset[tuple[int, str]] = frozenset()
    days: Mapping[tuple[int, str], int] = field(default_factory=dict)

    @property
    def filled(self) -> int:
        """How many rows are filled."""
        return len(self.hints)

    @property
    def faulty(self) -> list[int]:
        """The row numbers with faults, in order."""
        return [row for row, hint in self.hints.items() if hint.startswith(FAULT_SYMBOL)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownIssue:
    """The layout of the workbook for an issue, and what its lists show, in their order."""

    issue: Issue
    book: WorkbookLayout
    previews: tuple[ListPreview, ...]

    def serves(self, issue: Issue) -> bool:
        """Tell whether another issue shows the same: nothing here depends on tokens and marks."""
        return replace(self.issue, tokens=issue.tokens, reissue=issue.reissue) == issue

    def list_views(self) -> list[SheetView]:
        """Return the lists as formulas see them, in their order."""
        return [self.book.view_list(list_type.key) for list_type in self.issue.list_types]


def show_issues(issues: Sequence[Issue]) -> list[ShownIssue]:
    """Work out what the workbooks of several units show; the issues are of one campaign and round.

    One pass over the rows of all costs hardly more than one over those of a single unit.
    """
    covered = find_covered_people(issues)
    books = [build_layout(issue, own) for issue, own in zip(issues, covered, strict=True)]
    batch = build_untouched_batch(issues)
    closed = any(issue.has_closed_items for issue in issues)
    whole = build_untouched_batch(issues, closed=True) if closed else batch
    previewers = {each.key: _ListPreviewer(issues, books, batch, whole, each) for each in collect_list_types(issues)}
    return [
        ShownIssue(
            issue=issue,
            book=book,
            previews=tuple(previewers[list_type.key].preview(position) for list_type in issue.list_types),
        )
        for position, (issue, book) in enumerate(zip(issues, books, strict=True))
    ]


class _ListPreviewer:
    """Previews one list of several issues.

    `batch` has the rows of the lists, `whole` after them the closed items, which rules on other lists know as well.
    """

    def __init__(
        self,
        issues: Sequence[Issue],
        books: Sequence[WorkbookLayout],
        batch: Batch,
        whole: Batch,
        list_type: ListType,
    ) -> None:
        self._issues, self._books, self._list_type = issues, books, list_type
        self._batch, self._whole = batch, whole
        self._table = batch.view_list(list_type.key)
        self._missing = find_missing_names(whole, list_type)
        rows = self._table.table.origin
        self._rows, codes = [int(row) for row in rows["row"]], rows["unit"].tolist()
        # The rows of an issue stand together.
        self._ends = [bisect_right(codes, position, key=int) for position in range(len(issues))]
        self._violations: list[tuple[RecordRule, list[int]]] | None = None
        self._days = {
            column.key: self._table.find_cells(f"{column.key}.date").values.tolist()
            for column in list_type.columns
            if column.kind == "deadline"
        }

    def preview(self, position: int) -> ListPreview:
        """Return what the list shows in the workbook for the issue at a position."""
        issue, view = self._issues[position], self._books[position].view_list(self._list_type.key)
        start, end = self._ends[position - 1] if position else 0, self._ends[position]
        unchanged = _find_unchanged_rows(issue, view)
        faults: dict[int, list[str]] = {row: [] for row in self._rows[start:end]}
        doubts: dict[int, list[str]] = {row: [] for row in self._rows[start:end]}
        cells: set[tuple[int, str]] = set()
        for rule, places in self._find_violations(view) if start < end else ():
            own = places[bisect_left(places, start) : bisect_left(places, end)]
            broken = [row for place in own if (row := self._rows[place]) not in unchanged]
            if not broken or rule.build_excel_check(view) is None:
                continue
            hint = rule.render_hint(view)
            for row in broken:
                (faults if rule.severity == "error" else doubts)[row].append(hint)
            if rule.severity == "error":
                cells.update((row, self._table.find_own_column(rule.column).key) for row in broken)
        return ListPreview(
            hints={row: _render_hint(faults[row], doubts[row]) for row in faults},
            missing=say("list.separator").join(chain(*self._missing.get(name_issue(position), []))),
            faulty_cells=frozenset(cells),
            days=dict(self._collect_days(view, start, end)),
        )

    def _find_violations(self, view: SheetView) -> list[tuple[RecordRule, list[int]]]:
        """Return the rules that hints ask, each with the places of the rows that violate it; in every view the same."""
        if self._violations is None:
            self._violations = [(rule, self._find_places(rule)) for rule in view.collect_hint_rules()]
        return self._violations

    def _find_places(self, rule: RecordRule) -> list[int]:
        source = self._whole if rule.collect_other_list_paths() else self._batch
        flags = rule.find_violations(source.view_list(self._list_type.key)).fillna(False).astype(bool)
        return flags.to_numpy()[: len(self._rows)].nonzero()[0].tolist()

    def _collect_days(self, view: SheetView, start: int, end: int) -> Iterator[tuple[tuple[int, str], int]]:
        for key in view.layout.helpers:
            for row, day in zip(self._rows[start:end], self._days[key][start:end], strict=True):
                if not pd.isna(day):
                    yield (row, key), count_serial_days(day.date())


def _find_unchanged_rows(issue: Issue, view: SheetView) -> Collection[int]:
    """Return the row numbers of the items in which nothing changed, as the unit says in their rows or on the cover."""
    list_type, numbers = view.layout.list_type, view.layout.numbers
    if not numbers or list_type.number is None:
        return frozenset()
    everywhere = bool(view.book.unchanged_cell) and _is_cover_ticked(issue)
    ticked = set()
    for row, texts in enumerate(issue.collect_prefilled_rows(list_type), FIRST_ROW):
        if texts.get(list_type.number.key) in numbers and (everywhere or _is_ticked(view, texts)):
            ticked.add(row)
    return ticked


def _is_cover_ticked(issue: Issue) -> bool:
    field = next(field for field in issue.cover_fields if field.key == UNCHANGED)
    text = issue.cover.get(UNCHANGED, "").strip()
    return text == field.value if field.value else bool(text)


def _is_ticked(view: SheetView, texts: Mapping[str, str]) -> bool:
    list_type = view.layout.list_type
    if not list_type.has_column(list_type.unchanged):
        return False
    text = texts.get(list_type.unchanged, "").strip()
    values = view.book.options.get(list_type.find_column(list_type.unchanged).choices or "", ())
    return text in values if values else bool(text)


def _render_hint(faults: list[str], doubts: list[str]) -> str:
    separator = say("hint.separator")
    hint = f"{FAULT_SYMBOL} {separator.join(faults)}" if faults else GOOD_SYMBOL
    return f"{hint} {say('hint.ask')}{separator.join(doubts)}" if doubts else hint

"""The cached results of a fresh workbook's formulas, computed by the rules that check returned workbooks.

Viewers that do not calculate, and every program that reads the file, show these results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from toolkit.definition import UNCHANGED
from toolkit.excel import count_serial_days
from toolkit.layout import FAULT_SYMBOL, FIRST_ROW, GOOD_SYMBOL, SheetView
from toolkit.messages import say
from toolkit.records import Batch, BatchTable
from toolkit.rules import RecordRule
from toolkit.template.issue import Issue


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


def preview_list(issue: Issue, batch: Batch, whole: Batch, view: SheetView) -> ListPreview:
    """Compute the hints and the missing names of one list.

    `batch` has the rows of the lists, `whole` after them the closed items, which rules on other lists know as well.
    """
    unchanged = _find_unchanged_rows(issue, view)
    table = batch.view_list(view.layout.list_type.key)
    rows = [int(row) for row in table.table.origin["row"]]
    faults: dict[int, list[str]] = {row: [] for row in rows}
    doubts: dict[int, list[str]] = {row: [] for row in rows}
    cells: set[tuple[int, str]] = set()
    for rule in view.collect_hint_rules() if rows else ():  # most lists of a first round are handed out empty
        if rule.build_excel_check(view) is None:
            continue
        broken = [row for row in _find_violations(rule, view, batch, whole) if row not in unchanged]
        for row in broken:
            (faults if rule.severity == "error" else doubts)[row].append(rule.render_hint(view))
        if rule.severity == "error":
            cells.update((row, table.find_own_column(rule.column).key) for row in broken)
    hints = {row: _render_hint(faults[row], doubts[row]) for row in rows}
    return ListPreview(
        hints=hints,
        missing=_render_missing_names(whole, view),
        faulty_cells=frozenset(cells),
        days=dict(_collect_days(table, view)),
    )


def _collect_days(table: BatchTable, view: SheetView) -> Iterator[tuple[tuple[int, str], int]]:
    rows = [int(row) for row in table.table.origin["row"]]
    for key in view.layout.helpers:
        for row, day in zip(rows, table.find_cells(f"{key}.date").values, strict=True):
            if not pd.isna(day):
                yield (row, key), count_serial_days(day.date())


def _find_violations(rule: RecordRule, view: SheetView, batch: Batch, whole: Batch) -> list[int]:
    """Return the row numbers of the records that violate a rule."""
    source = whole if rule.collect_other_list_paths() else batch
    shown = batch.view_list(view.layout.list_type.key).table.origin["row"]
    flags = rule.find_violations(source.view_list(view.layout.list_type.key)).fillna(False).astype(bool)
    return [int(row) for row in shown[flags.loc[shown.index]]]


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


def _render_missing_names(whole: Batch, view: SheetView) -> str:
    table = whole.view_list(view.layout.list_type.key)
    names = [name for rule in view.layout.list_type.roster_rules for name in rule.find_missing(table)["name"]]
    return say("list.separator").join(names)

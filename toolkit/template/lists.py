"""One list's sheet: headings, issued rows, live hints, dropdowns, validations and print area."""

from __future__ import annotations

import itertools
import re
from typing import Any

from toolkit.definition import Column, ListType
from toolkit.excel import (
    INPUT_TAB,
    Styles,
    column_letters,
    escape_quotes,
    set_up_page,
)
from toolkit.layout import (
    DOUBT_SYMBOL,
    FAULT_SYMBOL,
    FIRST_ROW,
    GOOD_SYMBOL,
    HEADER_ROW,
    SheetView,
)
from toolkit.messages import say
from toolkit.template.issue import Issue
from toolkit.template.paper import (
    READY_HEIGHT,
    TITLE_HEIGHT,
    UNIT_HEIGHT,
    build_filled_row,
    compute_heading_height,
    needs_entry,
    plan_printing,
    render_heading,
    set_up_printing,
)
from toolkit.template.preview import ListPreview
from toolkit.template.record_rows import HINT_WIDTH, RecordRows
from toolkit.template.row_heights import RowHeights
from toolkit.template.validations import build_validation

_RELATIVE = re.compile(rf"(\$[A-Z]{{1,3}}){FIRST_ROW}(?!\d)")


def write_list(  # noqa: PLR0913 - what a sheet is made of
    workbook: Any, styles: Styles, issue: Issue, view: SheetView, preview: ListPreview, *, heights: RowHeights
) -> None:
    """Add one list's sheet."""
    _ListWriter(workbook, styles, issue, view, preview, heights=heights).write()


def shift_formula(formula: str, row: int) -> str:
    """Return a formula of the first record row as it reads in another row (from 1)."""
    return _RELATIVE.sub(rf"\g<1>{row}", formula)


def _join_runs(rows: list[int]) -> list[tuple[int, int]]:
    """Return the first and last of every run of rows that follow one another."""
    starts = [row for before, row in zip([-1, *rows], rows, strict=False) if row != before + 1]
    ends = [row for row, after in itertools.pairwise([*rows, -1]) if after != row + 1]
    return list(zip(starts, ends, strict=True))


class _ListWriter:
    """Writes one list sheet from top to bottom."""

    def __init__(  # noqa: PLR0913 - what a sheet is made of
        self,
        workbook: Any,
        styles: Styles,
        issue: Issue,
        view: SheetView,
        preview: ListPreview,
        *,
        heights: RowHeights,
    ) -> None:
        self.workbook, self.styles, self.issue = workbook, styles, issue
        self.view, self.preview, self.heights = view, preview, heights
        self.layout = view.layout
        self.list_type: ListType = view.layout.list_type
        self.positions = self.layout.positions
        self.plan = plan_printing(self.layout)
        self.sheet = workbook.add_worksheet(self.layout.sheet)

    def write(self) -> None:
        self._set_column_widths()
        self._write_banner()
        self._write_headings()
        self._write_records()
        self._add_validations()
        self._add_conditional_formats()
        self._set_up_page()

    def _set_column_widths(self) -> None:
        for column in self.list_type.columns:
            self.sheet.set_column(self.positions[column.key], self.positions[column.key], column.width)
        self.sheet.set_column(self.layout.hint_column, self.layout.hint_column, HINT_WIDTH)
        for index in self.layout.helpers.values():
            self.sheet.set_column(index, index, 10, None, {"hidden": True})

    def _write_banner(self) -> None:
        """Write the title over every group of columns that prints on a page of its own, and the unit over the first.

        Above the hint, where nothing prints, stand the token and a line that says when rows are filled that would not.
        """
        (first, last), *others = self.plan.groups
        unit = say("template.unit", unit=self.issue.unit_name or say("template.unit_blank"))
        line = say("template.banner", unit=unit, intro=self.list_type.intro)
        self._write_across(0, first, last, self.list_type.label, "title")
        self._write_across(1, first, last, line, "banner")
        for start, end in others:
            self._write_across(0, start, end, say("template.continued", label=self.list_type.label), "title")
        hint, shown = self.layout.hint_column, [(line, self._measure_widths(first, last))]
        self.sheet.write_formula(0, hint, self._build_unprinted_formula(), self.styles["warning"], "")
        self.sheet.set_row(0, TITLE_HEIGHT)
        token = self.issue.find_token(self.list_type.key)
        self.sheet.write_string(1, hint, token, self.styles["wrapped_token"])
        self.heights.fit(self.sheet, 1, shown, size=11, least=UNIT_HEIGHT, moves=True)  # the note at the headings

    def _write_across(self, row: int, first: int, last: int, text: str, style: str) -> None:
        if first < last:
            self.sheet.merge_range(row, first, row, last, text, self.styles[style])
        else:
            self.sheet.write_string(row, first, text, self.styles[style])

    def _measure_widths(self, first: int, last: int) -> float:
        return sum(each.width for each in self.list_type.columns if first <= self.positions[each.key] <= last)

    def _build_unprinted_formula(self) -> str:
        """Return a formula that says when a row is filled in below the last one that prints."""
        filled, last = build_filled_row(self.layout), self.plan.last_row
        words = escape_quotes(say("template.unprinted", last=last)).replace("⟨row⟩", f'"&{filled}&"')
        return f'=IF({filled}>{last},"{words}","")'

    def _write_headings(self) -> None:
        row = HEADER_ROW - 1
        for column in self.list_type.columns:
            style = self.styles["head_required" if needs_entry(column) else "head"]
            self.sheet.write_string(row, self.positions[column.key], render_heading(column), style)
        self.sheet.write_string(row, self.layout.hint_column, say("sheet.hint"), self.styles["head"])
        for index in self.layout.helpers.values():
            self.sheet.write_string(row, index, say("sheet.helper"), self.styles["head"])
        self.sheet.set_row(row, compute_heading_height(self.list_type))
        token = self.issue.find_token(self.list_type.key)
        if token:
            note = say("annotation.token", token=token)
            first = 0 if self.layout.hint_column else 1
            self.sheet.write_comment(row, first, note, {"author": "qingdan", "x_scale": 2.4, "y_scale": 0.6})

    def _write_records(self) -> None:
        """Write the prepared rows, those issued first; they grow with what is typed instead of hiding its end."""
        issued = self.issue.collect_prefilled_rows(self.list_type)
        self.numbers = self.issue.number_rows(self.list_type, self.layout.rows)
        self.followed = self._find_followed_rows(len(issued))
        self.sheet.set_default_row(READY_HEIGHT)
        writer = RecordRows(self.sheet, self.styles, self.view, self.preview, self.heights)
        writer.write(issued, self.numbers, self.followed)

    def _find_followed_rows(self, issued: int) -> frozenset[int]:
        """Return the row numbers of items of earlier rounds; a list without numbers is issued with nothing else."""
        if self.list_type.number is None:
            return frozenset(range(FIRST_ROW, FIRST_ROW + (issued if self.issue.items.get(self.list_type.key) else 0)))
        known = frozenset(self.layout.numbers)
        return frozenset(row for row, number in enumerate(self.numbers, FIRST_ROW) if number in known)

    def _is_locked(self, row: int, column: Column) -> bool:
        """Tell whether a cell is closed to the unit: the office's, or issued with a text that is fixed.

        A fixed text that breaks a rule stays open, or nobody could mend it.
        """
        if column.closed_to_units:
            return True
        return column.later == "fixed" and row in self.followed and (row, column.key) not in self.preview.faulty_cells

    def _add_validations(self) -> None:
        for column in self.list_type.columns:
            position = self.positions[column.key]
            runs = self._find_open_runs(column)
            if not runs:
                continue
            (first, last), *others = runs
            rule = {
                "input_title": column.label[:32],
                "input_message": column.help[:255],
                **build_validation(self.view, column),
            }
            if others:
                rule["other_cells"] = [[top - 1, position, bottom - 1, position] for top, bottom in others]
            self.sheet.data_validation(first - 1, position, last - 1, position, rule)

    def _find_open_runs(self, column: Column) -> list[tuple[int, int]]:
        """Return the first and last of every run of rows whose cells are open to the unit."""
        if column.closed_to_units:
            return []
        rows = range(FIRST_ROW, self.layout.last_row + 1)
        if column.later != "fixed" or not self.followed:
            return [(rows[0], rows[-1])] if rows else []
        return _join_runs([row for row in rows if not self._is_locked(row, column)])

    def _add_conditional_formats(self) -> None:
        hint = column_letters(self.layout.hint_column)
        begins = f"LEFT(${hint}{FIRST_ROW},1)"
        doubtful = f'=ISNUMBER(FIND("{say("hint.ask")}",${hint}{FIRST_ROW}))*({begins}="{GOOD_SYMBOL}")'
        looks = {
            FAULT_SYMBOL: ("fault", f'={begins}="{FAULT_SYMBOL}"'),
            DOUBT_SYMBOL: ("wait", doubtful),
            GOOD_SYMBOL: ("done", f'={begins}="{GOOD_SYMBOL}"'),
        }
        for prefix, (style, criteria) in looks.items():
            rule = {"type": "formula", "criteria": criteria, "format": self.styles[style], "stop_if_true": True}
            hint_column = self.layout.hint_column
            self.sheet.conditional_format(FIRST_ROW - 1, hint_column, self.layout.last_row - 1, hint_column, rule)
            if prefix == FAULT_SYMBOL and hint_column:
                self.sheet.conditional_format(FIRST_ROW - 1, 0, self.layout.last_row - 1, 0, rule)

    def _set_up_page(self) -> None:
        sheet, last = self.sheet, self.layout.last_row
        sheet.set_tab_color(INPUT_TAB)
        sheet.freeze_panes(HEADER_ROW, self.layout.hint_column + 1)
        sheet.autofilter(HEADER_ROW - 1, 0, last - 1, self.layout.last_column)
        options = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
        sheet.protect("", options)
        set_up_page(sheet, header=self.issue.title, unit=self.issue.unit_name, footer=say("template.footer"))
        set_up_printing(sheet, self.layout, self.plan)
        columns = self.list_type.columns
        first_input = next((each for each in columns if not self._is_locked(FIRST_ROW, each)), columns[0])
        at = self.positions[first_input.key]
        sheet.set_selection(FIRST_ROW - 1, at, FIRST_ROW - 1, at)

"""Write the reconciliation: do tables, merged lists, files and their cells add up, each as a live comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.excel import column_letters, compute_row_height, join_by_and
from toolkit.findings import frame_to_dicts
from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.counts import Count, Label
from toolkit.summary.merged_lists import ORDER
from toolkit.summary.sheets.list_files import ListFile, render_list_file
from toolkit.summary.sheets.opening_check import HEADS, VERDICT, render_head, write_opening_line
from toolkit.summary.sheets.table_location import TableLocation
from toolkit.summary.sheets.workbook_writer import WorkbookWriter, set_column_widths

_MOST_CELLS = 20  # named of those that hold values
_VERDICT = 2  # the row of the verdict, from 0
_WIDTHS = (38, 18, 16, 9, 9, 9, 9, 30)
_FILE_HEADS = ("file", "unit", "list", "read", "merged", "left_out", "verdict", "reason")
_CELL_HEADS = ("file", "stored", "taken", "normalised", "left_out", "unexplained", "verdict")
_FILE_TEXTS = (("file", _WIDTHS[0]), ("unit", _WIDTHS[1]), ("list", _WIDTHS[2]), ("reason", _WIDTHS[7]))
_TABLE_HEADS = ("table", "sheet", "list", "rows", "total", "counted", "verdict")


@dataclass(frozen=True, kw_only=True)
class CheckSheet:
    """Whether everything adds up: each comparison is a formula, and so is the verdict over all of them."""

    book: WorkbookWriter
    summary: Summary
    # A row per file and list (see `reconcile_files`), and a row per file with its counts of cells.
    files: pd.DataFrame
    cells: pd.DataFrame
    unfound: int
    live: bool
    # The lists whose records are in files beside the workbook, by key.
    beside: Mapping[str, ListFile]

    def write(self, written: Mapping[str, TableLocation]) -> bool:
        """Write the sheet; return whether everything adds up now."""
        sheet = self.book.open_sheet(say("summary.reconcile"))
        set_column_widths(sheet, _WIDTHS)
        self.book.write_title(sheet, say("summary.reconcile"), len(_WIDTHS), say("reconcile.note"), sum(_WIDTHS))
        row, ranges = _VERDICT + 2, []
        good = True
        for write in (self._write_tables, self._write_openings, self._write_files, self._write_cells):
            row, stretch, fine = write(sheet, row, written)
            good &= fine
            if stretch:
                ranges.append(stretch)
        row = self._write_notes(sheet, row)
        sheet.write_string(_VERDICT, 0, say("reconcile.all"), self.book.styles["head"])
        wrong = "+".join(f"COUNTIF({cells},{_quote_message('check.differs')})" for cells in ranges) or "0"
        formula = f"IF({wrong}=0,{_quote_message('check.same')},{_quote_message('check.differs')})"
        self.book.write_formula(sheet, (_VERDICT, 1), formula, say("check.same" if good else "check.differs"), "light")
        sheet.set_row(_VERDICT, 26)
        differs = {"type": "cell", "criteria": "==", "value": _quote_message("check.differs")}
        for first, last in ((_VERDICT, _VERDICT), (_VERDICT + 2, row)):
            sheet.conditional_format(first, 0, last, 6, {**differs, "format": self.book.styles["fault"]})
        return good

    def _write_heads(self, sheet: Any, row: int, caption: str, heads: tuple[str, ...]) -> int:
        sheet.merge_range(row, 0, row, len(heads) - 1, say(caption), self.book.styles["subtitle"])
        for index, head in enumerate(heads):
            sheet.write_string(row + 1, index, render_head(head), self.book.styles["head"])
        sheet.set_row(row + 1, 30)
        return row + 2

    def _write_verdict(self, sheet: Any, row: int, column: int, condition: str, good: bool) -> None:
        formula = f"IF({condition},{_quote_message('check.same')},{_quote_message('check.differs')})"
        self.book.write_formula(sheet, (row, column), formula, say("check.same" if good else "check.differs"), "centre")

    def _write_tables(self, sheet: Any, row: int, written: Mapping[str, TableLocation]) -> tuple[int, str, bool]:
        """Compare the rows of every table with its total, and the total with the list."""
        top = row = self._write_heads(sheet, row, "reconcile.tables", _TABLE_HEADS)
        good = True
        for location in written.values():
            good &= self._write_table_check(sheet, row, location)
            row += 1
        row = self._write_sort_checks(sheet, row)
        return row + 1, f"$G${top + 1}:$G${row}" if row > top else "", good

    def _write_table_check(self, sheet: Any, row: int, location: TableLocation) -> bool:
        table = location.table
        count = table.columns[table.count_column].count
        assert count is not None
        own = [index for index, head in enumerate(table.rows) if head.kind == "row"]
        cross = [index for index, column in enumerate(table.columns) if column.cross] or [table.count_column]
        summed = sum(int(table.values[index][column] or 0) for index in own for column in cross)
        for column, text in enumerate((table.title, location.sheet, self._find_list_label(table.list_key))):
            sheet.write_string(row, column, text, self.book.styles["text"])
        sheet.set_row(row, compute_row_height([(table.title, _WIDTHS[0]), (location.sheet, _WIDTHS[1])]))
        # Subtotals add up their rows once more, so that together they count everything twice.
        rows = f"SUM({_find_figure_range(location, cross)}){'/2' if table.spec.has_subtotals else ''}" if own else "0"
        self.book.write_formula(sheet, (row, 3), rows, summed, "number")
        total = location.find_address(len(table.rows) - 1, table.count_column)
        self.book.write_formula(sheet, (row, 4), total, table.total, "number")
        counted = count.compute_value(self.book.frames)
        formula = count.build_formula(self.book.sheet_ranges, self.book.strange)
        self.book.write_formula(sheet, (row, 5), formula, counted, "number")
        others, adds_up = _compare_column_totals(location)
        good = summed == table.total == counted and adds_up
        conditions = [f"D{row + 1}=E{row + 1}", f"E{row + 1}=F{row + 1}", *others]
        self._write_verdict(sheet, row, 6, join_by_and(conditions), good)
        return good

    def _write_sort_checks(self, sheet: Any, row: int) -> int:
        """Check that nobody has sorted a list in which formulas look at the block of one unit's rows."""
        for list_key, blocks in self.book.sheet_ranges.blocks.items():
            if not blocks:
                continue
            for column, text in enumerate((say("reconcile.sorted"), "", self._find_list_label(list_key))):
                sheet.write_string(row, column, text, self.book.styles["text"])
            parts = self.book.sheet_ranges.find_ranges(list_key, ORDER)
            rows = self.book.sheet_ranges.list_sheets[list_key].sheet_rows
            moved = [f"SUMPRODUCT(--({cells}<>ROW({cells})+{part * rows - 1}))" for part, cells in enumerate(parts)]
            self.book.write_formula(sheet, (row, 3), "+".join(moved), 0, "number")
            for column in (4, 5):
                sheet.write_number(row, column, 0, self.book.styles["number"])
            self._write_verdict(sheet, row, 6, f"D{row + 1}=0", True)
            self.book.set_row_height(sheet, row, compute_row_height([(say("reconcile.sorted"), _WIDTHS[0])]))
            row += 1
        return row

    def _write_openings(self, sheet: Any, row: int, _: Mapping[str, TableLocation]) -> tuple[int, str, bool]:
        """Compare how the last round closed with what the merged lists say of it; nothing in the first round."""
        if not self.summary.opening_lines:
            return row, "", True
        top = row = self._write_heads(sheet, row, "reconcile.openings", HEADS)
        good = True
        for index in range(len(self.summary.opening_lines)):
            fine = write_opening_line(self.book, self.summary, sheet, row, index)
            self._write_verdict(sheet, row, VERDICT, f"D{row + 1}=E{row + 1}", fine)
            good &= fine
            row += 1
        return row + 1, f"$G${top + 1}:$G${row}", good

    def _find_list_label(self, list_key: str) -> str:
        return self.book.sheet_ranges.list_sheets[list_key].label

    def _write_files(self, sheet: Any, row: int, _: Mapping[str, TableLocation]) -> tuple[int, str, bool]:
        """Compare the rows read from every file with those merged, counted again in the merged list, and left out."""
        top = row = self._write_heads(sheet, row, "reconcile.files", _FILE_HEADS)
        labels = {list_type.label: list_type.key for list_type in self.book.campaign.list_types}
        good = True
        for record in frame_to_dicts(self.files):
            for column, head in enumerate(("file", "unit", "list")):
                sheet.write_string(row, column, record[head], self.book.styles["text"])
            sheet.write_number(row, 3, record["read"], self.book.styles["number"])
            self._write_merged_count(sheet, row, record, labels)
            sheet.write_number(row, 5, record["left_out"], self.book.styles["number"])
            fine = record["read"] == record["merged"] + record["left_out"]
            self._write_verdict(sheet, row, 6, f"D{row + 1}=E{row + 1}+F{row + 1}", fine)
            sheet.write_string(row, 7, record["reason"], self.book.styles["text"])
            sheet.set_row(row, compute_row_height([(record[head], width) for head, width in _FILE_TEXTS]))
            good &= fine
            row += 1
        sheet.write_string(row, 0, say("summary.total"), self.book.styles["total_label"])
        for column in (1, 2, 6, 7):
            sheet.write_blank(row, column, None, self.book.styles["total_label"])
        for column, head in enumerate(("read", "merged", "left_out"), 3):
            name = column_letters(column)
            formula = f"SUM({name}{top + 1}:{name}{row})" if row > top else "0"
            self.book.write_formula(sheet, (row, column), formula, int(self.files[head].sum()), "total")
        return row + 2, f"$G${top + 1}:$G${row}" if row > top else "", good

    def _write_merged_count(self, sheet: Any, row: int, record: dict[str, Any], labels: Mapping[str, str]) -> None:
        list_key = labels.get(record["list"], "")
        if not list_key or list_key not in self.book.sheet_ranges.list_sheets:
            sheet.write_number(row, 4, record["merged"], self.book.styles["number"])
            return
        count = Count(
            list_key=list_key,
            labels=(
                Label(field="source.file", value=record["file"], address=f"$A{row + 1}"),
                Label(field="source.sheet", value=record["sheet"]),
            ),
            always="source.row",
        )
        formula = count.build_formula(self.book.sheet_ranges, self.book.strange)
        self.book.write_formula(sheet, (row, 4), formula, record["merged"], "number")

    def _write_cells(self, sheet: Any, row: int, _: Mapping[str, TableLocation]) -> tuple[int, str, bool]:
        """Check that every filled cell of a file was taken, or left out for a reason."""
        top = row = self._write_heads(sheet, row, "reconcile.cells", _CELL_HEADS)
        good = True
        for record in frame_to_dicts(self.cells):
            sheet.write_string(row, 0, record["file"], self.book.styles["text"])
            sheet.set_row(row, compute_row_height([(record["file"], _WIDTHS[0])]))
            for column, head in enumerate(_CELL_HEADS[1:5], 1):
                value = record[head]
                if value is None or pd.isna(value):
                    sheet.write_string(row, column, say("summary.none"), self.book.styles["centre"])
                else:
                    sheet.write_number(row, column, int(value), self.book.styles["number"])
            rest = f"B{row + 1}-C{row + 1}-D{row + 1}-E{row + 1}"
            unexplained = int(record["unexplained"] or 0)
            self.book.write_formula(sheet, (row, 5), f"IF(ISNUMBER(B{row + 1}),{rest},0)", unexplained, "number")
            self._write_verdict(sheet, row, 6, f"F{row + 1}=0", unexplained == 0)
            good &= unexplained == 0
            row += 1
        return row + 1, f"$G${top + 1}:$G${row}" if row > top else "", good

    def _render_unread_columns(self) -> Iterator[str]:
        """Yield a note per summed column with cells that are no numbers, which the sums leave out."""
        columns = {count for t in self.summary.tables for c in t.columns for count in c.counts if count.total}
        for list_key, field in sorted({(count.list_key, count.total) for count in columns}):
            cells = self.book.frames.compute_column(list_key, field)
            lost = sum(isinstance(cell, str) and cell != "" for cell in cells)
            if lost:
                heading = self.summary.planner.fields[list_key][field].heading
                yield say("reconcile.unread", list=self._find_list_label(list_key), column=heading, count=lost)

    def _write_notes(self, sheet: Any, row: int) -> int:
        """Note what was cut and what is a value instead of a formula."""
        notes = [say("reconcile.cut", sheet=cut.sheet, cell=cut.cell, length=cut.length) for cut in self.book.cuts]
        notes += list(self._render_unread_columns())
        if self.book.fixed:
            cells = say("list.separator").join(self.book.fixed[:_MOST_CELLS])
            notes.append(say("reconcile.fixed", count=len(self.book.fixed), cells=cells))
        lists = self.book.sheet_ranges.list_sheets
        filed = [
            render_list_file(lists[key].label, lists[key].rows, lists[key].sheet_rows, file)
            for key, file in self.beside.items()
        ]
        if self.book.counted_beside:
            notes.append(say("reconcile.counted_beside", count=self.book.counted_beside))
        if not self.live and not self.beside:
            notes.append(say("reconcile.no_row_formulas"))
        if self.unfound:
            notes.append(say("reconcile.unfound", count=self.unfound))
        for note in (*filed, *notes):
            sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, note, self.book.styles["note"])
            if note in filed:
                self.book.set_row_height(sheet, row, compute_row_height([(note, sum(_WIDTHS))]))
            row += 1
        return row


def _compare_column_totals(location: TableLocation) -> tuple[list[str], bool]:
    """Return a condition per further counting column (its rows add up to its total), and whether all hold now."""
    table, conditions, good = location.table, [], True
    own = [row for row, head in enumerate(table.rows) if head.kind == "row"]
    half = "/2" if table.spec.has_subtotals else ""
    for index, column in enumerate(table.columns):
        if column.count is None or column.cross or index == table.count_column or not own:
            continue
        total = location.find_address(len(table.rows) - 1, index)
        conditions.append(
            f"SUM({location.find_address(0, index)}:{location.find_cell(len(table.rows) - 2, index)}){half}={total}"
        )
        good &= sum(int(table.values[row][index] or 0) for row in own) == int(table.values[-1][index] or 0)
    return conditions, good


def _find_figure_range(location: TableLocation, columns: list[int]) -> str:
    first, last = location.find_address(0, columns[0]), location.find_cell(len(location.table.rows) - 2, columns[-1])
    return f"{first}:{last}"


def _quote_message(key: str) -> str:
    return f'"{say(key)}"'

"""Write the merged lists with all their fields, whole columns at once; every record is linked to the unit's file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Any

from toolkit.excel import compute_row_heights, format_text_literal, is_plain, parse_row, prepare_formula
from toolkit.summary.fields.base import UNIT_NAME, Field
from toolkit.summary.sheet_ranges import FIRST_RECORD, ListSheets
from toolkit.summary.sheets.paging import leave_unprinted
from toolkit.summary.sheets.record_cells import RecordCells, list_values
from toolkit.summary.sheets.row_formulas import RowFormulas
from toolkit.summary.sheets.source_links import SourceLinks
from toolkit.summary.sheets.workbook_writer import WorkbookWriter

# Row formulas above this many records would make the workbook slow; the columns then hold values.
MOST_ROW_FORMULAS = 100_000

Run = tuple[str | None, int, int]  # a unit, and its first record and the one after its last on a sheet


class MergedListWriter:
    """Writes the merged lists."""

    def __init__(self, book: WorkbookWriter, links: SourceLinks) -> None:
        self.book, self.links = book, links
        self.styles = book.styles
        # The number of rows whose key formulas could not find exactly; these have values.
        self.unfound = 0
        lists = book.sheet_ranges.list_sheets.values()
        # Also where a formula would look at records that are in no sheet.
        self.live = sum(each.rows for each in lists) <= MOST_ROW_FORMULAS and not any(each.beside for each in lists)

    def write(self, list_key: str) -> None:
        """Write a merged list with all its fields, on as many sheets as it takes."""
        sheets = self.book.sheet_ranges.list_sheets[list_key]
        columns = {key: list_values(self.book.frames.compute_column(list_key, key)) for key in sheets.positions}
        formulas = RowFormulas(self.book.sheet_ranges, list_key)
        for part, name in enumerate(sheets.sheets):
            self._write_heads(name, sheets)
            first = part * sheets.sheet_rows
            shown = {key: values[first : first + sheets.sheet_rows] for key, values in columns.items()}
            known = len(self.book.cuts)
            self._write_records(name, sheets, shown, formulas)
            self.book.cuts[known:] = sorted(self.book.cuts[known:], key=lambda cut: parse_row(cut.cell))

    def _write_heads(self, name: str, sheets: ListSheets) -> None:
        sheet = self.book.open_sheet(name, "input")
        aside = [index for index, field in enumerate(sheets.fields) if field.aside]
        for index, field in enumerate(sheets.fields):
            folded = {"level": 1, "hidden": True} if field.aside else {"collapsed": True} if index - 1 in aside else {}
            sheet.set_column(index, index, field.width, None, folded)
            sheet.write_string(0, index, field.heading, self.styles["head_helper" if field.helper else "head"])
        self.book.set_row_height(sheet, 0, 36)
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        rows = sheets.find_last_row(sheets.sheets.index(name))
        sheet.autofilter(0, 0, rows - 1, len(sheets.fields) - 1)
        leave_unprinted(sheet)

    def _write_records(
        self, name: str, sheets: ListSheets, columns: Mapping[str, Sequence[Any]], formulas: RowFormulas
    ) -> None:
        """Write the records of one sheet; the cells of a column are rendered while its rows are written."""
        rows = len(next(iter(columns.values())))
        units = columns.get(UNIT_NAME) or [None] * rows
        runs = list(_find_runs(units))
        cells = [
            self._list_cells(name, place, field, columns, runs, formulas) for place, field in enumerate(sheets.fields)
        ]
        texts = [(columns[field.key], field.width) for field in sheets.fields if not field.helper]
        self.book.sheets[name].write_rows(FIRST_RECORD - 1, cells, compute_row_heights(rows, texts))

    def _list_cells(  # noqa: PLR0913, PLR0917 - what a column is made of
        self,
        name: str,
        place: int,
        field: Field,
        columns: Mapping[str, Sequence[Any]],
        runs: Sequence[Run],
        formulas: RowFormulas,
    ) -> Iterator[str]:
        at = (FIRST_RECORD - 1, place)
        column = RecordCells(self.book, self.book.sheets[name], at, "helper" if field.helper else field.style)
        values = columns[field.key]
        if field.key == "source.row":
            return self._list_source_links(column, columns)
        found = [formulas.find_formula(field, unit) for unit, *_ in runs] if self.live else []
        built = [formula for formula in found if formula is not None]
        if not built:
            return column.list_values(values)
        odd = self._find_odd_rows(field, columns)
        if odd or not all(formula.fits() for formula in built):
            every = [formula for formula, (_, first, end) in zip(built, runs, strict=True) for _ in range(first, end)]
            return column.list_either(every, values, odd.__contains__)
        if all(formula is built[0] for formula in built):
            return column.list_formulas(built[0], values)
        return chain.from_iterable(
            column.list_formulas(formula, values[first:end])
            for formula, (_, first, end) in zip(built, runs, strict=True)
        )

    def _find_odd_rows(self, field: Field, columns: Mapping[str, Sequence[Any]]) -> frozenset[int]:
        """Return the rows, from 0, whose key the field's formula could not find exactly."""
        if not field.keyed:
            return frozenset()
        keys = columns[getattr(field, field.keyed)]
        odd = {key for key in set(keys) if key and (not is_plain(key) or key in self.book.strange)}
        rows = frozenset(row for row, key in enumerate(keys) if key in odd) if odd else frozenset()
        self.unfound += len(rows)
        return rows

    def _list_source_links(self, column: RecordCells, columns: Mapping[str, Sequence[Any]]) -> Iterator[str]:
        """Yield the rows of the units' files as links to them, where the path is short enough for a formula."""
        linked = RecordCells(self.book, column.sheet, (column.top, column.column), "link_number").number
        for file, sheet, row in zip(*(columns[f"source.{key}"] for key in ("file", "sheet", "row")), strict=True):
            target, number = self.links.find_target(str(file), str(sheet), int(row)), int(row)
            if target:
                formula = prepare_formula(f"HYPERLINK({format_text_literal(target)},{number})")
                yield linked.render_formula(formula, number)
            else:
                yield column.values[number]


def _find_runs(units: Sequence[str | None]) -> Iterator[Run]:
    """Yield the records, by their place, that stand together and are one unit's."""
    first = 0
    for unit, group in groupby(units):
        end = first + len(list(group))
        yield unit, first, end
        first = end

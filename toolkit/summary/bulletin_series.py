"""The lists of a bulletin: which rows and records each one has, their values, and their cells as formulas."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from toolkit.bulletin import end_sentence
from toolkit.definition import InnerSeries, Series
from toolkit.excel import format_text_literal
from toolkit.summary.build import Summary
from toolkit.summary.bulletin_records import RecordPrinter
from toolkit.summary.fields.base import UNIT_NAME, render_unclear
from toolkit.summary.figure_counts import leave_out_unit
from toolkit.summary.listing import Listing
from toolkit.summary.printing import format_figure
from toolkit.summary.sheets.table_location import TableLocation
from toolkit.summary.sheets.workbook_writer import WorkbookWriter
from toolkit.summary.tables import RowHead, SummaryTable

_LABEL, _SHORT, _GRADE = "@label", "@short", "@grade"
Item: TypeAlias = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SeriesBuilder:
    """Builds the lists of a round's bulletin."""

    summary: Summary
    records: RecordPrinter

    def build_values(self, series: Series) -> dict[str, Any]:
        """Return the list, and the numbers that go with it, by their names."""
        table, listing = self._find_table(series), self.records.find_listing(series.listing)
        items: list[Item] = []
        if table is not None:
            inner = self._find_inner_records(series.inside, table)
            items = [
                {
                    **{name: _find_row_value(table, index, path) for name, path in series.fields.items()},
                    **self._build_inner_items(series.inside, inner, table.rows[index]),
                }
                for index in self._choose_rows(series, table)
            ]
        elif listing is not None:
            records = self._choose_records(series, listing)
            items = [self.records.build_record(listing, record, series) for record in records]
        values: dict[str, Any] = {series.name: items}
        if series.count:
            values[series.count] = len(items)
        if series.unclear:
            values[series.unclear] = self._count_unclear(table)
        return values

    def build_formulas(
        self, series: Series, written: Mapping[str, TableLocation], book: WorkbookWriter
    ) -> dict[str, Any]:
        """Return the cells of the list, one dict per row, and of its numbers; names without a cell are left out."""
        table, listing = self._find_table(series), self.records.find_listing(series.listing)
        if table is not None and table.key in written:
            return self._build_table_formulas(series, written[table.key], book)
        if listing is None:
            return {}
        records = self._choose_records(series, listing)
        rows = [self.records.build_cells(listing, each, series, book) for each in records]
        cells: dict[str, Any] = {series.name: rows}
        if series.count and not series.nonzero:
            count = leave_out_unit(listing.count, self._find_spared(series))
            cells[series.count] = _limit(count.build_formula(book.sheet_ranges, book.strange), series.most, rows)
        return cells

    # -- tables -------------------------------------------------------------------------------------------

    def _find_table(self, series: Series) -> SummaryTable | None:
        """Return the first of the series' tables that this campaign has."""
        found = (self.summary.find_table(key) for key in series.table)
        return next((table for table in found if table is not None), None)

    def _choose_rows(self, series: Series, table: SummaryTable) -> list[int]:
        """Return the indexes of the rows that the series lists."""
        chosen = [index for index in self._find_possible_rows(series, table) if _is_listed(series, table, index)]
        return chosen[: series.most]

    def _find_possible_rows(self, series: Series, table: SummaryTable) -> list[int]:
        """Return the rows that the series would list whatever their figures: no totals, no units without a return."""
        spared = self._find_spared(series) if table.by_unit else ""
        return [
            index
            for index, row in enumerate(table.rows)
            if row.kind == "row"
            and not row.missing
            and not (series.unclear and row.key[-1] == render_unclear())
            and not (spared and row.key[0] == spared)
        ]

    def _find_spared(self, series: Series) -> str:
        """Return the unit that the series leaves out, an empty text where none."""
        return self.summary.spared_unit if series.spare else ""

    def _count_unclear(self, table: SummaryTable | None) -> int:
        rows = table.rows if table else ()
        row = next((index for index, row in enumerate(rows) if row.key[-1:] == (render_unclear(),)), None)
        return int(table.values[row][table.count_column] or 0) if table is not None and row is not None else 0

    def _build_table_formulas(self, series: Series, location: TableLocation, book: WorkbookWriter) -> dict[str, Any]:
        table, rows = location.table, self._choose_rows(series, location.table)
        inner = self._find_inner_records(series.inside, table)
        cells: dict[str, Any] = {
            series.name: [
                {
                    **_build_row_cells(series, location, index),
                    **self._build_inner_cells(series.inside, inner, table.rows[index], book),
                }
                for index in rows
            ]
        }
        possible = self._find_possible_rows(series, table)
        if series.count and possible and (series.grade or series.nonzero):
            cells[series.count] = _limit(_build_row_count(series, location, possible), series.most, possible)
        unclear = [index for index, row in enumerate(table.rows) if row.key[-1:] == (render_unclear(),)]
        if series.unclear and unclear:
            cells[series.unclear] = location.find_address(unclear[0], table.count_column)
        return cells

    # -- records within a row -----------------------------------------------------------------------------

    def _find_inner_records(self, inner: InnerSeries | None, table: SummaryTable) -> dict[tuple[str, ...], list[int]]:
        """Return the records that a row may list, by the last labels of the row."""
        listing = self.records.find_listing(inner.listing) if inner else None
        if inner is None or listing is None:
            return {}
        planner, frames = self.summary.planner, self.summary.frames
        paths = inner.match or table.spec.rows
        columns = [
            frames.compute_column(listing.list_key, planner.plan_field(listing.list_key, path).key) for path in paths
        ]
        units = frames.compute_column(listing.list_key, UNIT_NAME)
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for record in listing.records:
            if table.scope == "lead" and units.iloc[record] != self.summary.roster.lead:
                continue
            choice = self.records.find_choice(listing, record) if inner.chosen else None
            if choice is None or choice.printed is not False:
                found[tuple(str(column.iloc[record]) for column in columns)].append(record)
        return found

    def _select_inner_records(
        self, inner: InnerSeries, found: Mapping[tuple[str, ...], list[int]], row: RowHead
    ) -> list[int]:
        """Return the records of a row; where not all find room, those that the office chose come before others."""
        depth = len(inner.match) or len(row.key)
        records = found.get(row.key[-depth:], [])
        return sorted(sorted(records, key=lambda record: not self._is_chosen(inner, record))[: inner.most])

    def _is_chosen(self, inner: InnerSeries, record: int) -> bool:
        listing = self.records.find_listing(inner.listing)
        choice = self.records.find_choice(listing, record) if inner.chosen and listing else None
        return choice is not None and choice.printed is True

    def _build_inner_items(
        self, inner: InnerSeries | None, found: Mapping[tuple[str, ...], list[int]], row: RowHead
    ) -> Item:
        listing = self.records.find_listing(inner.listing) if inner else None
        if inner is None or listing is None:
            return {} if inner is None else {inner.name: [], **({inner.count: 0} if inner.count else {})}
        records = self._select_inner_records(inner, found, row)
        items = [
            {
                **self.records.build_record(listing, record, inner),
                **self._reword(inner, listing, record),
            }
            for record in records
        ]
        return {inner.name: items, **({inner.count: len(items)} if inner.count else {})}

    def _build_inner_cells(
        self, inner: InnerSeries | None, found: Mapping[tuple[str, ...], list[int]], row: RowHead, book: WorkbookWriter
    ) -> Item:
        listing = self.records.find_listing(inner.listing) if inner else None
        if inner is None or listing is None:
            return {}
        rows = []
        for record in self._select_inner_records(inner, found, row):
            cells = self.records.build_cells(listing, record, inner, book)
            rows.append(
                {name: cell for name, cell in cells.items() if name not in self._reword(inner, listing, record)}
            )
        return {inner.name: rows}

    def _reword(self, inner: InnerSeries, listing: Listing, record: int) -> Item:
        """Return the text in the office's own words, where it gave some."""
        choice = self.records.find_choice(listing, record) if inner.chosen else None
        if choice is None or not choice.wording:
            return {}
        return {inner.chosen: end_sentence(choice.wording) if inner.chosen in inner.sentences else choice.wording}

    # -- listings -----------------------------------------------------------------------------------------

    def _choose_records(self, series: Series, listing: Listing) -> list[int]:
        """Return the records that the series lists, in the order of the listing."""
        spared, path = self._find_spared(series), series.fields.get(series.nonzero, "")
        units = self.summary.frames.compute_column(listing.list_key, UNIT_NAME)
        chosen = (record for record in listing.records if not spared or units.iloc[record] != spared)
        listed = (record for record in chosen if not path or self.records.find_value(listing, record, path))
        return list(itertools.islice(listed, series.most))


def _is_listed(series: Series, table: SummaryTable, index: int) -> bool:
    """Tell whether a row has the grade, and a figure that is not zero, where the series asks for them."""
    if series.grade not in ("", table.rows[index].grade):
        return False
    column = table.find_column_index(series.fields.get(series.nonzero, ""))
    return column is None or bool(table.values[index][column])


def _find_row_value(table: SummaryTable, index: int, path: str) -> int | float | str:
    row = table.rows[index]
    if path in (_LABEL, _SHORT, _GRADE):
        return _choose_label(table, row, path)
    column = table.find_column_index(path)
    return 0 if column is None else format_figure(table.values[index][column])


def _choose_label(table: SummaryTable, row: RowHead, path: str) -> str:
    label = row.key[-1]
    return {_LABEL: label, _SHORT: table.short.get(label, label), _GRADE: row.grade}[path]


def _build_row_cells(series: Series, location: TableLocation, index: int) -> dict[str, str]:
    table, row = location.table, location.table.rows[index]
    cells: dict[str, str] = {}
    for name, path in series.fields.items():
        if path == _LABEL:
            cells[name] = location.find_label_address(index, len(row.key) - 1)
        elif path == _SHORT:
            cells[name] = format_text_literal(_choose_label(table, row, path))
        elif path == _GRADE:
            cells[name] = location.find_address(index, len(table.columns))
        elif (column := table.find_column_index(path)) is not None:
            cells[name] = location.find_address(index, column)
    return cells


def _build_row_count(series: Series, location: TableLocation, possible: Sequence[int]) -> str:
    """Return the formula that counts the rows listed: over each run of possible rows, those that meet the tests."""
    table, terms = location.table, []
    column = table.find_column_index(series.fields.get(series.nonzero, ""))
    for first, last in _find_runs(possible):
        factors = []
        if series.grade:
            grades = location.find_rows_range(len(table.columns), first, last)
            factors.append(f"EXACT({grades},{format_text_literal(series.grade)})")
        if column is not None:
            figures = location.find_rows_range(column, first, last)
            factors += [f"ISNUMBER({figures})", f"({figures}<>0)"]
        terms.append(f"SUMPRODUCT({'*'.join(factors)}*1)")
    return "+".join(terms)


def _find_runs(indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of successive indexes."""
    for _, run in itertools.groupby(enumerate(indexes), lambda pair: pair[1] - pair[0]):
        members = [index for _, index in run]
        yield members[0], members[-1]


def _limit(formula: str, most: int, rows: Sequence[Any]) -> str:
    """Return the formula of a number of rows of which at most so many are listed."""
    return f"MIN({most},{formula})" if len(rows) >= most else formula

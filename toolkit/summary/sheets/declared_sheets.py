"""Write the sheets that the definition declares: tables and listings, gathered by the sheet they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.listing import Listing
from toolkit.summary.sheets.pair_sheet import find_pair_sheets
from toolkit.summary.sheets.record_sheets import RecordWriter, compute_listing_spans, compute_listing_width
from toolkit.summary.sheets.table_sheet import TableLocation, TableWriter, compute_table_widths
from toolkit.summary.sheets.workbook_writer import WorkbookWriter, set_column_widths
from toolkit.summary.tables import SummaryTable

# Rows of about this height, in points, can be read on one page; sheets of several tables are fitted to whole pages.
_PAGE_POINTS = 660


@dataclass(frozen=True, kw_only=True)
class DeclaredSheets:
    """The sheets of tables and listings; `coverage` counts the units by state, for the note under the title."""

    book: WorkbookWriter
    summary: Summary
    coverage: Mapping[str, int]

    def order_names(self) -> list[str]:
        """Return the sheets' names, with those of follow-up and pairs: those that a definition puts in order first."""
        named = self._collect_names()
        tracking = self.summary.planner.definition.summary.tracking
        named += [tracking.sheet] if tracking and self.summary.tracking else []
        named += [pairs.sheet for _, pairs in find_pair_sheets(self.summary)]
        first = [name for name in self.summary.planner.definition.summary.sheets if name in named]
        return list(dict.fromkeys([*first, *named]))

    def _collect_names(self) -> list[str]:
        named = [table.spec.sheet_name for table in self.summary.tables]
        return named + [listing.spec.sheet_name for listing in self.summary.listings if not listing.spec.bulletin_only]

    def write(self, tables: TableWriter, records: RecordWriter) -> dict[str, TableLocation]:
        """Write every sheet; return where the tables stand, by key."""
        written: dict[str, TableLocation] = {}
        for name in dict.fromkeys(self._collect_names()):
            written |= self._write_sheet(name, tables, records)
        return written

    def _write_sheet(self, name: str, writer: TableWriter, records: RecordWriter) -> dict[str, TableLocation]:
        tables = [table for table in self.summary.tables if table.spec.sheet_name == name]
        listed = [listing for listing in self.summary.listings if not listing.spec.bulletin_only]
        listings = [listing for listing in listed if listing.spec.sheet_name == name]
        sheet = self.book.open_sheet(name)
        widths = self._compute_widths(tables, listings)
        set_column_widths(sheet, widths)
        self.book.write_title(sheet, name, len(widths), self._render_note(tables), sum(widths))
        row = 3
        tops = []
        written: dict[str, TableLocation] = {}
        for table in tables:
            tops.append(row)
            location = writer.write(name, row, table, aside=len(widths) + 1)
            written[table.key] = location
            row = location.end
        for listing in listings:
            tops.append(row)
            row = records.write_listing(name, row, listing, widths)
        if len(tops) > 1:
            sheet.fit_to_pages(1, max(1, round(self.book.heights[name] / _PAGE_POINTS)))
        else:
            sheet.repeat_rows(tops[0], written[tables[0].key].top - 1 if tables else tops[0] + 1)
        sheet.print_area(0, 0, max(row - 1, 3), len(widths) - 1)
        sheet.freeze_panes(3, 0)
        return written

    def _compute_widths(self, tables: list[SummaryTable], listings: list[Listing]) -> list[float]:
        """Return the column widths, in characters, that suit every table and listing of a sheet."""
        widths: list[float] = []
        for table in tables:
            widths = _merge_widths(widths, compute_table_widths(table))
        for listing in listings:
            sheets = self.book.sheet_ranges.list_sheets[listing.list_key]
            needed = [compute_listing_width(sheets.fields[sheets.positions[key]]) for key in listing.fields]
            _, widths = compute_listing_spans(needed, widths)
        return _merge_widths(widths, [14.0] * 4)

    def _render_note(self, tables: list[SummaryTable]) -> str:
        several = dict.fromkeys(label for table in tables for label in table.several)
        notes = [say("report.coverage", **self.coverage)]
        notes += [say("summary.first_counts", label=label) for label in several]
        notes += dict.fromkeys(note for table in tables for note in table.notes)
        return "\n".join(notes)


def _merge_widths(first: list[float], second: list[float]) -> list[float]:
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    return [max(a, b) for a, b in zip(longer, [*shorter, *[0.0] * (len(longer) - len(shorter))], strict=True)]

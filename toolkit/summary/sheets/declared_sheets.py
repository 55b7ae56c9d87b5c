"""Write the sheets that the definition declares: tables and listings, gathered by the sheet they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.listing import Listing
from toolkit.summary.sheets.block_columns import BlockColumns, lay_out_blocks
from toolkit.summary.sheets.paging import Block, set_up_pages
from toolkit.summary.sheets.pair_sheet import find_pair_sheets
from toolkit.summary.sheets.record_sheets import ListingColumns, RecordWriter, compute_listing_widths
from toolkit.summary.sheets.table_location import TableGrid, TableLocation, compute_table_widths
from toolkit.summary.sheets.table_sheet import TableWriter
from toolkit.summary.sheets.workbook_writer import WorkbookWriter, measure_span, set_column_widths
from toolkit.summary.tables import SummaryTable

_PLAIN_POINTS = 15.0  # of a row whose height is not set


@dataclass(frozen=True, kw_only=True)
class DeclaredSheets:
    """The sheets of tables and listings; `coverage` counts the units by state, for the note under the title."""

    book: WorkbookWriter
    summary: Summary
    coverage: Mapping[str, int]

    def order_names(self) -> list[str]:
        """Return all sheets' names, also of follow-up and pairs: those to be printed first, then those put in order."""
        named, spec = self._collect_names(), self.summary.planner.definition.summary
        tracking = spec.tracking
        named += [tracking.sheet] if tracking and self.summary.tracking else []
        named += [pairs.sheet for _, pairs in find_pair_sheets(self.summary)]
        first = [name for name in (*spec.print, *spec.sheets) if name in named]
        return list(dict.fromkeys([*first, *named]))

    def _collect_names(self) -> list[str]:
        named = [table.spec.sheet_name for table in self.summary.tables]
        return named + [listing.spec.sheet_name for listing in self.summary.listings if not listing.spec.bulletin_only]

    def write(self, tables: TableWriter, records: RecordWriter, names: Sequence[str]) -> dict[str, TableLocation]:
        """Write the sheets of these names; return where the tables stand, by key."""
        written: dict[str, TableLocation] = {}
        for name in [each for each in dict.fromkeys(self._collect_names()) if each in names]:
            written |= self._write_sheet(name, tables, records)
        return written

    def _write_sheet(self, name: str, writer: TableWriter, records: RecordWriter) -> dict[str, TableLocation]:
        tables = [table for table in self.summary.tables if table.spec.sheet_name == name]
        listed = [listing for listing in self.summary.listings if not listing.spec.bulletin_only]
        listings = [listing for listing in listed if listing.spec.sheet_name == name]
        sheet = self.book.open_sheet(name)
        columns = self._lay_out_columns(tables, listings)
        widths, spans = columns.widths, list(columns.blocks)
        set_column_widths(sheet, widths)
        page = measure_span(widths, (0, len(widths) - 1))
        self.book.write_title(sheet, name, len(widths), self._render_note(tables), page)
        row = 3
        blocks = [Block(top=0, headings=(0, 1), points=self.book.heights[name] + _PLAIN_POINTS)]
        written: dict[str, TableLocation] = {}
        for table in tables:
            location = writer.write(
                name, row, table, aside=len(widths) + 1, grid=TableGrid(spans=spans.pop(0), pixels=columns.pixels)
            )
            written[table.key] = location
            blocks.append(self._measure_block(name, (row, location.top - 1), blocks))
            row = location.end
        for listing in listings:
            end = records.write_listing(name, row, listing, ListingColumns(widths=widths, spans=spans.pop(0)))
            blocks.append(self._measure_block(name, (row, row + 1), blocks))
            row = end
        set_up_pages(sheet, widths, blocks)
        sheet.print_area(0, 0, max(row - 2, 3), len(widths) - 1)
        sheet.freeze_panes(3, 0)
        return written

    def _measure_block(self, name: str, headings: tuple[int, int], before: list[Block]) -> Block:
        """Return the block that was just written; its title and the row below it have the height of any row."""
        above = sum(block.points for block in before) - _PLAIN_POINTS * (2 * len(before) - 1)
        return Block(top=headings[0], headings=headings, points=self.book.heights[name] - above + 2 * _PLAIN_POINTS)

    def _lay_out_columns(self, tables: list[SummaryTable], listings: list[Listing]) -> BlockColumns:
        needed = []
        for listing in listings:
            sheets = self.book.sheet_ranges.list_sheets[listing.list_key]
            needed.append(compute_listing_widths([sheets.fields[sheets.positions[key]] for key in listing.fields]))
        return lay_out_blocks([compute_table_widths(table) for table in tables], needed)

    def _render_note(self, tables: list[SummaryTable]) -> str:
        several = dict.fromkeys(label for table in tables for label in table.several)
        notes = [say("report.coverage", **self.coverage)]
        notes += [say("summary.first_counts", label=label) for label in several]
        notes += dict.fromkeys(note for table in tables for note in table.notes)
        return "\n".join(notes)

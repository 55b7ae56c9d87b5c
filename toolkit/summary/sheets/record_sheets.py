"""Write records one by one: merged lists, listings and details, each linked to its row and to the unit's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.definition import ListType
from toolkit.excel import column_letters, compute_row_height, format_text_literal, is_plain, quote_sheet_name
from toolkit.messages import say
from toolkit.summary.fields.base import UNIT_NAME, Field
from toolkit.summary.listing import Listing
from toolkit.summary.sheet_ranges import FIRST_RECORD, ListSheets, RowAddresses
from toolkit.summary.sheets.paging import leave_unprinted
from toolkit.summary.sheets.workbook_writer import DETAIL_ROW, Span, WorkbookWriter, measure_span, set_column_widths

_LONGEST_LINK = 250  # of a text within a formula
_EXCERPT = 80
# Row formulas above this many records would make the workbook slow; the columns then hold values.
MOST_ROW_FORMULAS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingColumns:
    """The widths of a sheet's columns in characters, and which of them a listing's columns take, the link's last."""

    widths: Sequence[float]
    spans: Sequence[Span]

    @property
    def whole(self) -> Span:
        """All columns of the listing."""
        return 0, self.spans[-1][1]


class RecordWriter:
    """Writes the sheets that show records; `folder` leads from the workbook to the returned files.

    `packed` are files that no link can open, `others` the folders of files that lie elsewhere.
    """

    def __init__(
        self, book: WorkbookWriter, folder: str, packed: frozenset[str], others: Mapping[str, str] | None = None
    ) -> None:
        self.book, self.folder, self.packed, self.others = book, folder, packed, others or {}
        self.styles = book.styles
        # The number of rows whose key formulas could not find exactly; these have values.
        self.unfound = 0
        self.live = sum(sheets.rows for sheets in book.sheet_ranges.list_sheets.values()) <= MOST_ROW_FORMULAS

    def write_merged_list(self, list_key: str) -> None:
        """Write a merged list with all its fields, on as many sheets as it takes."""
        sheets = self.book.sheet_ranges.list_sheets[list_key]
        columns = [self.book.frames.compute_column(list_key, field.key).tolist() for field in sheets.fields]
        for part, name in enumerate(sheets.sheets):
            self._write_heads(name, sheets)
            first = part * sheets.sheet_rows
            for record in range(first, min(first + sheets.sheet_rows, sheets.rows)):
                self._write_record(name, list_key, sheets, record, [column[record] for column in columns])
                self.book.sheets[name].complete_rows(record - first)  # the heading is a row, too

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

    def _write_record(self, name: str, list_key: str, sheets: ListSheets, record: int, values: Sequence[Any]) -> None:
        sheet, row = self.book.sheets[name], record % sheets.sheet_rows + FIRST_RECORD - 1
        by_key = dict(zip(sheets.positions, values, strict=True))
        names = {key: f"${column_letters(column)}" for key, column in sheets.positions.items()}
        addresses = RowAddresses(
            sheet_ranges=self.book.sheet_ranges,
            list_key=list_key,
            columns=names,
            row=row + 1,
            unit=by_key.get(UNIT_NAME),
        )
        for column, (field, value) in enumerate(zip(sheets.fields, values, strict=True)):
            style = "helper" if field.helper else field.style
            formula = self._build_row_formula(field, addresses, by_key)
            if field.key == "source.row":
                self._write_source_link(sheet, row, column, by_key, style)
            elif formula is None:
                self.book.write_value(sheet, (row, column), value, style)
            else:
                self.book.write_formula(sheet, (row, column), formula, value, style)
        shown = [
            (value, field.width)
            for field, value in zip(sheets.fields, values, strict=True)
            if isinstance(value, str) and not field.helper
        ]
        self.book.set_row_height(sheet, row, compute_row_height(shown))

    def _build_row_formula(self, field: Field, row_addresses: RowAddresses, values: Mapping[str, Any]) -> str | None:
        if not self.live:
            return None
        if field.keyed:
            key = values[getattr(field, field.keyed)]
            if key and (not is_plain(key) or key in self.book.strange):
                self.unfound += 1
                return None
        return field.build_formula(row_addresses)

    def _write_source_link(self, sheet: Any, row: int, column: int, values: Mapping[str, Any], style: str) -> None:
        """Write the row of the unit's file as a link to it, where the path is short enough for a formula."""
        number = int(values["source.row"])
        target = self.find_link_target(str(values["source.file"]), str(values["source.sheet"]), number)
        if not target:
            self.book.write_value(sheet, (row, column), number, style)
            return
        self.book.write_formula(
            sheet, (row, column), f"HYPERLINK({format_text_literal(target)},{number})", number, "link_number"
        )

    def find_link_target(self, file: str, sheet: str, row: int) -> str:
        """Return the link to a row of a returned file; empty where none can be written."""
        if file in self.packed or not sheet:
            return ""
        name = file.replace("%", "%25").replace("#", "%23")
        target = f"{self.others.get(file, self.folder)}/{name}#{quote_sheet_name(sheet)}!A{row}"
        return target if len(target) <= _LONGEST_LINK else ""

    def write_listing(self, sheet_name: str, row: int, listing: Listing, place: ListingColumns) -> int:
        """Write a listing from a row on, its live count in the heading; return the next free row."""
        sheet = self.book.open_sheet(sheet_name)
        sheets = self.book.sheet_ranges.list_sheets[listing.list_key]
        fields = [sheets.fields[sheets.positions[key]] for key in listing.fields]
        self._write_listing_heads(sheet, row, listing, place)
        kept = listing.records[: self.book.most_rows]
        for offset, record in enumerate(kept, row + 2):
            shown: list[tuple[str, float]] = []
            for field, span in zip(fields, place.spans[:-1], strict=True):
                cell = self.book.frames.compute_column(listing.list_key, field.key).iloc[record]
                style = "text" if field.helper and field.style == "text" else field.style
                self.book.write_value(sheet, self.book.join_cells(sheet, offset, span, style), cell, style)
                if isinstance(cell, str):
                    shown.append((cell, measure_span(place.widths, span)))
            link = self.book.join_cells(sheet, offset, place.spans[-1], "link")
            self._write_row_link(sheet, link, listing.list_key, record)
            self.book.set_row_height(sheet, offset, compute_row_height(shown))
        end = row + 2 + len(kept)
        if len(kept) < len(listing.records):
            more = say("listing.more", count=len(listing.records) - len(kept), sheet=sheet_name)
            sheet.write_string(*self.book.join_cells(sheet, end, place.whole, "text"), more, self.styles["text"])
            end += 1
        return end + 1

    def _write_listing_heads(self, sheet: Any, row: int, listing: Listing, place: ListingColumns) -> None:
        sheets = self.book.sheet_ranges.list_sheets[listing.list_key]
        headings = [sheets.fields[sheets.positions[key]].heading for key in listing.fields]
        count = listing.count.build_formula(self.book.sheet_ranges, self.book.strange)
        heading = say("listing.heading", label=listing.spec.label, count=len(listing.records))
        before, _, after = say("listing.heading", label=listing.spec.label, count="\x01").partition("\x01")
        cell = self.book.join_cells(sheet, row, place.whole, "subtitle")
        listed = len(listing.records)
        stale = f'IF(({count})={listed},"",{format_text_literal(say("listing.changed", count=listed))})'
        formula = f"{format_text_literal(before)}&({count})&{format_text_literal(after)}&{stale}"
        self.book.write_formula(sheet, cell, formula, heading, "subtitle")
        for text, span in zip([*headings, say("listing.where")], place.spans, strict=True):
            sheet.write_string(*self.book.join_cells(sheet, row + 1, span, "head"), text, self.styles["head"])
        heads = [
            (text, measure_span(place.widths, span)) for text, span in zip(headings, place.spans[:-1], strict=True)
        ]
        self.book.set_row_height(sheet, row + 1, max(26, compute_row_height(heads)))

    def _write_row_link(self, sheet: Any, cell: tuple[int, int], list_key: str, record: int, text: str = "") -> None:
        """Write a link to a record's row in its merged list."""
        sheet_name, number = self.book.sheet_ranges.list_sheets[list_key].find_location(record)
        target = f"{quote_sheet_name(sheet_name)}!A{number}"
        shown = text or say("listing.row", row=number)
        self.book.write_formula(sheet, cell, self.book.link_formula(format_text_literal(shown), target), shown, "link")

    def write_details(self, definition_lists: Mapping[str, ListType]) -> None:
        """Write the sheet of details: one row per record behind a figure."""
        sheet = self.book.open_sheet(say("summary.details"), "help")
        heads = ("table", "row", "column", "number", "unit", "content", "file", "source")
        set_column_widths(sheet, (26, 34, 20, 10, 24, 60, 34, 22))
        note = say("details.note" if self.book.details.complete else "details.note_partial")
        self.book.write_title(sheet, say("summary.details"), len(heads), note, 200)
        for column, head in enumerate(heads):
            sheet.write_string(DETAIL_ROW - 2, column, say(f"details.{head}"), self.styles["head"])
        sheet.freeze_panes(DETAIL_ROW - 1, 0)
        sheet.repeat_rows(DETAIL_ROW - 2)
        # Before the rows: the library takes nothing more of those that are complete.
        sheet.autofilter(DETAIL_ROW - 2, 0, DETAIL_ROW - 2 + len(self.book.details.rows), len(heads) - 1)
        known: dict[tuple[str, str], list[Any]] = {}

        def list_cells(list_key: str, key: str) -> list[Any]:
            if (list_key, key) not in known:
                known[list_key, key] = self.book.frames.compute_column(list_key, key).tolist()
            return known[list_key, key]

        for row, detail in enumerate(self.book.details.rows, DETAIL_ROW - 1):
            number, content = _choose_detail_columns(definition_lists.get(detail.list_key))
            shown = str(list_cells(detail.list_key, number)[detail.record] or "") if number else ""
            for column, text in enumerate((detail.table, detail.row, detail.column)):
                sheet.write_string(row, column, text, self.styles["line"])
            self._write_row_link(sheet, (row, 3), detail.list_key, detail.record, shown)
            sheet.write_string(row, 4, str(list_cells(detail.list_key, UNIT_NAME)[detail.record]), self.styles["line"])
            text = str(list_cells(detail.list_key, content)[detail.record] or "") if content else ""
            sheet.write_string(
                row, 5, text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…", self.styles["line"]
            )
            self._write_detail_source(sheet, row, detail.list_key, detail.record, list_cells)
            sheet.complete_rows(row)
        leave_unprinted(sheet)

    def _write_detail_source(self, sheet: Any, row: int, list_key: str, record: int, list_cells: Any) -> None:
        """Write file, sheet and row of a record; its row in the merged list links to them."""
        if list_key.startswith("@"):
            return
        sheet.write_string(row, 6, str(list_cells(list_key, "source.file")[record]), self.styles["line"])
        location = say(
            "details.place",
            sheet=list_cells(list_key, "source.sheet")[record],
            row=int(list_cells(list_key, "source.row")[record]),
        )
        sheet.write_string(row, 7, location, self.styles["line"])


def _choose_detail_columns(list_type: ListType | None) -> tuple[str, str]:
    """Return the columns that identify a record: its number, and its first required long text."""
    if list_type is None:
        return "", ""
    content = next((c.key for c in list_type.columns if c.kind == "long_text" and c.required), "")
    return list_type.number.key if list_type.number else "", content


_LINK_WIDTH, _LONGEST_FIELD, _LONG_TEXT = 11.0, 50.0, 40.0


def compute_listing_widths(fields: Sequence[Field]) -> list[float]:
    """Return the widths that a listing's columns need, in characters, that of the link last.

    Long texts have more room than in their list.
    """
    needed = [max(field.width, _LONG_TEXT) if field.style == "long" else field.width for field in fields]
    return [*(min(width, _LONGEST_FIELD) for width in needed), _LINK_WIDTH]

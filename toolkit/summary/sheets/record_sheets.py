"""Write listings: the records that a declared sheet shows one by one, each linked to its row in its merged list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.excel import compute_row_height, format_text_literal, quote_sheet_name
from toolkit.messages import say
from toolkit.summary.fields.base import Field
from toolkit.summary.listing import Listing
from toolkit.summary.sheets.workbook_writer import Span, WorkbookWriter, measure_span


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
    """Writes listings into the sheets that the definition declares."""

    def __init__(self, book: WorkbookWriter) -> None:
        self.book, self.styles = book, book.styles

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

    def _write_row_link(self, sheet: Any, cell: tuple[int, int], list_key: str, record: int) -> None:
        """Write a link to a record's row in its merged list."""
        sheets = self.book.sheet_ranges.list_sheets[list_key]
        if sheets.beside:
            self.book.write_value(sheet, cell, say("listing.record", number=record + 1), "centre")
            return
        sheet_name, number = sheets.find_location(record)
        target = f"{quote_sheet_name(sheet_name)}!A{number}"
        shown = say("listing.row", row=number)
        self.book.write_formula(sheet, cell, self.book.link_formula(format_text_literal(shown), target), shown, "link")


_LINK_WIDTH, _LONGEST_FIELD, _LONG_TEXT = 11.0, 50.0, 40.0


def compute_listing_widths(fields: Sequence[Field]) -> list[float]:
    """Return the widths that a listing's columns need, in characters, that of the link last.

    Long texts have more room than in their list.
    """
    needed = [max(field.width, _LONG_TEXT) if field.style == "long" else field.width for field in fields]
    return [*(min(width, _LONGEST_FIELD) for width in needed), _LINK_WIDTH]

"""The review sheet at the front of a workbook sent back: every item in words, with a link to its cell.

The sheet is first written to a workbook of its own; `annotate` then moves its parts into the clerk's package.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import xlsxwriter

from toolkit.excel import (
    RESULT_TAB,
    Styles,
    compute_row_height,
    quote_sheet_name,
    set_up_page,
)
from toolkit.messages import say
from toolkit.ooxml import extract_sheet
from toolkit.reporting.items import ReviewItem

WIDTHS = {"number": 6, "severity": 7, "place": 24, "column": 18, "value": 24, "found": 46, "way_out": 46, "since": 8}
_STYLES = {"severity": "centre", "since": "centre"}
_LONGEST_VALUE = 300
_MOST_LINKS = 60_000  # a sheet may hold 65,530


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the sheet says beside the items.

    `title` is the campaign's and `unit` the unit's name; `token` is the revision token of the file that was
    annotated. `rebuilt_from` is the name and format of the file whose content was put into this fresh workbook, None
    where the workbook is the clerk's own. `progress` says how many faults were solved, are still open and are new
    since the last return, None where there was no other return.
    """

    title: str
    unit: str
    token: str = ""
    rebuilt_from: tuple[str, str] | None = None
    progress: tuple[int, int, int] | None = None


def build_review(review: Review, items: list[ReviewItem]) -> tuple[bytes, bytes]:
    """Return the sheet's part, with its texts inline, and the styles part that its style numbers refer to."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    _ReviewWriter(workbook, review, items).write()
    workbook.close()
    return extract_sheet(buffer.getvalue())


class _ReviewWriter:
    """Writes the sheet from top to bottom."""

    def __init__(self, workbook: xlsxwriter.Workbook, review: Review, items: list[ReviewItem]) -> None:
        self.styles, self.review, self.items = Styles(workbook), review, items
        self.heads = [head for head in WIDTHS if head != "since" or review.progress is not None]
        self.sheet: Any = workbook.add_worksheet(say("sheet.review"))
        self.row = 0

    @property
    def last(self) -> int:
        """The last column's index."""
        return len(self.heads) - 1

    def write(self) -> None:
        for column, head in enumerate(self.heads):
            self.sheet.set_column(column, column, WIDTHS[head])
        self._set_up_page()
        self._write_across(say("review.title"), "title", 34)
        self._write_unit()
        for text in self._render_sentences():
            self._write_across(
                text, "note", compute_row_height([(text, sum(WIDTHS[head] for head in self.heads))], 11.5)
            )
        self._write_headings()
        for (severity, kind), group in groupby(self.items, key=lambda item: (item.severity, item.kind)):
            self._write_group(severity, kind, list(group))

    def _write_across(self, text: str, style: str, height: float) -> None:
        self.sheet.set_row(self.row, height)
        self.sheet.merge_range(self.row, 0, self.row, self.last, text, self.styles[style])
        self.row += 1

    def _write_unit(self) -> None:
        """Write the unit's name on the left and the revision token, by which a copy is recognised, on the right."""
        line = say("review.unit", unit=self.review.unit, title=self.review.title)
        self.sheet.set_row(self.row, 20)
        self.sheet.merge_range(self.row, 0, self.row, self.last - 2, line, self.styles["subtitle"])
        self.sheet.merge_range(self.row, self.last - 1, self.row, self.last, self.review.token, self.styles["token"])
        self.row += 1

    def _render_sentences(self) -> Iterator[str]:
        errors = sum(1 for item in self.items if item.severity == "error")
        doubts = sum(1 for item in self.items if item.severity == "warning")
        more = say("review.doubts", count=doubts) if doubts else ""
        yield say("review.faulty", errors=errors, doubts=more) if errors else say("review.doubtful", count=doubts)
        if self.review.rebuilt_from:
            file, kind = self.review.rebuilt_from
            yield say("review.fresh", file=file, format=kind)
        if self.review.progress:
            solved, still, new = self.review.progress
            yield say("review.progress", solved=solved, open=still, new=new)

    def _write_headings(self) -> None:
        self.sheet.set_row(self.row, 24)
        for column, head in enumerate(self.heads):
            self.sheet.write_string(self.row, column, say(f"review.{head}"), self.styles["head"])
        self.row += 1
        self.sheet.repeat_rows(self.row - 1)
        self.sheet.freeze_panes(self.row, 0)

    def _write_group(self, severity: str, kind: str, items: list[ReviewItem]) -> None:
        grade = say(f"severity.{severity}")
        line = say("review.group", severity=grade, kind=kind, count=len(items))
        self._write_across(line, "total_label", 22)
        for item in items:
            self._write_item(item, grade)

    def _write_item(self, item: ReviewItem, grade: str) -> None:
        location = say("review.cell", sheet=item.sheet, cell=item.cell) if item.cell else item.sheet
        since = "" if item.new is None else say("review.new" if item.new else "review.open")
        value = item.value if len(item.value) <= _LONGEST_VALUE else item.value[:_LONGEST_VALUE] + "…"
        shown = {
            "number": item.number,
            "severity": grade,
            "place": location,
            "column": item.column,
            "value": value,
            "found": item.found,
            "way_out": item.way_out,
            "since": since,
        }
        texts = [(str(shown[head]), float(WIDTHS[head])) for head in self.heads]
        self.sheet.set_row(self.row, compute_row_height(texts))
        for column, head in enumerate(self.heads):
            cell = shown[head]
            if head == "number":
                self.sheet.write_number(self.row, column, item.number, self.styles["plain_number"])
            elif head == "place" and item.sheet and item.number <= _MOST_LINKS:
                target = f"internal:{quote_sheet_name(item.sheet)}!{item.cell or 'A1'}"
                self.sheet.write_url(self.row, column, target, self.styles["link_text"], location)
            elif cell:
                style = _STYLES.get(head, "text")
                style = "fault_word" if head == "severity" and item.severity == "error" else style
                self.sheet.write_string(self.row, column, str(cell), self.styles[style])
            else:
                self.sheet.write_blank(self.row, column, None, self.styles["text"])
        self.row += 1

    def _set_up_page(self) -> None:
        self.sheet.set_tab_color(RESULT_TAB)
        self.sheet.hide_gridlines(2)
        set_up_page(self.sheet, header=self.review.title, unit=self.review.unit, footer=say("page.footer"))

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
    SafeSheet,
    Styles,
    choose_paper,
    compute_row_height,
    quote_sheet_name,
    set_up_page,
)
from toolkit.messages import say
from toolkit.ooxml import extract_sheet
from toolkit.reporting.review_item import ReviewItem

WIDTHS = {
    "number": 6,
    "severity": 7,
    "place": 24,
    "column": 16,
    "value": 22,
    "found": 42,
    "way_out": 42,
    "since": 8,
    "reply": 32,
}
_STYLES = {"severity": "centre", "since": "centre"}
_LONGEST_VALUE = 300
_MOST_LINKS = 60_000  # a sheet may hold 65,530


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the sheet says beside the items.

    `title` is the campaign's and `unit` the unit's name; `token` is the revision token of the file that was
    annotated. `rebuilt_from` is the name and format of the file whose content was put into this fresh workbook, None
    where the workbook is the clerk's own; `borrowed` tells that that file was handed out to another unit, in another
    round or in another campaign, `active` says what acts in it or reaches out of it, empty for nothing. `progress`
    says how many faults were solved, are still open and are new since the last return, None where there was no other
    return. `decisions` is what the office decided, a line each.
    """

    title: str
    unit: str
    token: str = ""
    rebuilt_from: tuple[str, str] | None = None
    borrowed: bool = False
    active: str = ""
    progress: tuple[int, int, int] | None = None
    decisions: tuple[str, ...] = ()


def build_review(review: Review, items: list[ReviewItem]) -> tuple[bytes, bytes]:
    """Return the sheet's part, with its texts inline, and the styles part that its style numbers refer to."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    workbook.worksheet_class = SafeSheet
    _ReviewWriter(workbook, review, items).write()
    workbook.close()
    return extract_sheet(buffer.getvalue())


class _ReviewWriter:
    """Writes the sheet from top to bottom."""

    def __init__(self, workbook: xlsxwriter.Workbook, review: Review, items: list[ReviewItem]) -> None:
        self.styles, self.review, self.items = Styles(workbook), review, items
        doubtful = any(item.code for item in items)
        left_out = {"since": review.progress is None, "reply": not doubtful}
        self.heads = [head for head in WIDTHS if not left_out.get(head)]
        self.sheet: Any = workbook.add_worksheet(say("sheet.review"))
        self.row = 0
        self.replied: list[int] = []  # the rows with a cell for an explanation

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
        if "reply" in self.heads:
            self._add_prompts()

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
        if "reply" in self.heads:
            yield say("review.reply_note")
        if self.review.rebuilt_from:
            file, kind = self.review.rebuilt_from
            key = (
                "review.borrowed" if self.review.borrowed else "review.active" if self.review.active else "review.fresh"
            )
            yield say(key, file=file, format=kind, kinds=self.review.active)
        if self.review.progress:
            solved, still, new = self.review.progress
            yield say("review.progress", solved=solved, open=still, new=new)
        if self.review.decisions:
            yield "\n".join([say("review.decisions"), *self.review.decisions])

    def _write_headings(self) -> None:
        self.sheet.set_row(self.row, 24)
        for column, head in enumerate(self.heads):
            self.sheet.write_string(self.row, column, say(f"review.{head}"), self.styles["head"])
        if "reply" in self.heads:
            self.sheet.set_column(self.last + 1, self.last + 1, 12, None, {"hidden": True})
            self.sheet.write_string(self.row, self.last + 1, say("review.code"), self.styles["quiet"])
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
            "reply": item.reply if item.code else say("review.no_reply"),
        }
        texts = [(str(shown[head]), float(WIDTHS[head])) for head in self.heads]
        self.sheet.set_row(self.row, compute_row_height(texts))
        for column, head in enumerate(self.heads):
            cell = shown[head]
            if head == "reply":
                self._write_reply(column, item)
            elif head == "number":
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

    def _write_reply(self, column: int, item: ReviewItem) -> None:
        """Write the cell for the clerk's explanation, beside it the code of the doubt; of a fault there is none."""
        if not item.code:
            style = self.styles.make_format("centre", grey=True)
            self.sheet.write_string(self.row, column, say("review.no_reply"), style)
            return
        style = self.styles.make_format("text", unlocked=True)
        if item.reply:
            self.sheet.write_string(self.row, column, item.reply, style)
        else:
            self.sheet.write_blank(self.row, column, None, style)
        self.sheet.write_string(self.row, column + 1, item.code, self.styles["quiet"])
        self.replied.append(self.row)

    def _add_prompts(self) -> None:
        """Tell the clerk in a prompt at every cell for an explanation what belongs there."""
        column = self.heads.index("reply")
        rule = {
            "validate": "any",
            "input_title": say("review.reply"),
            "input_message": say("review.reply_prompt"),
        }
        for first, last in _join_rows(self.replied):
            self.sheet.data_validation(first, column, last, column, rule)

    def _set_up_page(self) -> None:
        self.sheet.set_tab_color(RESULT_TAB)
        self.sheet.hide_gridlines(2)
        set_up_page(self.sheet, header=self.review.title, unit=self.review.unit, footer=say("page.footer"))
        choose_paper(self.sheet, [WIDTHS[head] for head in self.heads])


def _join_rows(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of every run of rows that follow one another."""
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        own = [row for _, row in run]
        yield own[0], own[-1]

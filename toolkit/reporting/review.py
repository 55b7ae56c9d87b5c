"""Write the sheet that goes in front of a workbook sent back: items come in, its part and its looks go out."""

from __future__ import annotations

import io
import re
import zipfile
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
from toolkit.reporting.items import ReviewItem

WIDTHS = {"number": 6, "severity": 7, "place": 24, "column": 18, "value": 24, "found": 46, "way_out": 46, "since": 8}
_STYLES = {"severity": "centre", "since": "centre"}
_SHARED, _SHARED_CELL = re.compile(rb"<si>(.*?)</si>", re.DOTALL), re.compile(rb't="s"><v>(\d+)</v></c>')
_LONGEST_VALUE = 300
_MOST_LINKS = 60_000  # a sheet may hold 65,530


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the sheet says beside the items: whose it is, the mark of the file it was made from, how things stand.

    `made_from` is the name and format of a file whose content was put into this workbook, empty where the
    workbook is the clerk's own; `progress` counts what was solved, is still open and is new since the last return.
    """

    title: str
    unit: str
    token: str = ""
    made_from: tuple[str, str] | None = None
    progress: tuple[int, int, int] | None = None


def build_review(review: Review, items: list[ReviewItem]) -> tuple[bytes, bytes]:
    """Return the sheet's part, with its texts in its cells, and the style part that its looks are numbered in."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False})
    _ReviewWriter(workbook, review, items).write()
    workbook.close()
    with zipfile.ZipFile(buffer) as package:
        texts = _SHARED.findall(package.read("xl/sharedStrings.xml"))
        return _inline_texts(package.read("xl/worksheets/sheet1.xml"), texts), package.read("xl/styles.xml")


def _inline_texts(sheet: bytes, texts: list[bytes]) -> bytes:
    """Put the texts into the cells instead of a shared table: the part can then stand in any package."""
    return _SHARED_CELL.sub(lambda cell: b't="inlineStr"><is>%s</is></c>' % texts[int(cell[1])], sheet)


class _ReviewWriter:
    """Writes the sheet from top to bottom."""

    def __init__(self, workbook: xlsxwriter.Workbook, review: Review, items: list[ReviewItem]) -> None:
        self.styles, self.review, self.items = Styles(workbook), review, items
        self.heads = [head for head in WIDTHS if head != "since" or review.progress is not None]
        self.sheet: Any = workbook.add_worksheet(say("sheet.review"))
        self.row = 0

    @property
    def last(self) -> int:
        """The last column's position."""
        return len(self.heads) - 1

    def write(self) -> None:
        for place, head in enumerate(self.heads):
            self.sheet.set_column(place, place, WIDTHS[head])
        self._set_up_page()
        self._write_across(say("review.title"), "title", 34)
        self._write_unit()
        for text in self._render_sentences():
            self._write_across(
                text, "note", compute_row_height([(text, sum(WIDTHS[head] for head in self.heads))], 11.5)
            )
        self._write_headings()
        for (severity, kind), group in groupby(self.items, key=lambda one: (one.severity, one.kind)):
            self._write_group(severity, kind, list(group))

    def _write_across(self, text: str, style: str, height: float) -> None:
        self.sheet.set_row(self.row, height)
        self.sheet.merge_range(self.row, 0, self.row, self.last, text, self.styles[style])
        self.row += 1

    def _write_unit(self) -> None:
        """The unit's name on the left, the mark in small grey on the right: programs know the copy by it."""
        line = say("review.unit", unit=self.review.unit, title=self.review.title)
        self.sheet.set_row(self.row, 20)
        self.sheet.merge_range(self.row, 0, self.row, self.last - 2, line, self.styles["subtitle"])
        self.sheet.merge_range(self.row, self.last - 1, self.row, self.last, self.review.token, self.styles["token"])
        self.row += 1

    def _render_sentences(self) -> Iterator[str]:
        errors = sum(1 for one in self.items if one.severity == "error")
        doubts = sum(1 for one in self.items if one.severity == "warning")
        more = say("review.doubts", count=doubts) if doubts else ""
        yield say("review.faulty", errors=errors, doubts=more) if errors else say("review.doubtful", count=doubts)
        if self.review.made_from:
            file, kind = self.review.made_from
            yield say("review.fresh", file=file, format=kind)
        if self.review.progress:
            solved, still, new = self.review.progress
            yield say("review.progress", solved=solved, open=still, new=new)

    def _write_headings(self) -> None:
        self.sheet.set_row(self.row, 24)
        for place, head in enumerate(self.heads):
            self.sheet.write_string(self.row, place, say(f"review.{head}"), self.styles["head"])
        self.row += 1
        self.sheet.repeat_rows(self.row - 1)
        self.sheet.freeze_panes(self.row, 0)

    def _write_group(self, severity: str, kind: str, items: list[ReviewItem]) -> None:
        grade = say(f"severity.{severity}")
        line = say("review.group", severity=grade, kind=kind, count=len(items))
        self._write_across(line, "total_label", 22)
        for one in items:
            self._write_item(one, grade)

    def _write_item(self, item: ReviewItem, grade: str) -> None:
        place = say("review.cell", sheet=item.sheet, cell=item.cell) if item.cell else item.sheet
        since = "" if item.new is None else say("review.new" if item.new else "review.open")
        value = item.value if len(item.value) <= _LONGEST_VALUE else item.value[:_LONGEST_VALUE] + "…"
        shown = {
            "number": item.number,
            "severity": grade,
            "place": place,
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
                self.sheet.write_url(self.row, column, target, self.styles["link_text"], place)
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

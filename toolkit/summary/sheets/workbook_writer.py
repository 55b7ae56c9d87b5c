"""The summary workbook while it is written: its sheets and styles, and how values and formulas are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pandas as pd

from toolkit.campaign import Campaign
from toolkit.excel import (
    HELP_TAB,
    INPUT_TAB,
    RESULT_TAB,
    Styles,
    column_letters,
    compute_row_height,
    count_serial_days,
    fit_text,
    format_text_literal,
    quote_sheet_name,
    set_up_page,
)
from toolkit.messages import say
from toolkit.summary.drilldown import Details
from toolkit.summary.frames import MergedFrames
from toolkit.summary.sheet_ranges import NOWHERE, SheetRanges

Span: TypeAlias = tuple[int, int]  # the first and the last sheet column of cells that are joined
LETTER, GAP = 7, 5  # pixels of a column: for each of its characters, and more
PAGE = 1008  # pixels across a page of A4, printed in letters of 8 points where 宋体 is not installed
_LONGEST_FORMULA = 8192
LONGEST_TARGET = 250  # of a link within the workbook
# The styles of cells that lead somewhere, and how they look where nothing is to be followed.
_UNLINKED = {"link": "centre", "link_text": "text", "link_line": "plain_line", "link_number": "plain_number"}
_TABS = {"result": RESULT_TAB, "input": INPUT_TAB, "help": HELP_TAB}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A text too long for a cell, and where its beginning stands."""

    sheet: str
    cell: str
    length: int


@dataclass(kw_only=True)
class WorkbookWriter:
    """One summary workbook: what every sheet needs to be written."""

    workbook: Any
    campaign: Campaign
    frames: MergedFrames
    sheet_ranges: SheetRanges
    details: Details
    # Texts that counting functions confuse with others.
    strange: frozenset[str]
    styles: Styles
    cuts: list[Cut] = field(default_factory=list)
    # Cells whose formula would be too long; they have values.
    fixed: list[str] = field(default_factory=list)
    # How many cells have values because the records that they count are in a file beside the workbook.
    counted_beside: int = 0
    sheets: dict[str, Any] = field(default_factory=dict)
    # Whether everything is written as a value, without formulas and links.
    plain: bool = False
    # How many records of a listing are written; None for all of them.
    most_rows: int | None = None
    # How high the rows written so far are together, in points, by sheet.
    heights: dict[str, float] = field(default_factory=dict)

    def open_sheet(self, name: str, tab: str = "result") -> Any:
        """Return a sheet by name, added at the end if it is new."""
        if name not in self.sheets:
            sheet = self.workbook.add_worksheet(name)
            sheet.set_tab_color(_TABS[tab])
            set_up_page(sheet, header=self.campaign.heading, unit=self.campaign.lead, footer=say("page.footer"))
            self.sheets[name] = sheet
        return self.sheets[name]

    def write_title(self, sheet: Any, title: str, width: int, note: str, characters: float) -> None:
        """Write a sheet's title and the note under it over some columns."""
        sheet.merge_range(0, 0, 0, width - 1, title, self.styles["title"])
        self.set_row_height(sheet, 0, 36)
        sheet.merge_range(1, 0, 1, width - 1, note, self.styles["centre_subtitle"])
        self.set_row_height(sheet, 1, compute_row_height([(note, characters)], 11))

    def write_narrow_title(self, sheet: Any, title: str, note: str) -> None:
        """Write the title and the note of a sheet of one column."""
        sheet.write_string(0, 0, title, self.styles["title"])
        self.set_row_height(sheet, 0, 36)
        sheet.write_string(1, 0, note, self.styles["centre_subtitle"])

    def set_row_height(self, sheet: Any, row: int, points: float) -> None:
        """Set the height of a row."""
        sheet.set_row(row, points)
        self.heights[sheet.get_name()] = self.heights.get(sheet.get_name(), 0.0) + points

    def join_cells(self, sheet: Any, row: int, span: Span, style: str) -> tuple[int, int]:
        """Join the cells of a row from the first to the last column of a span; return the cell to write to."""
        if span[1] > span[0]:
            sheet.merge_range(row, span[0], row, span[1], "", self.styles[style])
        return row, span[0]

    def write_value(self, sheet: Any, at: tuple[int, int], value: Any, style: str) -> None:
        """Write a value of a record: a text, a day, a whole number, or nothing."""
        look = self.styles[style]
        if pd.isna(value) or value == "":
            sheet.write_blank(*at, None, look)
        elif isinstance(value, str):
            sheet.write_string(*at, self._fit_text(sheet, at, value), self.styles["text"] if style == "date" else look)
        elif isinstance(value, pd.Timestamp):
            sheet.write_datetime(*at, value.to_pydatetime(), self.styles["date"])
        else:
            sheet.write_number(*at, value if isinstance(value, float) else int(value), look)

    def _fit_text(self, sheet: Any, at: tuple[int, int], text: str) -> str:
        """Return a text as it fits into a cell; what had to be cut says so and is remembered."""
        fitting = fit_text(text)
        if fitting != text:
            self.cuts.append(Cut(sheet=sheet.get_name(), cell=f"{column_letters(at[1])}{at[0] + 1}", length=len(text)))
        return fitting

    def write_formula(self, sheet: Any, at: tuple[int, int], formula: str, value: Any, style: str) -> None:
        """Write a formula with the value it has now; one that is too long for the format stays a value."""
        shown = "" if value is None or (not isinstance(value, str) and pd.isna(value)) else value
        if self.plain:
            self.write_value(sheet, at, shown, _UNLINKED.get(style, style))
            return
        if NOWHERE in formula:
            self.counted_beside += 1
            self.write_value(sheet, at, shown, _UNLINKED.get(style, style))
            return
        if isinstance(shown, pd.Timestamp):
            shown = count_serial_days(shown)
        if len(formula) >= _LONGEST_FORMULA:
            self.fixed.append(f"{sheet.get_name()} {column_letters(at[1])}{at[0] + 1}")
            self.write_value(sheet, at, shown, style)
            return
        plain = shown if isinstance(shown, str | float) else int(shown)
        sheet.write_formula(*at, f"={formula}", self.styles[style], plain)

    def link_formula(self, formula: str, target: str) -> str:
        """Return a formula whose value is a link to a range of this workbook."""
        wrapped = f"HYPERLINK({format_text_literal('#' + target)},{formula})"
        return wrapped if len(target) < LONGEST_TARGET and len(wrapped) < _LONGEST_FORMULA else formula

    def find_detail_target(self, table: str, row: int, column: int) -> str:
        """Return where the records behind a figure stand; empty where there are none."""
        stretch = self.details.stretches.get((table, row, column))
        if stretch is None:
            return ""
        first, last = (detail + DETAIL_ROW for detail in stretch)
        return f"{quote_sheet_name(say('summary.details'))}!A{first}:H{last}"


DETAIL_ROW = 4  # the sheet row of the first detail, from 1


def build_sentence_formula(key: str, cells: Mapping[str, str], facts: Mapping[str, object]) -> str:
    """Return a sentence of the catalogue as a formula: facts with a cell are read from it, others are words."""
    delimited = {name: f"\x01{name}\x01" for name in cells}
    parts = say(key, **{**facts, **delimited}).split("\x01")
    operands = [cells[part] if part in cells else format_text_literal(part) for part in parts if part]
    return "&".join(operands) or '""'


def set_column_widths(sheet: Any, characters: Sequence[float]) -> None:
    """Set the widths of a sheet's columns from the left."""
    for index, width in enumerate(characters):
        sheet.set_column(index, index, width)


def measure_span(characters: Sequence[float], span: Span) -> float:
    """Return how many characters fit into joined columns of these widths."""
    return (sum(width * LETTER + GAP for width in characters[span[0] : span[1] + 1]) - GAP) / LETTER

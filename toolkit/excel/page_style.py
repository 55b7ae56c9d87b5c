"""The looks of our workbooks: cell formats by name, page set-up, row heights.

Quiet, official, legible on a black-and-white printer: wherever colour has a meaning, words say it too.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import xlsxwriter

from toolkit.excel.streamed_workbook import StreamedWorkbook
from toolkit.text import measure_utf16_length, measure_width, show_tricks

TITLE_FONT, HEAD_FONT, NOTE_FONT, BODY_FONT = "FZXiaoBiaoSong-B05S", "SimHei", "KaiTi", "SimSun"
HEAD_FILL, LOCKED_FILL, FAULT_FILL, LINE = "#E9EDF2", "#F5F6F8", "#FFF4CE", "#B7BEC8"
FAULT_INK, DONE_INK, WAIT_INK, QUIET_INK, REQUIRED_INK = "#9C0006", "#2E7D32", "#7F6000", "#8A9099", "#C00000"
INPUT_TAB, HELP_TAB, RESULT_TAB = "#5B7A99", "#A6A6A6", "#9E2A2B"
LINK_INK = "#1F4E79"
BODY_SIZE = 10.5
LOWEST_ROW, HIGHEST_ROW = 20.0, 409.0
DAY = "yyyy-mm-dd"
_LONGEST_LINE = 110  # of each side of a header, in UTF-16 units: both sides together may have 255
_A4 = 9  # the file format's number of the paper's size

_BASE: dict[str, Any] = {"font_name": BODY_FONT, "font_size": BODY_SIZE, "valign": "vcenter"}
_BOX: dict[str, Any] = {**_BASE, "border": 1, "border_color": LINE, "text_wrap": True}
# Numbers keep away from the text of the next column by their formats ("_)" is a gap): LibreOffice loses an indent at
# the right of numbers side by side. Labels keep away from the line beside them.
_NUMBER: dict[str, Any] = {**_BOX, "align": "right"}
_TOTAL: dict[str, Any] = {**_NUMBER, "font_name": HEAD_FONT, "bg_color": HEAD_FILL}
_MISSING: dict[str, Any] = {**_NUMBER, "bg_color": LOCKED_FILL, "font_color": "#595959"}
_LABEL: dict[str, Any] = {**_BOX, "font_name": HEAD_FONT, "align": "left", "indent": 1}
_PAPER: dict[str, Any] = {**_BASE, "border": 1, "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {**_BASE, "font_name": TITLE_FONT, "font_size": 20, "align": "center"},
    "subtitle": {**_BASE, "font_name": NOTE_FONT, "font_size": 11},
    "centre_subtitle": {**_BASE, "font_name": NOTE_FONT, "font_size": 11, "align": "center", "text_wrap": True},
    "token": {**_BASE, "font_size": 7, "font_color": QUIET_INK, "align": "right"},
    "wrapped_token": {**_BASE, "font_size": 7, "font_color": QUIET_INK, "text_wrap": True},
    "banner": {**_BASE, "font_name": NOTE_FONT, "font_size": 11, "text_wrap": True},
    "warning": {**_BASE, "font_size": 9, "font_color": FAULT_INK, "text_wrap": True},
    "padded": {**_BOX, "indent": 1},
    "padded_text": {**_BOX, "num_format": "@", "indent": 1},
    "padded_label": {**_BOX, "font_name": HEAD_FONT, "bg_color": LOCKED_FILL, "indent": 1},
    "fault_link": {"font_color": FAULT_INK, "bg_color": FAULT_FILL, "underline": 1},
    "followed": {"font_color": LINK_INK, "underline": 1},
    "counted": {**_BOX, "num_format": "0", "align": "center"},
    "head": {**_BOX, "font_name": HEAD_FONT, "align": "center", "bg_color": HEAD_FILL},
    "head_required": {
        **_BOX,
        "font_name": HEAD_FONT,
        "align": "center",
        "bg_color": HEAD_FILL,
        "font_color": REQUIRED_INK,
    },
    "cell": {**_BOX},
    "text": {**_BOX, "num_format": "@"},
    "line": {**_BOX, "num_format": "@", "text_wrap": False},
    "long": {**_BOX, "num_format": "@", "valign": "top"},
    "centre": {**_BOX, "align": "center", "num_format": "@"},
    "date": {**_BOX, "align": "center", "num_format": DAY},
    "month_day": {**_BOX, "align": "center", "num_format": "mm-dd"},
    "number": {**_NUMBER, "num_format": "#,##0_);-#,##0_);#,##0_);@_)"},
    "plain_number": {**_NUMBER, "num_format": "0_);-0_);0_);@_)"},
    "rate": {**_NUMBER, "num_format": "0.0%_);-0.0%_);0.0%_);@_)"},
    "average": {**_NUMBER, "num_format": "0.0_);-0.0_);0.0_);@_)"},
    "change_number": {**_NUMBER, "num_format": "+#,##0_);-#,##0_);0_);@_)"},
    "change_rate": {**_NUMBER, "num_format": "+0.0%_);-0.0%_);0.0%_);@_)"},
    "change_average": {**_NUMBER, "num_format": "+0.0_);-0.0_);0.0_);@_)"},
    # For a unit that returned nothing, whose zeros are no figures.
    "missing_number": {
        **_NUMBER,
        "num_format": '#,##0_);-#,##0_);"—"_);@_)',
        "bg_color": LOCKED_FILL,
        "font_color": QUIET_INK,
    },
    "missing_rate": {
        **_NUMBER,
        "num_format": "0.0%_);-0.0%_);0.0%_);@_)",
        "bg_color": LOCKED_FILL,
        "font_color": QUIET_INK,
    },
    "helper": {**_BASE, "font_size": 9, "font_color": QUIET_INK},
    "head_helper": {**_BOX, "font_size": 9, "font_color": QUIET_INK, "align": "center", "bg_color": LOCKED_FILL},
    "link_number": {**_NUMBER, "num_format": "0_);-0_);0_);@_)", "font_color": "#1F4E79", "underline": 1},
    "total": {**_TOTAL, "num_format": "#,##0_);-#,##0_);#,##0_);@_)"},
    "total_rate": {**_TOTAL, "num_format": "0.0%_);-0.0%_);0.0%_);@_)"},
    "total_average": {**_TOTAL, "num_format": "0.0_);-0.0_);0.0_);@_)"},
    "total_change_number": {**_TOTAL, "num_format": "+#,##0_);-#,##0_);0_);@_)"},
    "total_change_rate": {**_TOTAL, "num_format": "+0.0%_);-0.0%_);0.0%_);@_)"},
    "total_change_average": {**_TOTAL, "num_format": "+0.0_);-0.0_);0.0_);@_)"},
    "total_label": {**_LABEL, "bg_color": HEAD_FILL},
    "label": {**_LABEL, "bg_color": LOCKED_FILL},
    "hint": {**_BOX, "font_size": 9},
    "note": {**_BASE, "font_name": NOTE_FONT, "font_size": 11, "text_wrap": True, "valign": "top"},
    "speech": {**_BASE, "font_name": "FangSong", "font_size": 12, "text_wrap": True, "valign": "top"},
    "speech_head": {**_BASE, "font_name": HEAD_FONT, "font_size": 12, "text_wrap": True},
    "big": {**_BOX, "font_size": 16, "bold": True, "align": "center"},
    "big_rate": {**_BOX, "font_size": 16, "bold": True, "align": "center", "num_format": "0.0%"},
    "big_average": {**_BOX, "font_size": 16, "bold": True, "align": "center", "num_format": "0.0"},
    "light": {**_BOX, "font_name": HEAD_FONT, "font_size": 14, "align": "center"},
    "link": {**_BOX, "align": "center", "font_color": "#1F4E79", "underline": 1},
    "plain_line": {**_BOX, "align": "left", "indent": 1},
    "link_line": {**_BOX, "align": "left", "indent": 1, "font_color": "#1F4E79", "underline": 1},
    "link_text": {**_BOX, "font_color": "#1F4E79", "underline": 1},
    "fault_word": {**_BOX, "font_name": HEAD_FONT, "font_color": FAULT_INK, "align": "center"},
    "fault": {"font_color": FAULT_INK, "bg_color": FAULT_FILL},
    "gap": {"font_color": FAULT_INK, "bg_color": FAULT_FILL, "bold": True},
    "done": {"font_color": DONE_INK},
    "wait": {"font_color": WAIT_INK},
    "quiet": {**_BASE, "font_color": QUIET_INK, "font_size": 9},
    # Papers to be signed: black lines, and nothing that a screen alone shows.
    "paper_title": {**_BASE, "font_name": TITLE_FONT, "font_size": 20, "align": "center", "text_wrap": True},
    "paper_left": {**_BASE, "font_size": 12, "align": "left"},
    "paper_center": {**_BASE, "font_size": 12, "align": "center"},
    "paper_right": {**_BASE, "font_size": 12, "align": "right"},
    "paper_head": {**_PAPER, "font_name": HEAD_FONT, "align": "center", "bg_color": HEAD_FILL},
    "paper_text": {**_PAPER, "num_format": "@"},
    "paper_centre": {**_PAPER, "num_format": "@", "align": "center"},
    "paper_closed": {**_PAPER, "num_format": "@", "align": "center", "font_name": HEAD_FONT, "bg_color": HEAD_FILL},
    "paper_band": {**_PAPER, "num_format": "@", "font_name": HEAD_FONT, "font_size": 12},
    "paper_note": {**_PAPER, "num_format": "@", "font_name": NOTE_FONT, "font_size": 11},
}


class Styles:
    """The cell formats of one workbook by name, each created when it is first used."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[tuple[str, bool, bool], Any] = {}
        self._plain: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._plain:
            self._plain[name] = self.make_format(name)
        return self._plain[name]

    def make_format(self, name: str, *, unlocked: bool = False, grey: bool = False) -> Any:
        """Return a format; on a protected sheet `unlocked` cells can be filled in, `grey` cells are for the office."""
        key = (name, unlocked, grey)
        if key not in self._formats:
            variant: dict[str, Any] = {"locked": not unlocked}
            if grey:
                variant["bg_color"] = LOCKED_FILL
            self._formats[key] = self._workbook.add_format({**_STYLES[name], **variant})
        return self._formats[key]


def create_workbook(target: io.BytesIO, created: dt.date, title: str) -> xlsxwriter.Workbook:
    """Return a workbook that is written into the buffer when closed; the same input gives the same bytes."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": DAY,
    }
    workbook = StreamedWorkbook(target, options)
    workbook.set_properties(
        {"title": show_tricks(title), "created": dt.datetime(created.year, created.month, created.day)}
    )
    workbook.formats[0].set_font_name(BODY_FONT)
    workbook.formats[0].set_font_size(BODY_SIZE)
    workbook.set_calc_mode("auto")
    return workbook


def compute_row_height(cells: list[tuple[str, float]], size: float = BODY_SIZE) -> float:
    """Return the height in points that a row of (text, column width in characters) needs."""
    return compute_line_height(max((count_lines(text, width, size) for text, width in cells), default=1), size)


def compute_row_heights(rows: int, columns: Iterable[tuple[Sequence[Any], float]]) -> list[float]:
    """Return the heights of so many rows by their columns, each with its values (texts count) and its width."""
    lines = [1] * rows
    for values, width in columns:
        known = {value: count_lines(value, width, BODY_SIZE) for value in set(values) if isinstance(value, str)}
        if any(count > 1 for count in known.values()):
            lines = list(map(max, lines, [known.get(value, 1) for value in values]))
    heights = {count: compute_line_height(count) for count in set(lines)}
    return [heights[count] for count in lines]


@lru_cache(maxsize=4096)
def compute_line_height(lines: int, size: float = BODY_SIZE) -> float:
    """Return the height in points that a row of so many lines needs."""
    return min(max(LOWEST_ROW, lines * size * 1.36 + 6), HIGHEST_ROW)


def compute_fitting(width: float, size: float) -> float:
    """Return how many half-width characters of a size stand on a line of a column, whose width is in characters."""
    return max(width - 1, 1) * 11 / size


@lru_cache(maxsize=1 << 14)
def count_lines(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes in a column."""
    fitting = compute_fitting(width, size)
    return sum(max(1, math.ceil(measure_width(line) / fitting)) for line in text.split("\n"))


def set_up_page(sheet: Any, *, header: str, unit: str, footer: str, repeat_row: int | None = None) -> None:
    """Set A4 landscape, one page wide, margins of 15 mm, header and footer; `repeat_row` (from 0) tops every page.

    Header and footer are of 11 points, since LibreOffice scales them with the page.
    """
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.59, right=0.59, top=0.75, bottom=0.75)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    # Lines above and below a page keep their size however small the page is printed, except in LibreOffice.
    own_size = {"scale_with_doc": False}
    sheet.set_header(f"&L&11 {_escape_ampersands(header)}&R&11 {_escape_ampersands(unit)}", own_size)
    sheet.set_footer(footer, own_size)
    if repeat_row is not None:
        sheet.repeat_rows(repeat_row)


def _escape_ampersands(text: str) -> str:
    escaped = ""
    for character in show_tricks(text).replace("\n", " "):
        piece = "&&" if character == "&" else character
        if measure_utf16_length(escaped + piece) > _LONGEST_LINE:
            break
        escaped += piece
    return escaped

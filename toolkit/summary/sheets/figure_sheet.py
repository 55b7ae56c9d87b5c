"""Write the sheet of named figures: a row per name, with its live value and what it means."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from toolkit.excel import quote_sheet_name
from toolkit.messages import say
from toolkit.summary.build import Summary
from toolkit.summary.quantities import NamedFigure
from toolkit.summary.sheets.workbook_writer import WorkbookWriter, set_column_widths
from toolkit.summary.tables import Value, build_change_formula, build_ratio_formula

_HEAD_ROW, _FIRST = 2, 3  # from 0
_DAYS = ("@today", "@meeting")
DAY_CELLS = {day: f"$B${_FIRST + index + 1}" for index, day in enumerate(_DAYS)}


def find_anchor_day_addresses() -> dict[str, str]:
    """Return the addresses of the days that formulas calculate with."""
    return {day: f"{quote_sheet_name(say('summary.figures'))}!{cell}" for day, cell in DAY_CELLS.items()}


@dataclass(frozen=True, kw_only=True)
class FigureSheet:
    """The named figures: a row each with its name, live value and meaning."""

    book: WorkbookWriter
    summary: Summary
    today: dt.date

    @cached_property
    def _rows(self) -> dict[str, tuple[int, NamedFigure, Value]]:
        first = _FIRST + len(_DAYS)
        return {named.name: (row, named, value) for row, (named, value) in enumerate(self.summary.figures, first)}

    def has_figure(self, name: str) -> bool:
        """Tell whether a figure of this name is there and counts something in this campaign."""
        return name in self._rows and not self._rows[name][1].unused

    def find_address(self, name: str) -> str:
        """Return the address of a figure."""
        return f"{quote_sheet_name(say('summary.figures'))}!$B${self._rows[name][0] + 1}"

    def find_display_value(self, name: str) -> int | float | str:
        """Return a figure's value; a share of nothing is a dash."""
        value = self._rows[name][2]
        return say("summary.none") if value is None else value

    def find_figure(self, name: str) -> NamedFigure:
        """Return a figure by name."""
        return self._rows[name][1]

    def is_share(self, name: str) -> bool:
        """Tell whether a figure is a share."""
        return self._rows[name][1].is_share

    def find_coverage_address(self, name: str) -> str:
        """Return the address of a figure of the coverage line."""
        return self.find_address(getattr(self.summary.planner.definition.summary.coverage, name))

    def build_day_formula(self, day: str) -> str:
        """Return a day as a text formula."""
        return f'TEXT({find_anchor_day_addresses()[day]},"yyyy-mm-dd")'

    def build_long_day_formula(self, day: str) -> str:
        """Return a day as a text formula, as documents write it."""
        return f'TEXT({find_anchor_day_addresses()[day]},"{say("quantity.long_day_format")}")'

    def format_day(self, day: str) -> str:
        """Return a day as a text."""
        return self._find_day(day).isoformat()

    def _find_day(self, day: str) -> dt.date:
        return self.today if day == "@today" else self.book.campaign.meeting_date

    def write(self) -> None:
        """Write the sheet."""
        sheet = self.book.open_sheet(say("summary.figures"), "help")
        heads = ("name", "value", "meaning")
        set_column_widths(sheet, (34, 14, 90))
        self.book.write_title(sheet, say("summary.figures"), len(heads), say("quantity.note"), 138)
        for index, head in enumerate(heads):
            sheet.write_string(_HEAD_ROW, index, say(f"quantity.{head}"), self.book.styles["head"])
        for row, day in enumerate(_DAYS, _FIRST):
            sheet.write_string(row, 0, say(f"quantity.day.{day[1:]}"), self.book.styles["text"])
            sheet.write_datetime(row, 1, dt.datetime.combine(self._find_day(day), dt.time()), self.book.styles["date"])
            sheet.write_string(row, 2, say("quantity.day_note"), self.book.styles["text"])
            asked = {"validate": "date", "criteria": ">", "value": dt.date(1990, 1, 1)}
            words = {"error_title": say("quantity.day_error_title"), "error_message": say("quantity.day_error")}
            sheet.data_validation(row, 1, row, 1, {**asked, **words})
        for name, (row, named, _) in self._rows.items():
            sheet.write_string(row, 0, name, self.book.styles["text"])
            self._write_figure(sheet, row, named)
            sheet.write_string(row, 2, named.meaning, self.book.styles["text"])
        sheet.freeze_panes(_FIRST, 0)
        sheet.repeat_rows(_HEAD_ROW)

    def _write_figure(self, sheet: Any, row: int, named: NamedFigure) -> None:
        value, formula = self.find_display_value(named.name), self._build_formula(named)
        if formula:
            self.book.write_formula(sheet, (row, 1), formula, value, named.style)
        elif isinstance(value, str):
            sheet.write_string(row, 1, value, self.book.styles[named.style])
        else:
            sheet.write_number(row, 1, value, self.book.styles[named.style])

    def _build_formula(self, named: NamedFigure) -> str:
        """Return the formula of a figure, an empty text for the frozen figure of the last round."""
        ranges, strange = self.book.sheet_ranges, self.book.strange
        if named.count is not None:
            return named.count.build_formula(ranges, strange)
        if named.change is not None:
            now, last = (self.find_address(figure.name) for figure in named.change)
            return build_change_formula(now, last, named.kind)
        if named.part is None or named.whole is None:
            return ""
        part, whole = named.part.build_formula(ranges, strange), named.whole.build_formula(ranges, strange)
        return build_ratio_formula(f"({part})", f"({whole})", named.kind)

"""Write a blank ledger: headings, dropdowns, and rows ready to be filled in by `patch` and by the office."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Mapping
from typing import Any

from toolkit.campaign import Campaign
from toolkit.definition import Column, LedgerSheet
from toolkit.excel import (
    INPUT_TAB,
    RESULT_TAB,
    Styles,
    build_options_range,
    choose_paper,
    column_letters,
    compute_row_height,
    count_pages_across,
    create_workbook,
    set_up_page,
)
from toolkit.messages import say
from toolkit.ooxml import repeat_last_row
from toolkit.reviews.waiting import RESULTS, build_result_choices

HEAD_ROW, FIRST_ROW = 2, 3  # from 0: title, note, headings, rows
SPARE_ROWS = 200
_SCREEN = 150  # characters: a note is read without scrolling
_STYLES = {
    "text": "text",
    "long_text": "long",
    "integer": "plain_number",
    "code": "centre",
    "date": "date",
    "choice": "centre",
}
# The last column that stays in view when a sheet is scrolled to the right.
_FROZEN = "number"
_FIRST_DAY, _LAST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
_HIDDEN = "facts"


def build_blank_ledger(campaign: Campaign, counts: Mapping[str, int]) -> bytes:
    """Return a ledger without rows; `counts` are the rows that each sheet will get at once, by its place.

    Of the rows ready to be filled in each sheet has the last alone: `fill_up_rows` makes all others like it.
    """
    form, buffer = campaign.definition.ledger, io.BytesIO()
    workbook = create_workbook(buffer, campaign.rounds[0].issue_date, say("output.ledger"))
    writer = _BlankWriter(workbook, campaign)
    for place, sheet in form.sheets.items():
        writer.add_sheet(sheet, counts.get(place, 0) + SPARE_ROWS)
    writer.add_choices()
    workbook.close()
    return buffer.getvalue()


def build_blank_sheet(campaign: Campaign, place: str, count: int) -> bytes:
    """Return a workbook with one blank sheet of the ledger, which needs nothing from another; it will get so many rows.

    The sheet must have no dropdown of results. Of its rows it has the last alone, as `build_blank_ledger` leaves them.
    """
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, campaign.rounds[0].issue_date, say("output.ledger"))
    form = campaign.definition.ledger.sheets[place]
    _BlankWriter(workbook, campaign).add_sheet(form, count + SPARE_ROWS)
    workbook.close()
    return buffer.getvalue()


def fill_up_rows(part: bytes) -> bytes:
    """Return the part of a blank sheet with all the rows that are to be ready."""
    return repeat_last_row(part, FIRST_ROW + 1)


class _BlankWriter:
    """Writes the sheets of one ledger, the hidden one behind the dropdowns last."""

    def __init__(self, workbook: Any, campaign: Campaign) -> None:
        self.workbook, self.campaign, self.form = workbook, campaign, campaign.definition.ledger
        self.styles = Styles(workbook)
        self.results = build_result_choices(campaign.definition).values

    def add_sheet(self, form: LedgerSheet, rows: int) -> None:
        sheet = self.workbook.add_worksheet(form.label)
        sheet.set_tab_color(INPUT_TAB if form.office_keys else RESULT_TAB)
        last = len(form.columns) - 1
        self._write_top(sheet, form, last)
        looks = [self._write_column(sheet, index, column, rows) for index, column in enumerate(form.columns)]
        bottom = FIRST_ROW + rows - 1
        for index, look in enumerate(looks):
            sheet.write_blank(bottom, index, None, look)
        sheet.autofilter(HEAD_ROW, 0, bottom, last)
        frozen = [column.key for column in form.columns].index(_FROZEN) + 1
        sheet.freeze_panes(FIRST_ROW, frozen)
        title = self.campaign.title
        set_up_page(sheet, header=title, unit=self.campaign.lead, footer=say("page.footer"), repeat_row=HEAD_ROW)
        widths = [column.width for column in form.columns if column.key != _HIDDEN]
        choose_paper(sheet, widths)
        sheet.fit_to_pages(count_pages_across(widths, frozen), 0)
        sheet.repeat_columns(0, frozen - 1)
        sheet.print_area(0, 0, FIRST_ROW, last - (form.columns[last].key == _HIDDEN))

    def _write_top(self, sheet: Any, form: LedgerSheet, last: int) -> None:
        title = say("report.heading", title=self.campaign.title, sheet=form.label)
        sheet.set_row(0, 34)
        widths = list(itertools.accumulate(column.width for column in form.columns))
        across = max(at for at, width in enumerate(widths) if width <= _SCREEN)
        sheet.merge_range(0, 0, 0, min(across, last), title, self.styles["title"])
        sheet.merge_range(1, 0, 1, min(across, last), form.note, self.styles["note"])
        sheet.set_row(1, compute_row_height([(form.note, widths[across])], 11))
        heads = [(column.label, column.width) for column in form.columns]
        sheet.set_row(HEAD_ROW, compute_row_height(heads))

    def _write_column(self, sheet: Any, index: int, column: Column, rows: int) -> Any:
        """Write a column's heading and its rules; return the look of its cells."""
        is_offices = column.later == "office"
        name = "line" if column.key == _HIDDEN else _STYLES[column.kind]
        style = self.styles.make_format(name, unlocked=is_offices, grey=not is_offices)
        options = {"hidden": True} if column.key == _HIDDEN else {}
        sheet.set_column(index, index, column.width, None, options)
        sheet.write_string(HEAD_ROW, index, column.label, self.styles["head_required" if is_offices else "head"])
        bottom = FIRST_ROW + rows - 1
        if is_offices:
            sheet.data_validation(FIRST_ROW, index, bottom, index, self._build_rule(column))
        self._add_looks(sheet, (FIRST_ROW, index, bottom, index), column)
        return style

    def _build_rule(self, column: Column) -> dict[str, Any]:
        rule: dict[str, Any] = {"validate": "any", "input_title": column.label, "input_message": column.help}
        warning = {"error_type": "warning", "error_title": column.label, "error_message": column.help}
        offered = self.campaign.definition.choice_lists.get(column.choices or "")
        if offered is not None:
            return {**rule, **warning, "validate": "list", "source": list(offered.values)}
        if column.choices == RESULTS:
            options = build_options_range(say("sheet.choices"), 0, len(self.results))
            return {**rule, **warning, "validate": "list", "source": "=" + options}
        if column.kind == "date":
            limits = {"minimum": _FIRST_DAY, "maximum": _LAST_DAY}
            return {**rule, **warning, "validate": "date", "criteria": "between", **limits}
        return rule

    def _add_looks(self, sheet: Any, area: tuple[int, int, int, int], column: Column) -> None:
        """Give the words for how a row stands their colours."""
        looks: dict[str, str] = {}
        if column.key == "status":
            begins = {key: say(f"ledger.status.{key}", why="") for key in ("waiting", "in_force", "refused")}
            looks = {begins["waiting"]: "wait", begins["in_force"]: "done", begins["refused"]: "fault"}
        elif column.key == "light":
            words = [light.value for light in self.form.lights]
            looks = dict(zip(words, ("fault", "wait", "done"), strict=False))
        first = f"${column_letters(area[1])}{area[0] + 1}"
        for word, style in looks.items():
            criterion = f'=LEFT({first},{len(word)})="{word}"'
            sheet.conditional_format(*area, {"type": "formula", "criteria": criterion, "format": self.styles[style]})

    def add_choices(self) -> None:
        sheet = self.workbook.add_worksheet(say("sheet.choices"))
        sheet.write_column(0, 0, [self.form.waiting.label, *self.results])
        sheet.hide()

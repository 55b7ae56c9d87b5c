"""Write the operator's blank 工作方案.xlsx: settings, rounds, units, members, own options, decisions.

The sheets are those of campaign.toml (`definition.forms`); `sheets.FormReader` reads them back.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.definition import (
    ROSTER_CHOICES,
    ChoiceList,
    Column,
    Definition,
    FormSheet,
    Meeting,
    Option,
)
from toolkit.excel import (
    INPUT_TAB,
    Styles,
    build_options_range,
    compute_row_height,
    create_workbook,
    set_up_page,
)
from toolkit.messages import say

READY_ROWS = 300


def build_form_choices(definition: Definition) -> tuple[ChoiceList, ...]:
    """Return the choice lists used by the campaign form alone: meetings, lists, decisions, states of rounds."""
    offered = {
        "meetings": [meeting.label for meeting in definition.meetings],
        "lists": [list_type.label for list_type in definition.list_types],
        "choice_lists": list(collect_list_labels(definition)),
        "decision_kinds": list(definition.campaign.decisions.kinds.values()),
        "round_states": list(definition.campaign.rounds.states.values()),
    }
    return tuple(
        ChoiceList(key=key, options=tuple(Option(value=value) for value in values)) for key, values in offered.items()
    )


def collect_list_labels(definition: Definition) -> dict[str, str]:
    """Return the keys of choice lists by the name operators know: the heading of the first column that uses them."""
    labels: dict[str, str] = {}
    for list_type in definition.authored or definition.list_types:
        for column in list_type.columns:
            known = column.choices in labels.values() or column.choices in ROSTER_CHOICES
            if column.choices and not known:
                labels.setdefault(column.label, column.choices)
    return labels


def build_campaign_form(definition: Definition, meeting: Meeting, issued: dt.date, own_folder: str = "") -> bytes:
    """Return the blank form as a workbook; the meeting and the day of issue are filled in.

    `own_folder` is the folder of the definition, if it is not the shipped one.
    """
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, issued, definition.campaign.file)
    writer = _FormWriter(workbook, definition)
    writer.write_settings({"meeting": meeting.label, "definition": own_folder})
    form = definition.campaign
    first = {"number": 1, "issue_date": issued, "state": form.rounds.states["running"]}
    writer.write_table(form.rounds, [first])
    for sheet in (form.units, form.members, form.options, form.decisions):
        writer.write_table(sheet)
    writer.write_choices_sheet()
    workbook.close()
    return buffer.getvalue()


def build_rounds_sheet(definition: Definition, rows: Sequence[Mapping[str, Any]], created: dt.date) -> bytes:
    """Return a workbook whose only sheet is the table of rounds, filled in, with nothing that needs another part."""
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, created, definition.campaign.file)
    _FormWriter(workbook, definition, alone=True).write_table(definition.campaign.rounds, rows)
    workbook.close()
    return buffer.getvalue()


class _FormWriter:
    """Writes the sheets of one form, the hidden sheet behind their dropdowns last.

    A sheet that stands `alone` has its dropdowns' values in itself, and no comments.
    """

    def __init__(self, workbook: Any, definition: Definition, *, alone: bool = False) -> None:
        self.workbook, self.alone = workbook, alone
        self.definition = definition.replace_choices(*build_form_choices(definition))
        self.styles = Styles(workbook)
        self.ranges: dict[str, str] = {}

    def write_settings(self, values: dict[str, Any]) -> None:
        form = self.definition.campaign.settings
        sheet = self._add_sheet(form.label, say("form.settings_note"))
        for index, (heading, width) in enumerate(zip(form.heading, (16, 46, 70), strict=True)):
            sheet.set_column(index, index, width)
            sheet.write_string(1, index, heading, self.styles["head"])
        for row, field in enumerate(form.fields, 2):
            self._write_setting(sheet, row, field, values.get(field.key))
        top = 2 + len(form.fields)
        if form.facts:
            sheet.merge_range(top, 0, top, 2, form.facts_label, self.styles["subtitle"])
            sheet.set_row(top, 24)
        for row, fact in enumerate(form.facts, top + 1):
            self._write_setting(sheet, row, fact.column, None)
        sheet.freeze_panes(2, 0)

    def _write_setting(self, sheet: Any, row: int, field: Column, value: Any) -> None:
        """Write a row of a setting: its name, the cell to fill in, and what it is for."""
        star = "★" if field.required else ""
        sheet.write_string(row, 0, star + field.label, self.styles["label"])
        self._write_cell(sheet, row, 1, field, value)
        sheet.write_string(row, 2, field.help, self.styles["cell"])
        several = field.kind == "choices" and field.choices
        offered = self.definition.find_choice_list(several).values if several else ()
        longest = say("list.separator").join(offered)  # as high as the cell with all that may be chosen
        sheet.set_row(row, compute_row_height([(field.help, 70), (longest, 46)]))
        self._add_validation(sheet, row, row, 1, field)

    def write_table(self, form: FormSheet, rows: Sequence[Mapping[str, Any]] = ()) -> None:
        """Write a table with rows already filled in, as rounds are, else with its examples."""
        last = len(form.columns) - 1
        sheet = self._add_sheet(form.label, say("form.rounds_note" if rows else "form.table_note"), last if rows else 2)
        for index, column in enumerate(form.columns):
            sheet.set_column(index, index, column.width)
            style = "head_required" if column.required else "head"
            star = "★" if column.required else ""
            sheet.write_string(1, index, star + column.label, self.styles[style])
            if not self.alone:
                sheet.write_comment(1, index, column.help, {"x_scale": 1.6})
            self._add_validation(sheet, 2, READY_ROWS + 1, index, column)
        filled = rows or form.examples
        for row in range(2, READY_ROWS + 2):
            values = filled[row - 2] if row - 2 < len(filled) else {}
            for index, column in enumerate(form.columns):
                self._write_cell(sheet, row, index, column, values.get(column.key))
        sheet.freeze_panes(2, 0)
        if not self.alone:
            sheet.autofilter(1, 0, READY_ROWS + 1, last)

    def _add_sheet(self, label: str, note: str, last: int = 2) -> Any:
        sheet = self.workbook.add_worksheet(label)
        sheet.set_tab_color(INPUT_TAB)
        sheet.set_row(0, 36)
        sheet.merge_range(0, 0, 0, last, note, self.styles["note"])
        set_up_page(sheet, header=self.definition.campaign.file, unit="", footer="&C&P / &N", repeat_row=1)
        return sheet

    def _write_cell(self, sheet: Any, row: int, index: int, column: Column, value: Any) -> None:
        looks = {"date": "date", "integer": "plain_number"}
        style = self.styles.make_format(looks.get(column.kind, "text"), unlocked=True)
        if isinstance(value, dt.date):
            sheet.write_datetime(row, index, value, style)
        elif isinstance(value, int):
            sheet.write_number(row, index, value, style)
        elif value:
            sheet.write_string(row, index, value, style)
        else:
            sheet.write_blank(row, index, None, style)

    def _add_validation(self, sheet: Any, first: int, last: int, index: int, column: Column) -> None:
        rule: dict[str, Any] = {"validate": "any", "input_title": column.label, "input_message": column.help}
        if column.kind == "date":
            rule |= {"validate": "date", "criteria": "between"}
            rule |= {"minimum": dt.date(2000, 1, 1), "maximum": dt.date(2099, 12, 31)}
        elif column.choices:
            rule |= {"validate": "list", "source": self._find_choice_source(column.choices)}
            if column.kind == "choices":
                rule["error_type"] = "information"
        sheet.data_validation(first, index, last, index, rule)

    def _find_choice_source(self, key: str) -> str | list[str]:
        if self.alone:
            return list(self.definition.find_choice_list(key).values)
        return "=" + self._find_choice_range(key)

    def _find_choice_range(self, key: str) -> str:
        if key not in self.ranges:
            count = len(self.definition.find_choice_list(key).options)
            self.ranges[key] = build_options_range(say("sheet.choices"), len(self.ranges), count)
        return self.ranges[key]

    def write_choices_sheet(self) -> None:
        """Write the hidden sheet behind the dropdowns; all other sheets must be written before."""
        # The form has a visible sheet of the operator's own options, so the hidden sheet needs another name.
        sheet = self.workbook.add_worksheet(say("sheet.choices"))
        for index, key in enumerate(self.ranges):
            values = [key, *self.definition.find_choice_list(key).values]
            sheet.write_column(0, index, values)
        sheet.hide()

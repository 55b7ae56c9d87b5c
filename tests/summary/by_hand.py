"""Merged lists written down by hand, and a row of a sheet whose addresses can be read.

A list is a dict of columns, `{"problem": {"number": ["WT-001"]}}`. In formulas built for `ReadableRow`,
`[number]` is the row's own cell, `problem[number]` a column on the list's first sheet, `problem2[number]` on its
second; `unit.problem[number]` may be narrowed to the row's own unit.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from toolkit.rules import Condition
from toolkit.summary.fields.base import InputField
from toolkit.summary.fields.conditions import FieldConditions
from toolkit.summary.frames import MergedFrames
from toolkit.summary.sheet_ranges import ListSheets, SheetRanges

TODAY, MEETING = dt.date(2022, 3, 31), dt.date(2022, 1, 20)
UNCLEAR = "未明确"


def day(text):
    return pd.Timestamp(text)


def input_fields(lists):
    """Return the columns of each list as fields."""
    return {
        list_key: tuple(
            InputField(list_key=list_key, key=key, heading=key, column=pd.Series(values, dtype=object))
            for key, values in columns.items()
        )
        for list_key, columns in lists.items()
    }


def frames_of(lists, *worked):
    """Return the frames of lists written by hand, with fields that are worked out from them."""
    fields = {key: {field.key: field for field in given} for key, given in input_fields(lists).items()}
    for field in worked:
        fields[field.list_key][field.key] = field
    return MergedFrames(fields, today=TODAY, meeting=MEETING)


def values_of(field, lists, *worked):
    """Return the values of a field over lists written by hand; None where the cell is blank."""
    column = field.compute_values(frames_of(lists, *worked))
    return [None if pd.isna(value) else value for value in column]


def conditions_on(list_key, **asked):
    """Return conditions on fields of the same names; a list of texts stands for `among`."""
    when = {key: Condition(among=tuple(given)) if isinstance(given, list) else given for key, given in asked.items()}
    return FieldConditions(list_key=list_key, when=when, fields={key: key for key in when})


@dataclass(frozen=True)
class ReadableRow:
    """A row of a merged sheet whose lists stand on as many sheets as `sheets` says."""

    sheets: int = 1
    sheet_rows: int = 1000

    def find_address(self, field):
        return f"[{field}]"

    def find_ranges(self, list_key, field, *, whole=False):
        names = [list_key, *(f"{list_key}{number}" for number in range(2, self.sheets + 1))]
        return tuple(f"{'' if whole else 'unit.'}{name}[{field}]" for name in names)

    def find_options_range(self, choices):
        return f"options[{choices}]"

    def find_anchor_day(self, name):
        return name


def sheet_ranges_of(lists, *, sheet_rows=1000, blocks=None):
    """Return where the lists stand in a workbook: the first field in column A, the first record in row 2."""
    list_sheets = {
        key: ListSheets(label=key, fields=given, rows=len(given[0].column), sheet_rows=sheet_rows)
        for key, given in input_fields(lists).items()
    }
    ranges = SheetRanges(list_sheets, {"progress": "选项!$A$1:$A$4"}, {"@today": "数据!$B$4", "@meeting": "数据!$B$3"})
    ranges.blocks = blocks or {}
    return ranges

"""Lay out the merged lists before anything is written: which columns and rows they take, on which sheets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from toolkit.summary.build import Summary
from toolkit.summary.fields.base import UNIT_NAME, Field
from toolkit.summary.fields.lookup_fields import KeyedField
from toolkit.summary.merged_lists import SOURCE
from toolkit.summary.sheet_ranges import ListSheets, SheetRanges, find_unit_blocks
from toolkit.summary.sheets.figure_sheet import find_anchor_day_addresses


def lay_out_lists(
    summary: Summary,
    options: Mapping[str, str],
    *,
    sheet_rows: int,
    many_records: int,
    beside: Collection[str] = (),
) -> SheetRanges:
    """Return the addresses of every merged list; `options` are the ranges of the choice lists.

    A sheet holds `sheet_rows` records. Above `many_records` in all lists together, formulas that ask for one unit
    look at its block of records alone. The records of the lists `beside` are in files beside the workbook.
    """
    planner, frames = summary.planner, summary.frames
    list_sheets = {
        key: ListSheets(
            label=planner.definition.find_label(key),
            fields=_order_fields(planner.fields[key].values()),
            rows=frames.count_rows(key),
            sheet_rows=sheet_rows,
            beside=key in beside,
        )
        for key in planner.fields
    }
    names = [name.lower() for sheets in list_sheets.values() for name in sheets.sheets]
    if len(set(names)) < len(names):  # long labels that are cut to the same beginning
        list_sheets = {key: replace(sheets, more=key) for key, sheets in list_sheets.items()}
    ranges = SheetRanges(list_sheets, options, find_anchor_day_addresses())
    if sum(sheets.rows for sheets in list_sheets.values()) > many_records:
        units = {key: frames.compute_column(key, UNIT_NAME).tolist() for key in list_sheets if key not in beside}
        ranges.blocks = {key: find_unit_blocks(names) for key, names in units.items()}
    return ranges


def _order_fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return fields as they stand on the sheet: the unit, the list's own, marks and source, what is folded, helpers."""
    every = list(fields)
    first = [field for field in every if field.key in ("source.unit_code", UNIT_NAME)]
    helpers = [field for field in every if field.helper]
    last = [field for field in every if field.key.startswith(("marks.", "source.")) and field not in first]
    given = [field for field in every if field not in first and field not in last and not field.helper]
    own, aside = ([field for field in given if field.aside is folded] for folded in (False, True))
    return (*first, *own, *last, *aside, *helpers)


def collect_compared_texts(summary: Summary) -> set[str]:
    """Return every text that formulas look for, or that stands where they look."""
    planner, frames = summary.planner, summary.frames
    columns = [column for table in summary.tables for column in table.columns]
    counts = [count for column in columns for count in column.counts]
    searched = {(count.list_key, name) for column in columns for count in column.counts for name in column.row_fields}
    searched |= {(count.list_key, label.field) for count in counts for label in count.labels}
    for key, planned in planner.fields.items():
        for field in planned.values():
            if isinstance(field, KeyedField):
                searched |= {(key, field.own_key), (field.other, field.other_key)}
        searched |= {(key, name) for name in SOURCE if name in planned}
    texts = {text for column in searched for text in frames.compute_column(*column) if isinstance(text, str)}
    orders = [field.order for planned in planner.fields.values() for field in planned.values() if field.order]
    return texts.union(*orders)

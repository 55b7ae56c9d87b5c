"""What a page shows of a round's figures: the tables as they stand in the workbook, and the records behind a figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from toolkit.excel import format_address
from toolkit.messages import say
from toolkit.pipeline.merging import MergedRound
from toolkit.summary import RowHead, SummaryTable, choose_chart_column, find_counted_records

_SOURCE = ("source.unit", "source.file", "source.sheet", "source.row")


def collect_tables(merged: MergedRound) -> list[dict[str, Any]]:
    """Return every table in the workbook's order: headings, and per row its labels and figures in words.

    A figure is a pair of what it says and whether there are records behind it. Rows of units that returned nothing
    show no zeros, as in the workbook. `chart` is what the workbook draws of it, None where it draws nothing.
    """
    return [_build_table(table) for table in merged.summary.tables]


def _build_table(table: SummaryTable) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "scope": table.scope,
        "list": table.list_key,
        "heads": list(table.row_labels),
        "columns": [list(column.labels) for column in table.columns],
        "notes": list(table.notes),
        "rows": [
            {
                "key": list(row.key),
                "kind": row.kind,
                "state": row.state,
                "cells": list(_build_cells(table, row, values)),
            }
            for row, values in zip(table.rows, table.values, strict=True)
        ],
        "chart": _build_chart(table),
    }


def _build_cells(
    table: SummaryTable, row: RowHead, values: tuple[int | float | None, ...]
) -> Iterator[tuple[str, bool]]:
    for column, value in zip(table.columns, values, strict=True):
        silent = row.missing and not value and column.style in {"number", "change_number"}
        yield say("summary.none") if silent else render_figure(value, column.style), bool(value) and bool(column.counts)


def render_figure(value: float | None, style: str) -> str:
    """Return a figure as the workbook shows it: by the name of its style, a dash for what cannot be said."""
    if value is None:
        return say("summary.none")
    sign = "+" if style.startswith("change_") and value > 0 else ""
    if style.endswith("rate"):
        return f"{sign}{value:.1%}"
    return f"{sign}{value:,.1f}" if style.endswith("average") else f"{sign}{value:,}"


def _build_chart(table: SummaryTable) -> dict[str, Any] | None:
    """Return what is drawn: a bar per row of records, in one series or one per cross column."""
    rows = [
        (head, values)
        for head, values in zip(table.rows, table.values, strict=True)
        if head.kind == "row" and not head.missing
    ]
    if not table.spec.chart or not rows:
        return None
    stacked = [index for index, column in enumerate(table.columns) if column.cross]
    drawn = stacked if table.spec.chart == "stacked" and stacked else [choose_chart_column(table)]
    return {
        "labels": [" · ".join(head.key) for head, _ in rows],
        "series": [
            {
                "name": table.columns[index].labels[-1],
                "values": [float(values[index] or 0) for _, values in rows],
                "texts": [render_figure(values[index], table.columns[index].style) for _, values in rows],
            }
            for index in drawn
        ],
    }


def collect_counted_records(merged: MergedRound, key: str, row: int, column: int) -> dict[str, Any] | None:
    """Return the records that a figure counts, with where each stands; None where there is no such figure.

    Of a share the records of its part are listed.
    """
    table = merged.summary.find_table(key)
    if table is None or not (0 <= row < len(table.rows) and 0 <= column < len(table.columns)):
        return None
    head, counted = table.rows[row], table.columns[column]
    if not counted.counts:
        return None
    list_key, records = find_counted_records(merged.summary.frames, counted, head)
    fields = merged.summary.planner.fields[list_key]
    shown = [name for name in _list_shown(merged, list_key) if name in fields]
    frame = merged.summary.frames.build_frame(list_key)
    return {
        "title": table.title,
        "row": " · ".join(head.key) or say("summary.total"),
        "column": " · ".join(counted.labels),
        "figure": render_figure(table.values[row][column], counted.style),
        "list": list_key,
        "heads": [fields[name].heading for name in shown],
        "records": [
            {
                "index": int(index),
                "file": str(frame.at[index, "source.file"]),
                "cells": [_render_cell(frame.at[index, name]) for name in shown],
            }
            for index in records
        ],
    }


def _list_shown(merged: MergedRound, list_key: str) -> list[str]:
    """Return the columns that tell one record from others: its unit, what names it, and where it stands."""
    columns = merged.summary.campaign.definition.find_list_type(list_key).columns
    own = [column.key for column in columns if column.kind in ("code", "choice", "long_text", "deadline")]
    return [_SOURCE[0], *own[:6], *_SOURCE[1:]]


def collect_record_cells(merged: MergedRound, list_key: str, index: int) -> dict[str, Any] | None:
    """Return one record cell by cell: heading, what was written, where it stands; None where there is none."""
    if list_key not in merged.summary.list_keys:
        return None
    frame = merged.summary.frames.build_frame(list_key)
    if index not in frame.index:
        return None
    file, sheet, written = (str(frame.at[index, name]) for name in _SOURCE[1:])
    row, positions = int(written), _find_positions(merged, list_key, file, sheet)
    columns = merged.summary.campaign.definition.find_list_type(list_key).columns
    reported = {each.name for each in merged.collected.batch.files}
    return {
        "reported": file in reported,
        "unit": str(frame.at[index, "source.unit"]),
        "file": file,
        "sheet": sheet,
        "row": row,
        "cells": [
            {
                "label": column.label,
                "value": _render_cell(frame.at[index, column.key]),
                "cell": format_address(row, positions[column.key]) if column.key in positions else "",
            }
            for column in columns
            if column.key in frame.columns
        ],
    }


def _find_positions(merged: MergedRound, list_key: str, file: str, sheet: str) -> dict[str, int]:
    for each in merged.collected.batch.files:
        if each.name == file:
            for section in each.content.find_sections(list_key):
                if section.sheet == sheet:
                    return dict(section.positions)
    return {}


def _render_cell(value: object) -> str:
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 - no number is not itself
        return ""
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)

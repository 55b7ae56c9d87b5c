"""Merge the returned records of each list, and account for every record of every file.

The given fields of a merged list: where a record came from, its columns in words, and its number of errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from toolkit.campaign import Campaign
from toolkit.definition import Column, ListType
from toolkit.messages import say
from toolkit.records import (
    ABSENT,
    Batch,
    ListTable,
    ReturnedFile,
    Section,
    Verdict,
)
from toolkit.summary.fields.base import InputField, name_owing

# Column keys contain no dot, so that a column `unit` of a list cannot hide where its rows came from.
SOURCE = ("source.unit_code", "source.unit", "source.file", "source.sheet", "source.row")
ORDER = "source.order"  # the number of the record, from 1, in the order in which the list was written
FAULTS, FAULT_WORDS = "marks.faults", "marks.fault_words"
_STYLES = {"long_text": "long", "date": "date", "integer": "plain_number"}
_CENTRED = frozenset({"choice", "code", "reference"})
_SOURCE_WIDTHS = (7.0, 22.0, 28.0, 14.0, 6.0)


def build_list_fields(
    batch: Batch, list_type: ListType, findings: pd.DataFrame, units: Mapping[str, str]
) -> tuple[InputField, ...]:
    """Return one field per column: where a record came from, the list's columns, days of deadlines, its errors.

    Days are dates, counts are whole numbers, everything else is text; what could not be understood
    stays as it was written. FAULTS counts the errors of the record, FAULT_WORDS names their columns.
    """
    table = batch.tables[list_type.key]
    origin = table.origin
    source = dict(
        zip(SOURCE, (origin["unit"], origin["unit"].map(dict(units)), *_select_location(origin)), strict=True)
    )
    styles = ("text",) * 4 + ("plain_number",)
    columns: list[tuple[str, str, pd.Series[Any], float, str]] = [
        (key, say(key), values, width, style)
        for (key, values), width, style in zip(source.items(), _SOURCE_WIDTHS, styles, strict=True)
    ]
    for column in list_type.columns:
        style = _STYLES.get(column.kind, "centre" if column.kind in _CENTRED else "text")
        columns.append((column.key, column.label, _render_cells(table, column), column.width, style))
        if column.kind == "deadline":
            key = f"{column.key}.date"
            columns.append((key, say("merged.day", label=column.label), table.typed[key], 11, "date"))
    columns.append(
        (
            ORDER,
            say("merged.order"),
            pd.Series(range(1, len(origin) + 1), index=origin.index),
            7,
            "plain_number",
        )
    )
    marks = _count_faults(pd.DataFrame(source), list_type, findings)
    columns.append((FAULTS, say(FAULTS), marks[FAULTS], 7, "number"))
    columns.append((FAULT_WORDS, say(FAULT_WORDS), marks[FAULT_WORDS], 18, "text"))
    aside = {column.key for column in list_type.columns if _is_aside(table, column)}
    return tuple(
        InputField(
            list_key=list_type.key,
            key=key,
            heading=heading,
            column=values,
            width=width,
            style=style,
            aside=key in aside,
        )
        for key, heading, values, width, style in columns
    )


def _is_aside(table: ListTable, column: Column) -> bool:
    """Tell whether a column is for the office's own calculations, or has nothing in a round that does not show it."""
    return column.shown == "office" or (column.shown == "later" and not table.written[column.key].ne("").any())


def _select_location(origin: pd.DataFrame) -> tuple[pd.Series[Any], ...]:
    return origin["file"], origin["sheet"], origin["row"]


def build_roster_fields(
    campaign: Campaign, states: Mapping[str, str], nil: Mapping[str, frozenset[str]]
) -> tuple[tuple[InputField, ...], tuple[InputField, ...]]:
    """Return the fields of the roster's units and of their members, with the unit's state in words.

    `nil` has the lists in which units have nothing to report, by the unit's code.
    """
    names = {unit.code: unit.name for unit in campaign.units}
    state_words = {code: say(f"state.{state}") for code, state in states.items()}
    units = [(unit.code, unit.name, state_words.get(unit.code, "")) for unit in campaign.units]
    order = {unit.code: index for index, unit in enumerate(campaign.units)}
    people = sorted(
        dict.fromkeys((member.unit, member.name, member.post) for member in campaign.members),
        key=lambda member: order[member[0]],
    )
    members = [(unit, names[unit], name, post, state_words.get(unit, "")) for unit, name, post in people]
    return (
        (
            *_build_roster("@units", ("source.unit_code", "source.unit", "state"), (8, 30, 10), units),
            *_build_owing_fields(campaign, nil),
        ),
        _build_roster(
            "@members", ("source.unit_code", "source.unit", "name", "post", "state"), (8, 30, 12, 36, 10), members
        ),
    )


def _build_owing_fields(campaign: Campaign, nil: Mapping[str, frozenset[str]]) -> Iterator[InputField]:
    """Yield per list which units have to report rows of it."""
    for list_type in campaign.list_types:
        owing = [
            say("roster.owes")
            if list_type.key in (unit.lists or campaign.lists) and list_type.key not in nil.get(unit.code, ())
            else None
            for unit in campaign.units
        ]
        yield InputField(
            list_key="@units",
            key=name_owing(list_type.key),
            heading=say("roster.owing", list=list_type.label),
            column=pd.Series(owing, dtype=object),
            width=8,
            aside=True,
        )


def _build_roster(
    list_key: str, keys: tuple[str, ...], widths: tuple[float, ...], rows: Iterable[tuple[str, ...]]
) -> tuple[InputField, ...]:
    frame = pd.DataFrame(list(rows), columns=list(keys), dtype=object)
    headings = {key: say(key) if key in SOURCE else say(f"roster.{key}") for key in keys}
    order = pd.Series(range(1, len(frame) + 1), index=frame.index)
    return (
        *(
            InputField(list_key=list_key, key=key, heading=headings[key], column=frame[key], width=width)
            for key, width in zip(keys, widths, strict=True)
        ),
        InputField(
            list_key=list_key, key=ORDER, heading=say("merged.order"), column=order, width=7, style="plain_number"
        ),
    )


def _render_cells(table: ListTable, column: Column) -> pd.Series[Any]:
    """Return a column in words: what was understood, else what was written.

    A required cell with 无 counts as blank, but what was written stays visible. The series is built cell by
    cell: pandas would read a text among days as a day.
    """
    typed, unknown, written = table.typed[column.key], table.unknown[column.key], table.written[column.key]
    separator = say("list.separator")
    cells: list[Any] = []
    for value, why, text in zip(typed.astype(object), unknown, written, strict=True):
        blank = not isinstance(value, tuple) and pd.isna(value)
        if why == ABSENT:
            cells.append(None)
        elif why or (blank and text and column.required):
            cells.append(text)
        else:
            cells.append(None if blank else separator.join(value) if isinstance(value, tuple) else value)
    return pd.Series(cells, index=typed.index, dtype=object)


def _count_faults(frame: pd.DataFrame, list_type: ListType, findings: pd.DataFrame) -> pd.DataFrame:
    errors = findings[(findings["severity"] == "error") & (findings["list"] == list_type.key)]
    errors = errors[errors["row"].notna()].drop_duplicates(["file", "sheet", "row", "column"])
    grouped = errors.groupby(["file", "sheet", "row"])["column"]
    counts, words = grouped.size(), grouped.agg(lambda names: say("list.separator").join(names))
    keys = pd.MultiIndex.from_frame(frame[["source.file", "source.sheet", "source.row"]])
    return pd.DataFrame(
        {
            FAULTS: counts.reindex(keys).fillna(0).astype(int).to_numpy(),
            FAULT_WORDS: words.reindex(keys).fillna("").to_numpy(),
        },
        index=frame.index,
    )


def reconcile_files(batch: Batch, units: dict[str, str]) -> pd.DataFrame:
    """Return one row per file and sheet of a list: rows read, merged and left out, and why.

    Columns: file, unit, list, sheet, read, merged, left_out, reason. read = merged + left_out holds on every row.
    """
    lines: list[dict[str, Any]] = []
    for file in (*batch.files, *batch.carried):
        unit = units.get(file.unit, "")
        if not file.sections:
            reasons = [] if file.verdict is Verdict.RECOGNISED else [say("reconcile.no_list")]
            lines.append(_build_line((file.name, unit, "", ""), 0, 0, reasons))
        for section in file.sections:
            label = batch.definition.find_list_type(section.list_key).label
            merged = len(section.records) if section.list_key in file.counted else 0
            reasons = [f"{count}×{say('left_out.' + why)}" for why, count in _count_reasons(section.left_out).items()]
            if section.carried:
                reasons.append(say("reconcile.carried", count=merged))
            elif section.records and not merged:
                reasons.append(_render_reason(file, section))
            read = len(section.records) + len(section.left_out)
            lines.append(_build_line((file.name, unit, label, section.sheet), read, merged, reasons))
    columns = ["file", "unit", "list", "sheet", "read", "merged", "left_out", "reason"]
    return pd.DataFrame(lines, columns=columns)


def _build_line(location: tuple[str, str, str, str], read: int, merged: int, reasons: list[str]) -> dict[str, Any]:
    file, unit, label, sheet = location
    counts = {"read": read, "merged": merged, "left_out": read - merged}
    return {
        "file": file,
        "unit": unit,
        "list": label,
        "sheet": sheet,
        **counts,
        "reason": say("reconcile.separator").join(reasons),
    }


def _render_reason(file: ReturnedFile, section: Section) -> str:
    count = len(section.records)
    if file.verdict is Verdict.OTHER_ROUND:
        return say("reconcile.other_round", count=count)
    if file.verdict is not Verdict.RECOGNISED:
        return say("reconcile.no_unit", count=count)
    return say("reconcile.superseded", count=count, other=file.standing.superseded_by.get(section.list_key, ""))


def _count_reasons(left_out: tuple[tuple[int, str], ...]) -> dict[str, int]:
    tally: dict[str, int] = {}
    for _, why in left_out:
        tally[why] = tally.get(why, 0) + 1
    return tally

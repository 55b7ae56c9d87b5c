"""Put all returned records of a list side by side: a batch and its findings come in, one frame in words goes out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.batch import ABSENT, Batch, ListTable, ReturnedFile, Section
from toolkit.definition import Column, ListType
from toolkit.messages import say
from toolkit.summary.rollup import roll_up

# Column keys hold no point, so that a list with a column `unit` cannot cover up where its rows came from.
SOURCE = ("source.unit_code", "source.unit", "source.file", "source.sheet", "source.row")
FAULTS, FAULT_WORDS = "marks.faults", "marks.fault_words"


def merged_list(batch: Batch, list_type: ListType, findings: pd.DataFrame, units: dict[str, str]) -> pd.DataFrame:
    """Return one row per record: SOURCE columns, the list's columns by key, `rollup.<key>`, then the marks.

    Days are dates, counts are whole numbers, everything else is text; what could not be understood
    stands as it was written. FAULTS counts the errors of the record, FAULT_WORDS names their columns.
    """
    table = batch.tables[list_type.key]
    origin = table.origin
    frame = pd.DataFrame(
        {
            "source.unit_code": origin["unit"],
            "source.unit": origin["unit"].map(units),
            "source.file": origin["file"],
            "source.sheet": origin["sheet"],
            "source.row": origin["row"],
        },
        index=origin.index,
    )
    for column in list_type.columns:
        frame[column.key] = _words(table, column)
    for rollup in list_type.rollups:
        frame[f"rollup.{rollup.key}"] = roll_up(batch, list_type, rollup)
    return frame.join(_faults(frame, list_type, findings))


def _words(table: ListTable, column: Column) -> pd.Series[Any]:
    """Return a column in words: what was understood, else what was written.

    A required cell that says 无 is blank by meaning, but what was written stays to be seen. The series is
    built cell by cell: pandas would read a text among days as a day.
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


def _faults(frame: pd.DataFrame, list_type: ListType, findings: pd.DataFrame) -> pd.DataFrame:
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


def reconciliation(batch: Batch, units: dict[str, str]) -> pd.DataFrame:
    """Return one row per file and list: rows read, merged and left out, and why.

    Columns: file, unit, list, read, merged, left_out, reason. read = merged + left_out holds on every row.
    """
    lines: list[dict[str, Any]] = []
    for file in batch.files:
        unit = units.get(file.unit, "")
        if not file.sections:
            reason = say("reconcile.no_list")
            lines.append(_line((file.name, unit, ""), 0, 0, [reason] if file.code or file.foreign else []))
        for section in file.sections:
            label = batch.definition.list_type(section.list_key).label
            merged = len(section.records) if section.list_key in file.counted else 0
            reasons = [f"{count}×{say('left_out.' + why)}" for why, count in _tally(section.left_out).items()]
            if section.records and not merged:
                reasons.append(_why_not(file, section))
            read = len(section.records) + len(section.left_out)
            lines.append(_line((file.name, unit, label), read, merged, reasons))
    columns = ["file", "unit", "list", "read", "merged", "left_out", "reason"]
    return pd.DataFrame(lines, columns=columns)


def _line(place: tuple[str, str, str], read: int, merged: int, reasons: list[str]) -> dict[str, Any]:
    file, unit, label = place
    counts = {"read": read, "merged": merged, "left_out": read - merged}
    return {"file": file, "unit": unit, "list": label, **counts, "reason": say("reconcile.separator").join(reasons)}


def _why_not(file: ReturnedFile, section: Section) -> str:
    count = len(section.records)
    if file.foreign:
        return say("reconcile.no_unit", count=count)
    return say("reconcile.superseded", count=count, other=file.superseded_by.get(section.list_key, ""))


def _tally(left_out: tuple[tuple[int, str], ...]) -> dict[str, int]:
    tally: dict[str, int] = {}
    for _, why in left_out:
        tally[why] = tally.get(why, 0) + 1
    return tally

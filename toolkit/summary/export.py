"""Files for programs: the merged lists and the findings as Parquet, the figures as plain dicts for JSON."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import pandas as pd

from toolkit.definition import ListType
from toolkit.errors import OperatorError, make_mistake
from toolkit.findings import (
    Finding,
    build_findings_frame,
    render_found,
    render_way_out,
)
from toolkit.messages import say
from toolkit.records import Batch
from toolkit.summary.build import Summary
from toolkit.summary.fields.base import convert_to_days, convert_to_numbers
from toolkit.summary.merged_lists import FAULT_WORDS, FAULTS, SOURCE
from toolkit.summary.sheets.list_files import ListFile
from toolkit.summary.tables import SummaryTable

_NUMBERS, _DAYS = frozenset({"integer"}), frozenset({"date"})


def build_list_parquet(summary: Summary, list_type: ListType, batch: Batch) -> bytes:
    """Return a merged list as Parquet: where each record came from, its columns, and its computed fields.

    Columns go by the definition's keys. A day or a number that was not understood is null; what was
    written stands beside it in `<key>_written`. Texts are whole, however long.
    """
    written = batch.tables[list_type.key].written
    columns = {
        each.name: _cast_texts(written[each.key])
        if each.written
        else _cast_values(each.kind, summary.frames.compute_column(list_type.key, each.key))
        if each.kind is not None
        else summary.frames.compute_column(list_type.key, each.key)
        for each in _name_columns(summary, list_type)
    }
    return _build_parquet(pd.DataFrame(columns))


class _FileColumn(NamedTuple):
    """A column of a list's file: its name there, its heading, and the field that it holds, or what was written in it.

    `kind` is the kind of the cells; None leaves them as they are.
    """

    name: str
    heading: str
    key: str
    kind: str | None = None
    written: bool = False


def _name_columns(summary: Summary, list_type: ListType) -> list[_FileColumn]:
    """Return the columns of a list's file in order; one whose name is taken goes by a longer one."""
    columns: dict[str, _FileColumn] = {}
    for each in _list_columns(summary, list_type):
        name = each.name if each.name not in columns else f"own_{each.name}"
        columns[name] = each._replace(name=name)
    return list(columns.values())


def _list_columns(summary: Summary, list_type: ListType) -> Iterator[_FileColumn]:
    fields = summary.planner.fields[list_type.key]
    for key in (*SOURCE, FAULTS, FAULT_WORDS):
        yield _FileColumn(key.replace(".", "_"), fields[key].heading, key)
    for column in list_type.columns:
        yield _FileColumn(column.key, column.label, column.key, column.kind)
        if column.kind in _NUMBERS | _DAYS:
            heading = say("beside.written", label=column.label)
            yield _FileColumn(f"{column.key}_written", heading, column.key, written=True)
        if column.kind == "deadline":
            key = f"{column.key}.date"
            yield _FileColumn(f"{column.key}_date", fields[key].heading, key, "date")
    for key, field in fields.items():
        prefix = next((prefix for prefix in ("rollup.", "derived.") if key.startswith(prefix)), "")
        if prefix:
            kind = "date" if field.style == "date" else ""
            yield _FileColumn(key.removeprefix(prefix), field.heading, key, kind)


def describe_list_file(summary: Summary, list_type: ListType, path: str) -> ListFile:
    """Return what the workbook says of a list's Parquet file; `path` leads there from the workbook."""
    return ListFile(path=path, columns={each.name: each.heading for each in _name_columns(summary, list_type)})


def build_findings_parquet(findings: Sequence[Finding]) -> bytes:
    """Return the findings as Parquet, with the sentence of each: what was found, and the way out."""
    frame = build_findings_frame(findings).drop(columns="facts")
    frame = frame.assign(
        found=[render_found(finding) for finding in findings],
        way_out=[render_way_out(finding) for finding in findings],
    )
    texts = [name for name in frame.columns if name != "row"]
    return _build_parquet(frame.assign(**{name: _cast_texts(frame[name]) for name in texts}))


def collect_figure_facts(summary: Summary) -> dict[str, Any]:
    """Return every named figure with what it counts, and every table; a share of nothing is null."""
    return {
        "meeting": summary.campaign.title,
        "round": summary.campaign.round.title,
        "meeting_date": summary.campaign.meeting_date.isoformat(),
        "as_of": summary.frames.find_anchor_day("@today").date().isoformat(),
        "figures": [{"name": named.name, "value": value, "meaning": named.meaning} for named, value in summary.figures],
        "tables": [_collect_table_facts(summary, table) for table in summary.tables],
        "followup": collect_followup_facts(summary),
    }


def collect_followup_facts(summary: Summary) -> dict[str, Any]:
    """Return the figures of follow-up with their last value and the change, and some figures of all rounds.

    `last` and `change` are null in the first round, and where the last value is not known.
    """
    values = summary.values
    figures = [
        {
            "name": figure.now.name,
            "list": summary.campaign.definition.find_label(table.list_key),
            "label": label,
            "whose": heading,
            "kind": figure.now.kind,
            "value": values[figure.now.name],
            "last": values[figure.last.name] if figure.last else None,
            "change": values[figure.change.name] if figure.change else None,
        }
        for table in summary.tracking
        for label, cells in table.lines
        for heading, figure in zip(table.headings, cells, strict=True)
    ]
    rounds = summary.rounds
    history = [
        {"round": each.number, "name": each.label, **dict(zip(rounds.headings, each.values, strict=True))}
        for each in (rounds.rounds if rounds else ())
        if rounds
    ]
    return {"round": summary.campaign.round.number, "figures": figures, "rounds": history}


def _collect_table_facts(summary: Summary, table: SummaryTable) -> dict[str, Any]:
    return {
        "key": table.key,
        "label": table.title,
        "list": summary.campaign.definition.find_label(table.list_key),
        "rows": list(table.row_labels),
        "columns": [" / ".join(column.labels) for column in table.columns],
        "values": [
            {"row": list(row.key), "kind": row.kind, "missing": row.missing, "figures": list(values)}
            for row, values in zip(table.rows, table.values, strict=True)
        ],
    }


def _cast_values(kind: str, values: pd.Series[Any]) -> pd.Series[Any]:
    if kind in _DAYS:
        return _cast_days(values)
    if kind in _NUMBERS or pd.api.types.is_numeric_dtype(values):
        return convert_to_numbers(values).astype("Int64")
    return _cast_texts(values)


def _cast_days(values: pd.Series[Any]) -> pd.Series[Any]:
    return convert_to_days(values).astype("datetime64[ms]")


def _cast_texts(values: pd.Series[Any]) -> pd.Series[Any]:
    return values.astype(object).map(lambda value: None if pd.isna(value) else str(value)).astype("string")


def _build_parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, engine="pyarrow", index=False)
    return buffer.getvalue()


def require_parquet() -> None:
    """Raise OperatorError where the library that writes Parquet is not installed."""
    if not has_parquet():
        raise OperatorError(make_mistake("parquet.missing", "pyarrow"))


def has_parquet() -> bool:
    """Tell whether the library that writes Parquet is installed."""
    try:
        import_module("pyarrow")
    except ImportError:
        return False
    return True

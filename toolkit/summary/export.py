"""Files for programs: the merged lists and the findings as Parquet, the figures as plain dicts for JSON."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import pandas as pd

from toolkit.definition import ListType
from toolkit.errors import OperatorError, make_mistake
from toolkit.findings import (
    Finding,
    build_findings_frame,
    render_found,
    render_way_out,
)
from toolkit.records import Batch
from toolkit.summary.build import Summary
from toolkit.summary.fields.base import convert_to_days, convert_to_numbers
from toolkit.summary.merged_lists import FAULT_WORDS, FAULTS, SOURCE
from toolkit.summary.tables import SummaryTable

_NUMBERS, _DAYS = frozenset({"integer"}), frozenset({"date"})


def build_list_parquet(summary: Summary, list_type: ListType, batch: Batch) -> bytes:
    """Return a merged list as Parquet: where each record came from, its columns, and its computed fields.

    Columns go by the definition's keys. A day or a number that was not understood is null; what was
    written stands beside it in `<key>_written`. Texts are whole, however long.
    """
    frame = summary.frames.build_frame(list_type.key)
    columns: dict[str, pd.Series[Any]] = {key.replace(".", "_"): frame[key] for key in SOURCE}
    table = batch.tables[list_type.key]
    columns |= {key.replace(".", "_"): frame[key] for key in (FAULTS, FAULT_WORDS)}

    def add_column(name: str, values: pd.Series[Any]) -> None:
        """Add a column; one whose name is taken goes by a longer one."""
        columns[name if name not in columns else f"own_{name}"] = values

    for column in list_type.columns:
        add_column(column.key, _cast_values(column.kind, frame[column.key]))
        if column.kind in _NUMBERS | _DAYS:
            add_column(f"{column.key}_written", _cast_texts(table.written[column.key]))
        if column.kind == "deadline":
            add_column(f"{column.key}_date", _cast_days(frame[f"{column.key}.date"]))
    for key, field in summary.planner.fields[list_type.key].items():
        prefix = next((prefix for prefix in ("rollup.", "derived.") if key.startswith(prefix)), "")
        if prefix:
            add_column(key.removeprefix(prefix), _cast_values("date" if field.style == "date" else "", frame[key]))
    return _build_parquet(pd.DataFrame(columns))


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
    try:
        import_module("pyarrow")
    except ImportError as error:
        raise OperatorError(make_mistake("parquet.missing", "pyarrow")) from error

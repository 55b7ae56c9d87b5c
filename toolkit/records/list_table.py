"""All records of one list: what was written, what it means, what is unknown, where each came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.cleaning import BLANK_CELL, CleanedCell
from toolkit.definition import ListType
from toolkit.records.returned_file import ReturnedFile
from toolkit.records.section import Section

# pandas takes empty columns for numbers, and joins by unit would then fail.
_ORIGIN_TYPES = {"unit": object, "file": object, "sheet": object, "row": int, "section": int}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTable:
    """All records of one list, in four frames that share one index, one row per record.

    They hold what was written, what it means, which cells are unknown, and where the record came from (columns unit,
    file, sheet, row, section). `quiet` are the rows that rules see and say nothing about: those carried from an
    earlier round, and those in which, as their unit said, nothing changed.
    """

    written: pd.DataFrame
    typed: pd.DataFrame
    unknown: pd.DataFrame
    origin: pd.DataFrame
    sections: tuple[Section, ...]
    quiet: frozenset[int] = frozenset()

    def collect_sources(self, rows: Iterable[int]) -> list[dict[str, Any]]:
        """Return where the records at these index labels came from; all in one call, as single look-ups are slow."""
        taken = self.origin.iloc[list(rows)]
        columns = {str(name): values.tolist() for name, values in taken.items()}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def build_list_table(list_type: ListType, files: tuple[ReturnedFile, ...]) -> ListTable:
    """Put the counted sections of all files into the table of one list, in file order."""
    sections = tuple(
        (file, section)
        for file in files
        for section in file.sections
        if section.list_key == list_type.key and section.list_key in file.counted
    )
    texts: dict[str, list[str]] = {column.key: [] for column in list_type.columns}
    cells: dict[str, list[CleanedCell]] = {column.key: [] for column in list_type.columns}
    origin: dict[str, list[Any]] = {name: [] for name in _ORIGIN_TYPES}
    quiet: list[int] = []
    for place, (file, section) in enumerate(sections):
        records = tuple(section.records)  # made anew by every look at them
        first = len(origin["row"])
        quiet += (number for number, each in enumerate(records, first) if section.carried or each.unchanged)
        for name, value in (("unit", file.unit), ("file", file.name), ("sheet", section.sheet), ("section", place)):
            origin[name] += [value] * len(records)
        origin["row"] += [record.row for record in records]
        for key, own in texts.items():
            own += [record.written.get(key, "") for record in records]
        for key, column in cells.items():
            column += [record.cleaned.get(key, BLANK_CELL) for record in records]
    index = pd.RangeIndex(len(origin["row"]))
    return ListTable(
        written=_build_frame({key: pd.Series(texts.pop(key), dtype=object) for key in tuple(texts)}, index),
        **_build_cell_frames(list_type, cells, index),
        origin=_build_frame({key: pd.Series(origin[key], dtype=kind) for key, kind in _ORIGIN_TYPES.items()}, index),
        sections=tuple(section for _, section in sections),
        quiet=frozenset(quiet),
    )


def _build_cell_frames(
    list_type: ListType, cells: dict[str, list[CleanedCell]], index: pd.RangeIndex
) -> dict[str, pd.DataFrame]:
    """Return what cells mean and why they are unknown (a few codes, so categories); `cells` is emptied on the way."""
    typed: dict[str, pd.Series[Any]] = {}
    days: dict[str, pd.Series[Any]] = {}
    unknown: dict[str, pd.Series[Any]] = {}
    for column in list_type.columns:
        own = cells.pop(column.key)
        typed[column.key] = _build_series(column.kind, [cell.value for cell in own])
        unknown[column.key] = pd.Series([cell.unknown for cell in own], dtype="category")
        if column.kind == "deadline":
            days[f"{column.key}.date"] = _build_series("date", [cell.date for cell in own])
    return {"typed": _build_frame(typed | days, index), "unknown": _build_frame(unknown, index)}


def _build_frame(columns: Mapping[str, pd.Series[Any]], index: pd.RangeIndex) -> pd.DataFrame:
    """Return a frame of columns as they are: put into blocks of one type, they would be in memory twice meanwhile."""
    return pd.DataFrame(columns, index=index, copy=False)


def _build_series(kind: str, values: list[Any]) -> pd.Series[Any]:
    if kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object)), dtype="datetime64[ns]")
    if kind == "integer":
        return pd.Series(values, dtype="Int64")
    return pd.Series(values, dtype=object)

"""Gather the records of all returned files in one table per list, for rules and summaries to work on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from toolkit.cleaning import BLANK_CELL, CleanedCell
from toolkit.definition import Column, ColumnRef, Definition, ListType, split_path
from toolkit.records.anchor_days import AnchorDays
from toolkit.records.returned_file import ReturnedFile
from toolkit.records.section import ABSENT, Section
from toolkit.rules import ColumnCells


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterNames:
    """The people and units that rules refer to: one row per unit and member, the lead unit, all units' names."""

    members: pd.DataFrame  # columns unit, name
    lead: str
    unit_names: frozenset[str]

    def find_members(self, unit: str) -> tuple[str, ...]:
        """Return a unit's members in roster order."""
        return tuple(self.members.loc[self.members["unit"] == unit, "name"])


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All returns: the files, and for each list one table of the records that count.

    `carried` are the files that records nobody returned in this round come from (see `ReturnedFile.is_carried`).
    `former` has values that are not offered any more and stand in issued rows, by unit, list and column.
    """

    definition: Definition
    files: tuple[ReturnedFile, ...]
    tables: Mapping[str, ListTable]
    roster: RosterNames
    days: AnchorDays
    carried: tuple[ReturnedFile, ...] = ()
    former: Mapping[tuple[str, str, str], frozenset[str]] = field(default_factory=dict)

    def view_list(self, list_key: str) -> BatchTable:
        """Return one list as rules see it."""
        return BatchTable(batch=self, list_type=self.definition.find_list_type(list_key))

    def find_returning_units(self, list_key: str) -> frozenset[str]:
        """Return the codes of units that answered for a list."""
        return frozenset(file.unit for file in self.files if list_key in file.counted)


# pandas takes empty columns for numbers, and joins by unit would then fail.
_ORIGIN_TYPES = {"unit": object, "file": object, "sheet": object, "row": int, "section": int}


def build_batch(
    definition: Definition,
    files: Iterable[ReturnedFile],
    roster: RosterNames,
    days: AnchorDays,
    former: Mapping[tuple[str, str, str], frozenset[str]] | None = None,
) -> Batch:
    """Put the counted sections of all files, carried ones among them, into one table per list, in file order."""
    gathered = tuple(files)
    tables = {list_type.key: _build_table(list_type, gathered) for list_type in definition.list_types}
    returned = tuple(file for file in gathered if not file.is_carried)
    carried = tuple(file for file in gathered if file.is_carried)
    return Batch(
        definition=definition,
        files=returned,
        carried=carried,
        tables=tables,
        roster=roster,
        days=days,
        former=former or {},
    )


def _build_table(list_type: ListType, files: tuple[ReturnedFile, ...]) -> ListTable:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchTable:
    """One list of a batch, answering the questions of rules (see `rules.Table`), which ask for few columns."""

    batch: Batch
    list_type: ListType
    _found: dict[str, ColumnCells] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def table(self) -> ListTable:
        """The list's frames."""
        return self.batch.tables[self.list_type.key]

    @property
    def index(self) -> pd.Index[Any]:
        """Row labels."""
        return self.table.origin.index

    def find_cells(self, path: str) -> ColumnCells:
        """Return the column at a path; cells behind a reference that leads nowhere are lost and unknown.

        They are the same for everybody who asks, and not to be changed.
        """
        if path not in self._found:
            ref = self._resolve_path(path)
            if ref.through is None:
                self._found[path] = self._select_own_cells(ref.column.key, ref.part)
            else:
                self._found[path] = self._follow_reference(ref, ref.through.key)
        return self._found[path]

    def _resolve_path(self, path: str) -> ColumnRef:
        return self.batch.definition.resolve_path(self.list_type.key, path)

    def _select_own_cells(self, key: str, part: str) -> ColumnCells:
        table = self.table
        deadline = f"{key}.date" in table.typed
        values = table.typed[f"{key}.date"] if part and deadline else table.typed[key]
        unknown = table.unknown[key].ne("")
        # A deadline in words is a valid answer without a day: as a date the cell is blank.
        blank = values.isna() & ~unknown
        return ColumnCells(values=values, blank=blank, unknown=unknown, lost=table.unknown[key].eq(ABSENT))

    def find_own_column(self, path: str) -> Column:
        """Return the column of this list that a path starts from."""
        return self._resolve_path(path).own_column

    def find_absent_cells(self, path: str) -> pd.Series[bool]:
        """Return, per record, whether its sheet had no such column."""
        return self.table.unknown[self.find_own_column(path).key].eq(ABSENT)

    def find_unknown_reasons(self, path: str) -> pd.Series[str]:
        """Return why cells are unknown, as the last part of `unknown.<reason>`; empty where they are not."""
        return self.table.unknown[self.find_own_column(path).key]

    def find_kind(self, path: str) -> str:
        """Return the kind of the column at a path."""
        return self._resolve_path(path).column.kind

    def _follow_reference(self, ref: ColumnRef, reference: str) -> ColumnCells:
        """Return the other list's column, one cell per row of this list, from the row of the unit that it refers to."""
        other = self.batch.view_list(ref.list_key)
        cells = other._select_own_cells(ref.column.key, ref.part)
        target_rows = pd.DataFrame(
            {
                "unit": other.find_units(),
                "number": other._select_own_cells(ref.matched_key, "").values,
                "value": cells.values,
                "unknown": cells.unknown,
                "lost": cells.lost,
            }
        ).drop_duplicates(["unit", "number"])
        target_rows["found"] = True
        referring_rows = pd.DataFrame({"unit": self.find_units(), "number": self.table.typed[reference]})
        joined = referring_rows.merge(target_rows, how="left", on=["unit", "number"]).set_index(self.index)
        lost = joined["found"].isna() | joined["number"].isna() | joined["lost"].eq(True)
        unknown = lost | joined["unknown"].eq(True)
        values = joined["value"]
        return ColumnCells(values=values, blank=values.isna() & ~unknown, unknown=unknown, lost=lost)

    def find_label(self, path: str) -> str:
        """Return the heading of the column at a path."""
        return self._resolve_path(path).column.label

    def find_list_label(self, path: str) -> str:
        """Return the name of the list that a `list.column` path leads to."""
        return self.batch.definition.find_list_type(split_path(path)[0]).label

    def find_anchor_day(self, name: str) -> pd.Timestamp | pd.Series[Any]:
        """Return `@today` (the day figures are as of), `@meeting`, or by record `@listed`."""
        days = self.batch.days
        if name == "@listed":
            number = self.list_type.number
            numbers = self.table.typed[number.key] if number else pd.Series("", index=self.index)
            return days.find_listed_days(self.list_type.key, self.find_units(), numbers)
        return pd.Timestamp(days.today if name == "@today" else days.meeting)

    def find_units(self) -> pd.Series[str]:
        """Return each row's unit code."""
        return self.table.origin["unit"]

    def find_allowed_values(self, choices: str) -> frozenset[str] | Mapping[str, frozenset[str]]:
        """Return a choice list's values, by unit for rosters."""
        roster = self.batch.roster
        if choices == "@units":
            return roster.unit_names
        if choices not in ("@members", "@leaders"):
            return frozenset(self.batch.definition.find_choice_list(choices).values)
        units = set(roster.members["unit"]) | set(self.find_units())
        lead = frozenset(roster.find_members(roster.lead)) if choices == "@leaders" else frozenset()
        own = roster.members.groupby("unit")["name"].agg(frozenset).to_dict()
        return {unit: own.get(unit, frozenset()) | lead for unit in units}

    def find_former_values(self, path: str) -> Mapping[str, frozenset[str]]:
        """Return the values of a column of this list that are not offered any more, by unit."""
        place = (self.list_type.key, path)
        return {unit: values for (unit, *rest), values in self.batch.former.items() if tuple(rest) == place}

    def find_other_list_values(self, path: str) -> pd.DataFrame | None:
        """Return another list's filled cells as columns unit and value; None where no unit returned that list."""
        ref = self.batch.definition.resolve_other_list_path(path)
        table = self.batch.tables[ref.list_key]
        if not self.batch.find_returning_units(ref.list_key):
            return None
        return pd.DataFrame({"unit": table.origin["unit"], "value": table.typed[ref.column.key]}).dropna()

    def find_returning_units(self, path: str) -> frozenset[str]:
        """Return the codes of units that answered for the list of a `list.column` path."""
        return self.batch.find_returning_units(self.batch.definition.resolve_other_list_path(path).list_key)

    def find_roster(self, of: str) -> pd.DataFrame:
        """Return everyone who must appear: one row per unit and name."""
        if of != "members":
            raise KeyError(of)
        return self.batch.roster.members

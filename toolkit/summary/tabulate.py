"""Tabulate: plan the columns of the declared tables, then count them over the merged lists."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable
from dataclasses import replace

from toolkit.definition import (
    COUNT,
    MEMBERS,
    SEVERAL_KINDS,
    UNIT,
    ListType,
    Scope,
    TableSpec,
    split_figure_path,
)
from toolkit.messages import say
from toolkit.summary.counts import Label
from toolkit.summary.fields.base import (
    Dimension,
    Field,
    render_unclear,
)
from toolkit.summary.figure_counts import Counted, FigureCounter
from toolkit.summary.frames import MergedFrames
from toolkit.summary.tables import (
    ColumnHead,
    RowHead,
    SummaryTable,
    compute_figures,
    find_column_index,
)
from toolkit.summary.tally import Key, Tally
from toolkit.text import NaturalKey, build_natural_key


class Tabulator(FigureCounter):
    """Plans the tables' fields first, then counts them."""

    def plan_columns(self, list_key: str, spec: TableSpec, scope: Scope) -> tuple[ColumnHead, ...]:
        """Return the columns of a table, planning every field they need. Figures of unused lists are left out."""
        fields = self._plan_row_fields(list_key, spec)
        base = self.build_count(list_key, spec.when, scope)
        cross = self._plan_reachable_fields(list_key, spec.columns)
        heads: list[ColumnHead] = []
        values = [self.planner.order_values(field) or () for field in cross]
        for chosen in itertools.product(*values) if cross else ():
            labels = tuple(Label(field=f.key, value=v) for f, v in zip(cross, chosen, strict=True))
            heads.append(
                ColumnHead(
                    name=f"cross.{'.'.join(chosen)}",
                    labels=chosen,
                    count=base.add_labels(*labels),
                    row_fields=fields,
                    key=chosen,
                    cross=True,
                )
            )
        heads += self._build_figure_heads(list_key, COUNT, spec, scope)
        for path in spec.figures:
            other, key = split_figure_path(list_key, path)
            if other == list_key and key == COUNT:
                continue
            with contextlib.suppress(KeyError):
                heads += self._build_figure_heads(other, key, spec, scope, home=list_key)
        return tuple(heads)

    def _plan_reachable_fields(self, list_key: str, paths: tuple[str, ...]) -> list[Field]:
        """Return the fields of the paths that need no list which this campaign does not use."""
        fields: list[Field] = []
        for path in paths:
            with contextlib.suppress(KeyError):
                fields.append(self.planner.plan_field(list_key, path))
        return fields

    def _plan_row_fields(self, list_key: str, spec: TableSpec) -> tuple[str, ...]:
        return tuple(self.planner.plan_field(list_key, path).key for path in spec.rows)

    def _build_figure_heads(
        self, list_key: str, key: str, spec: TableSpec, scope: Scope, *, home: str | None = None
    ) -> list[ColumnHead]:
        """Return the column of one figure, and in a table that compares also those of its last value and the change.

        A figure of another list than the table's `home` goes by list and figure; the table's conditions hold for the
        other list's columns of the same keys.
        """
        figure, own = self.find_figure(list_key, key), home in (None, list_key)
        name, fields = key if own else f"{list_key}.{key}", self._plan_row_fields(list_key, spec)
        compared = spec.compare and key != COUNT and self.knows_last(list_key, figure)

        def build_head(period: str, counted: Counted | None) -> ColumnHead:
            labels = (figure.label, say(f"tracking.{period}")) if compared else (figure.label,)
            return ColumnHead(
                name=name if period == "now" else f"{name}@{period}",
                labels=labels,
                count=counted.count if counted else None,
                part=counted.part if counted else None,
                whole=counted.whole if counted else None,
                row_fields=fields,
                kind=figure.kind,
                change=None if counted else (name, f"{name}@last"),
            )

        heads = [build_head("now", self.count_figure(list_key, figure, spec.when, scope))]
        if compared:
            last = self.count_figure(list_key, figure, spec.when, scope, last=True)
            heads += [build_head("last", last), build_head("change", None)]
        return heads

    def build_table(
        self, list_key: str, spec: TableSpec, scope: Scope, columns: tuple[ColumnHead, ...], frames: MergedFrames
    ) -> SummaryTable:
        """Count one table whose columns were planned."""
        tally = Tally(frames)
        columns = _drop_empty_columns(columns, tally) if len(spec.columns) > 1 else columns
        found = {
            key
            for column in columns
            for count in column.counts
            for key in tally.count_by_labels(count, column.row_fields)
        }
        counted = {count.list_key for column in columns for count in column.counts}
        keys = [
            key
            for key in self._order_keys(list_key, spec, scope, found)
            if spec.rows[0] != UNIT or key in found or self.roster.is_asked(key[0], counted)
        ]
        rows = self._grade_rows(list_key, spec, self._build_rows(spec, keys), columns, tally)
        labels = tuple(self.find_heading(list_key, path) for path in spec.rows)
        return SummaryTable(
            spec=spec,
            list_key=list_key,
            scope=scope,
            title=self._render_title(spec, scope),
            row_labels=labels,
            rows=tuple(rows),
            columns=columns,
            values=tuple(compute_figures(columns, rows, tally)),
            by_unit=spec.rows[0] == UNIT,
            short=self._find_short_names(list_key, spec.rows[-1]),
            notes=self._collect_notes(list_key, spec),
            several=tuple(self.find_heading(list_key, path) for path in spec.rows if self._is_several(list_key, path)),
        )

    def _collect_notes(self, list_key: str, spec: TableSpec) -> tuple[str, ...]:
        """Return what the definition says of the table's figures, each sentence once."""
        notes: list[str] = []
        for path in spec.figures:
            with contextlib.suppress(KeyError):
                notes.append(self.find_figure(*split_figure_path(list_key, path)).note)
        return tuple(dict.fromkeys(filter(None, notes)))

    def find_heading(self, list_key: str, path: str) -> str:
        """Return the heading of a path."""
        if path == UNIT:
            return say("summary.unit")
        countable = self.planner.definition.find_countable(list_key)
        worked = countable.find_worked_column(path)
        if worked is not None:
            return worked.label
        if isinstance(countable, ListType):
            return self.planner.definition.resolve_path(list_key, path).column.label
        return self.planner.plan_field(list_key, path).heading

    def _find_short_names(self, list_key: str, path: str) -> dict[str, str]:
        field = self.planner.plan_field(list_key, path)
        choices = field.choices if isinstance(field, Dimension) else None
        options = self.planner.definition.find_choice_list(choices).options if choices else ()
        return {option.value: option.short for option in options if option.short}

    def _render_title(self, spec: TableSpec, scope: Scope) -> str:
        if scope == "lead":
            return say("summary.of_lead", table=spec.label, unit=self.roster.lead)
        return say("summary.of_all", table=spec.label) if len(spec.scopes) > 1 else spec.label

    def _is_several(self, list_key: str, path: str) -> bool:
        countable = self.planner.definition.find_countable(list_key)
        field = self.planner.plan_field(list_key, path)
        return (
            isinstance(field, Dimension)
            and isinstance(countable, ListType)
            and (countable.find_column(field.of).kind in SEVERAL_KINDS)
        )

    def _order_keys(self, list_key: str, spec: TableSpec, scope: Scope, found: Iterable[Key]) -> list[Key]:
        """Return the rows: every value that is known beforehand, and further values that were found, in order.

        Units and members come in the roster's order, choices in their own, other values by their text.
        """
        present = [key for key in found if len(key) == len(spec.rows)]
        orders = [self._find_row_order(list_key, path, scope) for path in spec.rows]
        known: list[Key] = []
        if spec.rows[0] == UNIT and self._is_member(list_key, spec.rows[-1]):
            known = [key for key in self.roster.members if scope == "all" or key[0] == self.roster.lead]
        elif all(order is not None for order in orders):
            every = itertools.product(*[order for order in orders if order is not None])
            known = [key for key in every if render_unclear() not in key or key in present]
        ranks = [{value: index for index, value in enumerate(order or ())} for order in orders]
        member = {key: index for index, key in enumerate(self.roster.members)}

        def rank_key(key: Key) -> list[tuple[int, int, NaturalKey]]:
            ranked = [
                (ranks[level].get(value, len(ranks[level])), int(value == render_unclear()), build_natural_key(value))
                for level, value in enumerate(key)
            ]
            if key in member:
                ranked[-1] = (member[key] - len(member), 0, build_natural_key(""))
            return ranked

        return sorted({*known, *present}, key=rank_key)

    def _find_row_order(self, list_key: str, path: str, scope: Scope) -> tuple[str, ...] | None:
        """Return the values of a row path in order; of the lead unit's members where only they can be meant."""
        if path == UNIT and scope == "lead":
            return (self.roster.lead,)
        if self._is_member(list_key, path, ("@members", "@leaders")) and scope == "lead":
            return tuple(name for unit, name in self.roster.members if unit == self.roster.lead)
        return self._find_order(list_key, path)

    def _find_order(self, list_key: str, path: str) -> tuple[str, ...] | None:
        return self.roster.units if path == UNIT else self.planner.order_values(self.planner.plan_field(list_key, path))

    def _is_member(self, list_key: str, path: str, lists: tuple[str, ...] = ("@members",)) -> bool:
        """Tell whether a path's values come from the roster's members."""
        if list_key == MEMBERS:
            return path == "name"
        countable = self.planner.definition.find_countable(list_key)
        return (
            isinstance(countable, ListType)
            and countable.has_column(path)
            and countable.find_column(path).choices in lists
        )

    def _build_rows(self, spec: TableSpec, keys: Iterable[Key]) -> list[RowHead]:
        rows: list[RowHead] = []
        for first, group in itertools.groupby(keys, key=lambda key: key[0]):
            state = self.roster.states.get(first, "") if spec.rows[0] == UNIT else ""
            missing = spec.rows[0] == UNIT and first in self.roster.missing
            rows += [RowHead(key=key, state=state, missing=missing) for key in group]
            if spec.has_subtotals:
                rows.append(RowHead(key=(first,), kind="subtotal"))
        return [*rows, RowHead(key=(), kind="total")]

    def _grade_rows(
        self, list_key: str, spec: TableSpec, rows: list[RowHead], columns: tuple[ColumnHead, ...], tally: Tally
    ) -> list[RowHead]:
        """Grade rows by their share, the best grade first; rows of a grade keep their order, the total stays last."""
        grades = self.planner.definition.summary.grades
        ranked = find_column_index(columns, (spec.rank or "").removeprefix(f"{list_key}."))
        if ranked is None or spec.has_subtotals:
            return rows
        shares = [values[0] for values in compute_figures(columns[ranked : ranked + 1], rows, tally)]
        graded: list[tuple[int, RowHead]] = []
        for row, value in zip(rows[:-1], shares, strict=False):
            grade_index = next(
                (index for index, grade in enumerate(grades) if value is not None and value >= grade.least), None
            )
            label = "" if grade_index is None else grades[grade_index].label
            behind = len(grades) + row.missing
            graded.append((behind if grade_index is None else grade_index, replace(row, grade=label)))
        graded.sort(key=lambda pair: pair[0])
        return [*(row for _, row in graded), rows[-1]]


def _drop_empty_columns(columns: tuple[ColumnHead, ...], tally: Tally) -> tuple[ColumnHead, ...]:
    """Leave out unclear columns that hold nothing: two levels of columns are many on one page."""
    return tuple(
        column
        for column in columns
        if render_unclear() not in column.key or column.count is None or tally.count_by_labels(column.count, ())[()]
    )

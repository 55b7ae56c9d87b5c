"""Make the declared tables: specs, planned fields and the merged lists come in, tables go out."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.campaign import Campaign
from toolkit.definition import COUNT, MEMBERS, SEVERAL_KINDS, UNIT, UNITS, FigureSpec, ListType, Scope, TableSpec
from toolkit.messages import say
from toolkit.rules import When
from toolkit.summary.counts import Count, Label
from toolkit.summary.field import UNIT_NAME, Dimension, Field, unclear
from toolkit.summary.frames import MergedFrames
from toolkit.summary.moments import Asked
from toolkit.summary.plan import Planner
from toolkit.summary.tables import ColumnHead, Key, RowHead, Table, Tally, column_position, figures_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The units by name in order with their states, and the members by unit and name in order."""

    units: tuple[str, ...]
    members: tuple[Key, ...]
    states: Mapping[str, str]
    missing: frozenset[str]
    lead: str

    @classmethod
    def of(cls, campaign: Campaign, states: Mapping[str, str]) -> Roster:
        """Return the roster of a campaign; `states` by unit code."""
        names = {unit.code: unit.name for unit in campaign.units}
        order = {unit.code: place for place, unit in enumerate(campaign.units)}
        members = sorted(campaign.members, key=lambda member: order[member.unit])
        return cls(
            units=tuple(names.values()),
            members=tuple(dict.fromkeys((names[one.unit], one.name) for one in members)),
            states={names[code]: say(f"state.{state}") for code, state in states.items()},
            missing=frozenset(names[code] for code, state in states.items() if state == "missing"),
            lead=names.get(campaign.lead_unit, ""),
        )


class Tabulator:
    """Plans the tables' fields first, then counts them."""

    def __init__(self, planner: Planner, roster: Roster) -> None:
        self.planner, self.roster = planner, roster

    def count(self, list_key: str, when: When | None = None, scope: Scope = "all", total: str = "") -> Count:
        """Return the count of a list's records under conditions, of the lead unit's alone or of all."""
        planner = self.planner
        always = UNIT_NAME if list_key in (UNITS, MEMBERS) else "source.row"
        asked: tuple[Asked, ...] = (planner.asked(list_key, when),) if when else ()
        summed = planner.field(list_key, total).key if total else ""
        made = Count(list_key=list_key, asked=asked, total=summed, always=always)
        return made.where(Label(field=UNIT_NAME, value=self.roster.lead)) if scope == "lead" else made

    def figure(self, list_key: str, key: str) -> FigureSpec:
        """Return a figure of a list; KeyError where there is none. Every list can count its records."""
        found = self.planner.countable(list_key).figure(key)
        if found is None and key == COUNT:
            return FigureSpec(key=COUNT, label=say("summary.total"))
        if found is None:
            raise KeyError(key)
        return found

    def counted(self, list_key: str, figure: FigureSpec, when: When | None = None, scope: Scope = "all") -> Count:
        """Return what a figure that is no share counts."""
        made = self.count(list_key, when, scope, figure.sum or "")
        return replace(made, asked=(*made.asked, self.planner.asked(list_key, figure.when))) if figure.when else made

    def shared(
        self, list_key: str, figure: FigureSpec, when: When | None = None, scope: Scope = "all"
    ) -> tuple[Count, Count]:
        """Return the part and the whole of a share."""
        part, whole = self.figure(list_key, figure.share or ""), self.figure(list_key, figure.of)
        return self.counted(list_key, part, when, scope), self.counted(list_key, whole, when, scope)

    def plan(self, list_key: str, spec: TableSpec, scope: Scope) -> tuple[ColumnHead, ...]:
        """Return the columns of a table, planning every field they need. Figures of unused lists are left out."""
        fields = self._row_fields(list_key, spec)
        base = self.count(list_key, spec.when, scope)
        cross = self._reachable(list_key, spec.columns)
        heads: list[ColumnHead] = []
        values = [self.planner.order(field) or () for field in cross]
        for chosen in itertools.product(*values) if cross else ():
            labels = tuple(Label(field=f.key, value=v) for f, v in zip(cross, chosen, strict=True))
            heads.append(
                ColumnHead(
                    name=f"cross.{'.'.join(chosen)}",
                    labels=chosen,
                    count=base.where(*labels),
                    row_fields=fields,
                    key=chosen,
                    cross=True,
                )
            )
        heads.append(self._figure_head(list_key, COUNT, spec, scope))
        for path in spec.figures:
            other, _, key = path.rpartition(".")
            if other in ("", list_key) and key == COUNT:
                continue
            with contextlib.suppress(KeyError):
                heads.append(self._figure_head(other or list_key, key, spec, scope, home=list_key))
        return tuple(heads)

    def _reachable(self, list_key: str, paths: tuple[str, ...]) -> list[Field]:
        """Return the fields of the paths that can be had without the lists that this campaign does not use."""
        fields: list[Field] = []
        for path in paths:
            with contextlib.suppress(KeyError):
                fields.append(self.planner.field(list_key, path))
        return fields

    def _row_fields(self, list_key: str, spec: TableSpec) -> tuple[str, ...]:
        return tuple(self.planner.field(list_key, path).key for path in spec.rows)

    def _figure_head(
        self, list_key: str, key: str, spec: TableSpec, scope: Scope, *, home: str | None = None
    ) -> ColumnHead:
        """Return the column of one figure; of another list than the table's `home` it goes by list and figure.

        The table's conditions hold for the other list's columns of the same keys.
        """
        figure, own, when = self.figure(list_key, key), home in (None, list_key), spec.when
        head = ColumnHead(
            name=key if own else f"{list_key}.{key}",
            labels=(figure.label,),
            count=None,
            row_fields=self._row_fields(list_key, spec),
        )
        if figure.share is not None:
            part, whole = self.shared(list_key, figure, when, scope)
            return replace(head, part=part, whole=whole)
        return replace(head, count=self.counted(list_key, figure, when, scope))

    def table(
        self, list_key: str, spec: TableSpec, scope: Scope, columns: tuple[ColumnHead, ...], frames: MergedFrames
    ) -> Table:
        """Count one table whose columns were planned."""
        tally = Tally(frames)
        columns = _without_empty(columns, tally) if len(spec.columns) > 1 else columns
        found = {key for column in columns for count in column.counts for key in tally.of(count, column.row_fields)}
        keys = self._keys(list_key, spec, scope, found)
        rows = self._graded(list_key, spec, self._rows(spec, keys), columns, tally)
        labels = tuple(self.label(list_key, path) for path in spec.rows)
        return Table(
            spec=spec,
            list_key=list_key,
            scope=scope,
            title=self._title(spec, scope),
            row_labels=labels,
            rows=tuple(rows),
            columns=columns,
            values=tuple(figures_of(columns, rows, tally)),
            by_unit=spec.rows[0] == UNIT,
            short=self._short_names(list_key, spec.rows[-1]),
            several=tuple(self.label(list_key, path) for path in spec.rows if self._is_several(list_key, path)),
        )

    def label(self, list_key: str, path: str) -> str:
        """Return the heading of a path."""
        if path == UNIT:
            return say("summary.unit")
        countable = self.planner.countable(list_key)
        worked = next((one for one in (*countable.rollups, *countable.derived) if one.key == path), None)
        if worked is not None:
            return worked.label
        if isinstance(countable, ListType) and "." in path:
            return self.planner.definition.locate(list_key, path).column.label
        return countable.column(path).label if isinstance(countable, ListType) else self._given(list_key, path)

    def _given(self, list_key: str, path: str) -> str:
        return self.planner.field(list_key, path).heading

    def _short_names(self, list_key: str, path: str) -> dict[str, str]:
        field = self.planner.field(list_key, path)
        choices = field.choices if isinstance(field, Dimension) else None
        options = self.planner.definition.choice_list(choices).options if choices else ()
        return {option.value: option.short for option in options if option.short}

    def _title(self, spec: TableSpec, scope: Scope) -> str:
        if scope == "lead":
            return say("summary.of_lead", table=spec.label, unit=self.roster.lead)
        return say("summary.of_all", table=spec.label) if len(spec.scopes) > 1 else spec.label

    def _is_several(self, list_key: str, path: str) -> bool:
        countable = self.planner.countable(list_key)
        field = self.planner.field(list_key, path)
        return (
            isinstance(field, Dimension)
            and isinstance(countable, ListType)
            and (countable.column(field.of).kind in SEVERAL_KINDS)
        )

    def _keys(self, list_key: str, spec: TableSpec, scope: Scope, found: Iterable[Key]) -> list[Key]:
        """Return the rows: every value that is known beforehand, and what was found besides, in order.

        Units and members come in the roster's order, choices in their own, other values by their text.
        """
        there = [key for key in found if len(key) == len(spec.rows)]
        orders = [self._row_order(list_key, path, scope) for path in spec.rows]
        known: list[Key] = []
        if spec.rows[0] == UNIT and self._is_member(list_key, spec.rows[-1]):
            known = [key for key in self.roster.members if scope == "all" or key[0] == self.roster.lead]
        elif all(order is not None for order in orders):
            every = itertools.product(*[order for order in orders if order is not None])
            known = [key for key in every if unclear() not in key or key in there]
        ranks = [{value: at for at, value in enumerate(order or ())} for order in orders]
        member = {key: at for at, key in enumerate(self.roster.members)}

        def rank(key: Key) -> list[tuple[int, int, str]]:
            placed = [
                (ranks[level].get(value, len(ranks[level])), int(value == unclear()), value)
                for level, value in enumerate(key)
            ]
            if key in member:
                placed[-1] = (member[key] - len(member), 0, "")
            return placed

        return sorted({*known, *there}, key=rank)

    def _row_order(self, list_key: str, path: str, scope: Scope) -> tuple[str, ...] | None:
        """Return the values of a row path in order; of the lead unit's members where only they can be meant."""
        if path == UNIT and scope == "lead":
            return (self.roster.lead,)
        if self._is_member(list_key, path, ("@members", "@leaders")) and scope == "lead":
            return tuple(name for unit, name in self.roster.members if unit == self.roster.lead)
        return self._order(list_key, path)

    def _order(self, list_key: str, path: str) -> tuple[str, ...] | None:
        return self.roster.units if path == UNIT else self.planner.order(self.planner.field(list_key, path))

    def _is_member(self, list_key: str, path: str, lists: tuple[str, ...] = ("@members",)) -> bool:
        """Tell whether a path's values come from the roster's members."""
        if list_key == MEMBERS:
            return path == "name"
        countable = self.planner.countable(list_key)
        return isinstance(countable, ListType) and countable.has(path) and countable.column(path).choices in lists

    def _rows(self, spec: TableSpec, keys: Iterable[Key]) -> list[RowHead]:
        rows: list[RowHead] = []
        for first, group in itertools.groupby(keys, key=lambda key: key[0]):
            state = self.roster.states.get(first, "") if spec.rows[0] == UNIT else ""
            missing = spec.rows[0] == UNIT and first in self.roster.missing
            rows += [RowHead(key=key, state=state, missing=missing) for key in group]
            if spec.has_subtotals:
                rows.append(RowHead(key=(first,), kind="subtotal"))
        return [*rows, RowHead(key=(), kind="total")]

    def _graded(
        self, list_key: str, spec: TableSpec, rows: list[RowHead], columns: tuple[ColumnHead, ...], tally: Tally
    ) -> list[RowHead]:
        """Group rows by their share, the best first, each group in its old order; the total stays last."""
        grades = self.planner.definition.summary.grades
        ranked = column_position(columns, (spec.rank or "").removeprefix(f"{list_key}."))
        if ranked is None or spec.has_subtotals:
            return rows
        shares = [values[0] for values in figures_of(columns[ranked : ranked + 1], rows, tally)]
        graded: list[tuple[int, RowHead]] = []
        for row, value in zip(rows[:-1], shares, strict=False):
            place = next((at for at, grade in enumerate(grades) if value is not None and value >= grade.least), None)
            label = "" if place is None else grades[place].label
            behind = len(grades) + row.missing
            graded.append((behind if place is None else place, replace(row, grade=label)))
        graded.sort(key=lambda pair: pair[0])
        return [*(row for _, row in graded), rows[-1]]


def _without_empty(columns: tuple[ColumnHead, ...], tally: Tally) -> tuple[ColumnHead, ...]:
    """Leave out unclear columns that hold nothing: two levels of columns are many on one page."""
    return tuple(
        column
        for column in columns
        if unclear() not in column.key or column.count is None or tally.of(column.count, ())[()]
    )

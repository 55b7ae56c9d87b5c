"""Plan the fields of the merged lists: a path of the definition becomes a field, and so does what it depends on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.definition import (
    SEVERAL_KINDS,
    UNIT,
    Bins,
    Column,
    CountItems,
    CountMatching,
    Definition,
    Derived,
    Exists,
    FirstCase,
    ListType,
    Lookup,
    RemainingDays,
    ReturnedRows,
    Rollup,
    TargetFinder,
    put_unclear_last,
    split_path,
)
from toolkit.messages import say
from toolkit.rules import When
from toolkit.summary.fields.base import (
    UNIT_NAME,
    Dimension,
    Field,
    InputField,
    KeyField,
    name_owing,
)
from toolkit.summary.fields.conditions import FieldConditions
from toolkit.summary.fields.date_fields import BinField, CaseField, DayNumber, DaysLeft, FieldCase
from toolkit.summary.fields.lookup_fields import (
    ExistsField,
    ExtremeDayField,
    LookupField,
    MatchCountField,
    OwedCountField,
    RollupField,
    TargetRow,
)
from toolkit.summary.fields.pair_fields import ItemCount

_AS_IT_IS = frozenset({"integer", "date", "long_text"})


class Planner:
    """Collects the fields of every list, each once, in the order in which they were asked for."""

    def __init__(self, definition: Definition, given: Mapping[str, tuple[InputField, ...]]) -> None:
        self.definition = definition
        self._targets = TargetFinder(definition)
        self.fields: dict[str, dict[str, Field]] = {
            key: {field.key: field for field in fields} for key, fields in given.items()
        }

    def has_list(self, list_key: str) -> bool:
        """Tell whether this campaign uses a list."""
        return list_key in self.fields

    def plan_field(self, list_key: str, path: str, *, raw: bool = False) -> Field:
        """Return the field of a path, planned now if need be; with `raw` the column as it was returned.

        Raises KeyError where the path leads nowhere, or into a list that this campaign does not use.
        """
        field = self._make_field(list_key, path, raw)
        return self.fields[list_key].setdefault(field.key, field)

    def order_values(self, field: Field) -> tuple[str, ...] | None:
        """Return a field's values in order, unclear last; None where they are not known beforehand."""
        return None if field.order is None else put_unclear_last(field.order)

    def plan_conditions(self, list_key: str, when: When) -> FieldConditions:
        """Return conditions with the fields they refer to, planned if need be."""
        return FieldConditions(
            list_key=list_key, when=when, fields={path: self.plan_field(list_key, path).key for path in when}
        )

    def _make_field(self, list_key: str, path: str, raw: bool) -> Field:
        own, countable = self.fields[list_key], self.definition.find_countable(list_key)
        if path == UNIT:
            return own[UNIT_NAME]
        worked = countable.find_worked_column(path)
        if isinstance(worked, Rollup):
            return own.get(f"rollup.{path}") or self._make_rollup(list_key, worked)
        if worked is not None:
            return own.get(f"derived.{path}") or self._make_derived(list_key, worked)
        if path in own and (raw or not isinstance(countable, ListType)):
            return own[path]
        if not isinstance(countable, ListType):
            raise KeyError(path)
        return self._make_column_field(list_key, path)

    def _make_column_field(self, list_key: str, path: str) -> Field:
        own, ref = self.fields[list_key], self.definition.resolve_path(list_key, path)
        if ref.through is not None:
            return own.get(f"through.{path}") or self._make_lookup(list_key, f"through.{path}", path, None)
        if ref.part or ref.column.kind in _AS_IT_IS:
            return own[path]
        return own.get(f"dimension.{path}") or self._make_dimension(list_key, ref.column)

    def _find_order(self, list_key: str, path: str) -> tuple[str, ...] | None:
        """Return the values of a path in the order that the definition gives them, None where it gives none."""
        target = self._targets.find_target(list_key, path)
        return target.order if target else None

    def _make_dimension(self, list_key: str, column: Column) -> Dimension:
        closed = column.choices if column.choices in self.definition.choice_lists else None
        return Dimension(
            list_key=list_key,
            key=f"dimension.{column.key}",
            heading=say("merged.counted", label=column.label),
            of=column.key,
            choices=closed,
            several=column.kind in SEVERAL_KINDS,
            order=self._find_order(list_key, column.key),
        )

    def _plan_key(self, list_key: str, column: str) -> str:
        """Return the key field of a column, planned if need be."""
        label = self.fields[list_key][column].heading
        field = KeyField(list_key=list_key, key=f"key.{column}", heading=say("merged.key", label=label), of=column)
        return self.fields[list_key].setdefault(field.key, field).key

    def _plan_target_row(self, list_key: str, reference: str) -> TargetRow:
        listed = self.definition.find_countable(list_key)
        target = (
            self.definition.find_referenced_column(listed.find_column(reference))
            if isinstance(listed, ListType)
            else None
        )
        if target is None or not self.has_list(target.list_key):
            raise KeyError(reference)
        other = target.list_key
        field = TargetRow(
            list_key=list_key,
            key=f"row.{reference}",
            heading=say("merged.row", list=self.definition.find_list_type(other).label),
            own_key=self._plan_key(list_key, reference),
            other=other,
            other_key=self._plan_key(other, target.column.key),
            style="plain_number",
            width=8,
        )
        self.fields[list_key].setdefault(field.key, field)
        return field

    def _make_lookup(self, list_key: str, key: str, path: str, label: str | None) -> LookupField:
        reference, rest = split_path(path)
        target = self._plan_target_row(list_key, reference)
        looked_up = self.plan_field(target.other, rest)
        return LookupField(
            list_key=list_key,
            key=key,
            heading=label or say("merged.counted", label=looked_up.heading),
            target_row=target.key,
            other=target.other,
            of=looked_up.key,
            order=self._find_order(target.other, rest),
        )

    def _make_rollup(self, list_key: str, rollup: Rollup) -> Field:
        other, path = split_path(rollup.of)
        by = self.definition.resolve_other_list_path(rollup.by)
        number = self._find_number_column(list_key)
        if not self.has_list(other):
            raise KeyError(rollup.of)
        of = self.plan_field(other, path)
        common: dict[str, Any] = {
            "list_key": list_key,
            "key": f"rollup.{rollup.key}",
            "heading": say("summary.rolled", label=rollup.label),
            "own_key": self._plan_key(list_key, number),
            "other": other,
            "other_key": self._plan_key(by.list_key, by.column.key),
            "of": of.key,
        }
        if rollup.take is not None:
            days = DayNumber(
                list_key=other, key=f"number.{of.key}", heading=say("merged.number", label=of.heading), of=of.key
            )
            self.fields[other].setdefault(days.key, days)
            return ExtremeDayField(**common, take=rollup.take, numbers=days.key, style="date")
        return RollupField(**common, rollup=rollup, style="centre", order=self._find_order(list_key, rollup.key))

    def _find_number_column(self, list_key: str) -> str:
        countable = self.definition.find_countable(list_key)
        number = countable.number if isinstance(countable, ListType) else None
        if number is None:
            raise KeyError(list_key)
        return number.key

    def _make_derived(self, list_key: str, spec: Derived) -> Field:
        key, label = f"derived.{spec.key}", spec.label
        match spec:
            case Lookup():
                return self._make_lookup(list_key, key, spec.of, label)
            case Exists():
                return self._make_exists(list_key, key, spec)
            case CountMatching() | ReturnedRows():
                return self._make_row_count(list_key, key, spec)
            case CountItems():
                return ItemCount(list_key=list_key, key=key, heading=label, of=spec.of, style="plain_number", width=8)
            case RemainingDays() | Bins() | FirstCase():
                return self._make_sorted(list_key, key, spec)

    def _make_sorted(self, list_key: str, key: str, spec: RemainingDays | Bins | FirstCase) -> Field:
        """Return the field of days left, or of what a row is sorted into."""
        match spec:
            case RemainingDays():
                return self._make_days_left(list_key, key, spec)
            case Bins():
                return self._make_bins(list_key, key, spec)
            case FirstCase():
                return CaseField(
                    list_key=list_key,
                    key=key,
                    heading=spec.label,
                    cases=self._plan_cases(list_key, spec),
                    otherwise=spec.otherwise,
                    order=self._find_order(list_key, spec.key),
                )

    def _plan_cases(self, list_key: str, spec: Bins | FirstCase) -> tuple[FieldCase, ...]:
        return tuple((case.value, self.plan_conditions(list_key, case.when)) for case in spec.cases)

    def _make_exists(self, list_key: str, key: str, spec: Exists) -> ExistsField:
        target = self._plan_target_row(list_key, spec.of)
        return ExistsField(
            list_key=list_key,
            key=key,
            heading=spec.label,
            target_row=target.key,
            yes=spec.yes,
            no=spec.no,
            order=self._find_order(list_key, spec.key),
        )

    def _make_row_count(self, list_key: str, key: str, spec: CountMatching | ReturnedRows) -> Field:
        if isinstance(spec, ReturnedRows):
            return self._make_returned_count(list_key, key, spec)
        return self._make_match_count(list_key, key, spec)

    def _make_match_count(self, list_key: str, key: str, spec: CountMatching) -> MatchCountField:
        by = self.definition.resolve_other_list_path(spec.by)
        if not self.has_list(by.list_key):
            raise KeyError(spec.by)
        return MatchCountField(
            list_key=list_key,
            key=key,
            heading=spec.label,
            own_key=self._plan_key(list_key, spec.own),
            other=by.list_key,
            other_key=self._plan_key(by.list_key, by.column.key),
            style="plain_number",
            width=8,
        )

    def _make_returned_count(self, list_key: str, key: str, spec: ReturnedRows) -> OwedCountField:
        """Return the count of a unit's rows of a list; KeyError where this campaign does not use the list."""
        if not self.has_list(spec.of):
            raise KeyError(spec.of)
        return OwedCountField(
            list_key=list_key,
            key=key,
            heading=spec.label,
            own_key=self._plan_key(list_key, UNIT_NAME),
            other=spec.of,
            other_key=self._plan_key(spec.of, UNIT_NAME),
            owes=self.fields[list_key][name_owing(spec.of)].key,
            style="plain_number",
            width=8,
        )

    def _make_days_left(self, list_key: str, key: str, spec: RemainingDays) -> DaysLeft:
        to = tuple(self.plan_field(list_key, path, raw=True).key for path in spec.to)
        unless = tuple(self.plan_conditions(list_key, alternative) for alternative in spec.unless)
        return DaysLeft(
            list_key=list_key, key=key, heading=spec.label, to=to, unless=unless, style="plain_number", width=8
        )

    def _make_bins(self, list_key: str, key: str, spec: Bins) -> BinField:
        return BinField(
            list_key=list_key,
            key=key,
            heading=spec.label,
            of=self.plan_field(list_key, spec.of).key,
            cases=self._plan_cases(list_key, spec),
            bins=spec.bands,
            above=spec.above,
            otherwise=spec.otherwise,
            order=self._find_order(list_key, spec.key),
        )

"""What a figure counts: the records of a list under some conditions, or the sum of a field over them.

The value is counted over the frames, the formula counts over the sheets. Neither is derived from the other, so that
recalculating the workbook checks both.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import pandas as pd

from toolkit.excel import format_text_literal, is_plain
from toolkit.rules import Condition
from toolkit.summary.fields.base import UNIT_NAME, convert_to_numbers
from toolkit.summary.fields.conditions import FieldConditions, join_masks
from toolkit.summary.frames import MergedFrames

_FILLED = "?"


class Ranges(Protocol):
    """The merged lists on their sheets (`SheetRanges`), as far as a formula that counts needs them."""

    def is_empty(self, list_key: str) -> bool:
        """Tell whether a list has no records."""

    def find_ranges(self, list_key: str, field: str, unit: str | None = None) -> tuple[str, ...]:
        """Return the absolute ranges of a field, one per sheet; of the unit alone where it has a block."""

    def find_anchor_day(self, name: str) -> str:
        """Return the address of `@today` or `@meeting`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The condition that a field is exactly this text; `address` is a cell that shows the text."""

    field: str
    value: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The number of records that meet all conditions and labels; with `total`, the sum of that field over them."""

    list_key: str
    conditions: tuple[FieldConditions, ...] = ()
    labels: tuple[Label, ...] = ()
    total: str = ""
    # A field that is filled in for every record, to count where there is no condition.
    always: str = ""

    def add_labels(self, *labels: Label) -> Count:
        """Return the same count with more labels."""
        return replace(self, labels=(*self.labels, *labels))

    def compute_mask(self, frames: MergedFrames) -> pd.Series[bool]:
        """Return which records count."""
        index = frames.build_index(self.list_key)
        masks = [condition.flag_rows(frames, index) for condition in self.conditions]
        for label in self.labels:
            key = (self.list_key, label.field, label.value)
            masks.append(frames.find_mask(key, partial(_flag_equal, frames, *key)))
        return join_masks(masks, index)

    def compute_value(self, frames: MergedFrames) -> int:
        """Return the figure."""
        mask = self.compute_mask(frames)
        if not self.total:
            return int(mask.sum())
        return int(convert_to_numbers(frames.compute_column(self.list_key, self.total)[mask]).sum())

    def build_formula(self, sheet_ranges: Ranges, strange: frozenset[str] = frozenset()) -> str:
        """Return the formula; `strange` are texts that counting functions confuse with others.

        Alternatives of a condition (one of several texts) become terms of a sum, and so do the sheets of a list.
        """
        unit = next((label.value for label in self.labels if label.field == UNIT_NAME), None)
        choices = [
            _build_alternatives(conditions, path, sheet_ranges)
            for conditions in self.conditions
            for path in conditions.when
        ]
        labels = [_build_label_test(label) for label in self.labels]
        if sheet_ranges.is_empty(self.list_key) and (choices or labels):
            # The range of an empty list is one empty row, which no record is, though it may meet the conditions.
            labels.append(_Test(field=self.always, operator=_FILLED, operand=""))
        terms: list[str] = []
        for chosen in itertools.product(*choices):
            tests = [*labels, *itertools.chain.from_iterable(chosen)]
            terms += self._build_terms(tests, sheet_ranges, unit, strange)
        return "+".join(terms)

    def _build_terms(
        self, tests: list[_Test], sheet_ranges: Ranges, unit: str | None, strange: frozenset[str]
    ) -> Iterable[str]:
        def find_field_ranges(field: str) -> tuple[str, ...]:
            return sheet_ranges.find_ranges(self.list_key, field, unit)

        parts = len(find_field_ranges(self.always))
        sums = find_field_ranges(self.total) if self.total else (None,) * parts
        plain = all(test.is_plain and test.text not in strange for test in tests)
        for part in range(parts):
            pairs = [(find_field_ranges(test.field)[part], test) for test in tests]
            if not pairs:
                yield f"SUM({sums[part]})" if sums[part] else f"COUNTA({find_field_ranges(self.always)[part]})"
            elif plain:
                yield _build_countifs(pairs, sums[part])
            else:
                yield _build_sumproduct(pairs, sums[part])


def _flag_equal(frames: MergedFrames, list_key: str, field: str, value: str) -> pd.Series[bool]:
    return frames.compute_column(list_key, field).eq(value).fillna(False).astype(bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """One comparison of a field: with a text, a number, a day, or with nothing."""

    field: str
    operator: str
    operand: str
    text: str = ""

    @property
    def is_plain(self) -> bool:
        """Tell whether COUNTIFS can make this test; programs differ in what COUNTIFS takes for a blank cell."""
        return is_plain(self.text) if self.text else self.operator not in (_FILLED, "=")

    def build_criterion(self) -> str:
        """Return the test as a criterion of COUNTIFS."""
        if self.operator == "=":
            return self.operand
        if self.operand.startswith('"'):
            return f'"{self.operator}{self.operand[1:]}'
        number = self.operand.lstrip("-").replace(".", "").isdigit()
        return f'"{self.operator}{self.operand}"' if number else f'"{self.operator}"&{self.operand}'

    def build_factor(self, cells: str) -> str:
        """Return the test as a factor of SUMPRODUCT, which compares exactly."""
        if self.operator == _FILLED:
            return f"(LEN({cells})>0)"
        if self.text:
            same = f"EXACT({cells},{self.operand})"
            return f"(1-{same})" if self.operator == "<>" else same
        if self.operator == "=":
            return f"(LEN({cells})=0)"
        return f"ISNUMBER({cells})*({cells}{self.operator}{self.operand})"


def _build_countifs(pairs: list[tuple[str, _Test]], sums: str | None) -> str:
    criteria = ",".join(f"{cells},{test.build_criterion()}" for cells, test in pairs)
    return f"SUMIFS({sums},{criteria})" if sums else f"COUNTIFS({criteria})"


def _build_sumproduct(pairs: list[tuple[str, _Test]], sums: str | None) -> str:
    factors = "*".join(test.build_factor(cells) for cells, test in pairs)
    return f"SUMPRODUCT({factors}*1,{sums})" if sums else f"SUMPRODUCT({factors}*1)"


def _build_label_test(label: Label) -> _Test:
    return _Test(
        field=label.field, operator="=", operand=label.address or format_text_literal(label.value), text=label.value
    )


def _build_alternatives(field_conditions: FieldConditions, path: str, sheet_ranges: Ranges) -> list[list[_Test]]:
    """Return the alternatives of a condition: it holds where all tests of one alternative hold."""
    condition, field = field_conditions.when[path], field_conditions.fields[path]
    always = [*_build_exclusion_tests(condition, field), *_build_bound_tests(condition, field, sheet_ranges)]
    if condition.filled is not None:
        always.append(_Test(field=field, operator=_FILLED if condition.filled else "=", operand=""))
    if condition.among is None:
        return [always]
    return [
        [*always, _Test(field=field, operator="=", operand=format_text_literal(value), text=value)]
        for value in dict.fromkeys(condition.among)
    ]


def _build_exclusion_tests(condition: Condition, field: str) -> list[_Test]:
    return [
        _Test(field=field, operator="<>", operand=format_text_literal(value), text=value)
        for value in condition.exclude or ()
    ]


def _build_bound_tests(condition: Condition, field: str, sheet_ranges: Ranges) -> list[_Test]:
    bounds = ((condition.min, ">="), (condition.max, "<="))
    days = ((condition.before, "<"), (condition.after, ">"))
    operands = [(f"{bound:.15g}", operator) for bound, operator in bounds if bound is not None]
    operands += [(sheet_ranges.find_anchor_day(day), operator) for day, operator in days if day is not None]
    return [_Test(field=field, operator=operator, operand=operand) for operand, operator in operands]

"""What one figure counts: conditions on the records of a list come in, its value and its formula go out.

The value is counted over the frames, the formula counts over the sheets; neither is made from the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from toolkit.rules import Condition, text_literal
from toolkit.summary.field import UNIT_NAME, numbers_of
from toolkit.summary.formula import is_plain
from toolkit.summary.frames import MergedFrames
from toolkit.summary.moments import Asked
from toolkit.summary.places import Places

_FILLED = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A field holds exactly this text; `shown` is the address of a cell that shows it."""

    field: str
    value: str
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The records of a list that meet some conditions and hold some labels; or the sum of a field over them."""

    list_key: str
    asked: tuple[Asked, ...] = ()
    labels: tuple[Label, ...] = ()
    total: str = ""
    # A field that is filled in for every record.
    always: str = ""

    def where(self, *labels: Label) -> Count:
        """Return the same count with more labels to hold."""
        return replace(self, labels=(*self.labels, *labels))

    def mask(self, frames: MergedFrames) -> pd.Series[bool]:
        """Return which records count."""
        index = frames.index(self.list_key)
        mask = pd.Series(True, index=index)
        for asked in self.asked:
            mask &= asked.holds(frames, index)
        for label in self.labels:
            mask &= frames.column(self.list_key, label.field).eq(label.value).fillna(False).astype(bool)
        return mask

    def value(self, frames: MergedFrames) -> int:
        """Return the figure."""
        mask = self.mask(frames)
        if not self.total:
            return int(mask.sum())
        return int(numbers_of(frames.column(self.list_key, self.total)[mask]).sum())

    def formula(self, places: Places, strange: frozenset[str] = frozenset()) -> str:
        """Return the formula; `strange` are texts that counting functions would take for others."""
        unit = next((label.value for label in self.labels if label.field == UNIT_NAME), None)
        choices = [_alternatives(one, path, places) for one in self.asked for path in one.when]
        labels = [_held(label) for label in self.labels]
        terms: list[str] = []
        for chosen in itertools.product(*choices):
            tests = [*labels, *itertools.chain.from_iterable(chosen)]
            terms += self._terms(tests, places, unit, strange)
        return "+".join(terms)

    def _terms(self, tests: list[_Test], places: Places, unit: str | None, strange: frozenset[str]) -> Iterable[str]:
        def ranges(field: str) -> tuple[str, ...]:
            return places.ranges(self.list_key, field, unit)

        parts = len(ranges(self.always))
        sums = ranges(self.total) if self.total else (None,) * parts
        plain = all(test.is_plain and test.text not in strange for test in tests)
        for part in range(parts):
            pairs = [(ranges(test.field)[part], test) for test in tests]
            if not pairs:
                yield f"SUM({sums[part]})" if sums[part] else f"COUNTA({ranges(self.always)[part]})"
            elif plain:
                yield _counting(pairs, sums[part])
            else:
                yield _multiplying(pairs, sums[part])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """One comparison of a field: with a text, a number, a day, or with nothing."""

    field: str
    sign: str
    operand: str
    text: str = ""

    @property
    def is_plain(self) -> bool:
        """Tell whether counting functions understand it; whether a cell is filled they answer each its own way."""
        return is_plain(self.text) if self.text else self.sign not in (_FILLED, "=")

    def criterion(self) -> str:
        """Return the comparison as a criterion of counting functions."""
        if self.sign == "=":
            return self.operand
        if self.operand.startswith('"'):
            return f'"{self.sign}{self.operand[1:]}'
        number = self.operand.lstrip("-").replace(".", "").isdigit()
        return f'"{self.sign}{self.operand}"' if number else f'"{self.sign}"&{self.operand}'

    def factor(self, cells: str) -> str:
        """Return the comparison as a factor, exact to the letter."""
        if self.sign == _FILLED:
            return f"(LEN({cells})>0)"
        if self.text:
            same = f"EXACT({cells},{self.operand})"
            return f"(1-{same})" if self.sign == "<>" else same
        if self.sign == "=":
            return f"(LEN({cells})=0)"
        return f"ISNUMBER({cells})*({cells}{self.sign}{self.operand})"


def _counting(pairs: list[tuple[str, _Test]], sums: str | None) -> str:
    said = ",".join(f"{cells},{test.criterion()}" for cells, test in pairs)
    return f"SUMIFS({sums},{said})" if sums else f"COUNTIFS({said})"


def _multiplying(pairs: list[tuple[str, _Test]], sums: str | None) -> str:
    factors = "*".join(test.factor(cells) for cells, test in pairs)
    return f"SUMPRODUCT({factors}*1,{sums})" if sums else f"SUMPRODUCT({factors}*1)"


def _held(label: Label) -> _Test:
    return _Test(field=label.field, sign="=", operand=label.shown or text_literal(label.value), text=label.value)


def _alternatives(asked: Asked, path: str, places: Places) -> list[list[_Test]]:
    """Return the ways in which one condition may hold: one of them must, and all tests of one way."""
    condition, field = asked.when[path], asked.fields[path]
    always = [*_excluded(condition, field), *_bounded(condition, field, places)]
    if condition.filled is not None:
        always.append(_Test(field=field, sign=_FILLED if condition.filled else "=", operand=""))
    if condition.among is None:
        return [always]
    return [
        [*always, _Test(field=field, sign="=", operand=text_literal(value), text=value)]
        for value in dict.fromkeys(condition.among)
    ]


def _excluded(condition: Condition, field: str) -> list[_Test]:
    return [_Test(field=field, sign="<>", operand=text_literal(value), text=value) for value in condition.exclude or ()]


def _bounded(condition: Condition, field: str, places: Places) -> list[_Test]:
    bounds = ((condition.min, ">="), (condition.max, "<="))
    days = ((condition.before, "<"), (condition.after, ">"))
    operands = [(f"{bound:.15g}", sign) for bound, sign in bounds if bound is not None]
    operands += [(places.moment(day), sign) for day, sign in days if day is not None]
    return [_Test(field=field, sign=sign, operand=operand) for operand, sign in operands]

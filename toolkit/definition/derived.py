"""Columns computed from others: roll-ups, lookups, counts of rows, days left, and bins.

The summary computes them twice, over all records and as a formula in each merged row (`summary.fields`). The author's
words for them (`through`, `found`, `matching`, `returned`, `days`, `bands`, `cases`) are the classes' `kind`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from toolkit.definition.column import Frozen
from toolkit.rules import When

KEY = r"^[a-z][a-z0-9_]*$"


def wrap_in_tuple(value: Any) -> Any:
    """Return a single text as a tuple, since authors may write a single path without brackets."""
    return (value,) if isinstance(value, str) else value


Paths = Annotated[tuple[str, ...], BeforeValidator(wrap_in_tuple)]


class Step(Frozen):
    """One step of a roll-up: it gives its value if all, or any, of the referring rows have one of the listed values."""

    value: str
    all: tuple[str, ...] | None = None
    any: tuple[str, ...] | None = None


class Rollup(Frozen):
    """A column computed for each row from the rows of another list that refer to it.

    `of` is the column evaluated there and `by` the reference column there, both as `list.column`. The first step that
    holds gives the value, else `otherwise`; or `take` gives the latest or earliest day.
    """

    key: str = Field(pattern=KEY)
    label: str
    of: str
    by: str
    steps: tuple[Step, ...] = ()
    otherwise: str | None = None
    take: Literal["latest", "earliest"] | None = None
    # What a blank or unclear cell counts as; by default a single such cell makes the result unclear.
    unclear: str | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """Every value that the steps can give, in order, each once; none where the result is a day."""
        otherwise = [self.otherwise] if self.otherwise else []
        return tuple(dict.fromkeys([*(step.value for step in self.steps), *otherwise]))


class _WorkedColumn(Frozen):
    key: str = Field(pattern=KEY)
    label: str = Field(min_length=1)


class Lookup(_WorkedColumn):
    """A value from the row that a reference leads to, as the category of a measure's problem.

    `of` is `reference.path`; the path may be a roll-up or derived column of the other list.
    """

    kind: Literal["through"]
    of: str = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")


class Exists(_WorkedColumn):
    """Whether the reference column `of` leads to a row: the value `yes` or `no`."""

    kind: Literal["found"]
    of: str
    yes: str
    no: str


class CountMatching(_WorkedColumn):
    """The number of rows in another list of the same unit that have this row's value of `own` in the column `by`."""

    kind: Literal["matching"]
    by: str
    own: str


class CountItems(_WorkedColumn):
    """How many values, such as people, stand in a cell of the column `of`; 0 for a blank cell."""

    kind: Literal["items"]
    of: str


class ReturnedRows(_WorkedColumn):
    """The number of rows of the list `of` that a unit returned, for the roster of units.

    Blank where the unit need not return the list, or declared that it has nothing to report in it.
    """

    kind: Literal["returned"]
    of: str


def _wrap_alternative(value: Any) -> Any:
    """Return a single set of conditions as a tuple, since authors may write a single one without brackets."""
    return (value,) if isinstance(value, dict) else value


class RemainingDays(_WorkedColumn):
    """Days from the day of the figures to the first filled day among `to`, negative when it is past.

    Blank where no day is filled in, or where all conditions of one of the alternatives `unless` hold.
    """

    kind: Literal["days"]
    to: Paths
    unless: Annotated[tuple[When, ...], BeforeValidator(_wrap_alternative)] = ()


class Bin(Frozen):
    """One bin: its value, and the largest number in it."""

    value: str
    up_to: float


class Case(Frozen):
    """A value that holds under conditions, whatever the number."""

    value: str
    when: When


class Bins(_WorkedColumn):
    """A number sorted into bins: the first case that holds, else the first bin it fits, else `above`.

    Without a number the value is `otherwise`.
    """

    kind: Literal["bands"]
    of: str
    cases: tuple[Case, ...] = ()
    bands: tuple[Bin, ...] = Field(min_length=1)
    above: str
    otherwise: str

    @property
    def values(self) -> tuple[str, ...]:
        """Every value in the order of tables: bins, above, cases, otherwise; each once."""
        bins, cases = [each.value for each in self.bands], [case.value for case in self.cases]
        return tuple(dict.fromkeys([*bins, self.above, *cases, self.otherwise]))


class FirstCase(_WorkedColumn):
    """The value of the first case that holds, else `otherwise`; several cases may give the same value."""

    kind: Literal["cases"]
    cases: tuple[Case, ...] = Field(min_length=1)
    otherwise: str

    @property
    def values(self) -> tuple[str, ...]:
        """Every value in the order of tables: the cases, then `otherwise`; each once."""
        return tuple(dict.fromkeys([*(case.value for case in self.cases), self.otherwise]))


Derived = Annotated[
    Lookup | Exists | CountMatching | CountItems | ReturnedRows | RemainingDays | Bins | FirstCase,
    Field(discriminator="kind"),
]

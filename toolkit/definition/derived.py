"""Columns that are worked out from others: roll-ups, lookups, counts of rows, days left, and bins.

The summary computes them twice, over all records and as a formula in each merged row (`summary.fields`). The words of
the author's file (`through`, `found`, `matching`, `days`, `bands`) are the `kind` of the classes here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from toolkit.definition.column import Frozen
from toolkit.rules import When

KEY = r"^[a-z][a-z0-9_]*$"


def wrap_in_tuple(value: Any) -> Any:
    """Return a single text as a tuple of one: an author may write one path without brackets."""
    return (value,) if isinstance(value, str) else value


Paths = Annotated[tuple[str, ...], BeforeValidator(wrap_in_tuple)]


class Step(Frozen):
    """One step of a roll-up: its value holds if all, or any, of the referring rows have one of the values named."""

    value: str
    all: tuple[str, ...] | None = None
    any: tuple[str, ...] | None = None


class Rollup(Frozen):
    """A column computed for each row from the rows of another list that refer to it.

    `of` is the column there that is looked at and `by` the reference column there, both as `list.column`. The first
    step that holds gives the value, else `otherwise`; or `take` gives the latest or earliest day.
    """

    key: str = Field(pattern=KEY)
    label: str
    of: str
    by: str
    steps: tuple[Step, ...] = ()
    otherwise: str | None = None
    take: Literal["latest", "earliest"] | None = None
    # What a blank or unclear cell counts as; without it one such cell makes the whole unclear.
    unclear: str | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """Every value that the steps give, in their order, each once; none where a day is taken."""
        otherwise = [self.otherwise] if self.otherwise else []
        return tuple(dict.fromkeys([*(step.value for step in self.steps), *otherwise]))


class _WorkedColumn(Frozen):
    key: str = Field(pattern=KEY)
    label: str = Field(min_length=1)


class Lookup(_WorkedColumn):
    """A value of the row that a reference leads to: a measure has the category of its problem.

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
    """How many rows of another list of the same unit have this row's value of `own` in the column `by`."""

    kind: Literal["matching"]
    by: str
    own: str


class RemainingDays(_WorkedColumn):
    """Days from the day of the figures to the first day of `to` that is filled in, below zero when it is past.

    Blank where no day is filled in, or where all conditions of `unless` hold.
    """

    kind: Literal["days"]
    to: Paths
    unless: When = Field(default_factory=dict)


class Bin(Frozen):
    """One bin: its value, and the largest number that belongs to it."""

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


Derived = Annotated[Lookup | Exists | CountMatching | RemainingDays | Bins, Field(discriminator="kind")]

"""Columns that are worked out from others, as frozen values: roll-ups, lookups, counts, days and bins."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from toolkit.definition.column import Frozen
from toolkit.rules import When

KEY = r"^[a-z][a-z0-9_]*$"


def wrap_in_tuple(value: Any) -> Any:
    """Let an author write one path without brackets."""
    return (value,) if isinstance(value, str) else value


Paths = Annotated[tuple[str, ...], BeforeValidator(wrap_in_tuple)]


class Step(Frozen):
    """One step of a roll-up: its value holds if all, or any, of the referring rows are among some values."""

    value: str
    all: tuple[str, ...] | None = None
    any: tuple[str, ...] | None = None


class Rollup(Frozen):
    """A column computed for each row from the rows of another list that refer to it."""

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
    """A value of the row that a reference leads to: a measure's class is its problem's."""

    kind: Literal["through"]
    of: str = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")


class Exists(_WorkedColumn):
    """Whether a reference leads to a row: `yes` or `no`."""

    kind: Literal["found"]
    of: str
    yes: str
    no: str


class CountMatching(_WorkedColumn):
    """How many rows of another list, of the same unit, hold this row's `own` value in the column `by`."""

    kind: Literal["matching"]
    by: str
    own: str


class RemainingDays(_WorkedColumn):
    """Days left until the first of some days that is filled in, below zero when past; blank where there is none."""

    kind: Literal["days"]
    to: Paths
    unless: When = Field(default_factory=dict)


class Bin(Frozen):
    """One band of numbers, up to a bound that belongs to it."""

    value: str
    up_to: float


class Case(Frozen):
    """A value that holds whatever the number says."""

    value: str
    when: When


class Bins(_WorkedColumn):
    """A number sorted into bands: first the cases, then the bands in order, then what lies above, then no number."""

    kind: Literal["bands"]
    of: str
    cases: tuple[Case, ...] = ()
    bands: tuple[Bin, ...] = Field(min_length=1)
    above: str
    otherwise: str

    @property
    def values(self) -> tuple[str, ...]:
        """Every value in order: bands, above, cases, otherwise; each once."""
        said = [*(b.value for b in self.bands), self.above, *(c.value for c in self.cases), self.otherwise]
        return tuple(dict.fromkeys(said))


Derived = Annotated[Lookup | Exists | CountMatching | RemainingDays | Bins, Field(discriminator="kind")]

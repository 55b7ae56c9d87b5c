"""A page of the docket as plain data: its tiers, and its columns with what their cells show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketPart:
    """What a cell shows of a record: the path of a column in its list.

    `kind` is that of the column, empty for a computed one; `width` is what its author gave it, in characters; `later`
    says that only later rounds fill it in.
    """

    path: str
    heading: str
    kind: str = ""
    width: float = 12
    later: bool = False


@dataclass(frozen=True, kw_only=True)
class DocketColumn:
    """A column of a page: what its cells show, one beneath the other, and the tier to which they belong."""

    list_key: str
    parts: tuple[DocketPart, ...]
    tier: int = 0

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths of its parts."""
        return tuple(part.path for part in self.parts)

    @property
    def heading(self) -> str:
        """The headings of its parts, one beneath the other."""
        return "\n".join(part.heading for part in self.parts)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of its parts."""
        return frozenset(part.kind for part in self.parts)

    @property
    def width(self) -> float:
        """The width of its widest part, as the author gave it."""
        return max(part.width for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketTier:
    """The records of one list on a page; those of the next tier stand beneath them, to the right.

    `reference` is the column in which a record names the one above it, `referred` the column above that it repeats;
    both are empty at the top. A tier that `groups` is no list of its own: its cells are those in which the records of
    the next tier are alike.
    """

    list_key: str
    label: str
    reference: str = ""
    referred: str = ""
    groups: bool = False


@dataclass(frozen=True, kw_only=True)
class DocketPage:
    """A page: its title, its tiers from the top, and its columns from left to right."""

    title: str
    tiers: tuple[DocketTier, ...]
    columns: tuple[DocketColumn, ...]

    def select_columns(self, tier: int) -> Sequence[int]:
        """Return the positions of a tier's columns."""
        return self._positions.get(tier, ())

    @cached_property
    def _positions(self) -> dict[int, list[int]]:
        """The positions of the columns of each tier that has any."""
        positions: dict[int, list[int]] = {}
        for position, column in enumerate(self.columns):
            positions.setdefault(column.tier, []).append(position)
        return positions

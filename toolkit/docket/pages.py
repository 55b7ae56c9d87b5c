"""Plan the docket's pages: which lists they print, which list stands beneath which, and in which columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.campaign import Campaign
from toolkit.definition import Column, Definition, ListType


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


def plan_pages(campaign: Campaign) -> tuple[DocketPage, ...]:
    """Return a page for every printed list that does not stand beneath another, in the definition's order."""
    printed = [list_type for list_type in campaign.list_types if list_type.printed]
    beneath = _find_beneath(campaign.definition, printed)
    below = set(beneath.values())
    return tuple(_plan_page(campaign.definition, each, beneath) for each in printed if each.key not in below)


def find_reference(definition: Definition, list_type: ListType, above: str) -> Column | None:
    """Return the required column in which the records of a list name a record of another; None where it has none."""
    for column in list_type.columns:
        referred = definition.find_referenced_column(column) if column.required else None
        if referred is not None and referred.list_key == above:
            return column
    return None


def _find_beneath(definition: Definition, printed: list[ListType]) -> dict[str, str]:
    """Return the list that stands beneath each list that has one: the first whose records must refer to it."""
    beneath: dict[str, str] = {}
    for above in printed:
        for each in printed:
            free = above.key not in beneath and each.key not in beneath.values()
            if free and not _leads_to(beneath, each.key, above.key) and find_reference(definition, each, above.key):
                beneath[above.key] = each.key
    return beneath


def _leads_to(beneath: dict[str, str], first: str, last: str) -> bool:
    """Tell whether a list stands, at whatever depth, beneath another, or is the same."""
    at: str | None = first
    while at is not None and at != last:
        at = beneath.get(at)
    return at is not None


def _plan_page(definition: Definition, top: ListType, beneath: dict[str, str]) -> DocketPage:
    tiers: list[DocketTier] = []
    columns: list[DocketColumn] = []
    if top.printed_merged:
        tiers.append(DocketTier(list_key=top.key, label=top.label, groups=True))
    at: ListType | None = top
    above: ListType | None = None
    while at is not None:
        column = find_reference(definition, at, above.key) if above else None
        referred = definition.find_referenced_column(column) if column else None
        columns += _plan_columns(at, len(tiers), at.printed_merged if at is top else ())
        tiers.append(
            DocketTier(
                list_key=at.key,
                label=at.label,
                reference=column.key if column else "",
                referred=referred.column.key if referred else "",
            )
        )
        above, at = at, definition.find_list_type(beneath[at.key]) if at.key in beneath else None
    return DocketPage(title=top.printed_title or top.label, tiers=tuple(tiers), columns=tuple(columns))


def _plan_columns(list_type: ListType, tier: int, grouping: Iterable[str]) -> list[DocketColumn]:
    """Return a list's columns; those that it is grouped by belong to the tier above it."""
    wanted = set(grouping)
    return [
        DocketColumn(
            list_key=list_type.key,
            parts=tuple(_plan_part(list_type, path) for path in paths),
            tier=tier - wanted.issuperset(paths),
        )
        for paths in list_type.printed_columns
    ]


def _plan_part(list_type: ListType, path: str) -> DocketPart:
    worked = list_type.find_worked_column(path)
    if worked is not None:
        return DocketPart(path=path, heading=worked.label)
    column = list_type.find_column(path)
    later = column.shown == "later"
    return DocketPart(path=path, heading=column.label, kind=column.kind, width=column.width, later=later)

"""Plan the docket's pages: which lists they print, which list stands beneath which, and in which columns."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.campaign import Campaign
from toolkit.definition import Column, Definition, ListType
from toolkit.docket.page import DocketColumn, DocketPage, DocketPart, DocketTier


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

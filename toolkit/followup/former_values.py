"""Values that were offered when an item was listed and are not any more: a member who left, an option that was dropped.

An issued row keeps what it says, and no clerk can mend a cell that is locked. So such a value is no fault of the unit;
that it is there is said to the operator, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from toolkit.campaign import Campaign
from toolkit.definition import ROSTER_CHOICES, Column
from toolkit.findings import Finding, make_finding
from toolkit.followup.issued import IssuedTexts
from toolkit.followup.item import Closing, Item

# The values by the unit's code, the list's key and the column's key.
FormerValues = Mapping[tuple[str, str, str], frozenset[str]]
_MEMBERS, _LEADERS = "@members", "@leaders"


def find_former_values(
    opening: Closing, campaign: Campaign, find_then: Callable[[int], Campaign | None]
) -> FormerValues:
    """Return the values in open items that nobody is offered now, and that were offered in the item's first round.

    `find_then` gives the campaign as a round was worked on with it, None where that is not known any more; it is asked
    only where a value is not offered now.
    """
    texts, found = IssuedTexts(campaign), dict[tuple[str, str, str], set[str]]()
    for item, column in _find_cells(opening, campaign):
        list_type = campaign.definition.find_list_type(item.key.list_key)
        value = texts.clean(item, list_type, column).value
        values = value if isinstance(value, tuple) else (value,)
        strange = {each for each in values if isinstance(each, str)} - _find_offered(campaign, item.key.unit, column)
        then = find_then(item.opened) if strange else None
        if then is not None:
            before = _find_code(campaign, item.opened, item.key.unit, then)
            kept = strange & _find_offered(then, before, column)
            if kept:
                found.setdefault((item.key.unit, item.key.list_key, column.key), set()).update(kept)
    return {place: frozenset(values) for place, values in found.items()}


def _find_cells(opening: Closing, campaign: Campaign) -> Iterator[tuple[Item, Column]]:
    """Yield open items of present units with every column whose value the unit cannot choose anew."""
    units = {unit.code for unit in campaign.units}
    lists = {each.key: each for each in campaign.list_types}
    for item in opening.items:
        if item.is_closed or item.key.unit not in units or item.key.list_key not in lists:
            continue
        for column in lists[item.key.list_key].columns:
            if column.choices and (column.later == "fixed" or (column.choices == _MEMBERS and column.later == "open")):
                yield item, column


def _find_offered(campaign: Campaign, unit: str, column: Column) -> frozenset[str]:
    if column.choices not in ROSTER_CHOICES:
        lists = campaign.definition.choice_lists
        return frozenset(lists[column.choices].values) if column.choices in lists else frozenset()
    if column.choices not in (_MEMBERS, _LEADERS):
        return frozenset(name for each in campaign.units for name in each.names)
    own = frozenset(member.name for member in campaign.find_members(unit))
    above = campaign.find_members(campaign.lead_unit) if column.choices == _LEADERS else ()
    return own | frozenset(member.name for member in above)


def _find_code(campaign: Campaign, round: int, unit: str, then: Campaign) -> str:
    """Return the code that a unit had in a round."""
    codes = (each.code for each in then.units if campaign.trace_code(round, each.code) == unit)
    return next(codes, unit)


def report_former_values(opening: Closing, campaign: Campaign) -> list[Finding]:
    """Return what the operator is told: the members who left with open items, and the options that were dropped."""
    names = {unit.code: unit.name for unit in campaign.units}
    people: dict[tuple[str, str], None] = {}
    options: dict[tuple[str, str], None] = {}
    for (unit, list_key, key), values in opening.former.items():
        column = campaign.definition.find_list_type(list_key).find_column(key)
        own = people if column.choices in (_MEMBERS, _LEADERS) else options
        label = names[unit] if column.choices in (_MEMBERS, _LEADERS) else column.label
        own |= {(label, value): None for value in sorted(values)}
    form = campaign.definition.campaign
    found: list[Finding] = []
    if people:
        found.append(make_finding("notice", "members_left", sheet=form.members.label, places=tuple(people)))
    if options:
        found.append(make_finding("notice", "options_gone", sheet=form.options.label, places=tuple(options)))
    return found

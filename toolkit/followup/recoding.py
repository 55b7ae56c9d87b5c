"""Give the items of an ended round to the units as their codes are now, where the operator changed codes since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from toolkit.campaign import Campaign
from toolkit.findings import Finding, make_finding
from toolkit.followup.item import Closing, Event, Item, ItemKey


def recode_closing(closing: Closing, campaign: Campaign) -> Closing:
    """Return a closing with the units' present codes; the same one where no code changed.

    A code that would bring two units' items together under one is left as it was: their numbers would clash.
    """
    then = dict.fromkeys(item.key.unit for item in closing.items)
    traced = {code: campaign.trace_code(closing.round, code) for code in then}
    now: dict[str, str] = {}
    for code in sorted(then, key=lambda code: traced[code] != code):  # a unit with its old code comes first
        if traced[code] not in now.values():
            now[code] = traced[code]
    if all(code == own for code, own in now.items()):
        return closing
    items = sorted((_recode_item(item, now) for item in closing.items), key=lambda item: item.key.unit)
    events = (replace(event, item=_recode_key(event.item, now)) for event in closing.events)
    return replace(closing, items=tuple(items), events=tuple(events))


def _recode_item(item: Item, now: Mapping[str, str]) -> Item:
    review = item.review and replace(item.review, item=_recode_key(item.review.item, now))
    return replace(item, key=_recode_key(item.key, now), review=review)


def _recode_key(key: ItemKey, now: Mapping[str, str]) -> ItemKey:
    return replace(key, unit=now.get(key.unit, key.unit))


def recode_event(event: Event, campaign: Campaign) -> Event:
    """Return an event as it was logged in its round, with the code that its unit has now."""
    return replace(event, item=replace(event.item, unit=campaign.trace_code(event.round, event.item.unit)))


def report_recoded_units(items: Iterable[Item], closed: int, campaign: Campaign) -> list[Finding]:
    """Return one finding that names all units with items whose code is another than in the round that closed."""
    present = {item.key.unit for item in items}
    changed = [(old, new) for (number, old), new in campaign.recoded.items() if number == closed and new in present]
    if not changed:
        return []
    units = tuple((campaign.find_by_code(new).name, old, new) for old, new in sorted(changed, key=lambda pair: pair[1]))
    return [make_finding("notice", "unit_recoded", sheet=campaign.definition.campaign.units.label, units=units)]

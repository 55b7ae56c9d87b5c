"""The roster as the summary shows it: units and members by name, with the state of what each unit returned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from toolkit.campaign import Campaign
from toolkit.messages import say
from toolkit.summary.tally import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRoster:
    """The units by name in order with their states, and the members by unit and name in order."""

    units: tuple[str, ...]
    members: tuple[Key, ...]
    states: Mapping[str, str]
    missing: frozenset[str]
    lead: str
    # By the key of a list, the units that are asked to fill it in.
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def is_asked(self, unit: str, list_keys: Iterable[str]) -> bool:
        """Tell whether a unit is asked for one of these lists; every unit is where nothing is known, as of rosters."""
        return any(unit in self.asked.get(key, (unit,)) for key in list_keys)

    @classmethod
    def from_campaign(cls, campaign: Campaign, states: Mapping[str, str]) -> SummaryRoster:
        """Return the roster of a campaign; `states` by unit code."""
        names = {unit.code: unit.name for unit in campaign.units}
        order = {unit.code: index for index, unit in enumerate(campaign.units)}
        members = sorted(campaign.members, key=lambda member: order[member.unit])
        return cls(
            units=tuple(names.values()),
            members=tuple(dict.fromkeys((names[member.unit], member.name) for member in members)),
            states={names[code]: say(f"state.{state}") for code, state in states.items()},
            missing=frozenset(names[code] for code, state in states.items() if state == "missing"),
            lead=names.get(campaign.lead_unit, ""),
            asked={
                list_type.key: frozenset(
                    unit.name for unit in campaign.units if list_type.key in (unit.lists or campaign.lists)
                )
                for list_type in campaign.list_types
            },
        )

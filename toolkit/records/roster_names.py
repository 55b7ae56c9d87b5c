"""The people and units of a roster, as rules ask for them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterNames:
    """The people and units that rules refer to: one row per unit and member, the lead unit, all units' names."""

    members: pd.DataFrame  # columns unit, name
    lead: str
    unit_names: frozenset[str]

    def find_members(self, unit: str) -> tuple[str, ...]:
        """Return a unit's members in roster order."""
        return tuple(self.members.loc[self.members["unit"] == unit, "name"])

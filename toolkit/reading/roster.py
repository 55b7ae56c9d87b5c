"""Look up a campaign's units, their members and the rows issued to them, by what people write.

The campaign itself is a plain value; asked some hundred times per file, with hundreds of units, it must be indexed.
"""

from __future__ import annotations

from functools import lru_cache

from toolkit.campaign import Campaign, Unit
from toolkit.definition import ListType
from toolkit.text import fold


class CampaignRoster:
    """The units and members of one campaign, looked up by what people write."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.units = {unit.code: unit for unit in campaign.units}
        self.members: dict[str, frozenset[str]] = {
            code: frozenset(member.name for member in campaign.find_members(code)) for code in self.units
        }
        self.units_of: dict[str, set[str]] = {}
        for member in campaign.members:
            self.units_of.setdefault(member.name, set()).add(member.unit)
        self._names = [(fold(name), code) for name, code in campaign.collect_unit_names()]
        self.find = lru_cache(maxsize=4096)(campaign.find_unit)
        self.digest = lru_cache(maxsize=64)(campaign.definition.compute_digest)

    def find_by_code(self, code: str) -> Unit:
        """Return a unit by code; KeyError where there is none."""
        return self.units[code]

    def find_named_unit(self, text: str) -> Unit | None:
        """Return the unit with the longest name or alias in a text; two equally long ones do not decide."""
        wanted = fold(text)
        hits = [(len(name), code) for name, code in self._names if name in wanted]
        longest = max((length for length, _ in hits), default=0)
        codes = {code for length, code in hits if length == longest}
        # Another unit's name that is no part of the longest one: the text names two units, and decides nothing.
        winners = [name for name, _ in self._names if len(name) == longest and name in wanted]
        others = {
            code for name, code in self._names if name in wanted and not any(name in winner for winner in winners)
        }
        alone = len(codes) == 1 and longest >= 2 and others <= codes
        return self.units[codes.pop()] if alone else None

    def collect_issued_rows(self, code: str, list_type: ListType) -> dict[str, dict[str, str]]:
        """Return the rows that a unit was handed filled in, by running number and column key."""
        number = list_type.number
        rows = self.campaign.build_issued_rows(code, list_type) if number else []
        return {number.format_number(count): row for count, row in enumerate(rows, 1)} if number else {}

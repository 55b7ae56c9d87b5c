"""Look up a campaign's units, their members and the rows issued to them, by what people write.

The campaign is a plain value; with hundreds of units and hundreds of look-ups per file, it must be indexed.
"""

from __future__ import annotations

from functools import lru_cache, partial

from toolkit.campaign import Campaign, Unit
from toolkit.definition import ListType
from toolkit.followup import NOTHING_BEFORE, Closing
from toolkit.records import IssuedVersions
from toolkit.text import fold


class CampaignRoster:
    """The units and members of one campaign, looked up by what people write.

    `versions` are the times that each workbook was handed out in the round, `opening` is how the one before ended.
    """

    def __init__(
        self, campaign: Campaign, versions: IssuedVersions | None = None, opening: Closing = NOTHING_BEFORE
    ) -> None:
        self.campaign, self.versions = campaign, versions or {}
        self.find_former = opening.find_former
        self.units = {unit.code: unit for unit in campaign.units}
        self.members: dict[str, frozenset[str]] = {
            code: frozenset(member.name for member in campaign.find_members(code)) for code in self.units
        }
        self.list_types = {list_type.key: list_type for list_type in campaign.issued_list_types}
        self.units_of: dict[str, set[str]] = {}
        for member in campaign.members:
            self.units_of.setdefault(member.name, set()).add(member.unit)
        self._names = [(fold(name), code) for name, code in campaign.collect_unit_names()]
        self.find = lru_cache(maxsize=4096)(campaign.find_unit)
        self.digest = lru_cache(maxsize=64)(partial(campaign.definition.compute_digest, later=campaign.round.is_later))

    def find_by_code(self, code: str) -> Unit:
        """Return a unit by code; KeyError where there is none."""
        return self.units[code]

    def find_named_unit(self, text: str) -> Unit | None:
        """Return the unit whose name or alias in the text is longest; None where it names none, or two."""
        wanted = fold(text)
        hits = [(len(name), code) for name, code in self._names if name in wanted]
        longest = max((length for length, _ in hits), default=0)
        codes = {code for length, code in hits if length == longest}
        # If another unit's name is not just part of the longest, the text names two units and decides nothing.
        longest_names = [name for name, _ in self._names if len(name) == longest and name in wanted]
        others = {
            code for name, code in self._names if name in wanted and not any(name in longer for longer in longest_names)
        }
        alone = len(codes) == 1 and longest >= 2 and others <= codes
        return self.units[codes.pop()] if alone else None

    def find_unit_in_path(self, path: str) -> Unit | None:
        """Return the unit named in a file's own name, else in the nearest folder or archive."""
        return next(filter(None, map(self.find_named_unit, reversed(path.split("/")))), None)

    def has_locked_workbook(self, code: str) -> bool:
        """Tell whether a unit was last handed out a workbook under a password."""
        return any(own[-1].locked for (unit, _), own in self.versions.items() if unit == code)

    def names_unit(self, text: str, code: str) -> bool:
        """Tell whether a text has a name or an alias of a unit in it."""
        wanted = fold(text)
        return any(owner == code and name in wanted for name, owner in self._names)

    def collect_issued_rows(self, code: str, list_type: ListType) -> dict[str, dict[str, str]]:
        """Return the prefilled rows issued to a unit in the first round: texts by running number and column key.

        Later rounds issue what was reported; the room `followup` compares with that.
        """
        number = None if self.campaign.round.is_later else list_type.number
        rows = self.campaign.build_issued_rows(code, list_type) if number else []
        return {number.format_number(count): row for count, row in enumerate(rows, 1)} if number else {}

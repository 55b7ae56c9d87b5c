"""Look up a campaign's units, their members and the rows issued to them, by what people write.

The campaign is a plain value; with hundreds of units and hundreds of look-ups per file, it must be indexed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from toolkit.campaign import Campaign, Unit
from toolkit.definition import ListType
from toolkit.followup import NOTHING_BEFORE, Closing
from toolkit.records import IssuedVersions
from toolkit.text import fold

_SHORTEST_NAME = 2  # letters of a name by which a unit is known within a text


class CampaignRoster:
    """The units and members of one campaign, looked up by what people write.

    `versions` are the times that each workbook was handed out in the round, `opening` is how the one before ended.
    """

    def __init__(
        self, campaign: Campaign, versions: IssuedVersions | None = None, opening: Closing = NOTHING_BEFORE
    ) -> None:
        self.campaign, self.versions = campaign, versions or {}
        # Values that are not offered any more and stand in issued rows, by unit.
        self.former = opening.group_former()
        self.units = {unit.code: unit for unit in campaign.units}
        self.members: dict[str, frozenset[str]] = {
            code: frozenset(member.name for member in campaign.find_members(code)) for code in self.units
        }
        self.list_types = {list_type.key: list_type for list_type in campaign.issued_list_types}
        self.units_of: dict[str, set[str]] = {}
        for member in campaign.members:
            self.units_of.setdefault(member.name, set()).add(member.unit)
        self._codes_by_name: dict[str, set[str]] = {}
        for name, code in campaign.collect_unit_names():
            self._codes_by_name.setdefault(fold(name), set()).add(code)
        self._lengths = sorted({len(name) for name in self._codes_by_name} - {0})
        self._find = _index_units(campaign)
        self.digest = lru_cache(maxsize=64)(partial(campaign.definition.compute_digest, later=campaign.round.is_later))

    def find_by_code(self, code: str) -> Unit:
        """Return a unit by code; KeyError where there is none."""
        return self.units[code]

    def find(self, text: str) -> Unit | None:
        """Return the unit that a text names by code, name, alias or decided spelling, as the campaign finds it."""
        return self._find(text)

    def find_named_unit(self, text: str) -> Unit | None:
        """Return the unit whose name or alias in the text is longest; None where it names none, or two."""
        names = self._find_names(fold(text))
        longest = max(map(len, names), default=0)
        longest_names = [name for name in names if len(name) == longest]
        codes = set[str]().union(*(self._codes_by_name[name] for name in longest_names))
        # If another unit's name is not just part of the longest, the text names two units and decides nothing.
        apart = (name for name in names if not any(name in longer for longer in longest_names))
        others = set[str]().union(*(self._codes_by_name[name] for name in apart))
        alone = len(codes) == 1 and longest >= _SHORTEST_NAME and others <= codes
        return self.units[codes.pop()] if alone else None

    def _find_names(self, folded: str) -> set[str]:
        """Return the names of units in a folded text; its parts are looked up, for there may be 10,000 units."""
        known = self._codes_by_name
        return {
            part
            for length in self._lengths
            for at in range(len(folded) - length + 1)
            if (part := folded[at : at + length]) in known
        }

    def find_unit_in_path(self, path: str) -> Unit | None:
        """Return the unit named in a file's own name, else in the nearest folder or archive."""
        return next(filter(None, map(self.find_named_unit, reversed(path.split("/")))), None)

    def has_locked_workbook(self, code: str) -> bool:
        """Tell whether a unit was last handed out a workbook under a password."""
        return any(own[-1].locked for (unit, _), own in self.versions.items() if unit == code)

    @property
    def has_locked_workbooks(self) -> bool:
        """Tell whether any unit was last handed out a workbook under a password."""
        return any(own[-1].locked for own in self.versions.values())

    def names_unit(self, text: str, code: str) -> bool:
        """Tell whether a text has a name or an alias of a unit in it."""
        return any(code in self._codes_by_name[name] for name in self._find_names(fold(text)))

    def collect_issued_rows(self, code: str, list_type: ListType) -> dict[str, dict[str, str]]:
        """Return the prefilled rows issued to a unit in the first round: texts by running number and column key.

        Later rounds issue what was reported; the room `followup` compares with that.
        """
        number = None if self.campaign.round.is_later else list_type.number
        rows = self.campaign.build_issued_rows(code, list_type) if number else []
        return {number.format_number(count): row for count, row in enumerate(rows, 1)} if number else {}


def _index_units(campaign: Campaign) -> Callable[[str], Unit | None]:
    """Return `Campaign.find_unit` as a look-up, of which the first unit in roster order counts, too."""
    spelled: dict[str, str] = {}
    for decision in campaign.decisions:
        if decision.kind == "spelling" and decision.meaning:
            spelled.setdefault(fold(decision.found), decision.meaning)
    places: dict[str, int] = {}
    codes: dict[str, int] = {}
    former: dict[str, int] = {}
    for place, unit in enumerate(campaign.units):
        codes.setdefault(unit.code, place)
        for name in unit.names:
            places.setdefault(fold(name), place)
        for code in unit.former_codes:
            former.setdefault(code, place)

    def find(text: str) -> Unit | None:
        wanted, code = fold(text), text.strip()
        if wanted in spelled:
            return campaign.find_by_code(spelled[wanted])
        found = [place for place in (codes.get(code), places.get(wanted)) if place is not None]
        found = found or [place for place in (former.get(code),) if place is not None]
        return campaign.units[min(found)] if found else None

    return lru_cache(maxsize=4096)(find)

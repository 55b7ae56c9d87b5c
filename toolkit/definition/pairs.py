"""Which people of a list should have met: each pair of a unit's members, and each member with some group of others."""

from __future__ import annotations

from pydantic import Field

from toolkit.definition.column import Frozen
from toolkit.definition.report import Countable

# What a pair is: the two people, which type of pair, how many records say that they met, the first day, whether.
FIRST, SECOND, TYPE, TIMES, DAY, MET, STATE = "first", "second", "type", "times", "day", "met", "state"
PAIR_COLUMNS = (FIRST, SECOND, TYPE, TIMES, DAY, MET, STATE)


class PairGroup(Frozen):
    """People outside the team that every member should have met: records whose `group_column` is `value` count."""

    label: str = Field(min_length=1)
    value: str = Field(min_length=1)


class PairsSpec(Countable):
    """The pairs of people of a list, as a table that can be counted: a row per pair of members, and per group.

    `from_column` and `to_column` hold the names of the two sides; unless `directed`, the sides do not differ. The pairs
    of the member who comes first on the roster, the head, are of the type `head`, all others of the type `others`. A
    unit that does not fill in the list has no pairs. `label` is the sheet of the pairs, `sheet` that of the table in
    which members stand against members.
    """

    label: str = Field(min_length=1)
    sheet: str = Field(min_length=1)
    from_column: str
    to_column: str
    day: str = ""
    directed: bool = False
    head: str = ""
    others: str = Field(min_length=1)
    met: str = Field(min_length=1)
    missing: str = Field(min_length=1)
    # What a cell of the table of members says where two have not met.
    gap: str = Field(min_length=1)
    group_column: str = ""
    groups: tuple[PairGroup, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """Every type of pair in order, each once."""
        return tuple(dict.fromkeys([*filter(None, (self.head, self.others)), *(each.value for each in self.groups)]))


def name_pairs(list_key: str) -> str:
    """Return the key by which the pairs of a list are counted, like a list of their own."""
    return f"@{list_key}"

"""The values that dropdowns offer, and the meetings that define some of them."""

from __future__ import annotations

import datetime as dt

from toolkit.definition.column import Frozen

# The key of the choice list that every meeting defines.
ASPECTS = "aspects"


class Option(Frozen):
    """One value of a choice list; `short` is its name in tables, `aliases` are other ways of writing it.

    `doubtful` are ways of writing it that are taken for it, and yet make the office ask.
    """

    value: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The short name, or the value itself where there is none."""
        return self.short or self.value


class ChoiceList(Frozen):
    """The values of one dropdown, in their order."""

    key: str
    options: tuple[Option, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values in order, without short names and aliases."""
        return tuple(option.value for option in self.options)


class Meeting(Frozen):
    """One 民主生活会: its name, its aspects (方面), and the choice lists that only it has."""

    key: str
    label: str
    order: int = 0
    default: bool = False
    # About when it is held: examples in workbooks of no campaign go with this day.
    held: dt.date | None = None
    aspects: ChoiceList
    others: tuple[ChoiceList, ...] = ()

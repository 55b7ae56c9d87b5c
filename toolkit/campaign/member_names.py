"""Keep the names of a roster apart: nobody twice in a unit, and no name typed in two ways."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.campaign.sheets import FormReader
from toolkit.messages import say
from toolkit.text import find_odd_characters, fold_name


class _Known(NamedTuple):
    name: str
    address: str


class MemberNames:
    """The names seen so far; reports those that a reader of returned files could not tell apart.

    Two units may have members of one name, but typed alike: a returned cell is read as the roster writes the name.
    """

    def __init__(self, sheets: FormReader) -> None:
        self.sheets = sheets
        self._by_key: dict[str, _Known] = {}
        self._by_unit: dict[tuple[str, str], _Known] = {}

    def check(self, unit: str, name: str, address: str) -> None:
        """Report a name that its unit has already, or that stands elsewhere in other characters."""
        key = fold_name(name)
        if not key:
            return
        own = self._by_unit.setdefault((unit, key), _Known(name, address))
        other = self._by_key.setdefault(key, own)
        if own.address != address and own.name == name:
            self.sheets.add_mistake("campaign.member_twice", address, name=name, other=own.address)
        elif other.name != name or own.name != name:
            known = other if other.name != name else own
            self.sheets.add_mistake(
                "campaign.names_alike",
                address,
                name=_show_name(name, known.name),
                other=known.address,
                other_name=_show_name(known.name, name),
            )


def _show_name(name: str, other: str) -> str:
    """Return a name with the code points that the other has not, where a reader could not tell the two apart."""
    codes = find_odd_characters(name, other)
    return say("form.code_points", name=name, codes=say("list.separator").join(codes)) if codes else name

"""Find the unit that a text names among thousands."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.campaign.model import Unit
from toolkit.text import fold


class UnitIndex:
    """The units of a roster by all that names them; of several that a text names it is the first on the roster."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._codes: dict[str, int] = {}
        self._names: dict[str, int] = {}
        self._former: dict[str, int] = {}
        for place, unit in enumerate(units):
            self._codes.setdefault(unit.code, place)
            for name in unit.names:
                self._names.setdefault(fold(name), place)
            for code in unit.former_codes:
                self._former.setdefault(code, place)

    @property
    def names(self) -> list[str]:
        """The units' names, in the order of the roster."""
        return [unit.name for unit in self._units]

    def find(self, text: str) -> Unit | None:
        """Return the unit with a code or a name, else the one that had the code before; None where there is none."""
        found = [place for place in (self._codes.get(text), self._names.get(fold(text))) if place is not None]
        place = min(found) if found else self._former.get(text)
        return None if place is None else self._units[place]

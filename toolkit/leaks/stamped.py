"""Search stamped workbooks: what a master holds is searched once, and of each copy the texts that are its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from toolkit.leaks.guard import Leak, LeakGuard
from toolkit.leaks.secrets import Secret
from toolkit.leaks.texts import read_part_texts
from toolkit.ooxml import PackageMaster, Pieces, cut_at_stand_ins, join_pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class _Searched:
    """What all copies of a master hold, and the texts in which each has something of its own."""

    common: frozenset[Secret]
    own: tuple[Pieces, ...]


class StampedGuard:
    """Finds in stamped workbooks what a guard finds in any; a workbook with a find is searched by the guard itself.

    A copy has the texts of its master with its own in the place of the stand-ins: none of these begins or ends a text
    of XML, and a stand-in is long enough to be searched wherever it stands.
    """

    def __init__(self, guard: LeakGuard) -> None:
        self._guard = guard
        self._masters: WeakKeyDictionary[PackageMaster, _Searched] = WeakKeyDictionary()

    def find_leaks(  # noqa: PLR0913 - a workbook, and what its unit knows
        self,
        unit: str,
        content: bytes,
        master: PackageMaster | None,
        texts: Sequence[bytes],
        *,
        written: Iterable[str] = (),
        listed: Iterable[str] = (),
    ) -> tuple[Leak, ...]:
        """Return the leaks of a workbook that was stamped with texts; without a master it is searched as any other."""
        if master is not None:
            searched = self._masters.get(master)
            if searched is None:
                searched = self._masters[master] = self._search(master)
            own = self._guard.find_secrets(join_pieces(pieces, texts) for pieces in searched.own)
            if not self._guard.select_foreign(unit, searched.common | own):
                return ()
        return self._guard.find_leaks(unit, content, written=written, listed=listed)

    def _search(self, master: PackageMaster) -> _Searched:
        names = (name.encode() for name in master.parts)
        written = (text for name, part in master.parts.items() for text in read_part_texts(name, part))
        pieces = [cut_at_stand_ins(text) for text in dict.fromkeys((*names, *written))]
        common = self._guard.find_secrets(each[0] for each in pieces if len(each) == 1 and isinstance(each[0], bytes))
        return _Searched(common=frozenset(common), own=tuple(each for each in pieces if len(each) > 1))

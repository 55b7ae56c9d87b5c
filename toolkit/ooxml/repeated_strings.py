"""Shared strings of a master that are equal in a copy: libraries write an equal text once, and its cells share it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from toolkit.ooxml.stand_ins import Pieces, cut_at_stand_ins, join_pieces

STRINGS = "xl/sharedStrings.xml"
_SHEETS = "xl/worksheets/sheet"
_STRING = re.compile(rb"<si>.*?</si>", re.DOTALL)
_UNIQUE = re.compile(rb'(?<= uniqueCount=")\d+')
_REFERENCE = re.compile(rb'(?<= t="s"><v>)\d+')


class StringTable:
    """The shared strings of a master, some of them with stand-ins."""

    def __init__(self, part: bytes) -> None:
        strings = [cut_at_stand_ins(found) for found in _STRING.findall(part)]
        self._same = {pieces[0]: index for index, pieces in enumerate(strings) if len(pieces) == 1}
        self._own: list[tuple[int, Pieces]] = [each for each in enumerate(strings) if len(each[1]) > 1]

    def find_repeats(self, texts: Sequence[bytes]) -> tuple[tuple[int, int], ...]:
        """Return which strings of a copy with these texts are an earlier one's: index and the earlier index."""
        places: dict[bytes, list[int]] = {}
        for index, pieces in self._own:
            text = join_pieces(pieces, texts)
            known = places.setdefault(text, [self._same[text]] if text in self._same else [])
            known.append(index)
        repeated = (sorted(known) for known in places.values() if len(known) > 1)
        return tuple(sorted((later, first) for first, *others in repeated for later in others))


def join_strings(parts: Mapping[str, bytes], repeats: Sequence[tuple[int, int]]) -> dict[str, bytes]:
    """Return the parts that are different where strings are an earlier one's: without them, and all counted anew."""
    earlier = dict(repeats)
    strings = _STRING.findall(parts[STRINGS])
    kept = [index for index in range(len(strings)) if index not in earlier]
    numbers = {old: new for new, old in enumerate(kept)}
    numbers |= {later: numbers[first] for later, first in repeats}
    written = {b"%d" % old: b"%d" % new for old, new in numbers.items()}
    changed = {
        name: _REFERENCE.sub(lambda found: written[found[0]], part)
        for name, part in parts.items()
        if name.startswith(_SHEETS)
    }
    at = iter(range(len(strings)))
    table = _STRING.sub(lambda found: found[0] if next(at) not in earlier else b"", parts[STRINGS])
    changed[STRINGS] = _UNIQUE.sub(b"%d" % len(kept), table, count=1)
    return changed

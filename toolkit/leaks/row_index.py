"""Which units wrote a long text: an index that keeps twelve bytes for each, as a round has millions of them."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from toolkit.text import fold

SHORTEST_TEXT = 12  # shorter free texts are phrases that anybody might write


class RowIndex:
    """Finds the units that wrote a text by its fold, of which it knows the hash (64 bits, another in every run).

    `texts` has the texts of each unit by code, and is asked again for those of a single unit; `counts` tells by
    its fold and as it was written whether a text says anything of its own.
    """

    def __init__(self, texts: Mapping[str, Iterable[str]], counts: Callable[[str, str], bool]) -> None:
        self._texts, self._counts = texts, counts
        self._codes = sorted(texts)
        self._places = {code: place for place, code in enumerate(self._codes)}
        hashes, owners = array("q"), array("i")
        for place, code in enumerate(self._codes):
            own = {hash(key) for key, _ in self._find_long_texts(code)}
            hashes.extend(own)
            owners.extend([place] * len(own))
        found, units = np.array(hashes, dtype=np.int64), np.array(owners, dtype=np.int32)
        order = np.argsort(found, kind="stable")  # of equal ones the first unit stays first
        # Ordinary arrays: one is searched once for every text of a run, and numpy takes five times as long for that.
        self._hashes, self._owners = array("q", found[order].tobytes()), array("i", units[order].tobytes())

    def _find_long_texts(self, code: str) -> Iterable[tuple[str, str]]:
        """Yield the fold of every long text of a unit, and the text."""
        for text in self._texts[code]:
            key = fold(text)
            if len(key) >= SHORTEST_TEXT and self._counts(key, text):
                yield key, text

    def holds(self, key: str) -> bool:
        """Tell whether any unit wrote a text, given by its fold."""
        return len(key) >= SHORTEST_TEXT and bool(self._find_places(key))

    def is_of(self, key: str, code: str) -> bool:
        """Tell whether a unit wrote a text."""
        return code in self._places and self._places[code] in self._find_places(key)

    def find_owner(self, key: str) -> str:
        """Return the first unit that wrote a text, by code."""
        return self._codes[self._find_places(key)[0]]

    def find_text(self, key: str) -> str:
        """Return a text as its first unit wrote it."""
        same = (text for found, text in self._find_long_texts(self.find_owner(key)) if found == key)
        return min(same, default=key)

    def _find_places(self, key: str) -> Sequence[int]:
        """Return the places of the units that wrote a text, in order."""
        wanted = hash(key)
        first = bisect_left(self._hashes, wanted)
        if first == len(self._hashes) or self._hashes[first] != wanted:
            return ()
        return self._owners[first : bisect_right(self._hashes, wanted, first)]

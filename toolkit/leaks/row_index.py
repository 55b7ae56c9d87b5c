"""Which units wrote a long text: an index that keeps twelve bytes for each, as a round has millions of them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping

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
        self._hashes, self._owners = found[order], units[order]

    def _find_long_texts(self, code: str) -> Iterable[tuple[str, str]]:
        """Yield the fold of every long text of a unit, and the text."""
        for text in self._texts[code]:
            key = fold(text)
            if len(key) >= SHORTEST_TEXT and self._counts(key, text):
                yield key, text

    def holds(self, key: str) -> bool:
        """Tell whether any unit wrote a text, given by its fold."""
        return len(key) >= SHORTEST_TEXT and len(self._find_places(key)) > 0

    def is_of(self, key: str, code: str) -> bool:
        """Tell whether a unit wrote a text."""
        return code in self._places and bool(np.any(self._find_places(key) == self._places[code]))

    def find_owner(self, key: str) -> str:
        """Return the first unit that wrote a text, by code."""
        return self._codes[int(self._find_places(key)[0])]

    def find_text(self, key: str) -> str:
        """Return a text as its first unit wrote it."""
        same = (text for found, text in self._find_long_texts(self.find_owner(key)) if found == key)
        return min(same, default=key)

    def _find_places(self, key: str) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        wanted = np.int64(hash(key))
        first, last = (int(self._hashes.searchsorted(wanted, side)) for side in ("left", "right"))
        return self._owners[first:last]

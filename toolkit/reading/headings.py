"""Know headings: the lists of a campaign come in, which columns a written heading can stand for goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.definition import ListType
from toolkit.text import fold

# No heading is longer; a longer text is data, and not worth folding.
LONGEST_HEADING = 60
# How a heading was known, the best first.
SIGNS = ("heading", "decision", "alias")


class Known(NamedTuple):
    """A column that a heading stands for; `rank` is the place of the sign in SIGNS."""

    rank: int
    list_key: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which column stands at which position (from 0), and the rank of the sign that says so."""

    positions: Mapping[str, int]
    ranks: Mapping[str, int]


class HeadingIndex:
    """Knows every heading of some lists, their aliases, and what the operator decided once.

    `decided` gives the label of a column by a written heading; an empty label means that the heading is
    not used.
    """

    def __init__(self, list_types: Iterable[ListType], decided: Mapping[str, str] | None = None) -> None:
        self.list_types = tuple(list_types)
        self._by_fold: dict[str, list[Known]] = {}
        self._memory: dict[str, tuple[Known, ...]] = {}
        self.unused = frozenset(fold(text) for text, label in (decided or {}).items() if not label)
        labels = {fold(text): label for text, label in (decided or {}).items() if label}
        for one in self.list_types:
            for column in one.columns:
                self._add(column.label, Known(0, one.key, column.key))
                for text, label in labels.items():
                    if label == column.label:
                        self._add(text, Known(1, one.key, column.key))
                for alias in column.aliases:
                    self._add(alias, Known(2, one.key, column.key))

    def _add(self, text: str, known: Known) -> None:
        self._by_fold.setdefault(fold(text), []).append(known)

    def known(self, text: str) -> tuple[Known, ...]:
        """Return the columns that a text stands for, in any list; most texts stand for none."""
        if len(text) > LONGEST_HEADING:
            return ()
        found = self._memory.get(text)
        if found is None:
            found = self._memory[text] = tuple(self._by_fold.get(fold(text), ()))
        return found

    def match(self, texts: Iterable[tuple[str, ...]], list_type: ListType) -> Match:
        """Return which columns stand where; each position gives the ways its heading may be read.

        Official headings go first, and of two equal ones the left; a position is used once.
        """
        wanted: list[tuple[int, int, str]] = []
        for position, ways in enumerate(texts):
            for text in ways:
                wanted += [(k.rank, position, k.column) for k in self.known(text) if k.list_key == list_type.key]
        order = {column.key: place for place, column in enumerate(list_type.columns)}
        positions: dict[str, int] = {}
        ranks: dict[str, int] = {}
        for rank, position, column in sorted(wanted, key=lambda one: (one[0], order[one[2]], one[1])):
            if column not in positions and position not in positions.values():
                positions[column], ranks[column] = position, rank
        return Match(positions=positions, ranks=ranks)

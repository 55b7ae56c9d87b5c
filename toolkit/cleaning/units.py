"""Understand which units a cell names: roles in brackets or before a colon, and marks that may stand inside a name.

A slash or a blank parts units only where every part is known to be a unit, or looks like one of its own: in
县委办公室 综合股 the second is a part of the first, in 人事科 办公室 it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from toolkit.cleaning.items import (
    BRACKETED,
    build_separator_pattern,
    is_blank_word,
    keep_first,
    number_to_separator,
    split_outside_brackets,
    strip_number,
)
from toolkit.definition import Vocabulary
from toolkit.text import fold

_LAST_BRACKETS = re.compile(rf"\s*{BRACKETED.pattern}$")
_LONGEST_ROLE = 6
_BEFORE_COLON = re.compile(rf"^([^:：]{{1,{_LONGEST_ROLE}}})[:：]\s*(?=\S)")


@dataclass(frozen=True)  # without slots: the pattern is kept once it was asked for
class UnitReader:
    """Finds the units in what clerks write; `known` are the folded names of the units on the roster."""

    vocabulary: Vocabulary
    known: frozenset[str] = frozenset()

    def split_units(self, text: str) -> tuple[str, ...]:
        """Return the units that a cell names, those with the leading role first."""
        if fold(text) in self.known and not is_blank_word(text, self.vocabulary):
            return (" ".join(text.split()),)
        separator = self.vocabulary.separators[0]
        numbered = number_to_separator(text, separator) if any(map(str.isnumeric, text)) else text
        pieces = [part for piece in split_outside_brackets(numbered, self._hard) for part in self._part(piece)]
        parted = [
            self._split_role(strip_number(piece)) for piece in pieces if not is_blank_word(piece, self.vocabulary)
        ]
        ordered = sorted(parted, key=lambda pair: not self._leads(pair[1]))
        return keep_first(name for name, _ in ordered)

    @cached_property
    def _hard(self) -> str:
        soft = self.vocabulary.units.inside
        return build_separator_pattern(tuple(mark for mark in self.vocabulary.separators if mark not in soft))

    @cached_property
    def _soft(self) -> str:
        soft = build_separator_pattern(self.vocabulary.units.inside)
        return rf"{soft}|[^\S\n]+" if soft else r"[^\S\n]+"

    def _part(self, piece: str) -> list[str]:
        """Return the parts of a piece between marks that may stand inside a name, or the piece where they do."""
        if fold(piece) in self.known:
            return [piece]
        parts = list(split_outside_brackets(piece, self._soft))
        names = [self._split_role(part)[0] for part in parts]
        if len(parts) > 1 and (all(fold(name) in self.known for name in names) or self._are_equals(names)):
            return parts
        return [" ".join(piece.split())]

    def _are_equals(self, names: Iterable[str]) -> bool:
        """Tell whether every name ends like a unit's, and none is a part of the one before it."""
        levels = [self._find_level(name) for name in names]
        return all(levels) and all(one <= other for one, other in pairwise(levels))

    def _find_level(self, name: str) -> int:
        """Return how high a unit of this name stands, from 1; 0 for a name that ends like none."""
        bare = BRACKETED.sub("", name)
        ending = max((e for e in self.vocabulary.units.all_endings if bare.endswith(e)), key=len, default="")
        levels = enumerate(self.vocabulary.units.levels, 1)
        return next((level for level, endings in levels if ending in endings), 0) if len(bare) > len(ending) else 0

    def _split_role(self, piece: str) -> tuple[str, str]:
        """Return the unit's name and the role written with it, empty where there is none."""
        brackets, before = _LAST_BRACKETS.search(piece), _BEFORE_COLON.match(piece)
        if brackets and brackets.start() and self._is_role(brackets[0]) and fold(piece) not in self.known:
            return piece[: brackets.start()].strip(), brackets[0]
        if before and self._is_role(before[1]):
            return piece[before.end() :].strip(), before[1]
        return piece, ""

    def _is_role(self, text: str) -> bool:
        return any(role in text for role in self.vocabulary.units.roles)

    def _leads(self, role: str) -> bool:
        return any(word in role for word in self.vocabulary.units.leading)

"""Look up which columns of a campaign's lists a written heading can stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.definition import HeadingWords, ListType
from toolkit.formats import CellValue
from toolkit.messages import say
from toolkit.reading.heading_names import HeadingStripper
from toolkit.text import fold

# How many times longer a heading may be written than its letters, for spaces and punctuation between them.
_LOOSEST = 2.5
# The first letter of a heading stands near its beginning, behind a star, a bracket or a space at most.
_LATEST_START = 8
_MOST_MATCHES = 4096
# How a heading was known, the best first.
HEADING_EVIDENCE = ("decision", "heading", "alias")

# Rank, whether decorated, the column's place in its list, the name's among its names, position, column's key.
_Candidate = tuple[int, bool, int, int, int, str]


class KnownColumn(NamedTuple):
    """A column that a heading stands for; `rank` is the index of the evidence in HEADING_EVIDENCE.

    `alias` is the place of the written name among the column's names, the official one first.
    """

    rank: int
    list_key: str
    column: str
    alias: int = 0
    # Whether a number or a remark was taken from the heading to find its name.
    decorated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which column stands at which position (from 0), and the rank of the evidence for it (see HEADING_EVIDENCE)."""

    positions: Mapping[str, int]
    ranks: Mapping[str, int]


class HeadingIndex:
    """Knows every heading of its lists, the aliases, and the operator's decisions on headings.

    `decided` maps a written heading to the label of a column; an empty label means that the heading is not used.
    """

    def __init__(
        self,
        list_types: Iterable[ListType],
        decided: Mapping[str, str] | None = None,
        words: HeadingWords | None = None,
    ) -> None:
        self.list_types = tuple(list_types)
        self._by_fold: dict[str, list[KnownColumn]] = {}
        self._memory: dict[str, tuple[KnownColumn, ...]] = {}
        self._matches: dict[tuple[tuple[str, ...], ...], dict[str, Match]] = {}
        self._bare: dict[str, str] = {}
        self._stripper = HeadingStripper(words or HeadingWords())
        self.own = collect_helper_headings()
        self.unused = frozenset(fold(text) for text, label in (decided or {}).items() if not label)
        labels = {fold(text): label for text, label in (decided or {}).items()}
        for list_type in self.list_types:
            for column in list_type.columns:
                for text in (text for text, label in labels.items() if label == column.label):
                    self._add_heading(text, KnownColumn(0, list_type.key, column.key))
                for place, name in enumerate(column.names):
                    if fold(name) not in labels:  # a heading with a decision stands for that column alone
                        self._add_heading(name, KnownColumn(min(place, 1) + 1, list_type.key, column.key, place))

        numbers = (list_type.number for list_type in self.list_types)
        masks = {re.escape(number.numbering) for number in numbers if number and number.numbering}
        self._numbers = re.compile("|".join(re.sub(r"(?:\\#)+", r"\\d+", mask) for mask in sorted(masks)) or "(?!)")
        self._starts = {form for text in self._by_fold if text for form in _list_letter_forms(text[0])}
        self._order = {
            (list_type.key, column.key): index
            for list_type in self.list_types
            for index, column in enumerate(list_type.columns)
        }
        self._yes: set[CellValue] = set()
        self._no: set[CellValue] = {""}
        self._longest = int(max((len(text) for text in self._by_fold), default=0) * _LOOSEST)

    def _add_heading(self, text: str, known: KnownColumn) -> None:
        self._by_fold.setdefault(fold(text), []).append(known)

    def find_columns(self, text: str) -> tuple[KnownColumn, ...]:
        """Return the columns that a text stands for, in any list; most texts stand for none."""
        if len(text) > self._longest or self._starts.isdisjoint(text[:_LATEST_START]):
            return ()  # data, and not worth folding
        found = self._memory.get(text)
        if found is None:
            found = self._memory[text] = self._look_up(text)
        return found

    def _look_up(self, text: str) -> tuple[KnownColumn, ...]:
        name = fold(text)
        known = self._by_fold.get(name)
        if known is None and name not in self.unused and not self._stripper.is_bare(text):
            bare = next((bare for bare in self._stripper.find_names(text) if bare in self._by_fold), "")
            known = [column._replace(decorated=True) for column in self._by_fold.get(bare, ())]
        return tuple(known or ())

    def find_bare_name(self, text: str) -> str:
        """Return a heading's folded name, without a number or remark where it is one of ours without them."""
        known = self._bare.get(text)
        if known is None:
            ours = (name for name in self._stripper.find_names(text) if name in self._by_fold or name in self.own)
            known = self._bare[text] = next(ours, fold(text))
        return known

    def count_headings(self, cells: Sequence[CellValue]) -> int:
        """Return how many different cells of a row are headings; asked of every row, it must be quick."""
        if cells and isinstance(cells[0], str) and self._numbers.fullmatch(cells[0]):
            return 0  # a record with its running number
        texts = set(cells) - self._no
        for text in texts - self._yes:
            if isinstance(text, str) and self.find_columns(text):
                self._yes.add(text)
            else:
                texts.discard(text)
                if not isinstance(text, str) or len(text) <= self._longest:
                    self._no.add(text)
        return len(texts)

    def match_columns(self, texts: Iterable[tuple[str, ...]]) -> dict[str, Match]:
        """Return, by list key, which column stands at which position; `texts` has, per position, its possible readings.

        Nobody may change what is returned: files of one origin have the same headings, which are matched once.
        Official headings are assigned first, then aliases as the definition orders them, and of two equal ones the
        left; a position is used once.
        """
        read = tuple(texts)
        known = self._matches.get(read)
        if known is None:
            if len(self._matches) >= _MOST_MATCHES:
                self._matches.clear()
            known = self._matches[read] = self._match(read)
        return known

    def _match(self, texts: Iterable[tuple[str, ...]]) -> dict[str, Match]:
        wanted: dict[str, list[_Candidate]] = {}
        for position, ways in enumerate(texts):
            for text in ways:
                for known in self.find_columns(text):
                    order = self._order[known.list_key, known.column]
                    candidate = (known.rank, known.decorated, order, known.alias, position, known.column)
                    wanted.setdefault(known.list_key, []).append(candidate)
        return {list_key: _assign_columns(sorted(found)) for list_key, found in wanted.items()}


def collect_helper_headings() -> frozenset[str]:
    """Return the folded headings of hint and helper columns."""
    return frozenset({fold(say("sheet.hint")), fold(say("sheet.helper"))})


def _list_letter_forms(character: str) -> str:
    """Return a folded letter as it may be written: small, capital, full-width."""
    wide = "".join(chr(ord(form) + 0xFEE0) for form in {character, character.upper()} if "!" <= form <= "~")
    return character + character.upper() + wide


def _assign_columns(wanted: list[_Candidate]) -> Match:
    positions: dict[str, int] = {}
    ranks: dict[str, int] = {}
    used: set[int] = set()
    for rank, _, _, _, position, column in wanted:
        if column not in positions and position not in used:
            positions[column], ranks[column] = position, rank
            used.add(position)
    return Match(positions=positions, ranks=ranks)

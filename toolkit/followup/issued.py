"""What a workbook was issued with for each item, and whether a returned cell says the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.campaign import Campaign, build_cleaner
from toolkit.cleaning import CleanedCell, Cleaner
from toolkit.definition import Column, ListType
from toolkit.followup.item import Item
from toolkit.records import ABSENT, Record
from toolkit.text import fold, unify_characters

_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
_BLANK = CleanedCell()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumns:
    """The columns of a list by the part they play when an issued row comes back.

    Fixed ones should come back as they were issued. Open ones were issued as last reported; those asked `anew` in
    every round (applications, say) were issued blank. The number, the tick that nothing changed, and the reason for
    a change stand apart.
    """

    list_type: ListType
    fixed: tuple[Column, ...]
    open: tuple[Column, ...]
    anew: tuple[Column, ...]
    office: tuple[Column, ...]

    @property
    def number(self) -> str:
        """The key of the running number's column, empty where the list has none."""
        return self.list_type.number.key if self.list_type.number else ""


def sort_columns(list_type: ListType) -> ListColumns:
    """Return a list's columns by the part they play."""
    own = [column for column in list_type.columns if column is not list_type.number]
    apart = (list_type.unchanged, list_type.change_note)
    inputs = [column for column in own if not column.closed_to_units and column.key not in apart]
    return ListColumns(
        list_type=list_type,
        fixed=tuple(column for column in inputs if column.later == "fixed"),
        open=tuple(column for column in inputs if column.later == "open" and column.shown == "always"),
        anew=tuple(column for column in inputs if column.later == "open" and column.shown == "later"),
        office=tuple(column for column in own if column.later == "office"),
    )


@dataclass(slots=True)
class IssuedTexts:
    """Understands the texts of items as they were meant in the round that they are from."""

    campaign: Campaign
    _cleaners: dict[int, Cleaner] = field(default_factory=dict)

    def clean(self, item: Item, list_type: ListType, column: Column) -> CleanedCell:
        """Return the meaning of an item's cell; a day without a year is of the round in which it was written."""
        text = item.texts.get(column.key, "")
        if not text:
            return _BLANK
        written = item.opened if column.later == "fixed" else item.origin.round
        return self._find_cleaner(written).clean(list_type.key, column, text)

    def _find_cleaner(self, number: int) -> Cleaner:
        if number not in self._cleaners:
            rounds = {each.number: each for each in self.campaign.rounds}
            written = rounds.get(number, self.campaign.round)
            self._cleaners[number] = build_cleaner(self.campaign, written.issue_date)
        return self._cleaners[number]

    def is_same(self, item: Item, list_type: ListType, column: Column, record: Record) -> bool:
        """Tell whether a returned cell says what the item's says; blank is another text than any other."""
        old, new = item.texts.get(column.key, ""), record.written.get(column.key, "")
        if old == new:
            return True
        issued, returned = self.clean(item, list_type, column), record.cleaned.get(column.key, _BLANK)
        if issued.date is not None and issued.date == returned.date:
            return self._is_lasting(old) == self._is_lasting(new)
        return fold_meaning(issued.text or "") == fold_meaning(returned.text or "")

    def _is_lasting(self, text: str) -> bool:
        return any(word in text for word in self.campaign.definition.vocabulary.lasting.words)


@lru_cache(maxsize=65536)
def fold_meaning(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text for comparison: without spaces and punctuation, and its numbers with theirs."""
    return fold(text), tuple(_NUMBERS.findall(unify_characters(text)))


def is_absent(record: Record, key: str) -> bool:
    """Tell whether a record's sheet has no such column."""
    cell = record.cleaned.get(key)
    return cell is None or cell.unknown == ABSENT


def read_number(record: Record, columns: ListColumns) -> str:
    """Return a record's running number as reading understood it; empty where it has none."""
    cell = record.cleaned.get(columns.number)
    return (cell.text if cell and not cell.unknown else "") or ""

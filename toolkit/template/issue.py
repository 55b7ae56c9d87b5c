"""What is issued to one unit: its lists, roster, tokens, and the rows that are already filled in."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from toolkit.campaign import (
    Member,
    Round,
    build_issued_rows,
)
from toolkit.definition import Column, CoverField, Definition, ListType
from toolkit.messages import say
from toolkit.template.issued_item import IssuedItem
from toolkit.unit_token import WHOLE


class Reissue(NamedTuple):
    """That a workbook was handed out again in its round: for which time, counted from 1, and on which day."""

    number: int
    day: dt.date

    @property
    def words(self) -> str:
        """The same for the cover, the file's properties and the register."""
        return say("template.reissue", number=self.number, day=self.day.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One workbook to write; the standard blank workbook has no unit and no tokens.

    `items` has by list what the unit reported in earlier rounds, closed items among it; it is empty in the first.
    `former` has values that are not offered any more and stand in its items, by list and column. `reissue` says that
    the unit was handed the workbook before in this round, None for the first time.
    """

    definition: Definition
    title: str
    list_types: tuple[ListType, ...]
    issued: dt.date
    meeting_date: dt.date
    as_of: dt.date | None = None
    due: dt.date | None = None
    round: Round | None = None
    # The days from which deadlines of items count, by the round in which they were listed; the meeting's for others.
    round_days: Mapping[int, dt.date] = field(default_factory=dict)
    reissue: Reissue | None = None
    unit: str = ""
    unit_name: str = ""
    members: tuple[Member, ...] = ()
    leaders: tuple[str, ...] = ()
    unit_names: tuple[str, ...] = ()
    tokens: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, tuple[IssuedItem, ...]] = field(default_factory=dict)
    former: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    # What the unit already reported in another format: rows by list, as texts by column key; its cover; nil lists.
    filled: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    cover: Mapping[str, str] = field(default_factory=dict)
    nil: frozenset[str] = frozenset()

    @property
    def is_later(self) -> bool:
        """Whether a round went before."""
        return self.round is not None and self.round.is_later

    @property
    def cover_fields(self) -> tuple[CoverField, ...]:
        """The fields that the cover has in this round."""
        return self.definition.cover.select_fields(later=self.is_later)

    def find_token(self, list_key: str = WHOLE) -> str:
        """Return the token of a list, or of the whole workbook; empty where there is none."""
        return self.tokens.get(list_key, "")

    def select_open_items(self, list_type: ListType) -> tuple[IssuedItem, ...]:
        """Return the items that stand in the list, in the order of their numbers."""
        return tuple(each for each in self.items.get(list_type.key, ()) if not each.item.is_closed)

    def select_closed_items(self, list_type: ListType) -> tuple[IssuedItem, ...]:
        """Return the items of a list that are closed or withdrawn, in the order of their numbers."""
        return tuple(each for each in self.items.get(list_type.key, ()) if each.item.is_closed)

    @property
    def has_closed_items(self) -> bool:
        """Whether an item of the unit is closed or withdrawn."""
        return any(each.item.is_closed for items in self.items.values() for each in items)

    def collect_prefilled_rows(self, list_type: ListType) -> list[dict[str, str]]:
        """Return the prefilled rows, each by column key.

        These are the rows reported, else the items of earlier rounds, else the team's row and one per member.
        """
        reported = self.filled.get(list_type.key)
        if reported is not None:
            office = {each.number: each.office for each in self.select_open_items(list_type)}
            key = list_type.number.key if list_type.number else ""
            return [{**row, **office.get(row.get(key, ""), {})} for row in reported]
        if self.items.get(list_type.key):
            return [each.row for each in self.select_open_items(list_type)]
        return build_issued_rows(list_type, self.members)

    def number_rows(self, list_type: ListType, rows: int) -> list[str]:
        """Return the running numbers of all prepared rows: those reported are kept, the others follow the last.

        The last is the highest that the unit ever had. Where numbers would outgrow their digits, free ones are taken.
        """
        number = list_type.number
        if number is None:
            return [""] * rows
        given = [row.get(number.key, "") for row in self.collect_prefilled_rows(list_type)]
        known = {each.number for each in self.items.get(list_type.key, ())}
        positions = [number.parse_number(text) for text in known]
        positions += [at for at in map(number.parse_number, given) if at <= rows + len(given)]
        following = _count_on(number, max(positions, default=0), {*known, *given})
        return [*(own or next(following) for own in given), *itertools.islice(following, rows - len(given))]


def _count_on(number: Column, last: int, used: Iterable[str]) -> Iterator[str]:
    """Yield the numbers after the last, then, where these would outgrow their digits, those below that are free."""
    end = 10 ** (number.numbering or "#").count("#")
    taken = frozenset(used)
    below = (number.format_number(n) for n in range(1, min(last, end)))
    yield from (number.format_number(n) for n in range(last + 1, end))
    yield from (text for text in below if text not in taken)
    yield from (number.format_number(n) for n in itertools.count(max(last + 1, end)))


def add_report(
    issue: Issue,
    filled: Mapping[str, Iterable[Mapping[str, str]]],
    *,
    cover: Mapping[str, str],
    nil: frozenset[str],
) -> Issue:
    """Return an issue of the lists that a unit reported, filled in with what it reported.

    `filled` has rows by list key, each with texts by column key. Lists neither filled nor in `nil` are left out.
    """
    kept = tuple(list_type for list_type in issue.list_types if list_type.key in filled or list_type.key in nil)
    rows = {list_type.key: tuple(filled.get(list_type.key, ())) for list_type in kept}
    return replace(issue, list_types=kept, filled=rows, cover=cover, nil=nil)


def render_bounds(column: Column) -> str:
    """Return a column's bounds on text length or number in words; empty where it has none."""
    return next((rule.render_bounds() for rule in column.build_bounds_rules()), "")

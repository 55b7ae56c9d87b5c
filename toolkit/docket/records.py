"""The records that the docket prints: their cells in words, in the order that their list declares."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from toolkit.campaign import Campaign
from toolkit.definition import Column, Definition, ListType
from toolkit.docket.page import DocketPage
from toolkit.docket.pages import find_reference
from toolkit.docket.printed_list import PrintedList
from toolkit.docket.record import join_texts
from toolkit.text import NaturalKey, build_natural_key, keep_visible

_BLANK_FIRST, _UNLISTED = -1, 1_000_000
Rank = tuple[int, NaturalKey]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRecords:
    """The records of one list: the code of each one's unit, and the values of its columns by path.

    Values are texts, numbers, days, or None where a cell is blank.
    """

    units: Sequence[str]
    columns: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class RecordReader:
    """Turns what was merged into records in print order, column by column: most values of a column recur."""

    campaign: Campaign
    given: Mapping[str, ListRecords]
    _positions: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def read_list(self, page: DocketPage, position: int) -> PrintedList:
        """Return the records of the list of one tier of a page, those of each unit sorted."""
        tier = page.tiers[position]
        list_type, records = self.campaign.definition.find_list_type(tier.list_key), self.given[tier.list_key]
        texts = {path: _render_values(values) for path, values in records.columns.items()}
        _mark_closed(list_type, texts)
        shown = {
            at: _join_columns([texts[path] for path in column.paths])
            for at, column in enumerate(page.columns)
            if column.list_key == tier.list_key
        }
        referred = page.tiers[position + 1].referred if position + 1 < len(page.tiers) else ""
        blank = [""] * len(records.units)
        ranks = self._rank_records(list_type, records.units, texts)
        by_unit: dict[str, list[int]] = {}
        for row, unit in enumerate(records.units):
            by_unit.setdefault(unit, []).append(row)
        return PrintedList(
            shown=shown,
            numbers=texts[referred] if referred else blank,
            aboves=texts[tier.reference] if tier.reference else blank,
            rows={unit: array("I", sorted(rows, key=ranks.__getitem__)) for unit, rows in by_unit.items()},
        )

    def has_anything(self, list_key: str, path: str) -> bool:
        """Tell whether any cell of a column holds something."""
        return any(render_value(value) for value in self.given[list_key].columns[path])

    def _rank_records(
        self, list_type: ListType, units: Sequence[str], texts: Mapping[str, Sequence[str]]
    ) -> Sequence[tuple[Rank, ...]]:
        """Return for each record, in the given order, by what it is sorted among those of its unit."""
        order = [path for path in list_type.printed_order if path in texts]
        columns = []
        for path in order:
            known: dict[tuple[str, str], Rank] = {}
            for place in set(zip(texts[path], units, strict=True)):
                known[place] = self._rank(list_type, path, *place)
            columns.append([known[place] for place in zip(texts[path], units, strict=True)])
        return list(zip(*columns, strict=True)) if columns else [()] * len(units)

    def _rank(self, list_type: ListType, path: str, text: str, unit: str) -> Rank:
        if not text:
            return _BLANK_FIRST, build_natural_key("")
        positions = self._find_positions(list_type, path, unit)
        return positions.get(text, _UNLISTED) if positions else 0, build_natural_key(text)

    def _find_positions(self, list_type: ListType, path: str, unit: str) -> dict[str, int]:
        """Return the place of each value that a dropdown offers; of people, their place on the roster."""
        choices = list_type.find_column(path).choices if list_type.has_column(path) else None
        key = (choices or "", unit if choices and choices.startswith("@") else "")
        if key not in self._positions:
            self._positions[key] = {value: at for at, value in enumerate(self._list_choices(*key))}
        return self._positions[key]

    def _list_choices(self, choices: str, unit: str) -> Sequence[str]:
        if unit:
            return [member.name for member in self.campaign.find_members(unit)]
        offered = self.campaign.definition.choice_lists.get(choices)
        return offered.values if offered else ()


def collect_paths(campaign: Campaign, pages: Sequence[DocketPage]) -> dict[str, tuple[str, ...]]:
    """Return what the pages need to know of each list: the paths of its columns, by the list's key."""
    definition = campaign.definition
    lists = [definition.find_list_type(key) for page in pages for key in dict.fromkeys(t.list_key for t in page.tiers)]
    return {each.key: tuple(dict.fromkeys(_collect_own_paths(definition, each, lists))) for each in lists}


def _collect_own_paths(definition: Definition, list_type: ListType, lists: Sequence[ListType]) -> list[str]:
    references = [find_reference(definition, list_type, above.key) for above in lists]
    referring = [find_reference(definition, below, list_type.key) for below in lists]
    targets = [definition.find_referenced_column(column) for column in referring if column]
    day = _find_filled(list_type, "close_date")
    return [
        *(path for paths in list_type.printed_columns for path in paths),
        *list_type.printed_order,
        *(column.key for column in references if column),
        *(target.column.key for target in targets if target),
        *([day.key] if day else []),
    ]


def render_value(value: Any) -> str:
    """Return a cell in words: days as 2022-03-31, whole numbers without a point, nothing for a blank."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return keep_visible(str(value))


def _find_filled(list_type: ListType, fill: str) -> Column | None:
    """Return the column that shows something of an item's history, None where the list has none."""
    return next((column for column in list_type.columns if column.fill == fill), None)


def _is_printed(list_type: ListType, column: Column) -> bool:
    return any(column.key in paths for paths in list_type.printed_columns)


def _render_values(values: Iterable[Any]) -> list[str]:
    """Return the cells of a column in words; every text is rendered once."""
    known: dict[str, str] = {}
    rendered = []
    for value in values:
        if type(value) is not str:
            rendered.append(render_value(value))
        else:
            text = known.get(value)
            if text is None:
                text = known[value] = render_value(value)
            rendered.append(text)
    return rendered


def _join_columns(columns: Sequence[Sequence[str]]) -> Sequence[str]:
    """Return the cells of a column that shows several of its list, one beneath the other."""
    if len(columns) == 1:
        return columns[0]  # most columns
    rows = list(zip(*columns, strict=True))
    joined = {texts: join_texts(texts) for texts in set(rows)}
    return [joined[texts] for texts in rows]


def _mark_closed(list_type: ListType, texts: dict[str, list[str]]) -> None:
    """Put the day under the state of what is closed, unless the day has a column of its own."""
    state, day = _find_filled(list_type, "state"), _find_filled(list_type, "close_date")
    word = list_type.followup.states.get("closed") if list_type.followup else None
    if not (word and state and day) or _is_printed(list_type, day) or not {state.key, day.key} <= set(texts):
        return
    texts[state.key] = [
        f"{now}\n{closed}" if now == word and closed else now
        for now, closed in zip(texts[state.key], texts[day.key], strict=True)
    ]

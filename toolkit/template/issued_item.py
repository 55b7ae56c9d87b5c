"""An item of an earlier round as its row shows it in the next: what was reported, and what the office has done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.definition import LAST, Column, ListType
from toolkit.followup import FillRenderer, Item, find_passing_columns


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedItem:
    """An item with the texts of its row, by column key and without blank ones; `office` are those of the office."""

    item: Item
    texts: Mapping[str, str]
    office: Mapping[str, str]

    @property
    def number(self) -> str:
        """The item's running number."""
        return self.item.key.number

    @property
    def row(self) -> dict[str, str]:
        """All texts of the row."""
        return {**self.texts, **self.office}


def issue_items(list_type: ListType, items: Iterable[Item], fills: FillRenderer) -> tuple[IssuedItem, ...]:
    """Return items in the order of their numbers, WT-1000 after WT-999."""
    ordered = sorted(items, key=lambda item: (len(item.key.number), item.key.number))
    return tuple(
        IssuedItem(item=item, texts=_build_texts(list_type, item), office=_render_office_cells(list_type, item, fills))
        for item in ordered
    )


def _build_texts(list_type: ListType, item: Item) -> dict[str, str]:
    """Return what was last reported, without what every round asks anew."""
    keys = [column.key for column in list_type.columns if column.later != "office" and not _is_asked_anew(column)]
    passing = find_passing_columns(list_type)
    texts = {key: item.texts.get(key, "") for key in keys if key not in passing}
    if list_type.number is not None:
        texts[list_type.number.key] = item.key.number
    return {key: text for key, text in texts.items() if text}


def _is_asked_anew(column: Column) -> bool:
    return column.later == "open" and column.shown == "later"


def _render_office_cells(list_type: ListType, item: Item, fills: FillRenderer) -> dict[str, str]:
    """Return the office's cells, as the last round left them."""
    columns = [column for column in list_type.columns if column.later == "office" and column.fill]
    cells = {each.key: fills.render(each, item, item if each.fill.startswith(LAST) else None) for each in columns}
    return {key: text for key, text in cells.items() if text}

"""An item of an earlier round as its row shows it in the next: what was reported, and what the office has done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.definition import ListType
from toolkit.followup import Item
from toolkit.template.office_cells import render_office_cells


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


def issue_items(list_type: ListType, items: Iterable[Item]) -> tuple[IssuedItem, ...]:
    """Return items in the order of their numbers, WT-1000 after WT-999."""
    ordered = sorted(items, key=lambda item: (len(item.key.number), item.key.number))
    return tuple(
        IssuedItem(item=item, texts=_build_texts(list_type, item), office=render_office_cells(list_type, item))
        for item in ordered
    )


def _build_texts(list_type: ListType, item: Item) -> dict[str, str]:
    """Return what was last reported, without what every round asks anew."""
    anew = _find_fresh_columns(list_type)
    texts = {
        column.key: item.texts.get(column.key, "")
        for column in list_type.columns
        if column.later != "office" and column.key not in anew
    }
    if list_type.number is not None:
        texts[list_type.number.key] = item.key.number
    return {key: text for key, text in texts.items() if text}


def _find_fresh_columns(list_type: ListType) -> frozenset[str]:
    """Return the keys of the columns that are issued blank: whether anything changed, and what is applied for."""
    followup = list_type.followup
    asked = (followup.application, followup.reason, followup.goal, followup.review_day) if followup else ()
    later = (column.key for column in list_type.columns if column.shown == "later" and column.later == "open")
    return frozenset((list_type.unchanged, list_type.change_note, *asked, *later))


# Where an item stands while the office has the next word.
_WAITING = ("done", "applied_close", "applied_extend", "applied_lasting")


def waits_for_office(item: Item) -> bool:
    """Tell whether the office has the next word on an item, so that its unit need not update it."""
    return item.state in _WAITING

"""Find for each returned record the item that it continues, by number and by what was fixed in it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from toolkit.definition import ListType
from toolkit.followup.issued import IssuedTexts, ListColumns, fold_meaning, is_absent, read_number
from toolkit.followup.item import Item
from toolkit.records import Record


def match_records(
    records: Sequence[Record], items: Iterable[Item], columns: ListColumns, issued: IssuedTexts
) -> dict[int, Item]:
    """Return the item that each record continues, by the record's position; new records have none.

    First come equal numbers with equal fixed texts, then fixed texts that only one record and one item left have
    (a row numbered anew, or without its number), then equal numbers alone. A closed item is continued only by a row
    with its texts: its number with other texts is a new row under a number that is taken.
    """
    matcher = _Matcher(records, tuple(items), columns, issued)
    matcher.match_numbers(alike=True)
    matcher.match_fixed_texts()
    matcher.match_numbers(alike=False)
    return matcher.found


class _Matcher:
    def __init__(
        self, records: Sequence[Record], items: tuple[Item, ...], columns: ListColumns, issued: IssuedTexts
    ) -> None:
        self.records, self.columns, self.issued = records, columns, issued
        self.waiting = {item.key.number: item for item in items}
        self.found: dict[int, Item] = {}

    @property
    def list_type(self) -> ListType:
        return self.columns.list_type

    def match_numbers(self, *, alike: bool) -> None:
        """Match by number: rows whose fixed texts are `alike` too, or else the first row of each open item."""
        for position, record in enumerate(self.records):
            item = self.waiting.get(read_number(record, self.columns)) if position not in self.found else None
            if item is not None and (self._is_alike(item, record) if alike else not item.is_closed):
                self._take(position, item)

    def _is_alike(self, item: Item, record: Record) -> bool:
        seen = [column for column in self.columns.fixed if not is_absent(record, column.key)]
        # Where a list fixes nothing, or a table of the clerk's own left it out, an open item has its number alone.
        if not seen:
            return not item.is_closed
        return all(self.issued.is_same(item, self.list_type, column, record) for column in seen)

    def match_fixed_texts(self) -> None:
        """Match rows to items left that have the same fixed texts, where these are no other row's or item's."""
        rows: dict[tuple[tuple[str, ...], Hashable], list[int]] = {}
        for position, record in enumerate(self.records):
            if position in self.found:
                continue
            seen = tuple(column.key for column in self.columns.fixed if not is_absent(record, column.key))
            meanings = tuple(fold_meaning(record.cleaned[key].text or "") for key in seen)
            if any(text for text, _ in meanings):
                rows.setdefault((seen, meanings), []).append(position)
        for seen in dict.fromkeys(seen for seen, _ in rows):
            by_texts: dict[Hashable, list[Item]] = {}
            for item in self.waiting.values():
                by_texts.setdefault(self._collect_texts(item, seen), []).append(item)
            for (keys, texts), positions in rows.items():
                items = by_texts.get(texts, []) if keys == seen else []
                if len(items) == len(positions) == 1 and items[0].key.number in self.waiting:
                    self._take(positions[0], items[0])

    def _collect_texts(self, item: Item, keys: tuple[str, ...]) -> Hashable:
        columns = (self.list_type.find_column(key) for key in keys)
        return tuple(fold_meaning(self.issued.clean(item, self.list_type, column).text or "") for column in columns)

    def _take(self, position: int, item: Item) -> None:
        self.found[position] = self.waiting.pop(item.key.number)

"""What a unit knows of its items already: what it wrote in them, and what the office wrote to it about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from toolkit.followup.item import Item


def collect_known_texts(items: Iterable[Item]) -> Mapping[str, tuple[str, ...]]:
    """Return the texts of items that their unit may be shown, by the unit's code, each once."""
    return _KnownTexts(items)


class _KnownTexts(Mapping[str, tuple[str, ...]]):
    """The texts by unit, collected when a unit is asked for: those of a large round at once would take much memory."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items: dict[str, list[Item]] = {}
        for item in items:
            self._items.setdefault(item.key.unit, []).append(item)

    def __getitem__(self, unit: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for item in self._items[unit] for text in _find_texts(item)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


def _find_texts(item: Item) -> Iterator[str]:
    yield from item.texts.values()
    yield from item.asked.values()
    yield item.closed_by
    if item.review:
        yield from (item.review.opinion, item.review.requirement, item.review.reviewer)

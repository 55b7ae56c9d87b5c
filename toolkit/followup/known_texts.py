"""What a unit knows of its items already: what it wrote in them, and what the office wrote to it about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.followup.item import Item


def collect_known_texts(items: Iterable[Item]) -> dict[str, tuple[str, ...]]:
    """Return the texts of items that their unit may be shown, by the unit's code, each once."""
    texts: dict[str, dict[str, None]] = {}
    for item in items:
        texts.setdefault(item.key.unit, {}).update(dict.fromkeys(_find_texts(item)))
    return {unit: tuple(own) for unit, own in texts.items()}


def _find_texts(item: Item) -> Iterator[str]:
    yield from item.texts.values()
    yield from item.asked.values()
    yield item.closed_by
    if item.review:
        yield from (item.review.opinion, item.review.requirement, item.review.reviewer)

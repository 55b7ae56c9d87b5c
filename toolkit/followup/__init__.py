"""Follow the items of a campaign from round to round until they are closed.

item        an item, the office's reviews of it, its events, and how a round ended
"""

from toolkit.followup.item import (
    NOTHING_BEFORE,
    Closing,
    Event,
    EventKind,
    Item,
    ItemKey,
    Origin,
    Reported,
    Review,
)

__all__ = [
    "NOTHING_BEFORE",
    "Closing",
    "Event",
    "EventKind",
    "Item",
    "ItemKey",
    "Origin",
    "Reported",
    "Review",
]

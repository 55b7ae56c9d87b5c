"""Follow the items of a campaign from round to round until they are closed.

item        an item, the office's reviews of it, its events, and how a round ended
issued      what its row shows when the next round is handed out
"""

from toolkit.followup.issued import build_issued_texts, waits_for_office
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
    "build_issued_texts",
    "waits_for_office",
]

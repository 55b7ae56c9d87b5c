"""Follow the items of a campaign from round to round until they are closed.

item          an item, the office's reviews of it, its events, and how a round ended
join          the returns of a round beside the items of the round before; its parts, from the whole to the cell:
              list_join, matching, returned_row, issued, and carried, office_cells
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
from toolkit.followup.join import JoinedReturns, join_opening

__all__ = [
    "NOTHING_BEFORE",
    "Closing",
    "Event",
    "EventKind",
    "Item",
    "ItemKey",
    "JoinedReturns",
    "Origin",
    "Reported",
    "Review",
    "join_opening",
]

"""Find in a unit's file what belongs to another unit, before it goes out.

A worker that takes the texts out of a returned workbook enters by this door, too: so each name is imported when it is
first used.
"""

from typing import TYPE_CHECKING

from toolkit.deferred_imports import defer_names

if TYPE_CHECKING:
    from toolkit.leaks.guard import Leak, LeakGuard, render_leaks, stop_leaks
    from toolkit.leaks.stamped import StampedGuard
    from toolkit.leaks.taken_texts import TakenTexts
    from toolkit.leaks.text_locations import list_located_texts
    from toolkit.leaks.texts import collect_texts
else:
    __getattr__, __dir__ = defer_names(
        __name__,
        {
            "guard": ("Leak", "LeakGuard", "render_leaks", "stop_leaks"),
            "stamped": ("StampedGuard",),
            "taken_texts": ("TakenTexts",),
            "text_locations": ("list_located_texts",),
            "texts": ("collect_texts",),
        },
    )

__all__ = [
    "Leak",
    "LeakGuard",
    "StampedGuard",
    "TakenTexts",
    "collect_texts",
    "list_located_texts",
    "render_leaks",
    "stop_leaks",
]

"""Find in a unit's file what belongs to another unit, before it goes out."""

from toolkit.leaks.guard import Leak, LeakGuard, render_leaks, stop_leaks
from toolkit.leaks.stamped import StampedGuard

__all__ = ["Leak", "LeakGuard", "StampedGuard", "render_leaks", "stop_leaks"]

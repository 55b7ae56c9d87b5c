"""Find in a unit's file what belongs to another unit, before it goes out."""

from toolkit.leaks.guard import Leak, LeakGuard, render_leaks, stop_leaks

__all__ = ["Leak", "LeakGuard", "render_leaks", "stop_leaks"]

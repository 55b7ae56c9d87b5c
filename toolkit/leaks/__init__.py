"""Look whether a unit's file shows what is another unit's: a campaign and a file's bytes come in, leaks go out."""

from toolkit.leaks.guard import Leak, LeakGuard, render_leaks, stop_leaks

__all__ = ["Leak", "LeakGuard", "render_leaks", "stop_leaks"]

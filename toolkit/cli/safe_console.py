"""A console on which foreign texts move nothing, colour nothing and hide nothing."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from toolkit.text import show_tricks


class SafeConsole(Console):
    """A console that shows control characters and marks of direction by their codes, and `:words:` as they are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"highlight": False, "emoji": False, **options})

    def render_str(self, text: str, **options: Any) -> Text:
        """Return a text as it is shown; everything printed passes here, cells of tables among it."""
        return super().render_str(show_tricks(text), **options)

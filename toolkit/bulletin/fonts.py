"""Find an installed font that can write a chart: one missing character would be drawn as an empty box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any


def find_usable_font(names: Sequence[str], texts: Iterable[str]) -> str | None:
    """Return the first of these fonts, by preference, that is installed and has every character; None without one."""
    needed = {ord(character) for text in texts for character in text if not character.isspace()}
    return next((name for name in names if needed <= _collect_characters(name)), None)


@cache
def _collect_characters(name: str) -> frozenset[int]:
    fonts = import_module("matplotlib.font_manager")
    entries = [entry for entry in fonts.fontManager.ttflist if entry.name == name]
    if not entries:
        return frozenset()
    path: Any = fonts.findfont(fonts.FontProperties(family=name), fallback_to_default=False)
    return frozenset(fonts.get_font(path).get_charmap())

"""Find a font for a chart: names in order of liking and the chart's characters come in, a font's name goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any


def find_usable_font(names: Sequence[str], texts: Iterable[str]) -> str | None:
    """Return the first of these fonts that is installed and has every character; boxes are never drawn."""
    wanted = {ord(character) for text in texts for character in text if not character.isspace()}
    return next((name for name in names if wanted <= _collect_characters(name)), None)


@cache
def _collect_characters(name: str) -> frozenset[int]:
    fonts = import_module("matplotlib.font_manager")
    entries = [entry for entry in fonts.fontManager.ttflist if entry.name == name]
    if not entries:
        return frozenset()
    found: Any = fonts.findfont(fonts.FontProperties(family=name), fallback_to_default=False)
    return frozenset(fonts.get_font(found).get_charmap())

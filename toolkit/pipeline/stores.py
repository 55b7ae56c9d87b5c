"""How the program writes to a campaign's folder."""

from __future__ import annotations

import re
from pathlib import Path

from toolkit.messages import say
from toolkit.storage import Store, find_held_store


def open_store(folder: Path, *, shared: bool = False) -> Store:
    """Return the store of a folder; where this run holds the folder already, with the same modes and notes."""
    held = find_held_store(folder)
    return Store(
        folder,
        shared=held.shared if held else shared,
        untouched=say("folder.returned"),
        swept=build_round_pattern(),
        notes=held.notes if held else [],
    )


def build_round_pattern() -> re.Pattern[str]:
    """Return the pattern of the names of the rounds' folders, with the number as its group."""
    return re.compile(re.escape(say("folder.round", round=0)).replace("0", r"([1-9]\d{0,2})"))

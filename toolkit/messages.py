"""Render the sentences a user reads: a key and its facts come in, Chinese text goes out."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).with_name("messages.zh.toml")


@cache
def load_catalogue() -> dict[str, str]:
    """Return every sentence template by its dotted key, in file order."""
    nested = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    return dict(_flatten_keys(nested, ""))


def say(key: str, /, **facts: Any) -> str:
    """Render one sentence.

    Raises KeyError for an unknown key or a missing fact: both are our bugs, never the user's.
    """
    return load_catalogue()[key].format(**facts)


def has_message(key: str) -> bool:
    """Tell whether the catalogue has a sentence of this key."""
    return key in load_catalogue()


def _flatten_keys(nested: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in nested.items():
        key = f"{prefix}{name}"
        pairs += _flatten_keys(value, f"{key}.") if isinstance(value, dict) else [(key, value)]
    return pairs

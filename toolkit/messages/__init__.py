"""Every sentence a user reads, by key.

The catalogue is split by the room that says it, one `<room>.toml` each, and is loaded as one: a key stands in
one file only. Sentences are Chinese; the code that asks for them holds keys and facts alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def load_catalogue() -> dict[str, str]:
    """Return every sentence template by its dotted key, in the order of files and of keys in them."""
    return dict(pair for file in sorted(FOLDER.glob("*.toml")) for pair in read_sentences(file))


def read_sentences(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the dotted keys and sentence templates of one file."""
    yield from _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "")


def say(key: str, /, **facts: Any) -> str:
    """Render one sentence.

    Raises KeyError for an unknown key or a missing fact: both are our bugs, never the user's.
    """
    return load_catalogue()[key].format(**facts)


def has_message(key: str) -> bool:
    """Tell whether the catalogue has a sentence of this key."""
    return key in load_catalogue()


def _flatten(nested: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in nested.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _flatten(value, f"{key}.")
        else:
            yield key, value

"""Join what is struck out of a text that consists of pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from toolkit.formats.grid import WHITE

Piece = tuple[str, bool]  # a part of a text, and whether it is struck out


def join_struck(pieces: Iterable[Piece]) -> str | None:
    """Return the struck-out words of a text, empty where it is all of them, None where there are none."""
    filled = [(text, struck) for text, struck in pieces if text.strip(WHITE)]
    words = "".join(text for text, struck in filled if struck).strip(WHITE)
    return None if not words else "" if all(struck for _, struck in filled) else words


def cut_runs(text: str, struck: bool, runs: Iterable[tuple[int, bool]]) -> Iterator[Piece]:
    """Cut a text at its runs.

    Each run has its offset in UTF-16 units, and whether it is struck out; `struck` tells this of the beginning.
    """
    wide = text.encode("utf-16-le", "surrogatepass")
    bounds = [(0, struck), *runs, (len(wide) // 2, False)]
    for (start, is_struck), (end, _) in pairwise(bounds):
        yield wide[2 * start : 2 * end].decode("utf-16-le", "replace"), is_struck

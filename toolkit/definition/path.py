"""Split the paths by which an author names columns; `resolve` says what they mean."""

from __future__ import annotations


def split_path(path: str) -> tuple[str, str]:
    """Return the first step of a path and the rest, an empty text where nothing follows.

    Of `list.column` these are the list and the column, of `reference.column` the reference and the column.
    """
    first, _, rest = path.partition(".")
    return first, rest

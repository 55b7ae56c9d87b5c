"""Tell whether two returns of a list are parts of it, or the same list again.

Parts fill in different running numbers. But a clerk may also number the same rows anew: the numbers then differ, and
the contents do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from toolkit.records import ReturnedFile
from toolkit.text import fold

# A shorter text (a post, "none") may stand in any record.
_SHORTEST = 8
_DIGITS = re.compile(r"[0-9]+")


def are_parts(file: ReturnedFile, other: ReturnedFile, list_key: str) -> bool:
    """Tell whether two files fill in different rows of a list: under other numbers, and mostly with other contents."""
    mine, others = _collect_texts(file, list_key), _collect_texts(other, list_key)
    if not (mine and others) or set(mine) & set(others):
        return False
    return count_alike(file, other, list_key) * 2 < min(len(mine), len(others))


def is_renumbered(file: ReturnedFile, other: ReturnedFile, list_key: str) -> bool:
    """Tell whether two files have the same list under entirely other numbers."""
    mine, others = _collect_texts(file, list_key), _collect_texts(other, list_key)
    return bool(mine and others) and not set(mine) & set(others)


def count_alike(file: ReturnedFile, other: ReturnedFile, list_key: str) -> int:
    """Return how many records of a list have the same main text in two files, whatever their numbers."""
    return len(_collect_main_texts(file, list_key) & _collect_main_texts(other, list_key))


def have_other_numbers(file: ReturnedFile, other: ReturnedFile, list_key: str) -> bool:
    """Tell whether two files write their numbers in different ways, as WT-001 and 1-1."""
    return not _collect_number_forms(file, list_key) & _collect_number_forms(other, list_key)


def _collect_texts(file: ReturnedFile, list_key: str) -> Mapping[str, frozenset[str]]:
    return file.content.collect_texts_by_number(list_key)


def _collect_main_texts(file: ReturnedFile, list_key: str) -> set[str]:
    """Return the longest text of each record, folded, without those that several records share."""
    records = _collect_texts(file, list_key).values()
    longest = Counter(max(map(fold, texts), key=lambda text: (len(text), text), default="") for texts in records)
    return {text for text, count in longest.items() if count == 1 and len(text) >= _SHORTEST}


def _collect_number_forms(file: ReturnedFile, list_key: str) -> set[str]:
    return {_DIGITS.sub("#", number) for number in _collect_texts(file, list_key)}

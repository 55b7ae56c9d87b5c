"""Building blocks of formulas: text literals, joined conditions, criteria of counting functions; all without `=`.

Only functions that Excel 2010, WPS and LibreOffice compute alike are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from toolkit.text import measure_utf16_length

# Counting functions take a criterion with these characters for a pattern, and would count other texts too. A number
# or a day in words (\u5e74 and so on: year, month, day) is compared by value.
_WILD = re.compile(r"[*?~]|^[<>=]|^\s*$")
_NUMBER = re.compile(
    r"^[\s\d.,+\-%/:Ee\u5e74\u6708\u65e5]*\d[\s\d.,+\-%/:Ee\u5e74\u6708\u65e5]*$|^(?:true|false)$", re.IGNORECASE
)
_LONGEST_CRITERION = 200


_LONGEST_LITERAL = 255
_MOST_KEPT = 8192  # texts: formulas have the same ones over and over


def add_number(number: int, expression: str) -> str:
    """Return an expression with a whole number added to it, the expression alone for 0."""
    return expression if not number else f"{expression}{number:+d}"


@lru_cache(maxsize=_MOST_KEPT)
def is_plain(text: str) -> bool:
    """Tell whether counting functions find exactly this text and nothing else: no pattern, number or operator."""
    return measure_utf16_length(text) <= _LONGEST_CRITERION and not _WILD.search(text) and not _NUMBER.match(text)


def find_collisions(texts: Iterable[str]) -> frozenset[str]:
    """Return the texts that counting functions, which ignore case, cannot tell from another of the texts."""
    groups: dict[str, set[str]] = {}
    for text in set(texts):
        groups.setdefault(text.casefold(), set()).add(text)
    return frozenset(text for group in groups.values() if len(group) > 1 for text in group)


def build_count_formula(columns: Sequence[Sequence[str]], criteria: Sequence[str]) -> str:
    """Return an expression that counts the rows where every column meets its criterion.

    Each column is given by its ranges, one for each sheet that the list is spread over.
    """
    terms = []
    for ranges in zip(*columns, strict=True):
        pairs = ",".join(f"{cells},{criterion}" for cells, criterion in zip(ranges, criteria, strict=True))
        terms.append(f"COUNTIFS({pairs})")
    return "+".join(terms) if len(terms) == 1 else f"({'+'.join(terms)})"


@lru_cache(maxsize=_MOST_KEPT)
def format_text_literal(text: str) -> str:
    """Return a text as a formula literal, or as joined literals where it exceeds the limit of 255 characters."""
    if measure_utf16_length(text) <= _LONGEST_LITERAL:
        return f'"{escape_quotes(text)}"'
    pieces, length = [""], 0
    for character in text:
        length += measure_utf16_length(character)
        if length > _LONGEST_LITERAL:
            pieces.append("")
            length = measure_utf16_length(character)
        pieces[-1] += escape_quotes(character)
    return '("{}")'.format('"&"'.join(pieces))


def escape_quotes(text: str) -> str:
    """Return a text as it is written between the quotes of a literal."""
    return text.replace('"', '""')


def join_by_or(conditions: Sequence[str]) -> str:
    """Join conditions by OR; a single one stands alone."""
    return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"


def join_by_and(conditions: Sequence[str]) -> str:
    """Join conditions by AND; a single one stands alone."""
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"


def build_blank_test(cell: str) -> str:
    """Return a condition that holds where a cell has nothing but spaces."""
    return f"LEN(TRIM({cell}))=0"

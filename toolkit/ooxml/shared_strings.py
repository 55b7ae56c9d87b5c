"""Shared strings: the table of a workbook's texts, to which cells refer by index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from html import escape

from toolkit.ooxml.xstrings import decode_content

_START = re.compile(rb"<si[\s>/]")
_TEXT = re.compile(rb"<t(?:\s[^<>]*)?>([^<]*)</t>")
_PHONETIC = re.compile(rb"<rPh(?:[^<]++|<(?!/?rPh))*+</rPh>")


class SharedStrings:
    """The shared strings of one workbook, given as their part, which is split when the first text is read."""

    def __init__(self, part: bytes) -> None:
        self._part = part

    @cached_property
    def _items(self) -> list[bytes]:
        return [item[1] or b"" for item in find_shared_strings(self._part)]

    def read_text(self, index: int) -> str:
        """Return the text at an index. Raises IndexError where there is none."""
        return read_rich_text(self._items[index])

    def find_index(self, text: str) -> int | None:
        """Return the index of the first plain string that equals a text, None where there is none."""
        position = self._part.find(b">" + escape(text, quote=False).encode() + b"<")
        index = len(_START.findall(self._part, 0, position)) - 1 if position >= 0 else -1
        return index if index >= 0 and self.read_text(index) == text else None


def find_shared_strings(part: bytes, *, any_prefix: bool = False) -> Iterator[re.Match[bytes]]:
    """Yield a match for every string's element, with its content as group 1 (None for an empty element).

    Names of elements must have no prefix, unless `any_prefix` allows one.
    """
    return _compile_item(any_prefix).finditer(part)


@cache
def _compile_item(any_prefix: bool) -> re.Pattern[bytes]:
    prefix = rb"(?:[\w.-]+:)?" if any_prefix else b""
    inner = rb"(?:[^<]++|<(?!/?" + prefix + rb"si[\s>]))*+"
    return re.compile(rb"<" + prefix + rb"si(?:\s[^<>]*)?(?:/>|>(" + inner + rb")</" + prefix + rb"si>)")


def read_rich_text(rich: bytes) -> str:
    """Return the text of a shared or inline string: its runs joined, without phonetic runs."""
    return "".join(map(decode_content, _TEXT.findall(remove_phonetic_runs(rich))))


def remove_phonetic_runs(rich: bytes) -> bytes:
    """Return the content of a string without the phonetic runs that East Asian programs put into it."""
    return _PHONETIC.sub(b"", rich) if b"<rPh" in rich else rich

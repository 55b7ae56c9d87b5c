"""Find what is struck out in the cells of an xlsx workbook: whole cells by their style, words by the runs of a text.

A workbook in which nothing is struck out costs a search for one word in its styles and its shared strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from toolkit.excel import format_address
from toolkit.formats.drawings import Element, find_child, get_name
from toolkit.formats.grid import Beside
from toolkit.formats.struck import join_struck
from toolkit.ooxml import (
    build_xml_parser,
    find_shared_strings,
    read_rich_text,
    read_shared_index,
    remove_phonetic_runs,
    walk_cells,
)

_WORD = b"strike"
_STYLE = re.compile(rb'\ss="(\d{1,6})"')
_RUN = re.compile(rb"<r(?:\s[^<>]*)?>((?:[^<]++|<(?!/?r[\s>]))*+)</r>")
_LOOK = re.compile(rb"<rPr[\s>](?:[^<]++|<(?!/?rPr[\s>]))*+</rPr>|<rPr/>")
_STRIKE = re.compile(rb"<strike(?:\s[^<>]*?)?/?>")
_OFF = re.compile(rb"\bval=\"(?:0|false)\"")
_VALUE = re.compile(rb"<v(?:\s[^<>]*)?>\s*[^<\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class StruckParts:
    """What a workbook's own parts say: the numbers of the cell styles that strike out, and every shared string."""

    styles: frozenset[int] = frozenset()
    strings: tuple[bytes, ...] = ()


def find_struck_parts(styles: bytes, strings: bytes) -> StruckParts:
    """Return what strikes out; nothing where neither part mentions it."""
    struck = _find_struck_styles(styles) if _WORD in styles else frozenset()
    if not struck and _WORD not in strings:
        return StruckParts()
    return StruckParts(styles=struck, strings=tuple(item[1] or b"" for item in find_shared_strings(strings)))


def _find_struck_styles(styles: bytes) -> frozenset[int]:
    parser = build_xml_parser()
    try:
        root = etree.fromstring(styles, parser)
    except etree.LxmlError:
        return frozenset()
    fonts, looks = find_child(root, "fonts"), find_child(root, "cellXfs")
    if fonts is None or looks is None:
        return frozenset()
    struck = {str(number) for number, font in enumerate(fonts) if _strikes(font)}
    return frozenset(number for number, look in enumerate(looks) if look.get("fontId") in struck)


def _strikes(font: Element) -> bool:
    strike = next((node for node in font if get_name(node) == "strike"), None)
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def find_struck_cells(sheet: bytes, parts: StruckParts) -> Iterator[Beside]:
    """Yield every filled cell that is struck out, or of whose text some words are; these are then its text."""
    inline = b"<is>" in sheet and _WORD in sheet
    styled = any(b's="%d"' % number in sheet for number in parts.styles)
    if not (inline or styled or any(_WORD in string for string in parts.strings)):
        return
    for row, column, attributes, inner, _ in walk_cells(sheet):
        style = _STYLE.search(attributes)
        struck = _read_cell(attributes, inner, parts, style is not None and int(style[1]) in parts.styles)
        if struck is not None:
            yield Beside(kind="struck", cell=format_address(row, column), text=struck)


def _read_cell(attributes: bytes, inner: bytes, parts: StruckParts, styled: bool) -> str | None:
    """Return the words that are struck out, empty where all are; None where nothing is."""
    if not inner:
        return None
    index = read_shared_index(attributes, inner)
    if index is not None:
        rich = parts.strings[index] if index < len(parts.strings) else b""
    elif b"<is" in inner:
        rich = inner
    else:
        return "" if styled and _VALUE.search(inner) else None
    if not (styled or _WORD in rich):
        return None
    return find_struck_words(rich, styled)


def find_struck_words(rich: bytes, styled: bool) -> str | None:
    """Return the struck-out words of a text, empty where it is all of them, None where there are none.

    `styled` tells that the cell's own style strikes out, which a run without a look of its own follows.
    """
    rich = remove_phonetic_runs(rich)
    runs = [(read_rich_text(run[1]), _is_run_struck(run[1], styled)) for run in _RUN.finditer(rich)]
    if not runs:
        runs = [(read_rich_text(rich), styled)]
    return join_struck(runs)


def _is_run_struck(run: bytes, styled: bool) -> bool:
    look = _LOOK.search(run)
    if look is None:
        return styled
    strike = _STRIKE.search(look[0])
    return strike is not None and not _OFF.search(strike[0])

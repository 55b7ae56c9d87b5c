"""Find what is struck out in the cells of an xlsb workbook: whole cells by their font, words by a font of their own."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.excel import format_address
from toolkit.formats.binary_records import read_records, read_wide_text
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import Beside
from toolkit.formats.struck import cut_runs, join_struck

_FONT, _STYLE, _STYLES_BEGIN, _STYLES_END, _STRING = 43, 47, 617, 618, 19
_ROW, _SHARED, _TEXT, _RICH_TEXT = 0, 7, 6, 62
_FILLED = frozenset({2, 3, 4, 5, _TEXT, _SHARED, 8, 9, 10, 11, _RICH_TEXT})
_STRUCK, _HAS_RUNS = 0x08, 1
_RichText = tuple[str, list[tuple[int, int]]]  # a text, and of each run its offset and font


@dataclass(frozen=True, slots=True)
class StruckLooks:
    """The numbers of fonts and of cell styles that strike out; by number, the runs of shared strings with any."""

    fonts: frozenset[int] = frozenset()
    styles: frozenset[int] = frozenset()
    strings: dict[int, _RichText] = field(default_factory=dict)


def find_struck_looks(styles: bytes, strings: bytes) -> StruckLooks:
    """Return what strikes out; nothing where no font does, or where the parts are damaged."""
    try:
        return _find_looks(styles, strings)
    except (struct.error, IndexError, UnreadableError):  # damage of a look must not cost the values
        return StruckLooks()


def _find_looks(styles: bytes, strings: bytes) -> StruckLooks:
    fonts: list[bool] = []
    looks: list[int] = []
    within = False
    for code, body in read_records(styles):
        within = (within or code == _STYLES_BEGIN) and code != _STYLES_END
        if code == _FONT:
            fonts.append(bool(body[2] & _STRUCK))
        elif within and code == _STYLE:
            looks.append(struct.unpack_from("<H", body, 4)[0])
    struck = frozenset(number for number, is_struck in enumerate(fonts) if is_struck)
    if not struck:
        return StruckLooks()
    texts = (_read_runs(body) for code, body in read_records(strings) if code == _STRING)
    rich = {number: text for number, text in enumerate(texts) if any(font in struck for _, font in text[1])}
    return StruckLooks(struck, frozenset(number for number, font in enumerate(looks) if font in struck), rich)


def _read_runs(body: bytes, start: int = 0) -> _RichText:
    """Return a text, and for each of its runs the offset and the font from there on."""
    text, end = read_wide_text(body, start + 1)
    if not body[start] & _HAS_RUNS:
        return text, []
    (count,) = struct.unpack_from("<I", body, end)
    runs = body[end + 4 : end + 4 + 4 * count]
    return text, list(struct.iter_unpack("<HH", runs))


def find_struck_cells(part: bytes, looks: StruckLooks) -> Iterator[Beside]:
    """Yield every filled cell that is struck out, or of whose text some words are; these are then its text."""
    if not looks.fonts:
        return
    row = 0
    for code, body in read_records(part):
        if code == _ROW:
            (row,) = struct.unpack_from("<I", body)
        elif code in _FILLED:
            (column,) = struct.unpack_from("<I", body)
            words = _read_cell(code, body, looks)
            if words is not None:
                yield Beside(kind="struck", cell=format_address(row + 1, column), text=words)


def _read_cell(code: int, body: bytes, looks: StruckLooks) -> str | None:
    """Return the words that are struck out, empty where all are; None where nothing is."""
    struck = int.from_bytes(body[4:7], "little") in looks.styles
    plain: _RichText = ("", [])
    if code == _RICH_TEXT:
        plain = _read_runs(body, 8)
    text, runs = looks.strings.get(struct.unpack_from("<I", body, 8)[0], plain) if code == _SHARED else plain
    if not runs:
        return "" if struck else None
    return join_struck(cut_runs(text, struck, ((offset, font in looks.fonts) for offset, font in runs)))

"""Give the cells that `direct_sheet` took their values: texts as they stand, all others as the native reader says.

What a number is (a day, a time, a plain number) depends on its style; how references and escapes in a text are decoded
is the native reader's to say, too. So whatever is no plain text is put into a small workbook of its own and the native
reader is asked; each such cell once for all files whose styles are the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache

from toolkit.formats.direct_sheet import DirectRows, UnusualError, parse_attributes
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import CellValue
from toolkit.formats.native_reader import read_native
from toolkit.formats.xlsx_grammar import PLAIN_NUMBER, SPREADSHEET
from toolkit.formats.xlsx_package import Book, build_lean_package

_PLAIN_ITEM = re.compile(
    r"<si><t( xml:space=\"preserve\")?+>([^<]*+)</t>(?:<phoneticPr(?: \w+=\"\w*\")*+/>)?+</si>", re.ASCII
)
_ITEM = re.compile(r"<si>((?:[^<]++|<(?!/?si[\s>]))*+)</si>|<si/>")
_ODD = re.compile(r"&|_x|\r")
_ODD_ESCAPE = re.compile(r"_x(?!00[0-7])[0-9A-Fa-f]{4}_")
_KEPT, _TRIMMED, _END_OF_TEXT, _EMPTY_VALUE = '<t xml:space="preserve">', "<t>", "</t>", "<v/>"
_NO_DAY = re.compile(r"-[\d.]+(?:[eE][+-]?\d+)?|0(?:\.0*)?(?:[eE]0)?", re.ASCII)
_MOST_KNOWN, _LONGEST_KNOWN = 20_000, 200
# How a cell is written, by which it is asked about: its attributes and its content; of a shared string its content.
_Asked = tuple[str, str]
_Place = tuple[list[CellValue], int]
_SHARED = "si"
_INLINE_KEPT = "<is>" + _KEPT
_BEGIN_OF_INLINE, _END_OF_INLINE = len(_INLINE_KEPT), -len(_END_OF_TEXT + "</is>")


class DirectValues:
    """The values of the cells of one workbook: rows are added, then `complete` gives what had to be asked."""

    def __init__(self, strings: bytes, styles: bytes, *, from_1904: bool) -> None:
        self._strings, self._styles, self._from_1904 = strings, styles, from_1904
        self._shared = strings.decode("utf-8")
        self._texts = _find_plain_strings(self._shared)
        self._known = _recall(styles, from_1904)
        self._asked: dict[_Asked, list[_Place]] = {}

    @cached_property
    def _items(self) -> list[str]:
        """The content of every shared string."""
        return _ITEM.findall(self._shared)

    def add(self, rows: DirectRows) -> list[CellValue]:
        """Return the values of rows' cells; some are put in by `complete`. Raises UnusualError."""
        parsed = {attributes: parse_attributes(attributes)[1] for attributes in set(rows.attributes)}
        odd = any(_ODD.search("\n".join(filter(None, texts))) for texts in (rows.values, rows.inline))
        texts, known = self._texts, self._known
        found: list[CellValue] = []
        cells = zip(rows.attributes, rows.values, rows.inline, strict=True)
        for place, (attributes, value, inline) in enumerate(cells):
            kind = parsed[attributes]
            if kind == "s" and value in texts:
                found.append(texts[value])
            elif kind == "n" and value is not None and (attributes, value) in known:
                found.append(known[attributes, value])
            elif kind == "str" and value is not None and not (odd and _ODD.search(value)):
                found.append(value)
            elif kind == "inlineStr" and not odd and inline and inline.startswith(_INLINE_KEPT):
                found.append(inline[_BEGIN_OF_INLINE:_END_OF_INLINE])
            else:
                found.append(self._read(kind, attributes, value, inline, (found, place)))
        return found

    def _read(self, kind: str, attributes: str, value: str | None, inline: str | None, place: _Place) -> CellValue:
        """Return a value, or an empty text in whose place `complete` puts it."""
        if kind == "s" and value is not None:
            return self._read_shared(value, place)
        if kind == "inlineStr" and inline and inline != _EMPTY_VALUE:
            text = _read_plain(inline[len("<is>") : -len("</is>")])
            return self._ask((attributes, inline), place) if text is None else text
        if kind == "str":
            return "" if value is None and inline == _EMPTY_VALUE else self._ask_text(attributes, value, place)
        if kind == "b" and value in ("0", "1"):
            return value == "1"
        if kind == "n" and value is not None and PLAIN_NUMBER.fullmatch(value):
            return self._ask((attributes, value), place)
        raise UnusualError

    def _read_shared(self, index: str, place: _Place) -> CellValue:
        """Return a shared string that is no plain text."""
        if not index.isdecimal() or int(index) >= len(self._items) or str(int(index)) != index:
            raise UnusualError
        return self._ask((_SHARED, self._items[int(index)]), place)

    def _ask_text(self, attributes: str, value: str | None, place: _Place) -> CellValue:
        if value is None:
            raise UnusualError
        return self._ask((attributes, value), place)

    def _ask(self, asked: _Asked, place: _Place) -> CellValue:
        known = self._known.get(asked)
        if known is None:
            if _ODD_ESCAPE.search(asked[1]):
                raise UnusualError
            self._asked.setdefault(asked, []).append(place)
            return ""
        return known

    def complete(self) -> None:
        """Put in what must be asked of the native reader. Raises UnusualError where it does not answer."""
        asked = list(self._asked)
        if not asked:
            return
        strings = {content: index for index, content in enumerate(one for how, one in asked if how == _SHARED)}
        cells = (_write_cell(row, how, content, strings) for row, (how, content) in enumerate(asked, 1))
        sheet = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{"".join(cells)}</sheetData></worksheet>'
        table = "".join(f"<si>{content}</si>" for content in strings)
        book = Book(sheets=(), strings="", styles="", from_1904=self._from_1904)
        shared = f'<sst xmlns="{SPREADSHEET}">{table}</sst>'.encode()
        try:
            grids = read_native(build_lean_package(book, [sheet.encode()], shared, self._styles))
        except UnreadableError as error:
            raise UnusualError from error
        answers = [row[0] for row in grids[0].rows]
        if len(answers) < len(asked):
            raise UnusualError
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        for one, answer in zip(asked, answers, strict=True):
            value = _correct(one, answer)
            if len(one[1]) <= _LONGEST_KNOWN:
                self._known[one] = value
            for values, place in self._asked[one]:
                values[place] = value
        self._asked.clear()


def _write_cell(row: int, how: str, content: str, strings: Mapping[str, int]) -> str:
    if how == _SHARED:
        how, content = ' t="s"', str(strings[content])
    inner = content if content.startswith("<is>") else f"<v>{content}</v>"
    return f'<row r="{row}"><c r="A{row}"{how}>{inner}</c></row>'


def _correct(asked: _Asked, answer: CellValue) -> CellValue:
    """Return the answer; of a number that is no day, of which the native reader makes a time, the number."""
    attributes, content = asked
    if isinstance(answer, dt.time) and ' s="' in attributes and _NO_DAY.fullmatch(content):
        return float(content)
    return answer


def _find_plain_strings(strings: str) -> dict[str, str]:
    """Return the shared strings that are plain texts, by index as it is written; none of a table with rich texts."""
    items = _PLAIN_ITEM.findall(strings)
    if len(items) < strings.count("<si"):
        return {}
    odd = _ODD.search(strings) is not None
    return {
        str(index): text
        for index, (kept, text) in enumerate(items)
        if (kept or text == text.strip()) and not (odd and _ODD.search(text))
    }


def _read_plain(item: str) -> str | None:
    """Return the text of a string that is one plain text, None for any other."""
    if item.startswith(_TRIMMED):
        text, kept = item[len(_TRIMMED) : -len(_END_OF_TEXT)], False
    elif item.startswith(_KEPT):
        text, kept = item[len(_KEPT) : -len(_END_OF_TEXT)], True
    else:
        return None
    plain = "<" not in text and (kept or text == text.strip()) and not _ODD.search(text)
    return text if plain else None


@lru_cache(maxsize=32)  # the files that one program saved often have the same styles
def _recall(styles: bytes, from_1904: bool) -> dict[_Asked, CellValue]:
    return {}

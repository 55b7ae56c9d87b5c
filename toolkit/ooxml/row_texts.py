"""Rows of a sheet as they are written: cells are put into the text of an ordinary row, without a tree.

Ordinary are the rows that office programs write where no cell has a formula or a text in several fonts. Changing one as
a text takes a tenth of the time that a tree of it takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from toolkit.excel import column_letters, fit_text, parse_column_letters
from toolkit.ooxml.xstrings import encode_xstring
from toolkit.text import begins_like_formula, replace_surrogates

_ROW = re.compile(rb'<row((?: [\w:.-]+="[^"<>&\t\r\n]*")*)(?:/>|>(.*)</row>)(\s*)', re.DOTALL)
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"( s="\d{1,9}")?'
    rb'(/>|(?: t="\w+")?>(?:<v>[^<]*</v>|<is><t(?: xml:space="preserve")?>[^<]*</t></is>)?</c>)'
)
_SPANS, _HIDDEN = re.compile(rb' spans="[^"]*"'), re.compile(rb' hidden="[^"]*"')
_HEIGHT, _OWN_HEIGHT = re.compile(rb' ht="([^"]*)"'), re.compile(rb' customHeight="(?:1|true)"')
_BLANK = b"/>"
_TAGS_OF_BLANK = 1  # a cell without content may still have its kind, and an end tag
_ANY_NUMBER = b'\0"'  # in place of a row's number and what ends it: no part has such a byte
_MOST_KINDS = 64  # of blank rows
_REMEMBERED = 1 << 12  # texts: most cells say what the cells above them say, or what no other says

_letters = cache(lambda column: column_letters(column).encode())


@dataclass(slots=True)
class RowText:
    """An ordinary row: the attributes of its tag, its cells by column in order, and what stands behind it.

    A cell is its attribute `s`, empty where it has none, and all that follows that.
    """

    number: int
    attributes: bytes
    cells: dict[int, tuple[bytes, bytes]]
    tail: bytes = b""

    def build_bytes(self) -> bytes:
        """Return the row as it is now."""
        if not self.cells:
            return b"<row%s/>%s" % (self.attributes, self.tail)
        number = self.number
        cells = [b'<c r="%s%d"%s%s' % (_letters(at), number, *cell) for at, cell in self.cells.items()]
        return b"<row%s>%s</row>%s" % (self.attributes, b"".join(cells), self.tail)

    def is_blank(self, columns: Collection[int]) -> bool:
        """Tell whether the cells of these columns hold nothing."""
        return all(cell[1].count(b"<") <= _TAGS_OF_BLANK for at, cell in self.cells.items() if at in columns)

    def put_contents(self, contents: Mapping[int, bytes]) -> None:
        """Give cells other contents, each rendered by `render_content`; their styles stay."""
        for column, content in contents.items():
            self.cells[column] = (self.cells[column][0] if column in self.cells else b"", content)
        self.attributes = _SPANS.sub(b"", self.attributes)
        self._sort_cells()

    def put_looks(self, looks: Mapping[int, int]) -> None:
        """Give the cells that have no style one of these, by column."""
        if not looks:
            return
        for column, look in looks.items():
            style, content = self.cells.get(column, (b"", _BLANK))
            if look and style in (b"", b' s="0"'):
                self.cells[column] = b' s="%d"' % look, content
        self._sort_cells()

    def find_look(self, column: int) -> int:
        """Return the number of a cell's style."""
        style = self.cells[column][0] if column in self.cells else b""
        return int(style[4:-1]) if style else 0

    def show(self) -> None:
        """Show the row, filtered out or not."""
        self.attributes = _HIDDEN.sub(b"", self.attributes)

    def raise_to(self, height: float) -> None:
        """Make the row at least so high (points), unless somebody chose its height."""
        if _OWN_HEIGHT.search(self.attributes):
            return
        found = _HEIGHT.search(self.attributes)
        if found is None:
            self.attributes += b' ht="%s"' % f"{height:g}".encode()
        elif float(found[1] or 0) < height:
            self.attributes = _HEIGHT.sub(b' ht="%s"' % f"{height:g}".encode(), self.attributes)

    def _sort_cells(self) -> None:
        if list(self.cells) != sorted(self.cells):
            self.cells = dict(sorted(self.cells.items()))


def parse_row_text(number: int, written: bytes) -> RowText | None:
    """Return a row, given as it is written with what follows it, None where it is not ordinary."""
    row = _ROW.fullmatch(written)
    if row is None:
        return None
    cells: dict[int, tuple[bytes, bytes]] = {}
    digits, inner, length, last = b"%d" % number, row[2] or b"", 0, -1
    for cell in _CELL.finditer(inner):
        column = _parse_letters(cell[1])
        if cell[2] != digits or column <= last:
            return None
        cells[column] = cell[3] or b"", cell[4]
        length, last = length + len(cell[0]), column
    return RowText(number, row[1], cells, row[3]) if length == len(inner) else None


class BlankRows:
    """Reads the rows of one sheet, of which thousands are blank and differ in their numbers alone, each kind once.

    A ledger for 9,000 items has as many of them when it is made, and each is looked at three times.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[bytes, dict[int, tuple[bytes, bytes]], bytes]] = {}

    def find(self, number: int, written: bytes) -> RowText | None:
        """Do as `parse_row_text` does."""
        if b"</" in written.removesuffix(b"</row>"):  # something may be in it
            return parse_row_text(number, written)
        reference = b'%d"' % number
        kind = written.replace(reference, _ANY_NUMBER)
        if known := self._known.get(kind):
            attributes, cells, tail = known
            return RowText(number, attributes.replace(_ANY_NUMBER, reference), dict(cells), tail)
        row = parse_row_text(number, written)
        # Only where nothing but the row and its cells has the number: a style may have the same.
        if row is not None and kind.count(_ANY_NUMBER) == 1 + len(row.cells) and len(self._known) < _MOST_KINDS:
            self._known[kind] = row.attributes.replace(reference, _ANY_NUMBER), dict(row.cells), row.tail
        return row


_parse_letters: Callable[[bytes], int] = cache(parse_column_letters)


@lru_cache(maxsize=_REMEMBERED)
def render_content(value: str | int) -> bytes:
    """Return what follows a cell's style where it holds a text or a number; an empty text makes it blank."""
    if isinstance(value, int):
        return f"><v>{value:.15g}</v></c>".encode()
    text = encode_xstring(fit_text(replace_surrogates(value)))
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'.encode() if text else _BLANK


def is_quoted(value: str | int) -> bool:
    """Tell whether a value is a text that begins like a formula."""
    return isinstance(value, str) and begins_like_formula(value)


def repeat_last_row(part: bytes, first: int) -> bytes:
    """Return a part as xlsxwriter wrote it, with the rows from `first` to the last, which is blank, like that one."""
    begin = part.rindex(b"<row ")
    end = part.index(b"</sheetData>", begin)
    number = re.findall(rb'<row r="(\d+)"', part[begin:end])[0]
    pieces = re.split(rb'(?<=["A-Z])' + number + rb'(?=")', part[begin:end])
    rows = (str(row).encode().join(pieces) for row in range(first, int(number)))
    return b"".join([part[:begin], *rows, part[begin:]])

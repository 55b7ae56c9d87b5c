"""Mark cells in a sheet's part: the part and items come in; rules that colour the cells, and notes by cell, go out.

A mark is a rule of conditional formatting, not a look of the cell: the cell stays as the clerk made it, colours
and all, nothing has to be put back later, and the mark goes by itself when the clerk changes what the cell holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from html import unescape
from xml.sax.saxutils import escape

from toolkit.excel import (
    format_address,
    format_text_literal,
    join_by_and,
    join_by_or,
    parse_column,
    parse_ranges,
    parse_row,
)
from toolkit.findings import SEVERITIES
from toolkit.messages import say
from toolkit.ooxml import (
    PatchError,
    SharedStrings,
    SheetFrame,
    read_rich_text,
    read_shared_index,
    walk_cells,
)
from toolkit.reporting.items import ReviewItem
from toolkit.text import measure_utf16_length

# So many cells of a sheet get a note and a rule of their own; the others share one rule without.
_MOST_MARKED = 500
# So many items stand in one note.
_MOST_LINES = 8
_LONGEST_QUOTED = 60
_HIGHEST_PRIORITY = 1_000_000_000  # the standard allows twice as much; ours follow behind
_END = "\u2063"  # an invisible sign that ends our part of a line
_OURS = 'N("qingdan")=0'  # always true; tells our rules from others in every program that kept them
_OUR_SIGN = re.compile(rb"N\((?:\"|&quot;|&#34;)qingdan(?:\"|&quot;|&#34;)\)")
_RULE = re.compile(rb"<cfRule\b(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+(?:(?<=/)>|>(?:[^<]++|<(?!/?cfRule\b))*+</cfRule>)")
_PRIORITY = re.compile(rb'\bpriority="(\d+)"')
_KIND, _VALUE = re.compile(rb'\bt="(\w+)"'), re.compile(rb"<v(?:\s[^<>]*)?>([^<]*)</v>")
_NO_PLACE = re.compile(rb"<c\s(?![^<>]*?\br=\")")
_MERGE = re.compile(rb"ref\s*=\s*[\"']([A-Z0-9:$]+)[\"']")


def count_our_characters(line: str) -> int:
    """Return how many characters at the beginning of a note's line are ours: what a clerk wrote behind them is not."""
    if not _build_line_pattern().match(line):
        return 0
    end = line.find(_END)
    return len(line) if end < 0 else end + len(_END)


@cache
def _build_line_pattern() -> re.Pattern[str]:
    grades = (say("annotation.mark", severity=say(f"severity.{grade}"), number="0") for grade in SEVERITIES)
    numbered = [re.escape(mark).replace("0", r"\d+") for mark in grades]
    others = [re.escape(say(key)) for key in ("annotation.row_mark", "annotation.more_mark")]
    return re.compile("|".join([*numbered, *others]))


def read_texts(rows: bytes, strings: SharedStrings) -> list[str]:
    """Return the texts of the cells in some rows of a sheet's part, in order, passing over numbers and blanks."""
    texts = []
    for _, _, attributes, inner, _ in walk_cells(rows):
        index = read_shared_index(attributes, inner)
        if index is not None:
            texts.append(strings.read_text(index))
        elif b't="inlineStr"' in attributes:
            texts.append(read_rich_text(inner))
    return texts


def remove_marks(frame: SheetFrame) -> None:
    """Take our rules out of a sheet."""
    frame.change_children("conditionalFormatting", _remove_our_rules)


def _remove_our_rules(element: bytes) -> bytes:
    if b"qingdan" not in element:
        return element
    left = _RULE.sub(lambda rule: b"" if _OUR_SIGN.search(rule[0]) else rule[0], element)
    return left if b"<cfRule" in left else b""


class Marker:
    """Marks the cells of one sheet."""

    def __init__(self, frame: SheetFrame, strings: SharedStrings, items: Iterable[ReviewItem]) -> None:
        self._frame, self._strings = frame, strings
        self._merges = [
            box
            for merges in frame.find_children("mergeCells")
            for ref in _MERGE.findall(merges)
            for box in parse_ranges(ref.decode())
        ]
        self.by_cell: dict[str, list[ReviewItem]] = {}
        for one in items:
            self.by_cell.setdefault(self._find_shown_cell(one.cell), []).append(one)
        self._hint = self._find_hint_column()

    def _find_shown_cell(self, cell: str) -> str:
        """Return the cell that shows a mark: of merged cells only the first one does."""
        row, column = parse_row(cell), parse_column(cell)
        for top, left, bottom, right in self._merges:
            if top <= row <= bottom and left <= column <= right:
                return format_address(top, left)
        return cell

    # -- notes ----------------------------------------------------------------------------------------

    def render_comments(self) -> dict[str, str]:
        """Return what the notes say, by cell, and for each row a note beside its hint."""
        cells = list(self.by_cell)[:_MOST_MARKED]
        notes = {cell: "\n".join(line + _END for line in _render_comment_lines(self.by_cell[cell])) for cell in cells}
        for row, marked in self._group_by_row(cells):
            hint = f"{self._hint}{row}"
            shown = [say("annotation.cell", cell=cell, column=self.by_cell[cell][0].column) for cell in marked]
            said = say("annotation.row", count=len(marked), cells=say("list.separator").join(shown))
            line = say("annotation.row_mark") + said + _END
            notes[hint] = f"{notes[hint]}\n{line}" if hint in notes else line
        return notes

    def _group_by_row(self, cells: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows under the heading of the hint that have marked cells."""
        if self._hint is None:
            return
        rows: dict[int, list[str]] = {}
        for cell in cells:
            rows.setdefault(parse_row(cell), []).append(cell)
        yield from ((row, rows[row]) for row in sorted(rows) if row > self._hint_row)

    def _find_hint_column(self) -> str | None:
        """Return the letters of the column headed as the hint, None where the sheet has none."""
        self._hint_row = 0
        number = self._strings.find_index(say("sheet.hint"))
        if number is None:
            return None
        held = rb'<c\s[^<>]*?\br="([A-Z]+)(\d+)"[^<>]*>\s*(?:<f[^<]*</f>)?<v(?:\s[^<>]*)?>%d</v>' % number
        for found in re.finditer(held, self._frame.head):
            kind = _KIND.search(found[0])
            if kind and kind[1] == b"s":
                self._hint_row = int(found[2])
                return found[1].decode()
        return None

    # -- rules ----------------------------------------------------------------------------------------

    def put_rules(self, looks: dict[str, int]) -> None:
        """Put a rule on every marked cell and on the hint of its row; `looks` are style numbers by severity."""
        others = self._frame.find_children("conditionalFormatting")
        used = (int(one) for element in others for one in _PRIORITY.findall(element))
        priority = max((one for one in used if one < _HIGHEST_PRIORITY), default=0)
        cells = [cell for cell, items in self.by_cell.items() if any(one.coloured for one in items)]
        conditions = {cell: self._build_condition(cell) for cell in cells[:_MOST_MARKED]}
        rules = [(cell, looks[self._find_gravest(cell)], conditions[cell]) for cell in conditions]
        for row, marked in self._group_by_row(conditions):
            both = join_by_or([conditions[cell] for cell in marked])
            severity = min((self._find_gravest(cell) for cell in marked), key=SEVERITIES.index)
            rules.append((f"{self._hint}{row}", looks[severity], both))
        if cells[_MOST_MARKED:]:
            rules.append((" ".join(cells[_MOST_MARKED:]), looks["error"], "TRUE"))
        for place, (where, look, condition) in enumerate(rules, priority + 1):
            formula = escape(join_by_and([_OURS, condition]), {'"': "&quot;"})
            self._frame.insert_element(
                "conditionalFormatting",
                f'<conditionalFormatting sqref="{where}"><cfRule type="expression" dxfId="{look}" priority="{place}">'
                f"<formula>{formula}</formula></cfRule></conditionalFormatting>".encode(),
            )

    def _find_gravest(self, cell: str) -> str:
        return min((one.severity for one in self.by_cell[cell]), key=SEVERITIES.index)

    def _build_condition(self, cell: str) -> str:
        """Return a condition that holds as long as the cell holds what it holds now."""
        kind, value = self._read_cell(cell)
        if kind == "blank":
            return f"LEN({cell})=0"
        if kind == "number":
            return f"{cell}={value}"
        plainly = value.isprintable() and "_x" not in value and measure_utf16_length(value) == len(value)
        if kind != "text" or not plainly:
            return "TRUE"
        if len(value) <= _LONGEST_QUOTED:
            return f"EXACT({cell},{format_text_literal(value)})"
        return f"LEN({cell})={len(value)}"

    def _read_cell(self, cell: str) -> tuple[str, str]:
        """Return what a cell holds: blank, number, text, or something else; and its value."""
        head = self._frame.head
        place = self._find_attribute(b'r="%s"' % cell.encode())
        if place < 0:
            if self._lacks_addresses:
                raise PatchError("cell")
            return "blank", ""
        start, end = head.rfind(b"<", 0, place), head.find(b">", place)
        if not head.startswith(b"<c", start) or end < 0:
            raise PatchError("cell")
        if head[end - 1 : end] == b"/":
            return "blank", ""
        inner = head[end + 1 : head.find(b"</c>", end)]
        kind = _KIND.search(head, start, end)
        return self._read_value(kind[1] if kind else b"n", inner)

    def _find_attribute(self, attribute: bytes) -> int:
        """Return where an attribute stands among the cells, -1 where none is spelled so."""
        place = self._frame.head.find(attribute)
        while place > 0 and not self._frame.head[place - 1 : place].isspace():
            place = self._frame.head.find(attribute, place + 1)
        return place

    @cached_property
    def _lacks_addresses(self) -> bool:
        """Tell whether cells do not say where they are in the usual way: then none can be told to be absent."""
        return self._frame.head.count(b"<c>") > 0 or _NO_PLACE.search(self._frame.head) is not None

    def _read_value(self, kind: bytes, inner: bytes) -> tuple[str, str]:
        if b"<f" in inner:
            return "other", ""
        if kind == b"inlineStr":
            return "text", read_rich_text(inner)
        value = _VALUE.search(inner)
        if value is None:
            return "blank", ""
        written = unescape(value[1].decode("utf-8", "replace"))
        if kind == b"s":
            text = self._strings.read_text(int(written))
            return ("text", text) if text else ("blank", "")
        if kind == b"str":
            return "text", written
        return ("number", written) if kind == b"n" and _is_number(written) else ("other", "")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text) is not None


def _render_comment_lines(items: list[ReviewItem]) -> Iterator[str]:
    for one in items[:_MOST_LINES]:
        mark = say("annotation.mark", severity=say(f"severity.{one.severity}"), number=one.number)
        yield mark + say("annotation.line", found=one.found, way_out=one.way_out)
    if items[_MOST_LINES:]:
        yield say("annotation.more_mark") + say(
            "annotation.more", count=len(items) - _MOST_LINES, sheet=say("sheet.review")
        )

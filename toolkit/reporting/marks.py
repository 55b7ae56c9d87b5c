"""Marks on the faulty cells of a sheet: conditional formatting that colours them, and the texts of their notes.

A mark is a rule of conditional formatting, not a format of the cell: the cell keeps the clerk's own colours,
nothing has to be restored later, and the mark disappears by itself once the clerk changes the cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from xml.sax.saxutils import escape

from toolkit.excel import (
    format_address,
    format_text_literal,
    join_by_and,
    join_by_or,
    merge_addresses,
    parse_column,
    parse_ranges,
    parse_row,
)
from toolkit.findings import END_OF_OURS, SEVERITIES
from toolkit.messages import say
from toolkit.ooxml import (
    PatchError,
    SharedStrings,
    SheetFrame,
    decode_content,
    read_rich_text,
    read_shared_index,
    walk_cells,
)
from toolkit.reporting.review_item import ReviewItem
from toolkit.text import measure_utf16_length

# So many cells of a sheet get a note and a rule of their own; the others share a single rule and have no note.
_MOST_MARKED = 500
# So many areas of cells share a rule; programs refuse a sheet with a rule over more than 8,192.
_MOST_AREAS = 2_000
# A formula longer than this, or with more arguments, is refused too.
_LONGEST_FORMULA, _MOST_ARGUMENTS = 8_000, 250
# So many items are listed in a note.
_MOST_LINES = 8
_LONGEST_QUOTED = 60
_HIGHEST_PRIORITY = 1_000_000_000  # the standard allows twice as much; our rules come after the others
_OUR_CONDITION = 'N("qingdan")=0'  # always true; tells our rules from others in every program that kept them
_OUR_TEST = re.compile(rb"N\((?:\"|&quot;|&#34;)qingdan(?:\"|&quot;|&#34;)\)")
_RULE = re.compile(rb"<cfRule\b(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+(?:(?<=/)>|>(?:[^<]++|<(?!/?cfRule\b))*+</cfRule>)")
_PRIORITY = re.compile(rb'\bpriority="(\d+)"')
_KIND, _VALUE = re.compile(rb'\bt="(\w+)"'), re.compile(rb"<v(?:\s[^<>]*)?>([^<]*)</v>")
_NO_ADDRESS = re.compile(rb"<c\s(?![^<>]*?\br=\"[A-Z]{1,3}[1-9]\d{0,6}\")")
_INDEX = re.compile(r"\s*[0-9]{1,9}\s*")
_MERGE = re.compile(rb"ref\s*=\s*[\"']([A-Z0-9:$]+)[\"']")


def read_texts(rows: bytes, strings: SharedStrings) -> list[str]:
    """Return the texts in a run of rows of a sheet's part, in order; numbers and blanks are skipped."""
    texts = []
    for _, _, attributes, inner, _ in walk_cells(rows):
        index = read_shared_index(attributes, inner)
        if index is not None:
            texts.append(strings.read_text(index))
        elif b't="inlineStr"' in attributes:
            texts.append(read_rich_text(inner))
    return texts


def remove_marks(frame: SheetFrame) -> None:
    """Remove our rules from a sheet."""
    frame.change_children("conditionalFormatting", _remove_our_rules)


def _remove_our_rules(element: bytes) -> bytes:
    if b"qingdan" not in element:
        return element
    left = _RULE.sub(lambda rule: b"" if _OUR_TEST.search(rule[0]) else rule[0], element)
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
        for item in items:
            self.by_cell.setdefault(self._find_shown_cell(item.cell), []).append(item)
            for cell, column in item.also:
                self.by_cell.setdefault(self._find_shown_cell(cell), []).append(replace(item, column=column))
        self._hint = self._find_hint_column()

    def _find_shown_cell(self, cell: str) -> str:
        """Return the cell that shows a mark: of merged cells only the first does."""
        row, column = parse_row(cell), parse_column(cell)
        for top, left, bottom, right in self._merges:
            if top <= row <= bottom and left <= column <= right:
                return format_address(top, left)
        return cell

    # -- notes ----------------------------------------------------------------------------------------

    def render_comments(self) -> dict[str, str]:
        """Return the texts of the notes by cell, and for each row with marked cells a note on its hint."""
        cells = list(self.by_cell)[:_MOST_MARKED]
        notes = {
            cell: "\n".join(line + END_OF_OURS for line in _render_comment_lines(self.by_cell[cell])) for cell in cells
        }
        for row, marked in self._group_by_row(cells):
            hint = f"{self._hint}{row}"
            shown = [say("annotation.cell", cell=cell, column=self.by_cell[cell][0].column) for cell in marked]
            summary = say("annotation.row", count=len(marked), cells=say("list.separator").join(shown))
            line = say("annotation.row_mark") + summary + END_OF_OURS
            notes[hint] = f"{notes[hint]}\n{line}" if hint in notes else line
        return notes

    def _group_by_row(self, cells: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below the hint's heading with their cells, in row order; none where the sheet has no hint."""
        if self._hint is None:
            return
        rows: dict[int, list[str]] = {}
        for cell in cells:
            rows.setdefault(parse_row(cell), []).append(cell)
        yield from ((row, rows[row]) for row in sorted(rows) if row > self._hint_row)

    def _find_hint_column(self) -> str | None:
        """Return the letters of the column with the hint's heading, None where the sheet has none."""
        self._hint_row = 0
        index = self._strings.find_index(say("sheet.hint"))
        if index is None:
            return None
        heading = rb'<c\s[^<>]*?\br="([A-Z]+)(\d+)"[^<>]*>\s*(?:<f[^<]*</f>)?<v(?:\s[^<>]*)?>%d</v>' % index
        for found in re.finditer(heading, self._frame.head):
            kind = _KIND.search(found[0])
            if kind and kind[1] == b"s":
                self._hint_row = int(found[2])
                return found[1].decode()
        return None

    # -- rules ----------------------------------------------------------------------------------------

    def put_rules(self, looks: dict[str, int]) -> None:
        """Put a rule on every marked cell and on the hint of its row; `looks` are style numbers by severity."""
        others = self._frame.find_children("conditionalFormatting")
        used = (int(digits) for element in others for digits in _PRIORITY.findall(element))
        highest = max((priority for priority in used if priority < _HIGHEST_PRIORITY), default=0)
        cells = [cell for cell, items in self.by_cell.items() if any(item.coloured for item in items)]
        conditions = {cell: self._build_condition(cell) for cell in cells[:_MOST_MARKED]}
        rules = [(cell, looks[self._find_gravest(cell)], conditions[cell]) for cell in conditions]
        for row, marked in self._group_by_row(conditions):
            both = _join_conditions([conditions[cell] for cell in marked])
            severity = min((self._find_gravest(cell) for cell in marked), key=SEVERITIES.index)
            rules.append((f"{self._hint}{row}", looks[severity], both))
        areas = merge_addresses(cells[_MOST_MARKED:])
        for first in range(0, len(areas), _MOST_AREAS):
            rules.append((" ".join(areas[first : first + _MOST_AREAS]), looks["error"], "TRUE"))
        for priority, (covered, look, condition) in enumerate(rules, highest + 1):
            formula = escape(join_by_and([_OUR_CONDITION, condition]), {'"': "&quot;"})
            self._frame.insert_element(
                "conditionalFormatting",
                f'<conditionalFormatting sqref="{covered}">'
                f'<cfRule type="expression" dxfId="{look}" priority="{priority}">'
                f"<formula>{formula}</formula></cfRule></conditionalFormatting>".encode(),
            )

    def _find_gravest(self, cell: str) -> str:
        return min((item.severity for item in self.by_cell[cell]), key=SEVERITIES.index)

    def _build_condition(self, cell: str) -> str:
        """Return a condition that is true as long as the cell is not changed."""
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
        """Return the kind of a cell (blank, number, text or other) and its value; of other kinds the value is empty."""
        head = self._frame.head
        offset = self._find_attribute(b'r="%s"' % cell.encode())
        if offset < 0:
            if self._lacks_addresses:
                raise PatchError("cell")
            return "blank", ""
        start, end = head.rfind(b"<", 0, offset), head.find(b">", offset)
        if not head.startswith(b"<c", start) or end < 0:
            raise PatchError("cell")
        if head[end - 1 : end] == b"/":
            return "blank", ""
        inner = head[end + 1 : head.find(b"</c>", end)]
        kind = _KIND.search(head, start, end)
        return self._read_value(kind[1] if kind else b"n", inner)

    def _find_attribute(self, attribute: bytes) -> int:
        """Return the offset of an attribute among the cells, -1 where none is spelled that way."""
        offset = self._frame.head.find(attribute)
        while offset > 0 and not self._frame.head[offset - 1 : offset].isspace():
            offset = self._frame.head.find(attribute, offset + 1)
        return offset

    @cached_property
    def _lacks_addresses(self) -> bool:
        """Tell whether cells lack an address in the usual spelling: then no cell can be known to be absent."""
        return self._frame.head.count(b"<c>") > 0 or _NO_ADDRESS.search(self._frame.head) is not None

    def _read_value(self, kind: bytes, inner: bytes) -> tuple[str, str]:
        if b"<f" in inner:
            return "other", ""
        if kind == b"inlineStr":
            return "text", read_rich_text(inner)
        value = _VALUE.search(inner)
        if value is None:
            return "blank", ""
        written = decode_content(value[1])
        if kind == b"s" and _INDEX.fullmatch(written):
            text = self._strings.read_text(int(written))
            return ("text", text) if text else ("blank", "")
        if kind == b"str":
            return "text", written
        return ("number", written) if kind == b"n" and _is_number(written) else ("other", "")


def _join_conditions(conditions: list[str]) -> str:
    """Return a condition that holds as long as one of the cells is not changed, always true where none can be built."""
    joined = join_by_or(conditions)
    return joined if len(joined) <= _LONGEST_FORMULA and len(conditions) <= _MOST_ARGUMENTS else "TRUE"


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text) is not None


def _render_comment_lines(items: list[ReviewItem]) -> Iterator[str]:
    for item in items[:_MOST_LINES]:
        opening = say("annotation.mark", severity=say(f"severity.{item.severity}"), number=item.number)
        yield opening + say("annotation.line", found=item.found, way_out=item.way_out)
    if items[_MOST_LINES:]:
        yield say("annotation.more_mark") + say(
            "annotation.more", count=len(items) - _MOST_LINES, sheet=say("sheet.review")
        )

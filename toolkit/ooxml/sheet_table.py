"""Write into the table of one sheet of somebody's workbook, without touching anything else on it.

A cell keeps its style. Rows written below those that were prepared get the looks of a row above, and the dropdowns,
conditional formats, filter and table objects that cover that row are made to cover them as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from html import escape, unescape
from typing import Any

from toolkit.excel import column_letters, fit_text, parse_ranges, quote_sheet_name
from toolkit.ooxml.package import Package
from toolkit.ooxml.part_index import PartIndex
from toolkit.ooxml.row_texts import is_quoted, render_content
from toolkit.ooxml.sheet_rows import SheetRows
from toolkit.ooxml.sheet_xml import split_sheet_part
from toolkit.ooxml.xstrings import encode_xstring
from toolkit.text import begins_like_formula, replace_surrogates

_YES = ("1", "true")
# The children of a sheet whose ranges say which cells they are for, and the attributes or elements with the ranges.
_COVERING = ("autoFilter", "conditionalFormatting", "dataValidations")
_COVERING_EXTENSION = re.compile(rb"<(\w+:(?:dataValidations|conditionalFormattings))\b.*?</\1>", re.DOTALL)
_RANGES = re.compile(rb'(\b(?:sq)?ref=")([^"<>]+)(")|(<(?:\w+:)?sqref>)([^<>]+)(</)')
_BUILT_IN_NAME = re.compile(
    rb'(<(?:\w+:)?definedName\b[^<>]*\bname="_xlnm\.(?:Print_Area|_FilterDatabase)"[^<>]*>)([^<>]+)'
)


class SheetTable:
    """The cells of one sheet's part that can be written; rows count from 1, columns from 0."""

    def __init__(self, part: bytes) -> None:
        """Raise PatchError where the part is written unusually."""
        self._frame, self._cells = replace(split_sheet_part(part), head=b""), SheetRows(part)
        self._rows: set[int] = set()
        self._columns: set[int] = set()
        self._quoted: set[tuple[int, int]] = set()
        self.lost_formula = False  # whether something was written over a formula

    @property
    def part(self) -> bytes:
        """The part as it is now; what follows the cells is unchanged byte for byte but for ranges that grew."""
        return b"".join(self.build_pieces())

    def build_pieces(self) -> Iterator[bytes]:
        """Yield the part as it is now, piece by piece."""
        self._cells.widen_extent(self._rows, self._columns)
        yield from self._cells.build_pieces()
        yield from (child for _, child in self._frame.children)
        yield self._frame.end

    def put_text(self, row: int, column: int, text: str) -> None:
        """Write a text; one that begins like a formula gets the mark of a text with `put_table`."""
        fitting = fit_text(replace_surrogates(text))
        escaped = encode_xstring(fitting)
        self._note_formula(row, column)
        self._note_quote(row, column, begins_like_formula(fitting))
        self._cells.put_text(row, column, unescape(escaped))  # the tree escapes again what XML needs
        self._settle_cell(row, column)

    def put_number(self, row: int, column: int, value: float) -> None:
        """Write a number."""
        self._note_formula(row, column)
        self._cells.put_number(row, column, value)
        self._settle_cell(row, column)

    def write_row(
        self, row: int, values: Mapping[int, str | int], height: float = 0, looks: Mapping[int, int] | None = None
    ) -> bool:
        """Write texts and numbers by column, but over no formula, and make the row at least so high (points).

        A row that is given `looks` is shown, filtered out or not, and its cells without a style get one of these, by
        column. Return whether anything was written.
        """
        ordinary = self._cells.find_row_text(row)
        if ordinary is None:
            return self._write_cells(row, values, height, looks)
        if looks is not None:
            ordinary.show()
            ordinary.put_looks(looks)
        ordinary.put_contents({column: render_content(value) for column, value in values.items()})
        if height:
            ordinary.raise_to(height)
        self._cells.put_row_text(ordinary)
        for column, value in values.items():
            self._note_quote(row, column, is_quoted(value))
        self._rows.add(row)
        self._columns.update(values)
        return bool(values)

    def _write_cells(
        self, row: int, values: Mapping[int, str | int], height: float, looks: Mapping[int, int] | None
    ) -> bool:
        """Write into a row that is written unusually."""
        if looks is not None:
            self.show_row(row)
        for column, look in (looks or {}).items():
            if self._cells.find_style(row, column) == 0:
                self._cells.set_style(row, column, look)
        free = {column: value for column, value in values.items() if not self.holds_formula(row, column)}
        for column, value in free.items():
            (self.put_number if isinstance(value, int) else self.put_text)(row, column, value)  # type: ignore[arg-type]
        if height:
            self.raise_row(row, height)
        return bool(free)

    def find_looks(self, row: int, columns: Collection[int]) -> dict[int, int]:
        """Return the numbers of the styles that cells of a row have, by column; of those that have one."""
        ordinary = self._cells.find_row_text(row)
        looks = {
            column: ordinary.find_look(column) if ordinary else self._cells.find_style(row, column)
            for column in columns
        }
        return {column: look for column, look in looks.items() if look}

    def is_blank(self, row: int, columns: Collection[int]) -> bool:
        """Tell whether these cells of a row hold nothing, not even a formula without a result."""
        ordinary = self._cells.find_row_text(row)
        if ordinary is not None:
            return ordinary.is_blank(columns)
        return not any(self.holds_content(row, column) for column in columns)

    def holds_content(self, row: int, column: int) -> bool:
        """Tell whether a cell has a content, a formula without a result among it."""
        return len(self._cells.ensure_cell(row, column)) > 0

    def holds_formula(self, row: int, column: int) -> bool:
        """Tell whether a cell has a formula."""
        return any(str(child.tag).endswith("}f") for child in self._cells.ensure_cell(row, column))

    @property
    def last_row(self) -> int:
        """The last row that the part has, 0 where it has none."""
        return self._cells.last_row

    def is_hidden(self, row: int) -> bool:
        """Tell whether a row is hidden or filtered out."""
        return self._cells.ensure_row(row).get("hidden") in _YES

    def show_row(self, row: int) -> None:
        """Show a row, filtered out or not."""
        self._cells.ensure_row(row).attrib.pop("hidden", None)

    def raise_row(self, row: int, height: float) -> None:
        """Make a row at least so high (points), unless somebody chose its height."""
        element = self._cells.ensure_row(row)
        if element.get("customHeight") not in _YES and float(element.get("ht") or 0) < height:
            element.set("ht", f"{height:g}")

    def copy_style(self, row: int, column: int, model: tuple[int, int]) -> None:
        """Give a cell without a style the style of another cell, given as row and column."""
        if self._cells.find_style(row, column) == 0:
            style = self._cells.find_style(*model)
            if style:
                self._cells.set_style(row, column, style)

    def copy_looks(self, column: int, model: int, rows: Collection[int]) -> None:
        """Give the cells of a column that have no style the style that another column's have in the same rows."""
        for row in rows:
            ordinary = self._cells.find_row_text(row)
            if ordinary is None:
                self.copy_style(row, column, (row, model))
            elif look := ordinary.find_look(model):
                ordinary.put_looks({column: look})
                self._cells.put_row_text(ordinary)

    def copy_width(self, column: int, model: int) -> None:
        """Make a column as wide as another, unless it has a width."""
        for holder in self._cells.root.iterfind("{*}cols"):
            found = {at: element for element in holder for at in (model, column) if _covers_column(element, at)}
            if model in found and column not in found:
                copied = holder.makeelement(found[model].tag, dict(found[model].attrib))
                copied.set("min", str(column + 1))
                copied.set("max", str(column + 1))
                behind = sum(1 for element in holder if int(element.get("max")) <= column)
                holder.insert(behind, copied)

    def extend_rows(self, last: int, new_last: int) -> None:
        """Make every range that covers row `last` and ends above `new_last` cover the rows down to that."""
        self._change_ranges(lambda refs: extend_ranges(refs, last, new_last))

    def extend_filter(self, column: int) -> None:
        """Make the sheet's filter cover a column, if that stands right behind it."""
        self._frame.change_children(
            "autoFilter", lambda child: _change_refs(child, lambda ref: widen_range(ref, column))
        )

    def _change_ranges(self, change: Callable[[str], str]) -> None:
        for name in _COVERING:
            self._frame.change_children(name, lambda child: _change_refs(child, change))
        self._frame.change_children(
            "extLst", lambda child: _COVERING_EXTENSION.sub(lambda found: _change_refs(found[0], change), child)
        )

    def quote_texts(self, quote: Callable[[int], int]) -> None:
        """Give the cells whose texts begin like formulas the style that `quote` returns for their style's number."""
        for row, column in sorted(self._quoted):
            self._cells.set_style(row, column, quote(self._cells.find_style(row, column)))

    @property
    def holds_quoted_texts(self) -> bool:
        """Tell whether a text was written that begins like a formula."""
        return bool(self._quoted)

    def _note_quote(self, row: int, column: int, quoted: bool) -> None:
        (self._quoted.add if quoted else self._quoted.discard)((row, column))

    def _note_formula(self, row: int, column: int) -> None:
        self.lost_formula = self.lost_formula or self.holds_formula(row, column)

    def _settle_cell(self, row: int, column: int) -> None:
        """Note that a cell was written, and drop the hint of its row, which may be too narrow now."""
        self._cells.ensure_row(row).attrib.pop("spans", None)
        self._rows.add(row)
        self._columns.add(column)


def change_names(package: Package, sheet: str, change: Callable[[str], str]) -> None:
    """Change the print area and the filter's range of a sheet, each given and returned as a range."""
    names = (escape(name, quote=False) for name in (sheet, quote_sheet_name(sheet)))
    spelt = "|".join(re.escape(name) for name in names)
    area = re.compile(rf"(?<![\w'])({spelt})!(\$?[A-Z]{{1,3}}\$?\d{{1,7}}:\$?[A-Z]{{1,3}}\$?\d{{1,7}})")
    book = package.read_part(package.book)

    def change_areas(found: re.Match[bytes]) -> bytes:
        return found[1] + area.sub(lambda one: f"{one[1]}!{change(one[2])}", found[2].decode()).encode()

    changed = _BUILT_IN_NAME.sub(change_areas, book)
    if changed != book:
        package.put_part(package.book, changed)


def extend_tables(package: Package, part: str, last: int, new_last: int) -> None:
    """Make the table objects of a sheet that run over row `last` reach down to `new_last`; those with totals stay."""
    for name in PartIndex(package.names, package.read_part).find_related(part, "table"):
        table = package.read_part(name)
        changed = _change_refs(table, lambda refs: extend_ranges(refs, last, new_last))
        if changed != table and not re.search(rb'\btotalsRowCount="[1-9]', table):
            package.put_part(name, changed)


def extend_ranges(refs: str, last: int, new_last: int) -> str:
    """Return ranges, with spaces between them, of which those that run over row `last` reach down to `new_last`."""
    return " ".join(_extend_range(ref, last, new_last) for ref in refs.split())


def widen_range(ref: str, column: int) -> str:
    """Return a range that covers a column as well, if that stands right behind it."""
    ranges = parse_ranges(ref)
    if len(ranges) != 1 or ranges[0][3] != column - 1:
        return ref
    top, left, bottom, _ = ranges[0]
    return _format_range(ref, top, left, bottom, column)


def _extend_range(ref: str, last: int, new_last: int) -> str:
    ranges = parse_ranges(ref)
    if not ranges:
        return ref
    top, left, bottom, right = ranges[0]
    # What is meant for one row alone stays there.
    reaches = top <= last <= bottom < new_last and top < bottom
    return _format_range(ref, top, left, new_last, right) if reaches else ref


def _format_range(like: str, top: int, left: int, bottom: int, right: int) -> str:
    """Return a range, absolute where another one is."""
    mark = "$" if "$" in like else ""
    cells = ((top, left), (bottom, right))
    return ":".join(f"{mark}{column_letters(column)}{mark}{row}" for row, column in cells)


def _change_refs(element: bytes, change: Callable[[str], str]) -> bytes:
    def replace_ref(found: re.Match[bytes]) -> bytes:
        begin, ref, end = found.group(1, 2, 3) if found[1] else found.group(4, 5, 6)
        return begin + change(ref.decode()).encode() + end

    return _RANGES.sub(replace_ref, element)


def _covers_column(element: Any, column: int) -> bool:
    return int(element.get("min")) <= column + 1 <= int(element.get("max"))

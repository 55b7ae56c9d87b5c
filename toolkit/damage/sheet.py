"""Edit a sheet of an xlsx package: rows and columns moved, cells merged, rows hidden, elements dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree

from toolkit.damage.formula_free_part import FlatPart
from toolkit.excel import (
    LAST_ROW,
    Move,
    format_address,
    parse_column,
    parse_ranges,
    shift_range,
)
from toolkit.ooxml import ORDER

# The children of a worksheet that must follow its merged cells.
_BEHIND_MERGES = ORDER[ORDER.index("mergeCells") + 1 :]
_MOST_COLUMNS = 200


class SheetPart(FlatPart):
    """One sheet whose rows and columns can be moved, deleted and hidden."""

    # -- rows -------------------------------------------------------------------------------------

    def insert_rows(self, at: int, count: int) -> None:
        """Move every row from `at` on down."""
        self._renumber_rows(lambda row: row + count if row >= at else row)

    def delete_row(self, number: int) -> None:
        """Delete a row; the rows below move up."""
        self._renumber_rows(lambda row: None if row == number else row - (row > number))

    def _renumber_rows(self, shift: Callable[[int], int | None]) -> None:
        self._flatten_formulas()
        kept: dict[int, Any] = {}
        for old, row in self._rows.items():
            new = shift(old)
            if new is None or new > LAST_ROW:
                self._data.remove(row)
                continue
            kept[new] = row
            row.set("r", str(new))
            for cell in row:
                cell.set("r", format_address(new, parse_column(cell.get("r"))))
        self._rows = kept
        self._move_ranges(lambda row, column: None if (new := shift(row)) is None else (new, column))

    def copy_row(self, source: int, target: int, *, values: bool = True) -> None:
        """Copy a row to a row that does not exist yet, with or without its values."""
        self._flatten_formulas()
        row = self._insert_row(target)
        for name, value in self._rows[source].attrib.items():
            if name != "r":
                row.set(name, value)
        for cell in self._rows[source]:
            address = format_address(target, parse_column(cell.get("r")))
            copy = etree.SubElement(row, self._qualify_tag("c"), {**dict(cell.attrib), "r": address})
            for child in cell if values else ():
                copy.append(etree.fromstring(etree.tostring(child)))
            if not values:
                copy.attrib.pop("t", "")

    def move_value(self, row: int, column: int, target: int) -> None:
        """Move a cell's value to another row; both cells keep their styles."""
        cell, other = self.ensure_cell(row, column), self.clear_cell(target, column)
        if cell.get("t"):
            other.set("t", cell.get("t"))
        for child in list(cell):
            other.append(child)
        cell.attrib.pop("t", "")

    @property
    def last_row(self) -> int:
        """The last row with a filled cell."""
        return max((number for number, row in self._rows.items() if any(len(cell) for cell in row)), default=0)

    def hide_row(self, number: int) -> None:
        """Hide a row as a filter does."""
        self._rows[number].set("hidden", "1")

    # -- columns ----------------------------------------------------------------------------------

    def move_columns(self, shift: Callable[[int], int | None]) -> None:
        """Move every column to the index that `shift` returns; None deletes it."""
        self._flatten_formulas()
        for number, row in self._rows.items():
            row.attrib.pop("spans", "")
            cells: list[tuple[int, Any]] = []
            for cell in list(row):
                new = shift(parse_column(cell.get("r")))
                row.remove(cell)
                if new is not None:
                    cell.set("r", format_address(number, new))
                    cells.append((new, cell))
            row.extend(cell for _, cell in sorted(cells, key=lambda pair: pair[0]))
        self._move_widths(shift)
        self._move_ranges(lambda row, column: None if (new := shift(column)) is None else (row, new))

    def _move_widths(self, shift: Callable[[int], int | None]) -> None:
        holder = self.root.find(self._qualify_tag("cols"))
        if holder is None:
            return
        widths: dict[int, dict[str, str]] = {}
        for element in list(holder):
            for column in range(int(element.get("min")) - 1, min(int(element.get("max")), _MOST_COLUMNS)):
                new = shift(column)
                if new is not None:
                    widths[new] = {**dict(element.attrib), "min": str(new + 1), "max": str(new + 1)}
            holder.remove(element)
        for _, attributes in sorted(widths.items()):
            etree.SubElement(holder, self._qualify_tag("col"), attributes)

    # -- ranges and formulas ----------------------------------------------------------------------

    def _move_ranges(self, move: Move) -> None:
        for element in list(self.root.iter(etree.Element)):
            for name in ("ref", "sqref", "activeCell", "topLeftCell"):
                if element.get(name) and element.tag != self._qualify_tag("f"):
                    self._move_range(element, name, move)

    def _move_range(self, element: Any, name: str, move: Move) -> None:
        shift = _shift_merge if element.tag == self._qualify_tag("mergeCell") else shift_range
        moved = [new for old in element.get(name).split() if (new := shift(old, move))]
        if moved:
            element.set(name, " ".join(moved))
        elif element.getparent() is not None and element.tag != self._qualify_tag("selection"):
            self._remove_element(element)

    @staticmethod
    def _remove_element(element: Any) -> None:
        holder = element.getparent()
        holder.remove(element)
        if holder.get("count"):
            holder.set("count", str(len(holder)))
            if not len(holder):
                holder.getparent().remove(holder)

    def merge_range(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge a range; the caller must clear its other cells."""
        holder = self.root.find(self._qualify_tag("mergeCells"))
        if holder is None:
            holder = self._insert_before("mergeCells", _BEHIND_MERGES)
        ref = f"{format_address(top, left)}:{format_address(bottom, right)}"
        etree.SubElement(holder, self._qualify_tag("mergeCell"), {"ref": ref})
        holder.set("count", str(len(holder)))

    def is_inside_merge(self, row: int) -> bool:
        """Tell whether a row inserted here would lie inside a merged range."""
        merges = self.root.iter(self._qualify_tag("mergeCell"))
        return any(top < row <= bottom for merge in merges for top, _, bottom, _ in parse_ranges(merge.get("ref")))

    def _insert_before(self, name: str, followers: Iterable[str]) -> Any:
        tags = {self._qualify_tag(follower) for follower in followers}
        index = next((index for index, child in enumerate(self.root) if child.tag in tags), len(self.root))
        element = self.root.makeelement(self._qualify_tag(name), {})
        self.root.insert(index, element)
        return element

    def drop_elements(self, *names: str) -> bool:
        """Remove whole elements of the sheet, such as dataValidations; tell whether there were any."""
        found = [child for child in self.root if child.tag in {self._qualify_tag(name) for name in names}]
        for child in found:
            self.root.remove(child)
        return bool(found)

    def set_dimension(self, ref: str) -> None:
        """Declare a used range, which may differ from the true one."""
        dimension = self.root.find(self._qualify_tag("dimension"))
        if dimension is None:
            dimension = self.root.makeelement(self._qualify_tag("dimension"), {})
            self.root.insert(1 if len(self.root) and self.root[0].tag == self._qualify_tag("sheetPr") else 0, dimension)
        dimension.set("ref", ref)

    def filter_column(self, column: int, values: Iterable[str]) -> None:
        """Set the sheet's filter to show only these values of a column."""
        holder = self.root.find(self._qualify_tag("autoFilter"))
        if holder is None:
            return
        first = parse_ranges(holder.get("ref"))[0][1]
        filtered = etree.SubElement(holder, self._qualify_tag("filterColumn"), {"colId": str(column - first)})
        shown = etree.SubElement(filtered, self._qualify_tag("filters"))
        for value in values:
            etree.SubElement(shown, self._qualify_tag("filter"), {"val": value})


def _shift_merge(ref: str, move: Move) -> str:
    """Return a merged range after its cells moved, an empty text where they no longer stand side by side.

    Merged ranges that share a cell make a workbook that programs refuse to open.
    """
    top, left, bottom, right = parse_ranges(ref)[0]
    columns = [to[1] for column in range(left, right + 1) if (to := move(top, column) or move(bottom, column))]
    rows = [to[0] for row in range(top, bottom + 1) if (to := move(row, left) or move(row, right))]
    if not rows or not columns or len(columns) != max(columns) - min(columns) + 1 or len(rows) * len(columns) == 1:
        return ""
    return f"{format_address(min(rows), min(columns))}:{format_address(max(rows), max(columns))}"

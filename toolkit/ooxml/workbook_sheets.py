"""The sheets of a workbook: the part of each, and a sheet inserted in front of the others or behind one."""

from __future__ import annotations

import re
from typing import Any

from toolkit.ooxml.package import Package
from toolkit.ooxml.part_index import parse_part, resolve_relationships_part
from toolkit.ooxml.relationships import (
    OFFICE,
    ContentTypes,
    Relationships,
    build_part,
)
from toolkit.ooxml.sheet_xml import PatchError

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TEMPLATES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "application/vnd."
    "openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
}
_PRINT_AREA = "_xlnm.Print_Area"
_AREA = re.compile(r"([^,]*!\$[A-Z]{1,3}\$\d+:\$[A-Z]{1,3}\$)(\d+)")
_SELECTED = re.compile(rb'(<(?:\w+:)?sheetView\b[^<>]*?)\s+tabSelected="(?:1|true)"')


class PackageSheets:
    """The sheets of one package, in order."""

    def __init__(self, package: Package) -> None:
        """Raise PatchError for a package whose workbook part is unusual, as in the strict dialect."""
        self._package, self._book = package, package.book
        if not package.plain or not self._book:
            raise PatchError("package")
        self._root: Any = parse_part(package.read_part(self._book))
        self._list: Any = self._root.find(f"{_MAIN}sheets")
        if self._list is None:
            raise PatchError("workbook")
        links = Relationships(package, self._book)
        self.parts: dict[str, str] = {
            str(sheet.get("name")): part
            for sheet in self._list
            if (part := links.find_target(str(sheet.get(f"{{{OFFICE}}}id")))) in package
        }

    @property
    def holds_macros(self) -> bool:
        """Tell whether programs expect macros in the workbook, by its content type."""
        return "macroEnabled" in ContentTypes(self._package).find_type(self._book)

    def convert_template(self) -> None:
        """Convert a template to a workbook: a template does not open under a workbook's file name."""
        types = ContentTypes(self._package)
        wanted = _TEMPLATES.get(types.find_type(self._book))
        if wanted:
            types.declare_part(self._book, wanted)

    def widen_print_area(self, name: str, last_row: int) -> None:
        """Let a sheet's print area reach down to a row; not where it does so, is computed, or has several parts.

        The workbook's part is written by what follows: a sheet that is inserted.
        """
        names = [str(sheet.get("name")) for sheet in self._list]
        for defined in self._root.iter(f"{_MAIN}definedName"):
            own = defined.get("name") == _PRINT_AREA and defined.get("localSheetId") == str(names.index(name))
            area = _AREA.fullmatch(defined.text or "") if own else None
            if area and int(area[2]) < last_row:
                defined.text = f"{area[1]}{last_row}"

    def put_first(self, name: str, part: bytes) -> None:
        """Insert a sheet in front of all others, replacing a sheet of the same name, and make it the active sheet."""
        ContentTypes(self._package).declare_relationships()
        target = self.parts.get(name)
        if target is None:
            target = self._add_part()
            self._move_sheet(self._make_sheet(name, target), 0)
        else:
            self._package.drop_part(self._package.resolve_name(resolve_relationships_part(target)))
            self._move_sheet(next(sheet for sheet in self._list if sheet.get("name") == name), 0)
        self._package.put_part(target, part)
        self._show_first(target)
        self._package.put_part(self._book, build_part(self._root))
        self.parts = {name: target, **self.parts}

    def put_after(self, name: str, part: bytes, earlier: str) -> None:
        """Insert a new sheet behind another, at the end where there is no such sheet; the active sheet stays active."""
        ContentTypes(self._package).declare_relationships()
        names = [str(sheet.get("name")) for sheet in self._list]
        index = names.index(earlier) + 1 if earlier in names else len(names)
        target = self._add_part()
        self._move_sheet(self._make_sheet(name, target), index)
        for view in self._root.iter(f"{_MAIN}workbookView"):
            for attribute in ("activeTab", "firstSheet"):
                shown = str(view.get(attribute) or "0")
                if shown.isdecimal() and int(shown) >= index:
                    view.set(attribute, str(int(shown) + 1))
        self._package.put_part(target, part)
        self._package.put_part(self._book, build_part(self._root))
        self.parts = {**self.parts, name: target}

    def _add_part(self) -> str:
        """Declare a part for a new sheet and return its name."""
        target = self._package.find_free_name("xl/worksheets/sheet{}.xml")
        ContentTypes(self._package).declare_part(target, _SHEET)
        return target

    def _make_sheet(self, name: str, target: str) -> Any:
        key = Relationships(self._package, self._book).link_part("worksheet", target)
        numbers = [int(sheet.get("sheetId")) for sheet in self._list if str(sheet.get("sheetId")).isdecimal()]
        facts = {"name": name, "sheetId": str(max(numbers, default=0) + 1), f"{{{OFFICE}}}id": key}
        return self._list.makeelement(f"{_MAIN}sheet", facts)

    def _move_sheet(self, sheet: Any, index: int) -> None:
        """Move a sheet, or insert one; defined names local to a sheet refer to it by index, which is adjusted."""
        old = list(self._list)
        if sheet in old:
            self._list.remove(sheet)
            sheet.attrib.pop("state", "")
        self._list.insert(index, sheet)
        moved = {str(at): str(list(self._list).index(element)) for at, element in enumerate(old)}
        for name in self._root.iter(f"{_MAIN}definedName"):
            local = name.get("localSheetId")
            if local is not None:
                name.set("localSheetId", moved.get(local, local))

    def _show_first(self, first_part: str) -> None:
        """Select the first sheet alone: with two sheets selected, typing would go into both."""
        for view in self._root.iter(f"{_MAIN}workbookView"):
            view.set("activeTab", "0")
            view.set("firstSheet", "0")
        for part in self.parts.values():
            content = self._package.read_part(part) if part != first_part else b""
            cells = content.find(b"<sheetData")
            top = cells if cells >= 0 else len(content)  # a chart sheet has no cells
            if _SELECTED.search(content, 0, top):
                self._package.put_part(part, _SELECTED.sub(rb"\1", content[:top]) + content[top:])

"""Split a worksheet's part after its cells, to insert elements or remove them.

The cells are most of a part. They stay as they are, byte for byte, and so does every element that is not changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

# The children of a worksheet after its cells, in the order that ECMA-376 part 1, 18.3.1.99 demands.
ORDER = (
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
_RANKS = {name: rank for rank, name in enumerate(ORDER)}
_END_OF_CELLS = (b"</sheetData>", b"<sheetData/>")
# A tag, whose attribute values may contain angle brackets; or a comment, CDATA or a processing instruction.
_TAG = re.compile(
    rb"<(?:(/?)([\w:.-]+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>|!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>)", re.DOTALL
)


class PatchError(Exception):
    """The package is written in a way that cannot be changed without risk."""


@dataclass(slots=True)
class SheetFrame:
    """One worksheet part: `head` down to the end of the cells, then its children by name, then the end."""

    head: bytes
    children: list[tuple[str, bytes]]
    end: bytes

    @property
    def part(self) -> bytes:
        """The whole part."""
        return self.head + b"".join(child for _, child in self.children) + self.end

    def find_children(self, name: str) -> list[bytes]:
        """Return the children of a name."""
        return [child for child_name, child in self.children if child_name == name]

    def insert_element(self, name: str, element: bytes) -> None:
        """Insert an element where its name belongs, after others of its name."""
        rank = _RANKS[name]
        before = (
            at for at, (child_name, _) in enumerate(self.children, 1) if _RANKS.get(child_name, len(ORDER)) <= rank
        )
        self.children.insert(max(before, default=0), (name, element))

    def change_children(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Change every child of a name; a child that becomes empty is removed."""
        changed = [(child_name, change(child) if child_name == name else child) for child_name, child in self.children]
        self.children = [(child_name, child) for child_name, child in changed if child]


def split_sheet_part(part: bytes) -> SheetFrame:
    """Split a part after its cells. Raises PatchError where it is written unusually."""
    end_tag = next((tag for tag in _END_OF_CELLS if part.rfind(tag) >= 0), b"")
    if not end_tag or b"<worksheet" not in part[:2048]:
        raise PatchError("worksheet")
    start = part.rfind(end_tag) + len(end_tag)
    children: list[tuple[str, bytes]] = []
    depth, begun, position = 0, start, start
    for tag in _TAG.finditer(part, start):
        if tag[2] is None:
            continue
        closing, closed = tag[1] == b"/", tag[3].endswith(b"/")
        if closing and depth == 0:
            return SheetFrame(head=part[:start], children=children, end=part[position:])
        if depth == 0:
            begun = position
        depth += -1 if closing else 0 if closed else 1
        if depth == 0:
            children.append((tag[2].decode(), part[begun : tag.end()]))
            position = tag.end()
    raise PatchError("worksheet")

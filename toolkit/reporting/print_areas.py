"""Widen the print areas of a returned workbook to the rows that its unit filled in.

A list is handed out with a fixed area, because not every program understands a computed one; what is filled in below
it would be missing on paper.
"""

from __future__ import annotations

import re

from toolkit.messages import say
from toolkit.ooxml import Package, PackageSheets, SharedStrings

_LAST_HEADING_ROW = 10
# A heading's cell with a shared text, and the cell of a hint that shows something.
_HEADING = rb'<c\s[^<>]*?\br="([A-Z]{1,3})(\d+)"[^<>]*\bt="s"[^<>]*>\s*<v(?:\s[^<>]*)?>%d</v>'
_SHOWN = rb'<c\s[^<>]*?\br="%s(\d+)"[^<>]*>\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*<v(?:\s[^<>]*)?>[^<]'


def widen_print_areas(package: Package, sheets: PackageSheets, strings: SharedStrings) -> None:
    """Let every list print down to its last filled row; areas that reach so far, or are computed, stay as they are."""
    heading = strings.find_index(say("sheet.hint"))
    if heading is None:
        return
    for name, part in sheets.parts.items():
        last = _find_last_filled_row(package.read_part(part), heading)
        if last:
            sheets.widen_print_area(name, last)


def _find_last_filled_row(part: bytes, heading: int) -> int:
    """Return the last row with a hint, 0 where the sheet has none."""
    found = re.search(_HEADING % heading, part)
    if found is None or int(found[2]) > _LAST_HEADING_ROW:
        return 0
    return max((int(row) for row in re.findall(_SHOWN % found[1], part)), default=0)

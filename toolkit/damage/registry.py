"""The registry: every way in which returned workbooks break, by key, in order of their numbers."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.damage.cells import CELL_KINDS
from toolkit.damage.containers import CONTAINER_KINDS
from toolkit.damage.dates import DATE_KINDS
from toolkit.damage.files import FILE_KINDS
from toolkit.damage.headings import HEADING_KINDS, SHEET_KINDS
from toolkit.damage.kind import Kind
from toolkit.damage.record_contents import CONTENT_KINDS, LENGTH_KINDS
from toolkit.damage.rows import ROW_KINDS
from toolkit.damage.whole_lists import WHOLE_LIST_KINDS

_ALL = (
    *FILE_KINDS,
    *CONTAINER_KINDS,
    *SHEET_KINDS,
    *HEADING_KINDS,
    *ROW_KINDS,
    *DATE_KINDS,
    *CELL_KINDS,
    *CONTENT_KINDS,
    *WHOLE_LIST_KINDS,
    *LENGTH_KINDS,
)
KINDS: Mapping[str, Kind] = {kind.key: kind for kind in sorted(_ALL, key=lambda kind: kind.number)}

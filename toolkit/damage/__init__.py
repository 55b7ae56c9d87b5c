"""Damage a filled workbook in the ways in which returned ones break, and state what a reader must still get.

A way of damage is a `Kind`: its number among the ways, a key, and a function. Edits inside the workbook change a
`Draft` and record there what a reader must still get or report; other kinds return `DamagedFiles` themselves.

A new kind is a function, its line in the tuple at the end of the file that fits, and its name `[damage.what] <key>`
in messages/damage.toml. A new file adds its tuple to registry.py. The files:

files.py, package_parts.py   the file itself, and how its package is written
headings.py, rows.py         sheets and headings; rows that are no records, or not seen
cells.py, dates.py           the same meaning written differently
shown.py, beside.py          how cells show what they hold; what stands beside them
record_contents.py           losses and contradictions
whole_lists.py               lists that are empty, or not meant
"""

from toolkit.damage.exercises import Course, make_course
from toolkit.damage.kind import Kind
from toolkit.damage.mixed import mix_kinds
from toolkit.damage.model import Subject
from toolkit.damage.registry import KINDS

__all__ = ["KINDS", "Course", "Kind", "Subject", "make_course", "mix_kinds"]

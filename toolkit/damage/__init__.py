"""Damage a filled workbook in every way in which returned ones break, and say what a reader still owes.

A way of damage is a `Kind`: its number among the fifty ways, a key, and a function. Edits inside the workbook work
on a `Draft` and say there what a reader must still get or name; other kinds return `DamagedFiles` themselves.

Adding one is a function and its line in the tuple at the end of the file that fits, and its name `[damage.what] <key>`
in messages/damage.toml: files.py (the file itself), headings.py (sheets and headings), rows.py, dates.py, cells.py
(the same written otherwise), record_contents.py (losses and contradictions), whole_lists.py. A new file adds its
tuple to registry.py.
"""

from toolkit.damage.exercises import Course, make_course
from toolkit.damage.kind import Kind
from toolkit.damage.mixed import mix_kinds
from toolkit.damage.model import Subject
from toolkit.damage.registry import KINDS

__all__ = ["KINDS", "Course", "Kind", "Subject", "make_course", "mix_kinds"]

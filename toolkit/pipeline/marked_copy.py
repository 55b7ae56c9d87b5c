"""What a worker does to a returned workbook that is to be sent back: mark it, and take its texts out of it.

The worker is given the marks of this file alone. Whose the texts are is found where the campaign is known.
"""

from __future__ import annotations

from toolkit.leaks import collect_texts, list_located_texts
from toolkit.ooxml import PatchError
from toolkit.reporting import PackageMarks, find_workbook_ending, holds_reaching_formula, mark_package

# A marked copy, the ending of its name, and all its texts.
MarkedFile = tuple[bytes, str, tuple[bytes, ...]]

__all__ = ["MarkedFile", "list_located_texts", "mark_file"]


def mark_file(content: bytes, marks: PackageMarks) -> MarkedFile | None:
    """Return the marked copy of a file; None where its formulas reach out of it or its XML is too unusual."""
    try:
        if holds_reaching_formula(content):
            return None
        ending = find_workbook_ending(content)
        marked = mark_package(content, marks)
    except PatchError:
        return None
    return marked, ending, collect_texts(marked)

"""Mark a workbook with findings, in two steps: what they say is worked out here, where the campaign is known.

The second step, which opens the workbook, is `package_marks`: a returned one is opened by a worker alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from toolkit.findings import Finding
from toolkit.reporting.items import build_items
from toolkit.reporting.package_marks import PackageMarks, mark_package
from toolkit.reporting.review import Review, build_review


def prepare_marks(findings: Iterable[Finding], review: Review, new: Container[int] | None = None) -> PackageMarks:
    """Return what is to be put into a file.

    `findings` are those on the file; `new` are the positions among them, from 0, of those that the unit's last return
    did not have (None where there was no other return).
    """
    items = build_items(findings, new)
    sheet, styles = build_review(review, items)
    return PackageMarks(items=tuple(items), review_sheet=sheet, review_styles=styles)


def annotate_workbook(
    content: bytes, findings: Iterable[Finding], review: Review, new: Container[int] | None = None
) -> bytes:
    """Return a copy of one of our own workbooks with marks for findings; see `prepare_marks` and `mark_package`."""
    return mark_package(content, prepare_marks(findings, review, new))

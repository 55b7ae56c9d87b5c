"""A file's faults and doubts as lines of a letter, for units that get no annotated copy."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.findings import Finding
from toolkit.messages import say
from toolkit.reporting.items import build_items
from toolkit.reporting.review_item import ReviewItem


def render_fault_lines(findings: Iterable[Finding], *, quoted: bool) -> tuple[str, ...]:
    """Return one numbered line per fault, then per doubt: where it is, what was found, the way out.

    Without `quoted` a line has the place and the kind alone: letters are read by others, too, and what a file under a
    password says, or what is another unit's, must not stand in them.
    """
    items = [item for item in build_items(findings) if item.severity != "notice"]
    return tuple(_render_line(item, quoted=quoted) for item in items)


def _render_line(item: ReviewItem, *, quoted: bool) -> str:
    heading = say("place.heading", column=item.column) if item.column else ""
    cell = f"{item.cell}{heading}"
    place = say("place.separator").join(part for part in (item.sheet, cell) if part) or say("chase.text.whole_file")
    said = say("chase.text.quoted", found=item.found, way_out=item.way_out) if quoted else item.kind
    grade = say(f"severity.{item.severity}")
    return say("chase.text.fault", number=item.number, severity=grade, place=place, said=said)

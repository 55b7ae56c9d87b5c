"""Mark the faults in a clerk's own workbook.

Only the parts that a mark needs are changed; every other part of the package stays byte for byte: pictures,
charts, dropdowns of newer programs, saved results of formulas. A digital signature becomes invalid, as after any
change.

The workbook is somebody else's: it is marked by a worker, which loads no more than this.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from toolkit.excel import FAULT_FILL, FAULT_INK, WAIT_INK
from toolkit.findings import count_our_characters
from toolkit.messages import say
from toolkit.ooxml import (
    Comments,
    Package,
    PackageSheets,
    PackageStyles,
    PatchError,
    Relationships,
    SharedStrings,
    adopt_sheet,
    split_sheet_part,
)
from toolkit.reporting.marks import (
    Marker,
    read_texts,
    remove_marks,
)
from toolkit.reporting.print_areas import widen_print_areas
from toolkit.reporting.review_item import ReviewItem
from toolkit.unit_token import find_revision

AUTHOR = "qingdan"
_BELOW_HEADS = b'<row r="9"'  # title, unit, up to five sentences, headings
_COMPRESSION = 1  # of the changed parts: a third of the usual level's time, for some more bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageMarks:
    """What is put into a workbook: the findings in words, and the review sheet's part with the styles it refers to."""

    items: tuple[ReviewItem, ...]
    review_sheet: bytes
    review_styles: bytes


def mark_package(content: bytes, marks: PackageMarks) -> bytes:
    """Return a copy of an xlsx or xlsm file with a mark and a note on every faulty cell, and a review sheet in front.

    Marks of an earlier copy are removed, other people's notes are kept. The same input gives the same bytes, and so
    does marking the copy once more. Raises PatchError for a package that cannot be changed without risk.
    """
    try:
        return _mark_package(content, marks)
    except PatchError:
        raise
    except Exception as error:  # odd packages have no end of ways to be odd; none may stop the round
        raise PatchError("package") from error


def find_workbook_ending(content: bytes) -> str:
    """Return .xlsm for a package with macros, else .xlsx: programs open it under no other. Raises PatchError."""
    try:
        return ".xlsm" if PackageSheets(Package(content)).holds_macros else ".xlsx"
    except PatchError:
        raise
    except Exception as error:
        raise PatchError("package") from error


def _mark_package(content: bytes, marks: PackageMarks) -> bytes:
    package = Package(content)
    sheets, styles = PackageSheets(package), PackageStyles(package)
    looks = {
        "error": styles.add_rule_look(_build_look(FAULT_INK)),
        "warning": styles.add_rule_look(_build_look(WAIT_INK)),
    }
    shared = Relationships(package, package.book).find_by_kind("sharedStrings")
    strings = SharedStrings(package.read_part(shared) if shared in package else b"")
    front = _choose_front_name(package, sheets, strings)
    marked = [item for item in marks.items if item.marked]
    if any(item.sheet not in sheets.parts for item in marked):
        raise PatchError("sheet")
    for sheet, part in sheets.parts.items():
        if sheet != front:
            _mark_sheet(package, part, [item for item in marked if item.sheet == sheet], strings, looks)
    widen_print_areas(package, sheets, strings)
    renumbered = adopt_sheet(styles, marks.review_sheet, marks.review_styles)
    styles.save()
    sheets.put_first(front, renumbered)
    sheets.convert_template()
    return package.build_bytes(_COMPRESSION)


def _choose_front_name(package: Package, sheets: PackageSheets, strings: SharedStrings) -> str:
    """Return the review sheet's name: the one it has in an earlier copy, else one that no sheet of the clerk's has."""
    earlier = (name for name, part in sheets.parts.items() if _is_ours(package.read_part(part), strings))
    plain = say("sheet.review")
    taken = {name.casefold() for name in sheets.parts}
    free = (name for n in itertools.count(1) if (name := plain if n == 1 else f"{plain}{n}").casefold() not in taken)
    return next(earlier, None) or next(free)


def _is_ours(part: bytes, strings: SharedStrings) -> bool:
    """Tell whether a sheet is an earlier review sheet: a revision token at its top, our headings under it."""
    start, end = max(part.find(b"<sheetData"), 0), part.find(_BELOW_HEADS)
    texts = read_texts(part[start : end if end >= 0 else len(part)], strings)
    heads = {say(f"review.{head}") for head in ("number", "place", "way_out")}
    return heads <= set(texts) and bool(find_revision(texts))


def _mark_sheet(
    package: Package, part: str, items: list[ReviewItem], strings: SharedStrings, looks: dict[str, int]
) -> None:
    """Remove the marks of an earlier copy from a sheet and mark it anew; a sheet without either is not touched."""
    content = package.read_part(part)
    noted = bool(Relationships(package, part).find_by_kind("comments"))
    if not (items or noted or AUTHOR.encode() in content):
        return
    frame = split_sheet_part(content)
    remove_marks(frame)
    notes = Comments(package, part, frame)
    notes.remove_own_lines(count_our_characters)
    if items:
        marker = Marker(frame, strings, items)
        marker.put_rules(looks)
        notes.add_texts(marker.render_comments(), AUTHOR)
    notes.save()
    if (marked := frame.part) != content:
        package.put_part(part, marked)


def _build_look(ink: str) -> str:
    return (
        f'<font><color rgb="FF{ink[1:]}"/></font>'
        f'<fill><patternFill patternType="solid"><bgColor rgb="FF{FAULT_FILL[1:]}"/></patternFill></fill>'
    )

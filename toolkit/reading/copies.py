"""Set aside sheets that repeat a list: a hidden second sheet, or an equal copy."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from toolkit.findings import Finding, make_finding
from toolkit.records import Section


def set_copies_aside(sections: Iterable[Section], hidden: Collection[str]) -> tuple[tuple[Section, ...], list[Finding]]:
    """Return the sections, without records for copied sheets, and a finding for each copy.

    `hidden` has the names of hidden sheets. A second sheet of a list is a copy when it is hidden, or when its records
    equal those of a sheet already kept. Sections of visible sheets come first.
    """
    kept: list[Section] = []
    found: list[Finding] = []
    for section in sorted(sections, key=lambda section: section.sheet in hidden):
        same_list = [other for other in kept if other.list_key == section.list_key and other.sheet != section.sheet]
        if same_list and (section.sheet in hidden or _is_copy(section, same_list)):
            where = {"list": section.list_key, "sheet": section.sheet}
            count = len(section.records)
            found.append(make_finding("warning", "copied_sheet", **where, other=same_list[0].sheet, count=count))
            kept.append(_empty_section(section))
        else:
            kept.append(section)
    return tuple(kept), found


def _is_copy(section: Section, others: Iterable[Section]) -> bool:
    written = [record.written for record in section.records]
    return bool(written) and any([record.written for record in other.records] == written for other in others)


def _empty_section(section: Section) -> Section:
    """Return a section with all its records left out as copied."""
    rows = tuple((record.row, "copied") for record in section.records)
    ledger = section.ledger.set_aside("copied")
    return replace(section, records=(), left_out=(*section.left_out, *rows), filled=0, ledger=ledger)

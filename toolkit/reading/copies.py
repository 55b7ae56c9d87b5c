"""Set aside sheets that repeat a list: a hidden second sheet, an equal copy, or another list under the same numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from toolkit.definition import Definition
from toolkit.findings import Finding, make_finding
from toolkit.records import NOTHING, Ledger, Section, add_ledgers
from toolkit.text import fold

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_TWICE = "listed_twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSections:
    """The sections that count, those of copies without records; the findings on all others, and their cells."""

    sections: tuple[Section, ...]
    findings: tuple[Finding, ...] = ()
    rest: Ledger = NOTHING


def set_copies_aside(sections: Iterable[Section], hidden: Collection[str], definition: Definition) -> KeptSections:
    """Return the sections without the records of sheets that repeat a list.

    `hidden` has the names of hidden sheets. A second sheet of a list is a copy when it is hidden, or when its records
    equal those of a sheet already kept but for their numbers. One with other records under mostly the same numbers,
    such as last year's list, is not read before the operator says which it is; of the two, the sheet is read that the
    operator named, that was issued, or that is called like the list.
    """
    kept: list[Section] = []
    found: list[Finding] = []
    left: list[Ledger] = []
    for section in sorted(sections, key=lambda section: section.sheet in hidden):
        same_list = [other for other in kept if other.list_key == section.list_key and other.sheet != section.sheet]
        if same_list and (section.sheet in hidden or _is_copy(section, same_list, definition)):
            where = {"list": section.list_key, "sheet": section.sheet}
            count = len(section.records)
            found.append(make_finding("warning", "copied_sheet", **where, other=same_list[0].sheet, count=count))
            kept.append(_empty_section(section))
        else:
            kept.append(section)
    for section, rival, shared in _find_doubled(kept, definition):
        kept.remove(section)
        found.append(_make_twice_finding(section, rival, shared, definition))
        left.append(section.ledger.set_aside(_TWICE))
    return KeptSections(sections=tuple(kept), findings=tuple(found), rest=add_ledgers(left))


def _is_copy(section: Section, others: Iterable[Section], definition: Definition) -> bool:
    written = _collect_written(section, definition)
    return bool(written) and any(_collect_written(other, definition) == written for other in others)


def _collect_written(section: Section, definition: Definition) -> list[dict[str, str]]:
    number = definition.find_list_type(section.list_key).number
    own = number.key if number else ""
    return [{key: text for key, text in record.written.items() if key != own} for record in section.records]


def _empty_section(section: Section) -> Section:
    """Return a section with all its records left out as copied."""
    rows = tuple((record.row, "copied") for record in section.records)
    ledger = section.ledger.set_aside("copied")
    return replace(section, records=(), left_out=(*section.left_out, *rows), filled=0, ledger=ledger)


# -- two lists under the same numbers --------------------------------------------------------------------


def _find_doubled(sections: list[Section], definition: Definition) -> Iterator[tuple[Section, Section, int]]:
    """Yield each section not to be read, the one read in its place, and how many numbers both have."""
    read: list[Section] = []
    for section in sorted(sections, key=lambda section: _rank_sheet(section, definition)):
        numbers = _collect_numbers(section, definition)
        rivals = (
            (other, shared)
            for other in read
            if other.list_key == section.list_key and other.sheet != section.sheet
            if (shared := len(numbers & (theirs := _collect_numbers(other, definition))))
            and shared * 2 >= min(len(numbers), len(theirs))
        )
        rival = None if "decision" in _find_evidence(section) else next(rivals, None)
        if rival is None:
            read.append(section)
        else:
            yield section, *rival


def _collect_numbers(section: Section, definition: Definition) -> set[str]:
    number = definition.find_list_type(section.list_key).number
    texts = (record.cleaned[number.key].text for record in section.records) if number else ()
    return {text for text in texts if text}


def _find_evidence(section: Section) -> tuple[str, ...]:
    return next((reason.evidence for reason in section.explanations if reason.subject == "list"), ())


def _rank_sheet(section: Section, definition: Definition) -> tuple[bool, bool, bool, bool, int]:
    """Return a sort key, the sheet first that is most likely meant; the sheets' own order decides last."""
    evidence = _find_evidence(section)
    label = definition.find_list_type(section.list_key).label
    year = max(map(int, _YEAR.findall(section.sheet)), default=0)
    called = fold(section.sheet) == fold(label)
    return "decision" not in evidence, "token" not in evidence, not called, "sheet_name" not in evidence, -year


def _make_twice_finding(section: Section, rival: Section, shared: int, definition: Definition) -> Finding:
    label = definition.find_list_type(section.list_key).label
    return make_finding(
        "error",
        "listed_twice",
        list=section.list_key,
        sheet=section.sheet,
        other=rival.sheet,
        list_label=label,
        shared=shared,
        kept=len(rival.records),
        count=len(section.records),
    )

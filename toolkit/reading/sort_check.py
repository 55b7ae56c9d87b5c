"""Notice columns that were sorted alone, by comparing a list with what was issued.

After such a sort every value is valid and every row wrong. Prefilled values are known by their running number, so a
column that has all of them, but under other numbers, was moved against its rows. Numbers that no longer ascend show
that rows were sorted; whether all columns moved along, only the unit can say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from toolkit.definition import ListType
from toolkit.excel import column_letters
from toolkit.findings import Finding, make_finding
from toolkit.records import Section
from toolkit.text import build_natural_key, fold_name


def find_disorder(section: Section, list_type: ListType, issued: Mapping[str, Mapping[str, str]]) -> list[Finding]:
    """Return the findings on a sorted list; `issued` has the prefilled texts by running number and column key."""
    number = list_type.number
    if number is None or number.key not in section.positions:
        return []
    numbers = [str(record.cleaned[number.key].text or "") for record in section.records]
    found = [
        _make_order_finding("warning", "sorted_alone", section, list_type, key)
        for key in sorted({key for row in issued.values() for key in row})
        if key in section.positions and _is_column_moved(section, numbers, key, issued)
    ]
    known = [text for text in numbers if text]
    if not found and known != sorted(known, key=build_natural_key):
        found.append(_make_order_finding("notice", "numbers_moved", section, list_type, number.key))
    return found


def _is_column_moved(section: Section, numbers: list[str], key: str, issued: Mapping[str, Mapping[str, str]]) -> bool:
    now = {
        number: fold_name(record.written.get(key, ""))
        for number, record in zip(numbers, section.records, strict=True)
        if number in issued
    }
    then = {number: fold_name(issued[number].get(key, "")) for number in now}
    changed = sum(now[number] != then[number] for number in now)
    return changed > 1 and Counter(now.values()) == Counter(then.values())


def _make_order_finding(severity: str, rule: str, section: Section, list_type: ListType, key: str) -> Finding:
    first = section.records[0].row if section.records else section.header_row
    number = list_type.number
    return make_finding(
        severity,
        rule,
        list=section.list_key,
        sheet=section.sheet,
        row=section.header_row,
        column=list_type.find_column(key).label,
        cell=f"{column_letters(section.positions[key])}{section.header_row}",
        number=number.label if number else "",
        first=first,
    )

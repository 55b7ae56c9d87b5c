"""Tell whether a rule's conditions hold for a record of a draft: conditions and a record come in, yes or no goes out.

Only what is certain counts: a condition on days, or through a reference that leads nowhere, does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.damage.draft import Draft, DraftRecord, DraftTable
from toolkit.definition import split_path
from toolkit.rules import Condition


def holds_conditions(draft: Draft, table: DraftTable, record: DraftRecord, when: Mapping[str, Condition]) -> bool:
    """Tell whether every condition surely holds."""
    return all(_holds_condition(condition, _find_text(draft, table, record, path)) for path, condition in when.items())


def _holds_condition(condition: Condition, text: str | None) -> bool:
    unsure = (condition.max, condition.before, condition.after)
    if text is None or any(one is not None for one in unsure):
        return False
    if condition.among is not None and text not in condition.among:
        return False
    if condition.exclude is not None and text in condition.exclude:
        return False
    if condition.filled is not None and bool(text) is not condition.filled:
        return False
    return condition.min is None or (text.isdecimal() and int(text) >= condition.min)


def _find_text(draft: Draft, table: DraftTable, record: DraftRecord, path: str) -> str | None:
    """Return the text at `column` or `reference.column`, None where it cannot be told."""
    first, rest = split_path(path)
    text = record.texts.get(first)
    if not rest or text is None:
        return text
    refers = table.list_type.find_column(first).refers
    if not refers:
        return None
    list_key, key = split_path(refers)
    for other in draft.tables:
        for one in other.records if other.list_type.key == list_key else ():
            if one.texts.get(key) == text:
                return one.texts.get(rest)
    return None

"""Tell whether a rule's conditions certainly hold for a record of a draft.

An uncertain condition (on days, or through a reference that leads nowhere) counts as not holding.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.damage.draft import Draft, DraftRecord, DraftTable
from toolkit.definition import split_path
from toolkit.rules import Condition


def holds_conditions(draft: Draft, table: DraftTable, record: DraftRecord, when: Mapping[str, Condition]) -> bool:
    """Tell whether every condition certainly holds."""
    return all(_holds_condition(condition, _find_text(draft, table, record, path)) for path, condition in when.items())


def _holds_condition(condition: Condition, text: str | None) -> bool:
    uncertain = (condition.max, condition.before, condition.after)
    if text is None or any(limit is not None for limit in uncertain):
        return False
    if condition.among is not None and text not in condition.among:
        return False
    if condition.exclude is not None and text in condition.exclude:
        return False
    if condition.filled is not None and bool(text) is not condition.filled:
        return False
    return condition.min is None or (text.isdecimal() and int(text) >= condition.min)


def _find_text(draft: Draft, table: DraftTable, record: DraftRecord, path: str) -> str | None:
    """Return the text at `column` or `reference.column`, None where it is uncertain."""
    first, rest = split_path(path)
    text = record.texts.get(first)
    if not rest or text is None:
        return text
    refers = table.list_type.find_column(first).refers
    if not refers:
        return None
    list_key, key = split_path(refers)
    for other in draft.tables:
        for referred in other.records if other.list_type.key == list_key else ():
            if referred.texts.get(key) == text:
                return referred.texts.get(rest)
    return None

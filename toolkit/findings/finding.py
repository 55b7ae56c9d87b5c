"""One finding: how grave it is, which rule found it, where, and the facts that its sentence needs.

A finding contains no sentence. Its facts are what the rule or the reader knows (row numbers, keys, codes, counts,
locations); `sentences` renders them once they are shown. Only labels, and the `message` and `fix` that the author of
a definition wrote, are already text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

SEVERITIES = ("error", "warning", "notice")  # the gravest first
# What became of a doubt: the unit has not explained it, or has; the office accepted that or refused it; or what the
# office once accepted has changed since.
ReplyState = Literal["unanswered", "answered", "accepted", "refused", "reopened"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a finding is, as far as it is known: a cell, a row, a sheet or a whole file.

    `row` is the sheet's row number from 1, None where no single row is meant; `cell` is an address such as F12;
    `column` is the column's label in the definition.
    """

    file: str = ""
    sheet: str = ""
    row: int | None = None
    cell: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A unit's explanation of a doubt, and what became of it.

    `code` identifies the doubt as long as rule, place and value are the same. `text` is empty where nothing was
    written; an `empty_phrase` (情况属实) is no explanation. `accepted` tells what the office accepted before the value
    changed.
    """

    code: str
    place: str = ""
    state: ReplyState = "unanswered"
    text: str = ""
    empty_phrase: bool = False
    accepted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found in what a unit returned.

    `severity` is one of SEVERITIES; `rule` names the sentences (message `finding.<rule>`); `list_key` is empty where
    no single list is meant, `unit` (a code) where the file's unit is not known; `value` is what stood in the cell.
    `facts` fill the sentences; rules on records put the column's key there as `key`.
    """

    severity: str
    rule: str
    at: Location = Location()
    list_key: str = ""
    unit: str = ""
    value: Any = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    # Set for doubts that the unit may explain, once all files were read.
    reply: Reply | None = None

    def assign_file(self, file: str, unit: str) -> Finding:
        """Return the finding with its file and unit, which the readers of a single sheet do not know."""
        return replace(self, at=replace(self.at, file=file), unit=unit)


_LOCATION_PARTS = frozenset(part.name for part in fields(Location))
_OWN_PARTS = {"list": "list_key", "unit": "unit", "value": "value"}


def make_finding(severity: str, rule: str, /, **parts: Any) -> Finding:
    """Build a finding from flat parts.

    `file`, `sheet`, `row`, `cell` and `column` are its location; `list`, `unit` and `value` are its own; all other
    parts are facts.
    """
    at = {name: part for name, part in parts.items() if name in _LOCATION_PARTS}
    own = {field_name: parts[name] for name, field_name in _OWN_PARTS.items() if name in parts}
    facts = {name: part for name, part in parts.items() if name not in _LOCATION_PARTS and name not in _OWN_PARTS}
    return Finding(severity=severity, rule=rule, at=Location(**at), facts=facts, **own)

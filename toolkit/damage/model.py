"""What damaging takes and gives, as frozen values: a filled workbook, the damaged files, and what a reader owes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from toolkit.definition import Definition
from toolkit.records import Section

Outcome = Literal["same", "named", "refused"]
# A record's cleaned texts by column key; None where the damage left nothing that could be read back.
Texts = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One filled workbook that was read well: its name, its bytes, and the lists found in it."""

    name: str
    content: bytes
    sections: tuple[Section, ...]
    definition: Definition

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return self.name.rpartition(".")[0] or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFinding:
    """A loss that must be named: where (empty stands for anywhere), and by one of which rules."""

    rules: tuple[str, ...]
    file: str = ""
    sheet: str = ""
    cell: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedResult:
    """What a reader owes for damaged files: the records, the losses it must name, or why it must refuse."""

    outcome: Outcome
    records: Mapping[str, tuple[Texts, ...]] = field(default_factory=dict)
    named: tuple[ExpectedFinding, ...] = ()
    # Codes of a refused file, or rules of its finding: one of them.
    codes: tuple[str, ...] = ()
    # Lists declared to have nothing to report.
    nil: tuple[str, ...] = ()
    # A password that opens the file.
    password: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedFiles:
    """The files of one damage by relative path, and what a reader owes for them together."""

    files: Mapping[str, bytes]
    expected: ExpectedResult


def build_expected_json(expected: ExpectedResult, **facts: Any) -> bytes:
    """Return what a reader owes as a stable JSON text, with facts about the damage in front."""
    shown = {
        **facts,
        "outcome": expected.outcome,
        "codes": sorted(expected.codes),
        "nil": sorted(expected.nil),
        "password": expected.password,
        "records": {
            key: [dict(sorted(texts.items())) for texts in rows] for key, rows in sorted(expected.records.items())
        },
        "named": [
            {
                "file": finding.file,
                "sheet": finding.sheet,
                "cell": finding.cell,
                "column": finding.column,
                "rules": sorted(finding.rules),
            }
            for finding in expected.named
        ],
    }
    return (json.dumps(shown, ensure_ascii=False, indent=1) + "\n").encode()

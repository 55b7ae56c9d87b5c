"""Damage as frozen values: the filled workbook, the damaged files, and what a reader must get from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from toolkit.definition import Definition
from toolkit.records import Section
from toolkit.text import cut_to_bytes

_LONGEST_STEM = 160  # bytes
Outcome = Literal["same", "named", "refused"]
# A record's cleaned texts by column key; None where the damage left nothing to read back.
Texts = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One filled workbook that was read without loss: its name, its bytes, and the lists found in it."""

    name: str
    content: bytes
    sections: tuple[Section, ...]
    definition: Definition

    @property
    def stem(self) -> str:
        """The name without its ending, short enough for what the kinds of damage add to it."""
        return cut_to_bytes(self.name.rpartition(".")[0] or self.name, _LONGEST_STEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFinding:
    """A loss that must be reported: where (empty stands for anywhere), and by which rules, of which one is enough."""

    rules: tuple[str, ...]
    file: str = ""
    sheet: str = ""
    cell: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedResult:
    """What a reader must give for damaged files: the records, the losses to report, or the reason to refuse."""

    outcome: Outcome
    records: Mapping[str, tuple[Texts, ...]] = field(default_factory=dict)
    named: tuple[ExpectedFinding, ...] = ()
    # Codes of a refused file, or rules of its finding; one of them is enough.
    codes: tuple[str, ...] = ()
    # Lists declared to have nothing to report.
    nil: tuple[str, ...] = ()
    # A password that opens the file.
    password: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedFiles:
    """The files of one damage by relative path, and what a reader must give for them together."""

    files: Mapping[str, bytes]
    expected: ExpectedResult


def build_expected_json(expected: ExpectedResult, **facts: Any) -> bytes:
    """Return the expected result as a stable JSON text, with facts about the damage in front."""
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

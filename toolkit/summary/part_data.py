"""A part as plain data: what crosses from a worker, and what a merge writes for whoever adds it to others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from toolkit.definition import FigureKind
from toolkit.records import Ledger
from toolkit.summary.parts import Amount, Part

# Goes up with every change of what is written.
_FORMAT = 1
PlainPart: TypeAlias = dict[str, Any]
_Amount: TypeAlias = tuple[FigureKind, int, int]


class PartError(ValueError):
    """Bytes that hold no part of this version."""


class _Plain(BaseModel):
    """Every mapping whose keys are no single text is a list of its items."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    units: dict[str, str]
    records: dict[str, int]
    cells: tuple[int, int, int, dict[str, int]]
    findings: list[tuple[str, str, int]]
    figures: dict[str, _Amount]
    tables: dict[str, list[tuple[str, tuple[str, ...], _Amount]]]


_PLAIN = TypeAdapter(_Plain)


def pack_part(part: Part) -> PlainPart:
    """Return a part as dicts, lists, texts and numbers, in the same order however it was added up."""
    cells = part.cells
    return {
        "format": _FORMAT,
        "units": dict(sorted(part.units.items())),
        "records": dict(sorted(part.records.items())),
        "cells": [cells.stored, cells.taken, cells.normalised, dict(sorted(cells.left_out.items()))],
        "findings": [[*kind, number] for kind, number in sorted(part.findings.items())],
        "figures": {name: list(amount) for name, amount in sorted(part.figures.items())},
        "tables": {
            key: [[column, list(row), list(amount)] for (column, row), amount in sorted(amounts.items())]
            for key, amounts in sorted(part.tables.items())
        },
    }


def unpack_part(data: Mapping[str, Any]) -> Part:
    """Return the part. Raises PartError for any other data."""
    try:
        plain = _PLAIN.validate_python(data)
    except ValidationError as error:
        raise PartError(str(error)) from error
    if plain.format != _FORMAT:
        raise PartError(f"format {plain.format}")
    stored, taken, normalised, left_out = plain.cells
    return Part(
        units=plain.units,
        records=plain.records,
        cells=Ledger(stored=stored, taken=taken, normalised=normalised, left_out=left_out),
        findings={(severity, rule): number for severity, rule, number in plain.findings},
        figures={name: Amount(*amount) for name, amount in plain.figures.items()},
        tables={
            key: {(column, row): Amount(*amount) for column, row, amount in amounts}
            for key, amounts in plain.tables.items()
        },
    )


def dump_part(part: Part) -> bytes:
    """Return a part as JSON: the same bytes for equal parts."""
    return json.dumps(pack_part(part), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def load_part(content: bytes) -> Part:
    """Return the part. Raises PartError."""
    try:
        data = json.loads(content)
    except ValueError as error:
        raise PartError("damaged") from error
    if not isinstance(data, dict):
        raise PartError("wrong")
    return unpack_part(data)

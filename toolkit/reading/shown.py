"""Tell what the cells of a list show, and doubt what cannot be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from toolkit.definition import Column
from toolkit.excel import column_letters
from toolkit.findings import Finding, make_finding
from toolkit.formats import Grid, Unsure, format_plain_text
from toolkit.reading.headers import Header

# The kinds that count by the number or day that a cell holds.
STORED_KINDS = frozenset({"integer", "date", "deadline"})
_DAYS = frozenset({"date", "deadline"})


class SheetCells(NamedTuple):
    """What is known of the cells of a sheet besides their values: what they show, by row and position; sums."""

    shown: Mapping[int, Mapping[int, str]]
    sum_cells: Collection[tuple[int, int]] = ()


def collect_shown(grid: Grid, header: Header) -> dict[int, dict[int, str]]:
    """Return by row and position what the cells of a list show instead of their plain texts."""
    found: dict[int, dict[int, str]] = {}
    columns = _find_positions(header) if grid.shown or grid.unsure else {}
    for row, position in (*grid.shown, *grid.unsure):
        text = find_shown(grid, row, position, columns[position]) if position in columns else ""
        if text:
            found.setdefault(row, {})[position] = text
    return found


def find_shown(grid: Grid, row: int, position: int, column: Column) -> str:
    """Return what a cell of a column shows instead of its plain text, empty where it does not or nobody can tell.

    In a column of days a guess is good enough: its wording may differ from one system to another, but not whether it
    has a day.
    """
    unsure = grid.unsure.get((row, position))
    guess = unsure.guess if unsure and column.kind in _DAYS else ""
    return grid.shown.get((row, position), guess)


def _find_positions(header: Header) -> Mapping[int, Column]:
    columns = {column.key: column for column in header.list_type.columns}
    return {position: columns[key] for key, position in header.positions.items() if key in columns}


def find_unsure_cells(grid: Grid, header: Header, rows: Collection[int]) -> list[Finding]:
    """Return one finding per column and kind of doubt on the cells of these rows; see `Unsure`."""
    if not grid.unsure:
        return []
    columns = _find_positions(header)
    cells: dict[tuple[int, str], list[tuple[int, Unsure]]] = {}
    for (row, position), unsure in sorted(grid.unsure.items()):
        rule = _choose_rule(columns[position], unsure) if row in rows and position in columns else ""
        if rule:
            cells.setdefault((position, rule), []).append((row, unsure))
    where = {"list": header.list_type.key, "sheet": grid.name}
    return [
        make_finding("warning", rule, **where, column=columns[position].label, **_describe(grid, position, found))
        for (position, rule), found in cells.items()
    ]


def _choose_rule(column: Column, unsure: Unsure) -> str:
    if not (unsure.guess or unsure.code):
        return "shows_nothing"
    if column.kind == "integer" or (column.kind in _DAYS and unsure.guess):
        return ""
    return "shown_otherwise" if unsure.guess else "shown_unknown"


def _describe(grid: Grid, position: int, found: list[tuple[int, Unsure]]) -> dict[str, object]:
    """Return the facts of a doubt on the cells of one column: the first cell in full, of all others their places."""
    row, unsure = found[0]
    letters = column_letters(position)
    return {
        "row": row,
        "cell": f"{letters}{row}",
        "value": format_plain_text(grid.rows[row - 1][position]),
        "shown": unsure.guess or unsure.code,
        "cells": tuple(f"{letters}{number}" for number, _ in found),
        "count": len(found),
    }

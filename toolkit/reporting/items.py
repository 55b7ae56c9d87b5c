"""Put a file's findings in the order a clerk works through them: findings come in, numbered items go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.findings import SEVERITIES, for_clerk, render_clerks_way_out, render_found, render_kind, rows_of

_MENDED_ELSEWHERE = frozenset({"column_missing", "coverage"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One finding as the clerk is told of it: its number from 1, where it is, what was found, the way out.

    `cell` is empty where a whole sheet is meant, `sheet` where the whole file is; `new` tells that the unit's
    last return did not have it, None where there was no other return.
    """

    number: int
    severity: str
    kind: str
    sheet: str
    cell: str
    column: str
    value: str
    found: str
    way_out: str
    new: bool | None = None
    # A colour that asks whether its cell was changed is no use where the fault is mended elsewhere.
    coloured: bool = True

    @property
    def marked(self) -> bool:
        """Tell whether it is marked in its cell: what is only told does not ask for anything."""
        return bool(self.sheet and self.cell) and self.severity != "notice"


def items_of(findings: pd.DataFrame, new: Container[int] | None = None) -> list[Item]:
    """Return what a clerk should know: faults first, the most frequent kinds first, then by place.

    `new` are the index labels of findings that the unit's last return did not have.
    """
    told = [(index, one) for index, one in zip(findings.index, rows_of(findings), strict=True) if for_clerk(one)]
    kinds = [(one["severity"], render_kind(one)) for _, one in told]
    counts = Counter(kinds)
    order = sorted(
        range(len(told)),
        key=lambda place: (
            SEVERITIES.index(kinds[place][0]),
            -counts[kinds[place]],
            kinds[place][1],
            *_where(told[place][1]),
        ),
    )
    return [
        _item(number, kinds[place][1], told[place][1], None if new is None else told[place][0] in new)
        for number, place in enumerate(order, 1)
    ]


def _where(one: dict[str, Any]) -> tuple[str, int, str]:
    return one["sheet"], 0 if pd.isna(one["row"]) else int(one["row"]), one["facts"].get("cell", "")


def _item(number: int, kind: str, one: dict[str, Any], new: bool | None) -> Item:
    return Item(
        number=number,
        severity=one["severity"],
        kind=kind,
        sheet=one["sheet"],
        cell=one["facts"].get("cell", ""),
        column=one["column"],
        value=str(one["value"]),
        found=_line(render_found(one)),
        way_out=_line(render_clerks_way_out(one)),
        new=new,
        coloured=one["rule"] not in _MENDED_ELSEWHERE,
    )


def _line(text: str) -> str:
    return " ".join(text.split())

"""Put a file's findings in the order a clerk works through them: findings come in, numbered items go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.findings import (
    SEVERITIES,
    concerns_clerk,
    frame_to_dicts,
    render_clerks_way_out,
    render_found,
    render_kind,
)

_MENDED_ELSEWHERE = frozenset({"column_missing", "coverage"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
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


def build_items(findings: pd.DataFrame, new: Container[int] | None = None) -> list[ReviewItem]:
    """Return what a clerk should know: faults first, the most frequent kinds first, then by place.

    `new` are the index labels of findings that the unit's last return did not have.
    """
    told = [
        (index, one) for index, one in zip(findings.index, frame_to_dicts(findings), strict=True) if concerns_clerk(one)
    ]
    kinds = [(one["severity"], render_kind(one)) for _, one in told]
    counts = Counter(kinds)
    order = sorted(
        range(len(told)),
        key=lambda place: (
            SEVERITIES.index(kinds[place][0]),
            -counts[kinds[place]],
            kinds[place][1],
            *_build_location_key(told[place][1]),
        ),
    )
    return [
        _build_item(number, kinds[place][1], told[place][1], None if new is None else told[place][0] in new)
        for number, place in enumerate(order, 1)
    ]


def _build_location_key(finding: dict[str, Any]) -> tuple[str, int, str]:
    return finding["sheet"], 0 if pd.isna(finding["row"]) else int(finding["row"]), finding["facts"].get("cell", "")


def _build_item(number: int, kind: str, finding: dict[str, Any], new: bool | None) -> ReviewItem:
    return ReviewItem(
        number=number,
        severity=finding["severity"],
        kind=kind,
        sheet=finding["sheet"],
        cell=finding["facts"].get("cell", ""),
        column=finding["column"],
        value=str(finding["value"]),
        found=_join_lines(render_found(finding)),
        way_out=_join_lines(render_clerks_way_out(finding)),
        new=new,
        coloured=finding["rule"] not in _MENDED_ELSEWHERE,
    )


def _join_lines(text: str) -> str:
    return " ".join(text.split())

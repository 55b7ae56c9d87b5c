"""How a round ends: its items, each with what the merged lists say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.findings import frame_to_dicts
from toolkit.followup import Closing, ItemKey, build_closing
from toolkit.pipeline.merging import MergedRound


def build_round_closing(merged: MergedRound) -> Closing:
    """Return how the round stands now: as it ends, if it ends now."""
    collected = merged.collected
    figures = {named.name: value for named, value in merged.summary.figures}
    return build_closing(
        collected.workspace.campaign, collected.opening, collected.followed, collect_item_fields(merged), figures
    )


def collect_item_fields(merged: MergedRound) -> dict[ItemKey, Mapping[str, Any]]:
    """Return the fields of the merged lists by item; records without a number have none."""
    fields: dict[ItemKey, Mapping[str, Any]] = {}
    for list_type in merged.collected.workspace.campaign.list_types:
        number = list_type.number
        if number is None:
            continue
        for row in frame_to_dicts(merged.lists[list_type.key]):
            key = ItemKey(unit=row["source.unit_code"], list_key=list_type.key, number=str(row[number.key] or ""))
            if key.number:
                fields.setdefault(key, row)
    return fields

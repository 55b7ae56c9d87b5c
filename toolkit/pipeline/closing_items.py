"""How a round ends: its items, each with what the merged lists say of it."""

from __future__ import annotations

from toolkit.followup import Closing, build_closing
from toolkit.pipeline.merging import MergedRound
from toolkit.summary import collect_item_fields


def build_round_closing(merged: MergedRound) -> Closing:
    """Return how the round stands now: as it ends, if it ends now."""
    collected = merged.collected
    figures = {named.name: value for named, value in merged.summary.figures}
    return build_closing(
        collected.workspace.campaign,
        collected.opening,
        collected.followed,
        collect_item_fields(merged.summary),
        figures,
    )

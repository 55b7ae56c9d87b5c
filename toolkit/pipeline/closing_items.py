"""How a round ended, from its figures."""

from __future__ import annotations

from toolkit.followup import Closing, Item, ItemKey, Origin
from toolkit.pipeline.merging import MergedRound


def build_round_closing(merged: MergedRound) -> Closing:
    """Return how the round stands now: as it ends, if it ends now."""
    collected = merged.collected
    campaign = collected.workspace.campaign
    items = []
    for list_type in campaign.list_types:
        table, number = collected.batch.tables[list_type.key], list_type.number
        sources = table.collect_sources(range(len(table.origin)))
        for position, source in enumerate(sources):
            texts = {str(key): text for key, text in table.written.iloc[position].items() if text}
            items.append(
                Item(
                    key=ItemKey(
                        unit=source["unit"],
                        list_key=list_type.key,
                        number=texts.get(number.key, str(position + 1)) if number else str(position + 1),
                    ),
                    texts=texts,
                    origin=Origin(
                        round=campaign.round.number, file=source["file"], sheet=source["sheet"], row=source["row"]
                    ),
                    opened=campaign.round.number,
                )
            )
    return Closing(
        round=campaign.round.number,
        name=campaign.round.name,
        as_of=collected.batch.days.today,
        items=tuple(items),
        figures={named.name: value for named, value in merged.summary.figures},
    )

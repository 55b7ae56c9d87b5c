"""Make the cleaner that understands what the units of a campaign write."""

from __future__ import annotations

import datetime as dt

from toolkit.campaign.model import Campaign
from toolkit.cleaning import Cleaner


def build_cleaner(campaign: Campaign, issued: dt.date | None = None) -> Cleaner:
    """Return a cleaner that knows the campaign's people and units.

    Deadlines without a year are counted from the day `issued`, by default the round's own.
    """
    members = frozenset(member.name for member in campaign.members)
    units = frozenset(name for name, _ in campaign.collect_unit_names())
    return Cleaner(campaign.definition, members, units, issued or campaign.issue_date)

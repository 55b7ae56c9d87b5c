"""Join a round's returns with how the round before ended, follow every item one step, and judge what units wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from toolkit.campaign import Campaign
from toolkit.findings import Finding
from toolkit.followup import NOTHING_BEFORE, Closing, Followed, follow_items, join_opening
from toolkit.messages import say
from toolkit.pipeline.roster_gaps import gather_roster_gaps
from toolkit.records import AnchorDays, Batch, ReturnedFile, RosterNames, build_batch
from toolkit.reviews import ReadLedger
from toolkit.stages import open_stage
from toolkit.validation import find_findings


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedReturns:
    """A round's returns with all that is carried over.

    `batch` holds every item of the campaign as the office has it, for figures; `findings` are those of reading,
    joining and of every rule over what units wrote, not sorted.
    """

    batch: Batch
    findings: tuple[Finding, ...]
    followed: Followed


@open_stage(say("progress.follow"))
def follow_returns(  # noqa: PLR0913 - what a round is made of
    campaign: Campaign,
    opening: Closing,
    files: Sequence[ReturnedFile],
    ledger: ReadLedger,
    *,
    today: dt.date,
    only: Iterable[str] | None = None,
) -> FollowedReturns:
    """Return the returns joined, followed and judged; `today` is the real day.

    `files` have their standing. Lists that units did not report on are found for the units `only`, None for all.
    """
    joined = join_opening(opening, files, campaign)
    followed = follow_items(
        campaign, opening, joined.files, ledger.reviews, today=today, changes=joined.events, logged=ledger.events
    )
    roster, days = build_roster_names(campaign), choose_days(campaign, today, opening)
    wanted = None if only is None else frozenset(only)
    units = [unit for unit in campaign.units if wanted is None or unit.code in wanted]
    asked = {unit.code: campaign.find_lists(unit) for unit in units}
    batch = build_batch(campaign.definition, followed.files, roster, days)
    if followed.reported is followed.files:  # no decision changed a record: the tables are the same
        reported = replace(batch, former=opening.former)
    else:
        reported = build_batch(campaign.definition, followed.reported, roster, days, opening.former)
    judged = find_findings(reported, asked)
    return FollowedReturns(
        batch=batch,
        findings=(*gather_roster_gaps(judged, campaign), *joined.findings, *followed.findings),
        followed=followed,
    )


def choose_days(campaign: Campaign, today: dt.date, opening: Closing = NOTHING_BEFORE) -> AnchorDays:
    """Return the days that rules and figures count from: the round's own, else the day of the run.

    What was first listed after the meeting counts from the day on which its round was issued.
    """
    days = campaign.listing_days
    return AnchorDays(
        today=campaign.as_of or today,
        meeting=campaign.meeting_date,
        listed={
            (item.key.unit, item.key.list_key, item.key.number): days.get(item.opened, campaign.meeting_date)
            for item in opening.items
        },
        fresh=days.get(campaign.round.number),
    )


def build_roster_names(campaign: Campaign) -> RosterNames:
    """Return the roster as rules need it: members by unit, and the names of the units."""
    rows = list(dict.fromkeys((member.unit, member.name) for member in campaign.members))
    members = pd.DataFrame(rows, columns=["unit", "name"])
    names = frozenset(name for unit in campaign.units for name in unit.names)
    return RosterNames(members=members, lead=campaign.lead_unit, unit_names=names)

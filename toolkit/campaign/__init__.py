"""The operator's 工作方案.xlsx: write the blank form, load it as one frozen `Campaign`, add decisions to it."""

from toolkit.campaign.cleaner import build_cleaner
from toolkit.campaign.decide import DecisionRow, append_decisions
from toolkit.campaign.form import build_campaign_form
from toolkit.campaign.load import load_campaign
from toolkit.campaign.model import (
    ACCEPTED,
    REFUSED,
    Campaign,
    Decision,
    Member,
    Round,
    RoundState,
    Unit,
    build_issued_rows,
)
from toolkit.campaign.write_rounds import write_rounds

__all__ = [
    "ACCEPTED",
    "REFUSED",
    "Campaign",
    "Decision",
    "DecisionRow",
    "Member",
    "Round",
    "RoundState",
    "Unit",
    "append_decisions",
    "build_campaign_form",
    "build_cleaner",
    "build_issued_rows",
    "load_campaign",
    "write_rounds",
]

"""Ask the copies of 工作方案.xlsx that ended rounds keep which people and options were offered then."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from toolkit.campaign import Campaign, load_campaign
from toolkit.errors import CampaignError, FolderError
from toolkit.followup import Closing, find_former_values
from toolkit.pipeline.files import read_file
from toolkit.pipeline.workspace import Workspace


def add_former_values(opening: Closing, workspace: Workspace) -> Closing:
    """Return an opening with the values that were offered when its items were listed, and are not now."""
    found = find_former_values(opening, workspace.campaign, _make_finder(workspace))
    return replace(opening, former=found) if found else opening


def _make_finder(workspace: Workspace) -> Callable[[int], Campaign | None]:
    campaign, folders = workspace.campaign, workspace.folders

    @cache
    def find_then(number: int) -> Campaign | None:
        path = folders.select_round(number).closing / campaign.definition.campaign.file
        with contextlib.suppress(CampaignError, FolderError):
            return load_campaign(read_file(path), campaign.definition, name=path.name, folder=folders.folder)
        return None

    return find_then

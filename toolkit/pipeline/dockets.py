"""Write the docket of a round: 三类清单台账.xlsx, and one for each unit that returned in 各单位台账/."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from toolkit.docket import DocketInput, ListRecords, build_docket, collect_paths, plan_pages
from toolkit.errors import FolderError
from toolkit.messages import say
from toolkit.ooxml import is_saved_again
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.files import read_file
from toolkit.pipeline.workspace import CampaignFolders
from toolkit.storage import Changes
from toolkit.summary import UNIT_CODE, Summary


def build_docket_files(collected: CollectedRound, summary: Summary) -> dict[Path, bytes]:
    """Return the workbooks by path, that of all units first; none where no list of the campaign is printed."""
    campaign, folders = collected.workspace.campaign, collected.workspace.folders
    docket = build_docket(
        DocketInput(
            campaign=campaign,
            records=_select_records(summary),
            states=collected.unit_states,
            day=collected.batch.days.today,
        )
    )
    label = say("output.unit_docket")
    units = {
        folders.unit_dockets / folders.name_workbook(campaign.find_by_code(code), label): content
        for code, content in docket.by_unit.items()
    }
    return {folders.docket: docket.whole, **units} if docket.whole else {}


def name_docket_paths(folders: CampaignFolders, written: Iterable[Path]) -> list[Path]:
    """Return what was written in few words: of the units' workbooks their folder alone."""
    return list(
        dict.fromkeys(folders.unit_dockets if folders.unit_dockets in path.parents else path for path in written)
    )


def remove_earlier_dockets(folders: CampaignFolders, changes: Changes) -> None:
    """Have the workbooks of units removed that have none any more; one that somebody changed stays."""
    label, written = say("output.unit_docket"), changes.written
    for path in sorted(folders.unit_dockets.glob("*.xlsx")):
        if path not in written and folders.is_named_after(path.name, label):
            with contextlib.suppress(FolderError):
                if not is_saved_again(read_file(path)):
                    changes.remove(path)


def _select_records(summary: Summary) -> dict[str, ListRecords]:
    """Return what the docket asks of each merged list; a column is left out that needs a list the campaign lacks."""
    wanted = collect_paths(summary.campaign, plan_pages(summary.campaign))
    records = {}
    for list_key, paths in wanted.items():
        columns = {}
        for path in paths:
            with contextlib.suppress(KeyError):
                field = summary.planner.plan_field(list_key, path, raw=True)
                columns[path] = summary.frames.compute_column(list_key, field.key).tolist()
        units = summary.frames.compute_column(list_key, UNIT_CODE).tolist()
        records[list_key] = ListRecords(units=units, columns=columns)
    return records

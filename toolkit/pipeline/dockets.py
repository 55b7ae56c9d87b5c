"""Write the docket of a round: 三类清单台账.xlsx, and one for each unit that returned in 各单位台账/."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

from toolkit.docket import (
    DocketBuilder,
    DocketInput,
    ListRecords,
    UnitShare,
    WholeShare,
    build_any_docket,
    collect_paths,
    plan_pages,
)
from toolkit.errors import FolderError
from toolkit.messages import say
from toolkit.ooxml import is_saved_again
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.files import read_file
from toolkit.pipeline.shared_work import begin_for_each
from toolkit.pipeline.waiting import Keep
from toolkit.pipeline.workspace import CampaignFolders
from toolkit.stages import track_items
from toolkit.storage import Changes, StagedFile
from toolkit.summary import UNIT_CODE, Summary


def begin_docket_files(collected: CollectedRound, summary: Summary) -> Callable[[Keep], dict[Path, bytes | StagedFile]]:
    """Have the workbooks written, that of all units first; return what waits for them and keeps them, by path.

    There are none where no list of the campaign is printed.
    """
    campaign, folders = collected.workspace.campaign, collected.workspace.folders
    builder = DocketBuilder(
        DocketInput(
            campaign=campaign,
            records=_select_records(summary),
            states=collected.unit_states,
            day=collected.batch.days.today,
        )
    )
    if not builder.plan.looks:
        return lambda _: {}
    label, shares = say("output.unit_docket"), builder.collect_shares()
    places = [
        folders.docket,
        *(folders.unit_dockets / folders.name_workbook(campaign.find_by_code(code), label) for code in shares),
    ]
    given: list[WholeShare | UnitShare] = [builder.collect_whole(), *shares.values()]
    named = [(path.name, share) for path, share in zip(places, given, strict=True)]
    made = begin_for_each(say("output.unit_docket"), build_any_docket, builder.plan, named, _weigh_share)

    def finish(keep: Keep) -> dict[Path, bytes | StagedFile]:
        written = zip(track_items(places, say("docket.writing_units")), made, strict=True)
        return {path: keep(content) for path, content in written if content is not None}

    return finish


def _weigh_share(share: WholeShare | UnitShare) -> int:
    """Return for how many milliseconds a workbook is work."""
    if isinstance(share, WholeShare):
        return 3 + sum(len(rows) for records in share.lists.values() for rows in records.rows.values()) // 20
    return 3 + sum(map(len, share.records.values())) // 20


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

"""The lists with more records than a sheet has rows: their records go to Parquet files, and the workbook says where.

Without the library that writes Parquet they continue on further sheets: slow to open, but nothing is missing, and the
office machine that lacks the library has no network to get it from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.messages import say
from toolkit.pipeline.workspace import CampaignFolders
from toolkit.summary import ListFile, Summary, describe_list_file, has_parquet, render_list_file


@dataclass(frozen=True, slots=True, kw_only=True)
class LongLists:
    """The files of the long lists, by the list's key, and what the operator is told of them."""

    files: Mapping[str, ListFile] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def name_list_file(list_key: str) -> str:
    """Return the name of a list's Parquet file."""
    return f"{list_key}.parquet"


def find_long_lists(summary: Summary, folders: CampaignFolders, sheet_rows: int) -> LongLists:
    """Return which lists have more than `sheet_rows` records, and where these go."""
    counted = [(each, summary.frames.count_rows(each.key)) for each in summary.campaign.list_types]
    long = [(list_type, count) for list_type, count in counted if count > sheet_rows]
    if not long:
        return LongLists()
    if not has_parquet():
        return LongLists(
            notes=tuple(
                say("beside.continued", list=each.label, count=count, most=sheet_rows, sheets=-(-count // sheet_rows))
                for each, count in long
            )
        )
    folder = folders.exports.relative_to(folders.summary.parent)
    files = {
        each.key: describe_list_file(summary, each, (folder / name_list_file(each.key)).as_posix()) for each, _ in long
    }
    notes = (render_list_file(each.label, count, sheet_rows, files[each.key]) for each, count in long)
    return LongLists(files=files, notes=tuple(notes))

"""Merge a round: what came back comes in; the summary workbook, the bulletin and files for programs go out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.errors import Mistake
from toolkit.messages import say
from toolkit.ooxml import is_saved_again
from toolkit.pipeline.bulletins import Bulletins, collect_bulletin_values, start_bulletins
from toolkit.pipeline.collection import CollectedRound, build_relative_link, find_units
from toolkit.pipeline.combining import PART_FILE
from toolkit.pipeline.dockets import begin_docket_files, name_docket_paths, remove_earlier_dockets
from toolkit.pipeline.files import find_backup_path, read_file
from toolkit.pipeline.ledger_update import add_ledger_update, find_text_choices
from toolkit.pipeline.long_lists import LongLists, find_long_lists, name_list_file
from toolkit.pipeline.waiting import Keep, keep_here, open_waiting_folder
from toolkit.pipeline.workspace import CampaignFolders
from toolkit.records import add_ledgers
from toolkit.stages import open_stage
from toolkit.storage import Changes, StagedFile
from toolkit.summary import (
    SHEET_ROWS,
    Summary,
    SummaryInput,
    SummaryTable,
    build_findings_parquet,
    build_list_parquet,
    build_paper,
    build_summary,
    collect_figure_facts,
    collect_followup_facts,
    dump_part,
    has_parquet,
    reconcile_files,
    require_parquet,
    sum_up,
    summarize_part,
)
from toolkit.text import escape_tricks


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRound:
    """The figures of a round, and the reconciliation by file and list."""

    collected: CollectedRound
    summary: Summary
    reconciliation: pd.DataFrame

    @property
    def lists(self) -> dict[str, pd.DataFrame]:
        """The merged lists with all that was worked out from them, by key."""
        return self.summary.lists

    @property
    def tables(self) -> tuple[SummaryTable, ...]:
        """Every table, in the definition's order."""
        return self.summary.tables

    @property
    def followup(self) -> dict[str, Any]:
        """The figures of follow-up with their last value and the change, for programs."""
        return collect_followup_facts(self.summary)

    @property
    def front(self) -> SummaryTable | None:
        """The cross table of subject, class and progress, or whatever the definition puts in front."""
        return self.summary.front


@open_stage(say("progress.figures"))
def merge(collected: CollectedRound) -> MergedRound:
    """Compute every figure and merged list; nothing is written."""
    return MergedRound(
        collected=collected,
        summary=sum_up(
            collected.workspace.campaign,
            collected.batch,
            collected.findings,
            collected.unit_states,
            collected.opening,
        ),
        reconciliation=reconcile_files(collected.batch, collected.unit_names),
    )


def _gather_input(
    merged: MergedRound,
    bulletins: Bulletins,
    values: Mapping[str, Any],
    long_lists: LongLists,
    sheet_rows: int,
) -> SummaryInput:
    """Return what the workbook shows, with a sheet of sentences for each bulletin, filled with `values`."""
    collected = merged.collected
    folders = collected.workspace.folders
    return SummaryInput(
        summary=merged.summary,
        files=merged.reconciliation,
        cells=_count_cells(collected),
        coverage=collected.counts,
        missing=find_missing_units(collected),
        folder=build_relative_link(folders.summary.parent, folders.returned),
        templates=bulletins.sheets,
        template_values=values,
        text_choices=find_text_choices(collected),
        packed=frozenset(_find_unlinked(collected)),
        carried=frozenset(file.name for file in collected.batch.carried),
        campaign_folder=build_relative_link(folders.summary.parent, folders.folder),
        beside=long_lists.files,
        sheet_rows=sheet_rows,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMerge:
    """What a merge wrote, the summary workbook and 领导审阅 first, and why a bulletin is missing.

    `kept` are copies of earlier results that somebody had changed.

    `notes` say where the records of lists are that have more than a sheet has rows.
    """

    paths: tuple[Path, ...]
    kept: tuple[Path, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> Path:
        """Where the summary workbook was written."""
        return self.paths[0]

    @property
    def paper(self) -> Path:
        """Where 领导审阅 was written."""
        return self.paths[1]


def write_merge(merged: MergedRound, *, parquet: bool = False, sheet_rows: int = SHEET_ROWS) -> WrittenMerge:
    """Write the summary workbook, bulletins and dockets, on demand also the files for programs: all or none.

    A template with mistakes gives no bulletin, and no sheet of sentences in the workbook. Of an earlier result that
    somebody changed, a copy is kept beside the new one. A sheet holds `sheet_rows` records; those of longer lists go
    to Parquet files. Raises FolderError.
    """
    store = merged.collected.workspace.store
    with store.hold("merge"), open_waiting_folder(store) as keep:
        written, changes = build_merge(merged, parquet=parquet, sheet_rows=sheet_rows, keep=keep)
        applied = store.apply(changes)
    return replace(written, paths=tuple(applied.locate(path) for path in written.paths))


@open_stage(say("progress.merge"))
def build_merge(
    merged: MergedRound, *, parquet: bool = False, sheet_rows: int = SHEET_ROWS, keep: Keep = keep_here
) -> tuple[WrittenMerge, Changes]:
    """Return what a merge writes, and the changes that write it; nothing is put in place.

    The workbooks wait where they are kept by `keep`. Files for programs that an earlier merge wrote are written again.
    """
    if parquet:
        require_parquet()
    folders = merged.collected.workspace.folders
    wanted_before = (folders.exports / PART_FILE).is_file()
    parquet = parquet or (wanted_before and has_parquet())  # older ones would be taken for this summary's
    long_lists = find_long_lists(merged.summary, folders, sheet_rows)
    given, bulletins = _build_documents(merged, long_lists, sheet_rows)  # others write them meanwhile
    finish_dockets = begin_docket_files(merged.collected, merged.summary)  # so do they these, if there are many
    changes = Changes()
    add_ledger_update(changes, merged.collected)
    with open_stage(say("progress.summary")):
        book = build_summary(given)
    contents: dict[Path, bytes | StagedFile] = {folders.summary: keep(book.content)}
    with open_stage(say("progress.paper")):
        contents[folders.paper] = build_paper(given, good=book.good)
    contents |= {folders.results / name: content for name, content in bulletins.documents.items()}
    contents |= finish_dockets(keep)
    changed = [path for path in contents if path.is_file() and is_saved_again(read_file(path))]
    kept = {find_backup_path(path): read_file(path) for path in changed}
    exports = build_exports(merged) if parquet else build_list_files(merged, long_lists.files)
    contents |= {folders.exports / name: content for name, content in exports.items()}
    written = WrittenMerge(
        paths=tuple(name_docket_paths(folders, contents)),
        kept=tuple(kept),
        mistakes=bulletins.mistakes,
        notes=(*long_lists.notes, *([] if parquet or not wanted_before else [_tell_of_old_exports(folders)])),
    )
    changes.write_all({**kept, **contents})
    remove_earlier_dockets(folders, changes)
    return written, changes


def _tell_of_old_exports(folders: CampaignFolders) -> str:
    return say("beside.outdated", folder=folders.exports.relative_to(folders.results).as_posix())


@open_stage(say("progress.bulletins"))
def _build_documents(merged: MergedRound, long_lists: LongLists, sheet_rows: int) -> tuple[SummaryInput, Bulletins]:
    """Return what the workbook shows, the sentences of every bulletin among it, and the bulletins, begun."""
    collected = merged.collected
    values = collect_bulletin_values(merged.summary, find_missing_units(collected), find_text_choices(collected))
    bulletins = start_bulletins(merged.summary, values)
    return _gather_input(merged, bulletins, values, long_lists, sheet_rows), bulletins


@open_stage(say("progress.exports"))
def build_exports(merged: MergedRound) -> dict[str, bytes]:
    """Return the files for programs by name: a Parquet file per list, the findings, and every figure as JSON.

    PART_FILE has the figures as numbers that add to those of other campaigns (see `combine_rounds`).
    """
    collected, summary = merged.collected, merged.summary
    files = build_list_files(merged, [each.key for each in collected.workspace.campaign.list_types])
    files["findings.parquet"] = build_findings_parquet(collected.found)
    kinds = ((finding.severity, finding.rule) for finding in collected.found)
    cells = add_ledgers(file.ledger for file in collected.batch.files)
    files[PART_FILE] = dump_part(summarize_part(summary, collected.unit_states, kinds, cells))
    facts = {"units": collected.counts, **collect_figure_facts(summary)}
    files["figures.json"] = escape_tricks(json.dumps(facts, ensure_ascii=False, indent=2)).encode() + b"\n"
    return files


def build_list_files(merged: MergedRound, list_keys: Iterable[str]) -> dict[str, bytes]:
    """Return the Parquet files of some lists by name."""
    find, batch = merged.summary.campaign.definition.find_list_type, merged.collected.batch
    return {name_list_file(key): build_list_parquet(merged.summary, find(key), batch) for key in list_keys}


def _find_unlinked(collected: CollectedRound) -> Iterator[str]:
    """Yield the names of the files that no link can open: those in archives, and those of earlier rounds now gone."""
    yield from (name for name, source in collected.sources.items() if not source.is_at(name))
    folder = collected.workspace.folders.folder
    yield from (file.name for file in collected.batch.carried if not (folder / file.name).is_file())


def find_missing_units(collected: CollectedRound) -> tuple[str, ...]:
    """Return the names of the units that returned nothing, in roster order."""
    return tuple(collected.unit_names[code] for code in find_units(collected, "missing"))


def _count_cells(collected: CollectedRound) -> pd.DataFrame:
    """Return one row per file that was read: how many cells were stored, taken, left out or unexplained."""
    rows = [
        {
            "file": file.name,
            "stored": file.ledger.stored,
            "taken": file.ledger.taken,
            "normalised": file.ledger.normalised,
            "left_out": sum(file.ledger.left_out.values()),
            "unexplained": file.ledger.unexplained,
        }
        for file in collected.batch.files
        if file.sections
    ]
    columns = ["file", "stored", "taken", "normalised", "left_out", "unexplained"]
    return pd.DataFrame(rows, columns=columns, dtype=object)

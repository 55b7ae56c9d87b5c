"""Freeze a round that ends: the files of 第n期/汇总/期末/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.campaign import Round
from toolkit.errors import OperatorError
from toolkit.messages import say
from toolkit.pipeline.check import CheckResult
from toolkit.pipeline.closing import seal_results
from toolkit.pipeline.closing_items import build_round_closing
from toolkit.pipeline.files import read_file
from toolkit.pipeline.frozen import FrozenRound, dump_frozen
from toolkit.pipeline.merging import MergedRound, WrittenMerge
from toolkit.pipeline.overview import collect_front_facts, collect_overview
from toolkit.pipeline.results import check_facts, collect_status_facts, merge_facts
from toolkit.pipeline.seals import FileSeal, seal_content, seal_folder
from toolkit.pipeline.waiting import Stage
from toolkit.pipeline.workspace import CampaignFolders, Workspace
from toolkit.reporting import build_closing_book
from toolkit.stages import open_stage
from toolkit.storage import StagedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The last check and merge of a round, what they write by path, and the files that they remove.

    `plan` are the bytes of 工作方案.xlsx as it was used, `declared` is the round as 期次 has it, `planned` the next
    one if it was there already, `today` the day on which the round ends.
    """

    checked: CheckResult
    merged: MergedRound
    written: WrittenMerge
    files: Mapping[Path, bytes | StagedFile]
    removed: frozenset[Path] = frozenset()
    plan: bytes
    declared: Round
    planned: Round | None
    today: dt.date


@open_stage(say("progress.closing"))
def build_closing_files(last: LastRun, stage: Stage) -> tuple[FrozenRound, dict[Path, bytes | StagedFile]]:
    """Return the round as it ends, and the files of its 期末 by path; the facts wait where they are staged.

    Raises NotWrittenError.
    """
    workspace = last.merged.collected.workspace
    folders = workspace.folders
    closing = build_round_closing(last.merged)
    plan = folders.folder / workspace.campaign.definition.campaign.file
    files = {**last.files, plan: last.plan}
    used = _collect_used(workspace, files)
    kept: dict[Path, bytes | StagedFile] = {folders.closing / path.name: used[path] for path in used}
    kept[folders.closing_book] = build_closing_book(workspace.campaign, closing)
    frozen = FrozenRound(
        round=replace(last.declared, state="ended"),
        planned=last.planned,
        ended=last.today,
        digest=workspace.campaign.definition.compute_digest(*workspace.campaign.lists),
        closing=closing,
        facts=_collect_facts(last.checked, last.merged, last.written),
        sources=tuple(_seal_sources(workspace, used)),
        results=tuple(_seal_written_results(folders, {**files, **kept}, last.removed)),
    )
    return frozen, {**kept, folders.closing_facts: stage(dump_frozen(frozen, workspace.stamp))}


def _collect_used(workspace: Workspace, files: Mapping[Path, bytes | StagedFile]) -> dict[Path, bytes]:
    """Return the operator's own workbooks as they were used, so that the round can be computed again from them."""
    plan = workspace.folders.folder / workspace.campaign.definition.campaign.file
    paths = [path for path in (plan, workspace.folders.ledger) if path in files or path.is_file()]
    return {path: _read_content(files[path]) if path in files else read_file(path) for path in paths}


def _read_content(content: bytes | StagedFile) -> bytes:
    # What waits is put in place once: a copy of it is a file of its own.
    return content.read() if isinstance(content, StagedFile) else content


def _seal_sources(workspace: Workspace, used: Mapping[Path, bytes]) -> Iterator[FileSeal]:
    folders = workspace.folders
    yield from seal_folder(folders.folder, folders.issued)
    yield from seal_folder(folders.folder, folders.returned)
    for path, content in used.items():
        yield seal_content(path.relative_to(folders.folder).as_posix(), content)


def _seal_written_results(
    folders: CampaignFolders, files: Mapping[Path, bytes | StagedFile], removed: frozenset[Path]
) -> list[FileSeal]:
    """Return the seals of 汇总 as it will be once these files are written and removed."""
    closing = folders.closing.relative_to(folders.folder).as_posix()
    gone = {path.relative_to(folders.folder).as_posix() for path in removed}
    there = [seal for seal in seal_results(folders) if seal.path not in gone]
    before = {seal.path: seal for seal in there if not seal.path.startswith(f"{closing}/")}
    fresh = {
        path.relative_to(folders.folder).as_posix(): content
        for path, content in files.items()
        if folders.results in path.parents
    }
    seals = {**before, **{name: seal_content(name, content) for name, content in fresh.items()}}
    return [seals[name] for name in sorted(seals)]


def _collect_facts(checked: CheckResult, merged: MergedRound, written: WrittenMerge) -> dict[str, object]:
    """Return what the commands say of the round; paths are in the campaign's folder."""
    collected, folder = checked.collected, merged.collected.workspace.folders.folder
    outputs = [path.relative_to(folder).as_posix() for path in written.paths]
    faults = int(collected.has_errors)
    return {
        "overview": collect_overview(collected),
        "front": collect_front_facts(merged),
        "status": collect_status_facts(collected),
        "check": check_facts(collected, checked.progress),
        "merge": {**merge_facts(merged, (), written.mistakes), "outputs": outputs},
        "exit": {"status": 0, "check": faults, "merge": OperatorError.exit_code if written.mistakes else faults},
    }

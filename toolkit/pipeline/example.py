"""Play the rounds of the example city: hand out, collect, decide as its office did, merge, end, and begin the next."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.campaign import DecisionRow, append_decisions
from toolkit.pipeline.check import CheckResult, write_check
from toolkit.pipeline.collection import CollectedRound, collect
from toolkit.pipeline.distribution import distribute
from toolkit.pipeline.files import read_file, write_files
from toolkit.pipeline.merging import MergedRound, WrittenMerge, merge, write_merge
from toolkit.pipeline.next_round import end_round, prepare_ending
from toolkit.pipeline.progress_callback import ProgressCallback, track_nothing
from toolkit.pipeline.start import find_example
from toolkit.pipeline.workspace import Workspace, open_workspace

REVIEWS, DECISIONS, RETURNED = "reviews.csv", "decisions.csv", "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedRound:
    """A round of the example as it was played: how many workbooks were handed out, what came back, the results."""

    workspace: Workspace
    issued: int
    collected: CollectedRound
    checked: CheckResult
    merged: MergedRound
    written: WrittenMerge


def play_rounds(folder: Path, *, until: int = 0, track: ProgressCallback = track_nothing) -> Iterator[PlayedRound]:
    """Play the rounds of a copy of the example city one by one; the last stays in progress.

    With `until` the rounds before that one are played to their end, and its workbooks are handed out.
    """
    while True:
        workspace = open_workspace(folder)
        now = workspace.campaign.round
        issued = len(distribute(workspace, track=track))
        if now.number == until:
            return
        played = _play_round(workspace, issued, track)
        yield played
        if now.number == len(workspace.campaign.rounds):
            return
        end_round(prepare_ending(played.workspace, today=_choose_day(workspace), track=track))


def _play_round(workspace: Workspace, issued: int, track: ProgressCallback) -> PlayedRound:
    """Collect a round, decide as the example's office did, and write its results."""
    day, source = _choose_day(workspace), find_example().parent / "rounds" / str(workspace.campaign.round.number)
    if (source / RETURNED).is_dir():
        shutil.copytree(source / RETURNED, workspace.folders.returned, dirs_exist_ok=True)
    write_check(collect(workspace, today=day, track=track))
    if (source / REVIEWS).is_file():
        _fill_reviews(workspace, _read_rows(source / REVIEWS))
    if (source / DECISIONS).is_file():
        _write_decisions(workspace, _read_rows(source / DECISIONS))
    workspace = open_workspace(workspace.folders.folder)
    checked = write_check(collect(workspace, today=day, track=track))
    collected = checked.collected
    merged = merge(collected)
    return PlayedRound(
        workspace=workspace,
        issued=issued,
        collected=collected,
        checked=checked,
        merged=merged,
        written=write_merge(merged),
    )


def _choose_day(workspace: Workspace) -> dt.date | None:
    """Return the day on which a round of the example is worked on, so that it always looks the same."""
    return workspace.campaign.as_of


def _read_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read_file(path).decode("utf-8"))))


def _fill_reviews(workspace: Workspace, rows: list[dict[str, str]]) -> None:
    """Write the office's results into its ledger as people do: beside the application, or below the last row."""
    form, path = workspace.campaign.definition.ledger, workspace.folders.ledger
    book = openpyxl.load_workbook(io.BytesIO(read_file(path)))
    sheet = book[form.waiting.label]
    labels = {column.label: column.key for column in form.waiting.columns}
    head = next(row for row in sheet.iter_rows() if sum(str(cell.value) in labels for cell in row) > len(labels) // 2)
    columns = {labels[str(cell.value)]: place for place, cell in enumerate(head, 1) if str(cell.value) in labels}
    start = next(number for number, row in enumerate(sheet.iter_rows(), 1) if row == head) + 1
    keys = {_read_key(sheet, row, columns): row for row in range(start, sheet.max_row + 1)}
    free = next(row for key, row in keys.items() if not any(key)) if ("", "") in keys else sheet.max_row + 1
    for review in rows:
        key = (review["unit"], review["number"])
        target = keys.get(key, free)
        if key not in keys:
            free += 1
        _write_review(sheet, target, columns, {"code": key[0], **review})
    buffer = io.BytesIO()
    book.save(buffer)
    write_files({path: buffer.getvalue()})


def _read_key(sheet: Worksheet, row: int, columns: Mapping[str, int]) -> tuple[str, str]:
    code, number = (sheet.cell(row, columns[key]).value for key in ("code", "number"))
    return str(code or ""), str(number or "")


def _write_review(sheet: Worksheet, row: int, columns: Mapping[str, int], texts: Mapping[str, str]) -> None:
    for key in ("code", "number", "result", "opinion", "requirement", "approved", "reviewer", "day"):
        if texts.get(key):
            sheet.cell(row, columns[key]).value = texts[key]


def _write_decisions(workspace: Workspace, rows: list[dict[str, str]]) -> None:
    definition = workspace.campaign.definition
    path = workspace.folders.folder / definition.campaign.file
    decisions = [DecisionRow(subject=row["subject"], found=row["found"], meaning=row["meaning"]) for row in rows]
    content, _ = append_decisions(read_file(path), decisions, definition)
    write_files({path: content})

"""Play the rounds of the example city: hand out, collect, decide as its office did, merge, end, and begin the next."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.campaign import DecisionRow, append_decisions
from toolkit.pipeline.check import CheckResult, write_check
from toolkit.pipeline.collection import CollectedRound, collect
from toolkit.pipeline.distribution import distribute
from toolkit.pipeline.files import read_file
from toolkit.pipeline.ledger_update import add_ledger_update
from toolkit.pipeline.merging import MergedRound, WrittenMerge, merge, write_merge
from toolkit.pipeline.next_round import end_round, prepare_ending
from toolkit.pipeline.progress_callback import ProgressCallback
from toolkit.pipeline.start import find_example
from toolkit.pipeline.workspace import Workspace, open_workspace
from toolkit.stages import track_items
from toolkit.storage import Changes

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

    @property
    def is_ended(self) -> bool:
        """Whether the round was ended: all are but the last."""
        return self.workspace.campaign.round.number < len(self.workspace.campaign.rounds)

    @property
    def decided(self) -> dict[str, int]:
        """How often the office gave each result in this round, in the words and the order of its dropdown."""
        number = self.workspace.campaign.round.number
        reviews = (item.review for item in self.collected.followed.items if item.review)
        given = Counter(review.result for review in reviews if review.round == number)
        followed = (each.followup for each in self.workspace.campaign.list_types if each.followup)
        words = {key: word for followup in followed for key, word in followup.results.items()}
        return {word: given[key] for key, word in words.items() if given[key]}


def play_rounds(folder: Path, *, until: int = 0, track: ProgressCallback = track_items) -> Iterator[PlayedRound]:
    """Play the rounds of a copy of the example city one by one; the last stays in progress.

    With `until` the rounds before that one are played to their end, and its workbooks are handed out.
    """
    while True:
        workspace = open_workspace(folder)
        now = workspace.campaign.round
        issued = len(distribute(workspace, track=track))
        if now.number == until:
            return
        yield _play_round(workspace, issued, track)
        if now.number == len(workspace.campaign.rounds):
            return


def _play_round(workspace: Workspace, issued: int, track: ProgressCallback) -> PlayedRound:
    """Collect a round, decide as the example's office did, and write its results; all but the last round end."""
    now, day = workspace.campaign.round, workspace.campaign.as_of  # so that the example always looks the same
    source = find_example().parent / "rounds" / str(now.number)
    if (source / RETURNED).is_dir():
        _return_files(workspace, source / RETURNED)
    opened = Changes()
    add_ledger_update(opened, collect(workspace, today=day, track=track))
    workspace.store.apply(opened, "demo")
    if (source / REVIEWS).is_file():
        _fill_reviews(workspace, _read_rows(source / REVIEWS))
    if (source / DECISIONS).is_file():
        _write_decisions(workspace, _read_rows(source / DECISIONS))
    workspace = open_workspace(workspace.folders.folder)
    if now.number < len(workspace.campaign.rounds):
        ended = end_round(prepare_ending(workspace, today=day, track=track))
        checked, merged, written = ended.checked, ended.merged, ended.written
    else:
        checked = write_check(collect(workspace, today=day, track=track))
        merged = merge(checked.collected)
        written = write_merge(merged)
    return PlayedRound(
        workspace=workspace,
        issued=issued,
        collected=checked.collected,
        checked=checked,
        merged=merged,
        written=written,
    )


def _return_files(workspace: Workspace, source: Path) -> None:
    """Put into 回收 what the units of the example returned."""
    changes = Changes()
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        changes.write(workspace.folders.returned / path.relative_to(source), read_file(path), essential=True)
    replace(workspace.store, untouched="").apply(changes, "demo")


def _read_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read_file(path).decode("utf-8"))))


def _fill_reviews(workspace: Workspace, rows: list[dict[str, str]]) -> None:
    """Write the office's results into its ledger as people do: in the row of the round, or below the last row."""
    form, path, now = workspace.campaign.definition.ledger, workspace.folders.ledger, workspace.campaign.round
    book = openpyxl.load_workbook(io.BytesIO(read_file(path)))
    sheet = book[form.waiting.label]
    labels = {column.label: column.key for column in form.waiting.columns}
    rows_of_texts = enumerate(sheet.iter_rows(values_only=True), 1)
    head, names = next((at, row) for at, row in rows_of_texts if sum(text in labels for text in row) > len(labels) // 2)
    columns = {labels[str(name)]: place for place, name in enumerate(names, 1) if name in labels}
    keys = {_read_key(sheet, row, columns): row for row in range(head + 1, sheet.max_row + 1)}
    free = max((row for key, row in keys.items() if any(key)), default=head) + 1
    for review in rows:
        target = keys.get((str(now.number), review["unit"], review["number"]), free)
        free += target == free
        _write_review(sheet, target, columns, {"code": review["unit"], **review})
    buffer = io.BytesIO()
    book.save(buffer)
    _write_own(workspace, path, buffer.getvalue())


def _read_key(sheet: Worksheet, row: int, columns: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(str(sheet.cell(row, columns[key]).value or "") for key in ("round", "code", "number"))


def _write_review(sheet: Worksheet, row: int, columns: Mapping[str, int], texts: Mapping[str, str]) -> None:
    for key in ("code", "number", "result", "opinion", "requirement", "approved", "reviewer", "day"):
        if texts.get(key):
            sheet.cell(row, columns[key]).value = texts[key]


def _write_decisions(workspace: Workspace, rows: list[dict[str, str]]) -> None:
    definition = workspace.campaign.definition
    path = workspace.folders.folder / definition.campaign.file
    decisions = [DecisionRow(subject=row["subject"], found=row["found"], meaning=row["meaning"]) for row in rows]
    content, _ = append_decisions(read_file(path), decisions, definition)
    _write_own(workspace, path, content)


def _write_own(workspace: Workspace, path: Path, content: bytes) -> None:
    """Save one of the office's own workbooks."""
    changes = Changes()
    changes.write(path, content, essential=True)
    workspace.store.apply(changes, "demo")

"""Read and check everything in 回收/: the batch, its findings, and the state of every file and unit.

Nothing is written but what a run may keep for the next one.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from toolkit.findings import (
    Finding,
    build_findings_frame,
    make_finding,
    sort_findings,
)
from toolkit.followup import NOTHING_BEFORE, Closing, Followed
from toolkit.formats import Passwords
from toolkit.messages import say
from toolkit.pipeline.closing import read_opening
from toolkit.pipeline.evidence import name_evidence
from toolkit.pipeline.following import follow_returns
from toolkit.pipeline.incoming import (
    NO_PASSWORDS,
    FileSource,
    count_files,
    gather_files,
)
from toolkit.pipeline.issue_history import read_issue_history
from toolkit.pipeline.kept_readings import CacheUse, open_readings
from toolkit.pipeline.ledger import LedgerFile, read_ledger
from toolkit.pipeline.locks import choose_passwords
from toolkit.pipeline.progress_callback import Counted, ProgressCallback
from toolkit.pipeline.replies import join_replies
from toolkit.pipeline.returned_files import read_returned_files
from toolkit.pipeline.workspace import Workspace
from toolkit.reading import FileReader, choose_counted_files
from toolkit.records import (
    Batch,
    ReturnedFile,
)
from toolkit.stages import open_stage, track_items
from toolkit.validation import compute_file_states, compute_unit_states

# The rules whose findings are about a file that a later return replaced, not about what stands in it.
_ON_REPLACED = frozenset({"superseded", "partly_superseded", "same_bytes"})


@dataclass(frozen=True, kw_only=True)  # without slots: the frame of findings is kept once it was asked for
class CollectedRound:
    """One round's returns: the batch, findings in the order of `sort_findings`, state by file name and by unit code."""

    workspace: Workspace
    batch: Batch
    found: tuple[Finding, ...]
    file_states: Mapping[str, str]
    unit_states: Mapping[str, str]
    # Where each file lies, by the name it is shown by.
    sources: Mapping[str, FileSource]
    # The files' own times, in an archive the member's (UTC, no zone).
    received: Mapping[str, dt.datetime | None]
    # The day of the run, from which letters count; figures are as of `batch.days.today`.
    day: dt.date
    # The doubts that the office accepted; they are not among `found`.
    accepted: tuple[Finding, ...]
    # Every item as it stands now, and the ledger with what the office decided.
    followed: Followed
    ledger: LedgerFile
    # How the round before ended, and the files as they were read, before they were joined with that.
    opening: Closing = NOTHING_BEFORE
    read: tuple[ReturnedFile, ...] = ()
    # Never shown or written: by which password each return was opened, by its name, and under which each unit's
    # workbook was handed out in this round, by its code.
    opened_by: Mapping[str, str] = field(default_factory=dict, repr=False)
    locks: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def reported(self) -> tuple[ReturnedFile, ...]:
        """The returns as units reported them, joined with the round before, in the batch's order."""
        return tuple(file for file in self.followed.reported if not file.is_carried)

    @property
    def has_errors(self) -> bool:
        """Tell whether any finding is an error, apart from those on superseded files."""
        superseded = {name for name, state in self.file_states.items() if state == "superseded"}
        return any(finding.severity == "error" and finding.at.file not in superseded for finding in self.found)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The findings as a frame, one row each (see FINDING_COLUMNS); the index is the position in `found`."""
        return build_findings_frame(self.found)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """The findings on what counts; of what a later return replaced, only that it was replaced and why."""
        return tuple(self._select_current(self.found))

    @property
    def current_accepted(self) -> tuple[Finding, ...]:
        """The doubts on what counts that the office accepted."""
        return tuple(self._select_current(self.accepted))

    def _select_current(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        replaced = {(file.name, list_key) for file in self.batch.files for list_key in file.standing.superseded_by}
        superseded = {name for name, state in self.file_states.items() if state == "superseded"}
        for finding in findings:
            current = finding.at.file not in superseded and (finding.at.file, finding.list_key) not in replaced
            if current or finding.rule in _ON_REPLACED:
                yield finding

    @property
    def unit_names(self) -> dict[str, str]:
        """Every unit's name by code, in roster order."""
        return {unit.code: unit.name for unit in self.workspace.campaign.units}

    def build_files_frame(self) -> pd.DataFrame:
        """Return one row per file, in the batch's order: file, unit, state, records (counts by list key), code."""
        rows = [
            {
                "file": file.name,
                "unit": file.unit,
                "state": self.file_states[file.name],
                "records": count_records(file),
                "code": file.recognition.code,
            }
            for file in self.batch.files
        ]
        return pd.DataFrame(rows, columns=["file", "unit", "state", "records", "code"])

    def render_coverage(self) -> str:
        """Say how many units have returned, and of how many."""
        return say("report.coverage", **self.counts)

    @property
    def counts(self) -> dict[str, int]:
        """How many units there are, and how many in each state; `returned` does not include nil returns."""
        states = list(self.unit_states.values())
        return {
            "total": len(states),
            "returned": sum(state in ("accepted", "faulty") for state in states),
            "faulty": states.count("faulty"),
            "nil": states.count("nil"),
            "missing": states.count("missing"),
        }


def count_records(file: ReturnedFile) -> dict[str, int]:
    """Return how many records a file has, by list key."""
    counts: dict[str, int] = {}
    for section in file.sections:
        counts[section.list_key] = counts.get(section.list_key, 0) + len(section.records)
    return counts


@open_stage(say("progress.collect"))
def collect(  # noqa: PLR0913 - what a round is made of
    workspace: Workspace,
    *,
    today: dt.date | None = None,
    passwords: Passwords = NO_PASSWORDS,
    track: ProgressCallback = track_items,
    opening: Closing | None = None,
    ledger: LedgerFile | None = None,
    cache: CacheUse = "unused",
) -> CollectedRound:
    """Read and check everything in 回收/.

    `passwords` are tried on files that need one. `opening` is how the round before ended, None where its 期末 says so.
    `ledger` is the office's ledger, None for that in the campaign's folder. Letters count from `today`, by default the
    real day; figures are as of the round's day, where it has one, else of that day too. With `cache` "kept" a run that
    holds the campaign's folder keeps there what it read, and what was kept is not read again; with "read" only the
    latter. Raises FolderError where a file disappears meanwhile, or where the end of the round before cannot be
    trusted, OperatorError where the ledger cannot be read.
    """
    day = today or dt.date.today()
    campaign = workspace.campaign
    before = read_opening(workspace) if opening is None else opening
    history = read_issue_history(workspace.folders, campaign)
    versions, locked = history.collect_versions(), history.find_locked_units()
    reader = FileReader(campaign, workspace.stamp, workspace.folders.round, passwords, before, versions)
    incoming = Counted(gather_files(workspace.folders.returned, passwords.all), count_files(workspace.folders.returned))
    with open_readings(workspace, before, versions, cache) as kept:
        read = read_returned_files(reader, incoming, kept, track)
    order = {unit.code: position for position, unit in enumerate(campaign.units)}
    files = sorted(choose_counted_files(read.files), key=lambda file: order.get(file.unit, len(order)))
    office = read_ledger(workspace.folders, campaign, before) if ledger is None else ledger
    returns = follow_returns(campaign, before, files, office.ledger, today=day)
    asked = {unit.code: campaign.find_lists(unit) for unit in campaign.units}
    graded = name_evidence(returns.findings, returns.followed.items, campaign, read.sources)
    replied = join_replies(graded, returns.batch.files, campaign)
    states = compute_file_states(returns.batch, replied.raised)
    return CollectedRound(
        workspace=workspace,
        batch=returns.batch,
        found=sort_findings([*replied.raised, *_find_short_tokens(returns.batch)]),
        accepted=sort_findings(replied.accepted),
        file_states=states,
        unit_states=compute_unit_states(returns.batch, states, asked),
        sources=read.sources,
        received=read.received,
        day=day,
        followed=returns.followed,
        ledger=office,
        opening=before,
        read=tuple(files),
        opened_by=reader.opened_by,
        locks={unit: word for unit, word in choose_passwords(campaign, passwords).items() if unit in locked},
    )


def _find_short_tokens(batch: Batch) -> list[Finding]:
    """Find that workbooks of an earlier version came back: said once, for it is nothing that their units could mend."""
    short = [file.name for file in batch.files if file.recognition.has_short_token]
    return [make_finding("notice", "short_token", file=short[0], count=len(short))] if short else []


def build_relative_link(origin: Path, target: Path) -> str:
    """Return the relative path from one folder to another, as a link in a workbook needs it."""
    return Path(os.path.relpath(target, origin)).as_posix()


def find_units(collected: CollectedRound, *states: str) -> Iterator[str]:
    """Yield the codes of units in given states, in roster order."""
    return (code for code, state in collected.unit_states.items() if state in states)

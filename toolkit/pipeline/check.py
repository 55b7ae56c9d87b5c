"""Write the results of a check: the report, annotated copies and texts for the units, 催报清单.xlsx, the register."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from toolkit.findings import Finding, sort_findings
from toolkit.messages import say
from toolkit.pipeline.answers import AppliedAnswers, add_answers
from toolkit.pipeline.chase import build_chase_files
from toolkit.pipeline.collection import CollectedRound, build_relative_link
from toolkit.pipeline.ledger_update import add_ledger_update
from toolkit.pipeline.register import build_register_file
from toolkit.pipeline.sendback import annotate_returns
from toolkit.pipeline.since_last_return import Progress, compare_returns
from toolkit.pipeline.waiting import Keep, keep_here, open_waiting_folder
from toolkit.reporting import ReportInput, build_report
from toolkit.stages import open_stage
from toolkit.storage import Changes

# The rules whose findings say that a faulty file got no copy.
_UNSENT = frozenset({"not_annotated", "leak", "copy_not_written"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What a check wrote, by path: the report, the annotated copies, and the lists 催报清单 and 收发登记表.

    The ledger 办理台账 is among the lists where anything new was put into it.

    `unsent` are the findings on faulty files that got no copy; `collected` is the round with these among its findings.
    `progress` is what each unit's last return changed, by unit code. `sent_back` are the copies of faulty files,
    `doubtful` those of files without faults, whose doubts the unit may explain.
    """

    collected: CollectedRound
    report: Path
    sent_back: tuple[Path, ...]
    doubtful: tuple[Path, ...] = ()
    lists: tuple[Path, ...] = ()
    unsent: tuple[Finding, ...] = ()
    progress: Mapping[str, Progress] = field(default_factory=dict)

    @property
    def chase(self) -> Path:
        """Where 催报清单 was written."""
        return self.lists[0]


def write_check(collected: CollectedRound, *, answers: AppliedAnswers | None = None) -> CheckResult:
    """Write all results of a check; what an earlier check wrote for the units is removed.

    A copy that would show another unit's texts, names or tokens is not written, nor one that the disk refuses, and a
    finding says so. `answers` of the operator, which the round was collected with, are written to 工作方案.xlsx. Raises
    FolderError, and writes nothing, where any other file cannot be written.
    """
    store = collected.workspace.store
    with store.hold("check"), open_waiting_folder(store) as keep:
        result, changes = build_check(collected, keep)
        if answers is not None:
            add_answers(changes, answers)
        applied = store.apply(changes)
    return replace(
        result,
        report=applied.locate(result.report),
        sent_back=tuple(map(applied.locate, result.sent_back)),
        doubtful=tuple(map(applied.locate, result.doubtful)),
        lists=tuple(map(applied.locate, result.lists)),
    )


@open_stage(say("progress.check"))
def build_check(collected: CollectedRound, keep: Keep = keep_here) -> tuple[CheckResult, Changes]:
    """Return the results of a check and the changes that write them; nothing is put in place.

    The copies for the units wait where they are kept by `keep`.
    """
    folders = collected.workspace.folders
    progress = compare_returns(collected)
    sent = annotate_returns(collected, progress, keep)
    sent = sent.leave_out(collected.workspace.store.find_refused(sent.copies))
    if sent.kept_back:
        collected = replace(collected, found=sort_findings([*collected.found, *sent.kept_back]))
    with open_stage(say("progress.report")):
        beside = {
            **build_chase_files(collected, sent.by_unit, progress),
            **build_register_file(collected.workspace, collected),
            folders.report: _build_check_report(collected, progress),
        }
    changes = Changes()
    add_ledger_update(changes, collected)
    ledger = changes.written
    changes.write_all({**sent.copies, **beside})
    remove_earlier_copies(folders.sent_back, changes)
    result = CheckResult(
        collected=collected,
        report=folders.report,
        sent_back=tuple(path for path in sent.copies if path not in sent.optional),
        doubtful=tuple(path for path in sent.copies if path in sent.optional),
        lists=(folders.chase, folders.register, *ledger),
        unsent=tuple(finding for finding in collected.found if finding.rule in _UNSENT),
        progress=progress,
    )
    return result, changes


def _build_check_report(collected: CollectedRound, progress: Mapping[str, Progress]) -> bytes:
    folders = collected.workspace.folders
    return build_report(
        ReportInput(
            campaign=collected.workspace.campaign,
            findings=collected.found,
            current=collected.open_findings,
            files=collected.build_files_frame(),
            read=collected.read,
            states=collected.unit_states,
            coverage=collected.render_coverage(),
            packed=frozenset(name for name, source in collected.sources.items() if not source.is_at(name)),
            folder=build_relative_link(folders.results, folders.returned),
            accepted=collected.current_accepted,
            reviews=len(collected.followed.waiting),
            progress={unit: (since.solved, since.open, since.new) for unit, since in progress.items()},
        )
    )


def remove_earlier_copies(folder: Path, changes: Changes) -> None:
    """Have what an earlier check wrote for the units removed, and folders left empty; what is open elsewhere stays."""
    kinds = [say(f"output.{kind}", name="*") for kind in ("annotated", "doubtful")]
    written = changes.written
    filled = {path.parent for path in written}
    for pattern in (*kinds, say("output.reminder")):
        for path in folder.glob(f"*/{pattern}"):
            if path not in written:
                changes.remove(path)
    for place in sorted(folder.glob("*/")):
        with contextlib.suppress(OSError):
            if place not in filled and changes.removed.issuperset(place.iterdir()):
                changes.remove(place)

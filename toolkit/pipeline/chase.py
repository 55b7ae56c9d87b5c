"""Build 催报清单.xlsx, the list of units to chase, and every unit's 说明.txt, the text to send it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from toolkit.campaign import Unit
from toolkit.findings import concerns_clerk
from toolkit.followup import render_decisions
from toolkit.messages import say
from toolkit.pipeline.borrowed import is_borrowed
from toolkit.pipeline.collection import CollectedRound
from toolkit.pipeline.register import find_issued_files
from toolkit.pipeline.replies import count_replies
from toolkit.pipeline.sendback import find_copy_password
from toolkit.pipeline.since_last_return import Progress
from toolkit.pipeline.unclear import count_unit_questions, find_named_unit, find_unclear_files, is_unclear
from toolkit.pipeline.unit_links import read_links
from toolkit.reading import CampaignRoster
from toolkit.records import ReturnedFile, Verdict
from toolkit.reporting import (
    Chase,
    NoCopy,
    Standing,
    UnitFile,
    build_chase,
    build_reminder,
    render_fault_lines,
)

# The rules that say that a faulty file got no annotated copy.
_NO_COPIES: Mapping[str, NoCopy] = {"not_annotated": "locked", "leak": "leak", "copy_not_written": "disk"}


def build_chase_files(
    collected: CollectedRound,
    attachments: Mapping[str, tuple[Path, ...]],
    progress: Mapping[str, Progress] | None = None,
) -> dict[Path, bytes]:
    """Return the list of units to chase and a text for every unit, as bytes by path.

    `attachments` are the annotated copies, `progress` what the last return changed, both by unit code.
    """
    folders, campaign = collected.workspace.folders, collected.workspace.campaign
    returns = _UnitReturns(collected, attachments, progress or {})
    chase = Chase(
        title=campaign.heading,
        lead=campaign.lead,
        issued=campaign.issue_date,
        due=campaign.due_date,
        today=collected.day,
        units=tuple(returns.build_standing(unit) for unit in campaign.units),
        waiting=sum(1 for file in collected.batch.files if file.verdict.is_undecided),
        later=campaign.round.is_later,
        nameless=len(returns.unclear.get("", ())),
    )
    texts = {
        folders.locate_unit_folder(folders.sent_back, standing.unit) / say("output.reminder"): build_reminder(
            chase, standing
        )
        for standing in chase.units
    }
    return {folders.chase: build_chase(chase), **texts}


class _UnitReturns:
    """What each unit returned, what is sent back to it, and what of it waits for the operator."""

    def __init__(
        self, collected: CollectedRound, attachments: Mapping[str, tuple[Path, ...]], progress: Mapping[str, Progress]
    ) -> None:
        self.collected, self.attachments, self.progress = collected, attachments, progress
        self.unclear = find_unclear_files(collected)
        self.files, self.clerk_counts = _group_by_unit(collected), _count_clerk_findings(collected)
        self.reply_counts = count_replies(collected.found)
        self.questions = count_unit_questions(collected)
        self.decisions = render_decisions(collected.followed.items, collected.workspace.campaign)
        self.links = read_links(collected.workspace.folders.folder)
        self.reviews = Counter(item.key.unit for item in collected.followed.waiting)

    def build_standing(self, unit: Unit) -> Standing:
        """Return how one unit's return stands."""
        states, state = self.collected.file_states, self.collected.unit_states[unit.code]
        folders, campaign = self.collected.workspace.folders, self.collected.workspace.campaign
        files, since = self.files.get(unit.code, []), self.progress.get(unit.code)
        # A faulty unit is told of the findings in its annotated copies; its other files ask for nothing.
        counted = [file.name for file in files if file.counted and (state != "faulty" or states[file.name] == "faulty")]
        copies = self.attachments.get(unit.code, ())
        return Standing(
            unit=unit,
            state=state,
            lists=tuple(list_type.label for list_type in campaign.find_lists(unit)),
            issued=tuple(path.name for path in find_issued_files(folders, unit)),
            files=tuple(self._build_file(file, bool(copies)) for file in files),
            errors=sum(self.clerk_counts[name, "error"] for name in counted),
            doubts=sum(self.clerk_counts[name, "warning"] for name in counted),
            explained=sum(self.reply_counts[name, "answered"] for name in counted),
            not_accepted=sum(self.reply_counts[name, "refused"] for name in counted),
            attachments=tuple(path.relative_to(folders.sent_back).as_posix() for path in copies),
            progress=(since.solved, since.open, since.new) if since else None,
            decisions=self.decisions.get(unit.code, ()),
            unclear=self.unclear.get(unit.code, ()),
            questions=self.questions[unit.code],
            reviews=self.reviews[unit.code],
            link=self.links.render_link(unit, self.collected.workspace.stamp),
        )

    def _build_file(self, file: ReturnedFile, has_copies: bool) -> UnitFile:
        state = self.collected.file_states[file.name]
        no_copy = self._find_reason(file, has_copies) if state == "faulty" else ""
        own = (finding for finding in self.collected.found if no_copy and finding.at.file == file.name)
        locked = bool(find_copy_password(self.collected, file))
        return UnitFile(
            name=file.name.rpartition("/")[2],
            state=state,
            code=file.recognition.code,
            format=file.source.format,
            copy_lock="" if not locked else "returned" if file.source.encrypted else "issued",
            twin=any(finding.rule == "same_bytes" for finding in file.findings),
            signed=any(finding.rule == "signed" for finding in file.findings),
            active=any(finding.rule == "active_content" for finding in file.findings),
            rounds=next((f.facts["rounds"] for f in file.findings if f.rule == Verdict.OTHER_ROUND.value), ()),
            borrowed=state == "faulty" and is_borrowed(self.collected, file),
            faults=render_fault_lines(own, quoted=no_copy == "disk" and not locked),
            no_copy=no_copy,
            issued_lock=any(finding.facts.get("issued_to") for finding in file.findings),
        )

    def _find_reason(self, file: ReturnedFile, has_copies: bool) -> NoCopy:
        """Return why a faulty file has no annotated copy, empty where it has one."""
        rules = {finding.rule for finding in self.collected.found if finding.at.file == file.name}
        for rule, reason in _NO_COPIES.items():
            if rule in rules:
                return reason
        return "" if has_copies else "disk"


def _count_clerk_findings(collected: CollectedRound) -> Counter[tuple[str, str]]:
    """Count the findings shown to clerks, by file name and severity."""
    return Counter((finding.at.file, finding.severity) for finding in collected.found if concerns_clerk(finding))


def _group_by_unit(collected: CollectedRound) -> dict[str, list[ReturnedFile]]:
    """Return every unit's files by its code; a file of unknown unit goes to the unit that its path names."""
    campaign = collected.workspace.campaign
    roster, decided = CampaignRoster(campaign), campaign.collect_decisions("file")
    files: dict[str, list[ReturnedFile]] = {}
    for file in collected.batch.files:
        if is_unclear(file):
            continue  # told apart: whose it is, waits for the operator
        code = file.unit or decided.get(file.name, "") or find_named_unit(file.name, roster)
        if code and file.verdict is not Verdict.UNUSED:
            files.setdefault(code, []).append(file)
    return files

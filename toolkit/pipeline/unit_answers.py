"""What a unit is told of its own returns within seconds: what `check` would say if no other unit had reported.

Only the unit's own files are read, its own items joined, its own findings rendered: nothing of another unit is at hand
when its answer is made. What rules find by comparing units stays for the check.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.campaign import Unit
from toolkit.findings import Finding, render_found
from toolkit.followup import render_decisions
from toolkit.formats import Passwords
from toolkit.messages import say
from toolkit.pipeline.closing import read_opening
from toolkit.pipeline.collection import count_records
from toolkit.pipeline.following import follow_returns
from toolkit.pipeline.incoming import NO_PASSWORDS, IncomingFile, open_archives
from toolkit.pipeline.issue_history import read_issue_history
from toolkit.pipeline.ledger import read_ledger
from toolkit.pipeline.replies import join_replies
from toolkit.pipeline.workspace import Workspace
from toolkit.reading import FileReader, choose_counted_files
from toolkit.records import ReturnedFile, SourceFile
from toolkit.reporting import ReviewItem, build_items
from toolkit.validation import compute_file_states, compute_unit_states


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredFile:
    """One file as its unit reads of it: its state, why it could not be read, its records, its findings in words.

    `name` is its path under 回收/. `code` is empty for a file that was read.
    """

    name: str
    sha256: str
    state: str
    code: str = ""
    records: int = 0
    items: tuple[ReviewItem, ...] = ()

    def count(self, severity: str) -> int:
        """Return how many findings of a severity there are."""
        return sum(item.severity == severity for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredDoubt:
    """A doubt, what the unit explained of it, and whether the office accepted that: a state of `Reply`."""

    place: str
    found: str
    text: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAnswer:
    """All that a unit is told: its light, its files, what is missing in none of them, its doubts, the office's words.

    `light` is missing, unclear (something came that counts for nothing), faulty, doubtful, accepted or nil.
    """

    unit: str
    light: str
    files: tuple[AnsweredFile, ...] = ()
    items: tuple[ReviewItem, ...] = ()
    doubts: tuple[AnsweredDoubt, ...] = ()
    decisions: tuple[str, ...] = ()

    def count(self, severity: str) -> int:
        """Return how many findings of a severity there are on what counts."""
        counted = (file for file in self.files if file.state != "superseded")
        return sum(file.count(severity) for file in counted) + sum(item.severity == severity for item in self.items)


class UnitJudge:
    """Answers the units of one round, from the campaign as it lay in the folder when the judge was made.

    Raises FolderError where the end of the round before cannot be trusted, OperatorError where the ledger cannot be
    read.
    """

    def __init__(
        self, workspace: Workspace, *, passwords: Passwords = NO_PASSWORDS, today: dt.date | None = None
    ) -> None:
        self.workspace, self.today = workspace, today
        campaign, folders = workspace.campaign, workspace.folders
        self._opening = read_opening(workspace)
        versions = read_issue_history(folders, campaign).collect_versions()
        self._reader = FileReader(campaign, workspace.stamp, folders.round, passwords, self._opening, versions)
        self._passwords = passwords
        self._ledger = read_ledger(folders, campaign, self._opening).ledger

    def read(self, file: IncomingFile) -> tuple[ReturnedFile, ...]:
        """Return what stands in a file, or in each file of an archive. Workbooks are opened in workers."""
        source = replace(file.source, passwords=self._passwords.all)
        return tuple(map(self._read_one, open_archives(replace(file, source=source))))

    def _read_one(self, file: IncomingFile) -> ReturnedFile:
        if file.code:
            source = SourceFile(name=file.name, sha256="", size=0, modified=file.modified)
            return self._reader.refuse_unreadable(source, file.code, file.excess)
        return self._reader.read(file.name, file.content, file.modified, password=file.password)

    def answer(self, unit: Unit, read: Iterable[ReturnedFile]) -> UnitAnswer:
        """Return what a unit is told of its files; those of other units are left out."""
        files = [file for file in choose_counted_files(read) if file.unit in {"", unit.code}]
        campaign, opening = self.workspace.campaign, self._opening
        returns = follow_returns(
            campaign,
            replace(
                opening,
                items=tuple(item for item in opening.items if item.key.unit == unit.code),
                events=tuple(event for event in opening.events if event.item.unit == unit.code),
            ),
            files,
            replace(
                self._ledger,
                reviews=tuple(review for review in self._ledger.reviews if review.item.unit == unit.code),
                events=tuple(event for event in self._ledger.events if event.item.unit == unit.code),
            ),
            today=self.today or dt.date.today(),
            only=[unit.code],
        )
        replied = join_replies(returns.findings, returns.batch.files, campaign)
        states = compute_file_states(returns.batch, replied.raised)
        raised = _select_current(returns.batch.files, states, replied.raised)
        own = [file for file in returns.followed.reported if not file.is_carried]
        state = compute_unit_states(returns.batch, states, {unit.code: campaign.find_lists(unit)})[unit.code]
        named = {file.name for file in own}
        return UnitAnswer(
            unit=unit.code,
            light=_choose_light(state, own, raised),
            files=tuple(self._answer_file(file, states, raised) for file in own),
            items=tuple(build_items(finding for finding in raised if finding.at.file not in named)),
            doubts=tuple(_answer_doubts([*raised, *replied.accepted])),
            decisions=render_decisions(returns.followed.items, campaign).get(unit.code, ()),
        )

    @staticmethod
    def _answer_file(file: ReturnedFile, states: Mapping[str, str], raised: Sequence[Finding]) -> AnsweredFile:
        return AnsweredFile(
            name=file.name,
            sha256=file.source.sha256,
            state=states[file.name],
            code=file.recognition.code,
            records=sum(count_records(file).values()),
            items=tuple(build_items(finding for finding in raised if finding.at.file == file.name)),
        )


def find_other_unit(read: Iterable[ReturnedFile], unit: Unit) -> bool:
    """Tell whether any of the files is another unit's: by its link a unit hands in nothing but its own."""
    return any(file.unit and file.unit != unit.code for file in read)


def _choose_light(state: str, files: Sequence[ReturnedFile], raised: Iterable[Finding]) -> str:
    if state == "missing":
        return "unclear" if files else "missing"
    open_doubts = (finding.reply for finding in raised if finding.reply is not None)
    return "doubtful" if state == "accepted" and any(reply.state != "answered" for reply in open_doubts) else state


def _select_current(
    files: Iterable[ReturnedFile], states: Mapping[str, str], findings: Iterable[Finding]
) -> list[Finding]:
    """Return the findings on what counts: of a list that a later return replaced nothing is asked any more."""
    replaced = {(file.name, list_key) for file in files for list_key in file.standing.superseded_by}
    return [
        finding
        for finding in findings
        if states.get(finding.at.file) != "superseded" and (finding.at.file, finding.list_key) not in replaced
    ]


def _answer_doubts(findings: Iterable[Finding]) -> Iterable[AnsweredDoubt]:
    for finding in findings:
        if finding.reply is not None:
            yield AnsweredDoubt(
                place=finding.reply.place.partition(say("place.separator"))[2] or finding.reply.place,
                found=render_found(finding),
                text=finding.reply.text,
                state=finding.reply.state,
            )

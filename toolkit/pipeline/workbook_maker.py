"""Makes the workbooks of one run: a first time unmarked, another time only where something became different."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from toolkit.campaign import Unit
from toolkit.followup import Closing
from toolkit.formats import Passwords, UnreadableError, open_workbook, unlock_workbook
from toolkit.messages import say
from toolkit.pipeline.files import read_file
from toolkit.pipeline.issue_changes import describe_changes
from toolkit.pipeline.issue_history import IssueHistory, IssueLine
from toolkit.pipeline.made_workbook import MadeWorkbook, hash_content
from toolkit.pipeline.register import build_issue_line
from toolkit.pipeline.workspace import Workspace
from toolkit.template import Issue, IssueMaker, Reissue, StampedWorkbook, Stamper
from toolkit.unit_token import WHOLE, Stamp, find_tokens

# Units whose workbooks are prepared together: what they show is worked out in one pass.
_AT_ONCE = 64


class WorkbookMaker:
    """Makes workbooks, which wait in the folder `scratch`."""

    def __init__(  # noqa: PLR0913 - what a run knows
        self,
        workspace: Workspace,
        opening: Closing,
        history: IssueHistory,
        *,
        today: dt.date,
        passwords: Passwords,
        scratch: Path,
        units: Iterable[Unit] = (),
    ) -> None:
        """Make the workbooks of `units`, in this order: some of them are prepared together."""
        self.workspace, self.history, self.today = workspace, history, today
        self._waiting, self._ahead = deque(units), dict[str, Issue]()
        self.passwords, self.scratch = passwords.all, scratch
        self._issues = IssueMaker(workspace.campaign, round=workspace.folders.round, opening=opening)
        self._stamper = Stamper()
        self._made = 0

    def make(self, unit: Unit, list_key: str | None) -> tuple[MadeWorkbook, StampedWorkbook]:
        """Return a unit's workbook, of all its lists or of one alone, and what was stamped."""
        path = _build_path(self.workspace, unit, list_key)
        existing = read_file(path) if path.is_file() else None
        last = self.history.find_latest(unit, list_key or WHOLE)
        known = self._unlock(existing) if last is None else None
        number = last.number if last else _read_number(known)
        made = _Stamped(self._stamper, self._take_issue(unit, list_key))
        if last is not None and made.sha256 != last.workbook_sha256:
            # That the program signs tokens otherwise now is no reason to hand a workbook out again.
            made = self._keep_short_token(unit, list_key, last) or made
        if number > 1 if last is None else made.sha256 != last.workbook_sha256:
            issue = self._make_issue(unit, list_key, Reissue(number=number + 1, day=self.today))
            made = _Stamped(self._stamper, issue)
        self._made += 1
        staged = self.workspace.store.stage(self.scratch / f"made-{self._made}", made.workbook.content)
        one = MadeWorkbook(
            issue=made.issue,
            path=path,
            plain=staged,
            content=staged,
            existing="" if existing is None else hash_content(existing),
            last=last,
            known="" if known is None else hash_content(known),
        )
        return one, made.workbook

    def _take_issue(self, unit: Unit, list_key: str | None) -> Issue:
        """Return what a unit was handed the last time as it would be now; the next units are prepared with it."""
        if unit.code not in self._ahead:
            some = {unit.code: unit}
            while self._waiting and len(some) < _AT_ONCE:
                some.setdefault(self._waiting[0].code, self._waiting.popleft())
            self._ahead = {code: self._make_latest(each, list_key) for code, each in some.items()}
            self._stamper.prepare(self._ahead.values())
        return self._ahead.pop(unit.code)

    def _make_latest(self, unit: Unit, list_key: str | None) -> Issue:
        last = self.history.find_latest(unit, list_key or WHOLE)
        return self._make_issue(unit, list_key, find_reissue(last))

    def _keep_short_token(self, unit: Unit, list_key: str | None, last: IssueLine) -> _Stamped | None:
        """Return the workbook as an earlier version signed it, None where it was not handed out just so."""
        if not self.workspace.stamp.signed_short:
            return None
        issue = self._make_issue(unit, list_key, find_reissue(last), replace(self.workspace.stamp, version=1))
        made = _Stamped(self._stamper, issue)
        return made if made.sha256 == last.workbook_sha256 else None

    def build_line(self, one: MadeWorkbook) -> IssueLine:
        """Return the register's line of a workbook that was written."""
        changes = ""
        if one.is_relocked:
            changes = say(f"reissue.{one.lock_change}")
        elif one.last is not None:
            intact = bool(one.existing) and not one.is_changed
            old = self._unlock(read_file(one.path)) if intact else None
            changes = describe_changes(self.workspace.campaign, old, one.plain.read())
        return build_issue_line(
            self.workspace,
            one.issue,
            one.path,
            one.content.sha256,
            changes=changes,
            plain_sha256=one.plain.sha256 if one.is_locked else "",
            is_written=one.is_written,
        )

    def _unlock(self, content: bytes | None) -> bytes | None:
        """Return a workbook without its password, None where there is none, or none that opens with a known one."""
        try:
            return None if content is None else unlock_workbook(content, self.passwords)
        except UnreadableError:
            return None

    def _make_issue(self, unit: Unit, list_key: str | None, again: Reissue | None, stamp: Stamp | None = None) -> Issue:
        return self._issues.make(unit, stamp or self.workspace.stamp, only=list_key, reissue=again)


class _Stamped:
    """A workbook that was stamped, with its issue and its SHA-256."""

    def __init__(self, stamper: Stamper, issue: Issue) -> None:
        self.issue, self.workbook = issue, stamper.stamp(issue)
        self.sha256 = hash_content(self.workbook.content)


def find_reissue(line: IssueLine | None) -> Reissue | None:
    """Return the mark of a workbook as the register has it, None for a first time."""
    if line is None or line.number == 1:
        return None
    try:
        return Reissue(number=line.number, day=dt.date.fromisoformat(line.day))
    except ValueError:
        return None


def _read_number(content: bytes | None) -> int:
    """Return for which time a workbook says that it was handed out, 0 where there is none: the register was lost."""
    if content is None:
        return 0
    try:
        return max((token.issue for token in find_tokens(open_workbook(content).properties)), default=0)
    except UnreadableError:
        return 0


def _build_path(workspace: Workspace, unit: Unit, list_key: str | None) -> Path:
    label = say("output.together")
    if list_key is not None:
        label = workspace.campaign.definition.find_list_type(list_key).label
    folders = workspace.folders
    return folders.locate_unit_folder(folders.issued, unit) / folders.name_workbook(unit, label)

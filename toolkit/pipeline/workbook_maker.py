"""Makes the workbooks of one run: a first time unmarked, another time only where something became different."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.campaign import Unit
from toolkit.followup import Closing
from toolkit.formats import Passwords, UnreadableError, open_workbook, unlock_workbook
from toolkit.messages import say
from toolkit.pipeline.carried_workbooks import CarriedWorkbooks, Signed
from toolkit.pipeline.files import read_file
from toolkit.pipeline.issue_changes import describe_changes
from toolkit.pipeline.issue_history import IssueHistory, IssueLine
from toolkit.pipeline.made_workbook import MadeWorkbook, hash_content
from toolkit.pipeline.register import build_issue_line, count_rows
from toolkit.pipeline.workspace import Workspace
from toolkit.template import Issue, IssueMaker, Reissue, StampedWorkbook, Stamper
from toolkit.unit_token import WHOLE, find_tokens

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
        units: Sequence[Unit] = (),
        list_key: str | None = None,
    ) -> None:
        """Make the workbooks of `units`, in this order, of all their lists or of one alone: some are made together."""
        self.workspace, self.history, self.today = workspace, history, today
        self.passwords, self.scratch, self.list_key = passwords.all, scratch, list_key
        self._issues = IssueMaker(workspace.campaign, round=workspace.folders.round, opening=opening)
        self._stamper = Stamper()
        carried = {item.key.unit for item in opening.items}
        self._carried = CarriedWorkbooks(
            [unit for unit in units if unit.code in carried],
            workspace.campaign.issued_list_types,
            lambda unit: self._sign(self._make_latest(unit), self._find_last(unit)),
        )
        self._waiting, self._ahead = deque(unit for unit in units if unit.code not in carried), dict[str, Issue]()
        self._made = 0

    def make(self, unit: Unit) -> tuple[MadeWorkbook, StampedWorkbook]:
        """Return a unit's workbook, and what was stamped."""
        path = _build_path(self.workspace, unit, self.list_key)
        existing = read_file(path) if path.is_file() else None
        last = self._find_last(unit)
        known = self._unlock(existing) if last is None else None
        made = self._take_carried(unit) if unit in self._carried else self._stamp(unit, last)
        number = last.number if last else _read_number(known)
        if last is None and number > 1:  # the register was lost
            again = self._sign_again(made.issue, number + 1)
            made = _Stamped(issue=again, workbook=self._stamper.stamp(again))
        self._made += 1
        staged = self.workspace.store.stage(self.scratch / f"made-{self._made}", made.workbook.content)
        one = MadeWorkbook(
            issue=replace(made.issue, items={}, former={}),
            rows=count_rows(made.issue),
            path=path,
            plain=staged,
            content=staged,
            existing="" if existing is None else hash_content(existing),
            last=last,
            known="" if known is None else hash_content(known),
        )
        return one, made.workbook

    def _find_last(self, unit: Unit) -> IssueLine | None:
        return self.history.find_latest(unit, self.list_key or WHOLE)

    def _take_carried(self, unit: Unit) -> _Stamped:
        issue, content = self._carried.take(unit)
        return _Stamped(issue=issue, workbook=StampedWorkbook(content=content))

    def _stamp(self, unit: Unit, last: IssueLine | None) -> _Stamped:
        """Return the workbook of a unit without items, signed as it was if it is what it was."""
        issues, expected = self._sign(self._take_issue(unit), last)
        made = (_Stamped(issue=issue, workbook=self._stamper.stamp(issue)) for issue in issues)
        return next(one for one in made if not expected or one.issue is issues[-1] or one.sha256 == expected)

    def _take_issue(self, unit: Unit) -> Issue:
        """Return what a unit is issued; the next units are prepared with it."""
        if unit.code not in self._ahead:
            some = {unit.code: unit}
            while self._waiting and len(some) < _AT_ONCE:
                some.setdefault(self._waiting[0].code, self._waiting.popleft())
            self._ahead = {code: self._make_latest(each) for code, each in some.items()}
            self._stamper.prepare(self._ahead.values())
        return self._ahead.pop(unit.code)

    def _make_latest(self, unit: Unit) -> Issue:
        """Return what a unit was handed the last time as it would be now."""
        reissue = find_reissue(self._find_last(unit))
        return self._issues.make(unit, self.workspace.stamp, only=self.list_key, reissue=reissue)

    def _sign(self, latest: Issue, last: IssueLine | None) -> Signed:
        """Return the ways to sign a workbook, and the SHA-256 that it has where nothing else in it is different.

        It is signed as the last time, also as an earlier version of the program signed: that it signs otherwise now is
        no reason to hand a workbook out again. With none of these it is another one, which is handed out again.
        """
        if last is None:
            return [latest], ""
        issues = [latest]
        if self.workspace.stamp.signed_short:
            issues.append(self._issues.sign(latest, replace(self.workspace.stamp, version=1), latest.reissue))
        return [*issues, self._sign_again(latest, last.number + 1)], last.workbook_sha256

    def _sign_again(self, issue: Issue, number: int) -> Issue:
        return self._issues.sign(issue, self.workspace.stamp, Reissue(number=number, day=self.today))

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
            rows=one.rows,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stamped:
    """A workbook that was stamped, with its issue."""

    issue: Issue
    workbook: StampedWorkbook

    @property
    def sha256(self) -> str:
        return hash_content(self.workbook.content)


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

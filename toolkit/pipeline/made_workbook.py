"""A workbook about to be handed out: what became of it since the last time, and of its password."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.errors import OperatorError, make_mistake
from toolkit.formats import submit_locked
from toolkit.messages import say
from toolkit.pipeline.issue_history import IssueLine, read_issue_history
from toolkit.pipeline.workspace import Workspace
from toolkit.stages import track_items
from toolkit.template import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeWorkbook:
    """One workbook about to be written: what lies in its place, and the line of the last time, None for neither.

    `content` is the file, `plain` the workbook in it, which is something else where it has a password; `known` is the
    workbook that lies in its place where no line tells what that is.
    """

    issue: Issue
    path: Path
    plain: bytes
    content: bytes
    existing: bytes | None
    last: IssueLine | None
    known: bytes | None = None

    @property
    def is_locked(self) -> bool:
        """Whether the file has a password."""
        return self.content != self.plain

    @property
    def is_new(self) -> bool:
        """Whether the workbook was not handed out as it is now."""
        return self.last is None or hash_content(self.plain) != self.last.workbook_sha256

    @property
    def is_relocked(self) -> bool:
        """Whether nothing but its password is new."""
        return self.last is not None and not self.is_new and hash_content(self.content) != self.last.sha256

    @property
    def lock_change(self) -> str:
        """What became of the password (message `reissue.<change>`)."""
        if not self.is_locked:
            return "unlocked"
        return "relocked" if self.last is not None and self.last.locked else "locked"

    @property
    def is_changed(self) -> bool:
        """Whether somebody changed the workbook in its place: what was filled in there must not be lost."""
        if self.existing is None or self.existing == self.content:
            return False
        if self.last is None:
            return self.known != self.plain
        return hash_content(self.existing) != self.last.sha256


def lock_workbooks(
    workspace: Workspace, handed: Iterable[MadeWorkbook], locks: Mapping[str, str]
) -> list[MadeWorkbook]:
    """Return the workbooks encrypted, each under the password of its unit."""
    key = workspace.stamp.key
    locked = [(one, submit_locked(one.plain, locks[one.issue.unit], key)) for one in handed]
    return [replace(one, content=content.result()) for one, content in track_items(locked, say("progress.lock"))]


def keep_locks(workspace: Workspace, handed: Iterable[MadeWorkbook]) -> list[MadeWorkbook]:
    """Return the workbooks with the files of those that were encrypted before and have nothing new.

    Raises OperatorError where one that was encrypted before, in this round or the last, would be written without.
    """
    number = workspace.folders.round
    before = frozenset[str]()
    if number > 1:
        before = read_issue_history(workspace.folders.select_round(number - 1), workspace.campaign).find_locked_units()
    kept: list[MadeWorkbook] = []
    unlocked: dict[str, None] = {}
    for one in handed:
        was_locked = one.last.locked if one.last else one.issue.unit in before
        intact = one.existing is not None and one.last is not None and hash_content(one.existing) == one.last.sha256
        if was_locked and not (intact and not one.is_new):
            unlocked[workspace.campaign.find_by_code(one.issue.unit).name] = None
        kept.append(replace(one, content=one.existing) if was_locked and one.existing is not None else one)
    if unlocked:
        names = say("list.separator").join(unlocked)
        raise OperatorError(make_mistake("password.needed", str(workspace.folders.issued), units=names))
    return kept


def hash_content(content: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()

"""A workbook about to be handed out: what became of it since the last time, and of its password.

The files of a run lie on the disk until all are put in place: thousands of them do not fit into memory.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.errors import OperatorError, make_mistake
from toolkit.formats import submit_locked
from toolkit.messages import say
from toolkit.pipeline.issue_history import IssueLine, read_issue_history
from toolkit.pipeline.workspace import Workspace
from toolkit.stages import track_items
from toolkit.storage import StagedFile
from toolkit.template import Issue

# Workbooks that wait to be encrypted: no worker is ever without one.
_AT_ONCE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeWorkbook:
    """One workbook about to be written: what lies in its place, and the line of the last time, None for neither.

    The `issue` is without its items, of which `rows` are filled in: a round's would take more than the round itself.
    `content` is the file, `plain` the workbook in it, which is something else where it has a password; `existing` is
    the SHA-256 of the file in its place, empty for none, and `known` that of the workbook in that, where no line tells
    what it is.
    """

    issue: Issue
    rows: int
    path: Path
    plain: StagedFile
    content: StagedFile
    existing: str
    last: IssueLine | None
    known: str = ""

    @property
    def is_locked(self) -> bool:
        """Whether the file has a password."""
        return self.content.sha256 != self.plain.sha256

    @property
    def is_new(self) -> bool:
        """Whether the workbook was not handed out as it is now."""
        return self.last is None or self.plain.sha256 != self.last.workbook_sha256

    @property
    def is_relocked(self) -> bool:
        """Whether nothing but its password is new."""
        return self.last is not None and not self.is_new and self.content.sha256 != self.last.sha256

    @property
    def lock_change(self) -> str:
        """What became of the password (message `reissue.<change>`)."""
        if not self.is_locked:
            return "unlocked"
        return "relocked" if self.last is not None and self.last.locked else "locked"

    @property
    def is_changed(self) -> bool:
        """Whether somebody changed the workbook in its place: what was filled in there must not be lost."""
        if not self.existing or self.is_written:
            return False
        return self.known != self.plain.sha256 if self.last is None else self.existing != self.last.sha256

    @property
    def is_written(self) -> bool:
        """Whether the file lies in its place as it is."""
        return self.existing == self.content.sha256


def lock_workbooks(
    workspace: Workspace, handed: Iterable[MadeWorkbook], locks: Mapping[str, str], scratch: Path
) -> list[MadeWorkbook]:
    """Return the workbooks encrypted, each under the password of its unit; they wait in a scratch folder."""
    key, locked, waiting = workspace.stamp.key, list[MadeWorkbook](), deque[tuple[MadeWorkbook, Future[bytes]]]()

    def finish_first() -> None:
        one, content = waiting.popleft()
        staged = workspace.store.stage(scratch / f"locked-{len(locked)}", content.result())
        locked.append(replace(one, content=staged))

    for one in track_items(list(handed), say("progress.lock")):
        waiting.append((one, submit_locked(one.plain.read(), locks[one.issue.unit], key)))
        if len(waiting) > _AT_ONCE:
            finish_first()
    while waiting:
        finish_first()
    return locked


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
        intact = one.last is not None and one.existing == one.last.sha256
        if was_locked and not (intact and not one.is_new):
            unlocked[workspace.campaign.find_by_code(one.issue.unit).name] = None
        there = StagedFile(path=one.path, sha256=one.existing)
        kept.append(replace(one, content=there) if was_locked and one.existing else one)
    if unlocked:
        names = say("list.separator").join(unlocked)
        raise OperatorError(make_mistake("password.needed", str(workspace.folders.issued), units=names))
    return kept


def hash_content(content: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()

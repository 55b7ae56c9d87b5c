"""What a page can have done, as jobs: the same functions of `pipeline` that the commands call, in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.deferred_imports import DeferredModule
from toolkit.errors import FolderError, make_mistake
from toolkit.messages import say
from toolkit.web.desk import Desk
from toolkit.web.jobs import Outcome

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")


def check(desk: Desk) -> Outcome:
    """Take over the answers in the report, read what came back, write the report and the copies."""
    answers = pipeline.apply_answers(pipeline.open_workspace(desk.folder))
    collected = _collect(desk, answers.workspace)
    checked = pipeline.write_check(collected, answers=answers)
    desk.see(checked.collected)
    lines = [collected.render_coverage()]
    if answers.count:
        lines.append(say("web.done.answers", count=answers.count))
    lines.append(say("web.done.check", faulty=len(checked.sent_back), doubtful=len(checked.doubtful)))
    mistakes = pipeline.find_ledger_mistakes(checked.collected)
    return Outcome(lines=tuple(lines), mistakes=tuple(mistakes))


def merge(desk: Desk) -> Outcome:
    """Write the summary, the bulletins and the dockets."""
    workspace = pipeline.open_workspace(desk.folder)
    pipeline.prepare_bulletins(workspace.campaign)
    collected = _collect(desk, workspace)
    merged = pipeline.merge(collected)
    written = pipeline.write_merge(merged)
    desk.see(collected, merged)
    lines = [say("web.done.merge", count=len(written.paths)), *written.notes]
    lines += [say("cli.kept", path=path) for path in written.kept]
    return Outcome(lines=tuple(lines), mistakes=written.mistakes)


def count_figures(desk: Desk) -> Outcome:
    """Compute the figures of what came back; nothing is written."""
    desk.look()
    sight = desk.sight
    if sight is not None and sight.collected is not None:
        desk.see(sight.collected, pipeline.merge(sight.collected))
    return Outcome()


def distribute(desk: Desk, only: str | None, *, force: bool) -> Outcome:
    """Write the workbooks to hand out, of all units or of one."""
    workspace = pipeline.open_workspace(desk.folder)
    handed = pipeline.hand_out(workspace, only=only, force=force, today=desk.today, passwords=desk.read_passwords())
    lines = [say("web.done.distribute", count=len(handed.paths))]
    if handed.again:
        lines.append(say("cli.handed_again", count=len(handed.again)))
        facts = ({"unit": line.name, "number": line.number, "changes": line.changes} for line in handed.again)
        lines += [say("cli.handed_again_line", **each) for each in facts]
    lines += [str(hint) for hint in workspace.campaign.roster_hints]
    return Outcome(lines=tuple(lines))


def _collect(desk: Desk, workspace: pipeline.Workspace) -> pipeline.CollectedRound:
    passwords = desk.read_passwords()
    collected = pipeline.collect(workspace, today=desk.today, passwords=passwords, cache="kept")
    if not collected.batch.files:
        raise FolderError(make_mistake("folder.nothing_returned", str(workspace.folders.returned)))
    return collected

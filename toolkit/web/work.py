"""What a page can have done, as jobs: the same functions of `pipeline` that the commands call, in the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from toolkit.deferred_imports import DeferredModule
from toolkit.errors import FolderError, OperatorError, make_mistake
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


def decide(desk: Desk, decisions: Sequence[Mapping[str, str]]) -> Outcome:
    """Write decisions on what was returned into 工作方案.xlsx, and read the returns by them."""
    answers = pipeline.write_decisions(pipeline.open_workspace(desk.folder), decisions)
    desk.look()
    return Outcome(lines=(say("web.done.decide", count=answers.count),))


def review(desk: Desk, chosen: Mapping[tuple[str, ...], Mapping[str, str]]) -> Outcome:
    """Write results of the office into 办理台账.xlsx, and say which of them take no effect."""
    desk.look()
    before = desk.sight.collected if desk.sight is not None else None
    if before is None:
        raise OperatorError(make_mistake("web.moved", str(desk.folder)))
    lost = pipeline.write_reviews(before, chosen)
    desk.look()
    if desk.sight is not None and desk.sight.collected is not None:
        pipeline.write_ledger(desk.sight.collected)
        desk.look()
    lines = [say("web.done.review", count=len(chosen) - lost)]
    if lost:
        lines.append(say("web.done.review_lost", count=lost))
    after = desk.sight.collected if desk.sight is not None else None
    return Outcome(lines=tuple(lines), mistakes=pipeline.find_ledger_mistakes(after) if after is not None else ())


def replace_plan(desk: Desk, content: bytes) -> Outcome:
    """Put another 工作方案.xlsx in place of the present one."""
    kept = pipeline.replace_plan(desk.folder, content)
    desk.look()
    return Outcome(lines=(say("web.done.plan"), *((say("cli.kept", path=kept),) if kept is not None else ())))


def end_round(desk: Desk, days: pipeline.NextDays, state: str) -> Outcome:
    """End the round in progress and begin the next, if the folder is still in the `state` that the operator saw."""
    if state != pipeline.fingerprint_folder(desk.folder):
        raise OperatorError(make_mistake("web.moved", str(desk.folder)))
    workspace = pipeline.open_workspace(desk.folder, begun_by_hand=True)
    passwords = desk.read_passwords()
    ending = pipeline.prepare_ending(workspace, days=days, today=desk.today, passwords=passwords, cache="kept")
    unopened = pipeline.find_unopened_files(ending.collected)
    if unopened and desk.password_file is None:
        raise OperatorError(make_mistake("next.unopened", str(desk.folder), count=len(unopened)))
    ended = pipeline.end_round(ending)
    line = say("cli.ended", round=ended.frozen.round.number, count=len(ended.closing.items))
    return Outcome(lines=(line, say("web.done.begun", round=ended.following.title)))


def begin_round(desk: Desk, days: pipeline.NextDays) -> Outcome:
    """Begin a round after the last one, which has ended."""
    workspace = pipeline.open_workspace(desk.folder, begun_by_hand=True)
    following, _ = pipeline.begin_round(workspace, days, desk.today)
    return Outcome(lines=(say("web.done.begun", round=following.title),))


def undo_end(desk: Desk) -> Outcome:
    """Take the last end of a round back."""
    undone = pipeline.undo_last_end(pipeline.open_workspace(desk.folder, begun_by_hand=True))
    lines = [say("cli.undone", round=undone.round.number)]
    if undone.kept is not None:
        lines.append(say("cli.closing_kept", path=undone.kept))
    return Outcome(lines=tuple(lines))


def rebuild_end(desk: Desk, number: int) -> Outcome:
    """Compute the end of a round again."""
    workspace = pipeline.open_workspace(desk.folder, round=number)
    rebuilt = pipeline.rebuild_end(workspace, passwords=desk.read_passwords(), cache="kept")
    lines = [say("cli.rebuilt", round=number, count=len(rebuilt.frozen.closing.items))]
    lines.append(say("cli.rebuilt_from_copy" if rebuilt.from_copy else "cli.rebuilt_from_now", round=number))
    if rebuilt.kept is not None:
        lines.append(say("cli.closing_kept", path=rebuilt.kept))
    return Outcome(lines=tuple(lines))


def _collect(desk: Desk, workspace: pipeline.Workspace) -> pipeline.CollectedRound:
    passwords = desk.read_passwords()
    collected = pipeline.collect(workspace, today=desk.today, passwords=passwords, cache="kept")
    if not collected.batch.files:
        raise FolderError(make_mistake("folder.nothing_returned", str(workspace.folders.returned)))
    return collected

"""End a round and begin the next: 期末 is written, 期次 gets a line, the folders of the next round are made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.campaign import Campaign, Round, load_campaign, write_rounds
from toolkit.errors import OperatorError, make_mistake
from toolkit.followup import Closing
from toolkit.formats import Passwords
from toolkit.pipeline.answers import apply_answers
from toolkit.pipeline.check import CheckResult, build_check
from toolkit.pipeline.closing import read_frozen
from toolkit.pipeline.collection import CollectedRound, collect
from toolkit.pipeline.files import read_file
from toolkit.pipeline.freeze import LastRun, build_closing_files
from toolkit.pipeline.frozen import FrozenRound
from toolkit.pipeline.incoming import NO_PASSWORDS
from toolkit.pipeline.kept_readings import CacheUse
from toolkit.pipeline.key_file import add_key
from toolkit.pipeline.merging import MergedRound, WrittenMerge, build_merge, merge
from toolkit.pipeline.open_matters import OpenMatter, find_open_matters
from toolkit.pipeline.progress_callback import ProgressCallback
from toolkit.pipeline.waiting import open_waiting_folder
from toolkit.pipeline.workspace import CampaignFolders, Workspace
from toolkit.stages import track_items
from toolkit.storage import Changes, stop_at_open_file


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDays:
    """What the operator wants of the next round; None is left to `propose_round`."""

    name: str = ""
    issue: dt.date | None = None
    due: dt.date | None = None
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEnding:
    """A round as it would end now: nothing is written yet.

    `declared` is the round as 期次 has it, `matters` are what is still open, `following` is the next round, `planned`
    the same as 期次 has it, None where it has none. `read_plan` are the bytes of 工作方案.xlsx as it lies in the
    folder, `plan` as it was used, with the operator's answers, `next_plan` those with the next round.
    """

    declared: Round
    collected: CollectedRound
    matters: tuple[OpenMatter, ...]
    following: Round
    planned: Round | None
    read_plan: bytes
    plan: bytes
    next_plan: bytes
    today: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRound:
    """A round that has ended: what was written, how it stands, and the round that follows."""

    paths: tuple[Path, ...]
    frozen: FrozenRound
    following: Round
    folders: CampaignFolders  # of the round that follows
    checked: CheckResult
    merged: MergedRound
    written: WrittenMerge

    @property
    def closing(self) -> Closing:
        """How the round ended, which is how the next one opens."""
        return self.frozen.closing


def prepare_ending(  # noqa: PLR0913 - what a round is made of, and the days of the next
    workspace: Workspace,
    *,
    days: NextDays | None = None,
    today: dt.date | None = None,
    passwords: Passwords = NO_PASSWORDS,
    track: ProgressCallback = track_items,
    cache: CacheUse = "unused",
) -> RoundEnding:
    """Return how the round in progress would end; the operator's answers in the report count already.

    `cache` is as `collect` takes it. Raises OperatorError where the round has ended, or the days of
    the next one cannot be.
    """
    day, campaign = today or dt.date.today(), workspace.campaign
    if campaign.round.state != "running":
        raise OperatorError(make_mistake("next.not_running", campaign.definition.campaign.file))
    answers = apply_answers(workspace)
    ended, following = _fix_as_of(campaign, day), propose_round(campaign, days or NextDays(), day)
    rounds = [*campaign.rounds[: ended.number - 1], replace(ended, state="ended"), following]
    rounds += campaign.rounds[following.number :]
    next_plan = _write_rounds(workspace, answers.content, rounds)
    used = _select_day(answers.workspace, ended)
    collected = collect(used, today=day, passwords=passwords, track=track, cache=cache)
    return RoundEnding(
        declared=campaign.round,
        collected=collected,
        matters=find_open_matters(collected),
        following=following,
        planned=find_planned_round(campaign),
        read_plan=answers.before,
        plan=answers.content,
        next_plan=next_plan,
        today=day,
    )


def find_planned_round(campaign: Campaign) -> Round | None:
    """Return the next round if 期次 has it already, else None."""
    return next((each for each in campaign.rounds if each.number == campaign.round.number + 1), None)


def propose_round(campaign: Campaign, wanted: NextDays, today: dt.date) -> Round:
    """Return the next round: as 期次 already has it, else with the same distances between its days as this one."""
    now, planned = campaign.round, find_planned_round(campaign)
    issue = wanted.issue or (planned.issue_date if planned else max(today, now.issue_date))
    due = wanted.due or (planned.due_date if planned else issue + (now.due_date - now.issue_date))
    as_of = wanted.as_of or (planned.as_of if planned else now.as_of and issue + (now.as_of - now.issue_date))
    name = wanted.name or (planned.name if planned else "")
    return Round(number=now.number + 1, name=name, issue_date=issue, due_date=due, as_of=as_of)


def begin_round(workspace: Workspace, days: NextDays, today: dt.date | None = None) -> tuple[Round, CampaignFolders]:
    """Begin the round after the last one, which has ended already; return it, and where its files lie.

    Raises OperatorError where the end of that round cannot be trusted.
    """
    campaign, folders = workspace.campaign, workspace.folders
    read_frozen(folders, campaign.round.number, workspace.stamp)
    following = propose_round(campaign, days, today or dt.date.today())
    path = folders.folder / campaign.definition.campaign.file
    before, own = read_file(path), folders.select_round(following.number)
    content = _write_rounds(workspace, before, [*campaign.rounds, following])
    changes = _begin_folders(own)
    changes.write(path, content, essential=True, replaces=before)
    workspace.store.apply(changes, "next")
    return following, own


def end_round(ending: RoundEnding) -> EndedRound:
    """Write the check and the merge a last time, then 期末, 期次 and the folders of the next round: all or nothing.

    Raises FolderError, also where another program has 工作方案 or 办理台账 open.
    """
    collected = ending.collected
    workspace = collected.workspace
    folders = workspace.folders
    path = folders.folder / workspace.campaign.definition.campaign.file
    for own in (path, folders.ledger):
        stop_at_open_file(own)  # what is not saved would be left out of a round that has ended
    # What is finished waits on the disk: what follows needs the memory.
    with workspace.store.hold("next"), open_waiting_folder(workspace.store) as stage:
        checked, changes = build_check(collected, stage)
        changes.stage(stage)
        merged = merge(checked.collected)
        written, summary = build_merge(merged, keep=stage)
        changes.add(summary)
        changes.stage(stage)
        last = LastRun(
            checked=checked,
            merged=merged,
            written=written,
            files=changes.written,
            removed=changes.removed,
            plan=ending.plan,
            declared=ending.declared,
            planned=ending.planned,
            today=ending.today,
        )
        frozen, closing = build_closing_files(last, stage)
        following = folders.select_round(ending.following.number)
        changes.write_all(closing)
        changes.write(path, ending.next_plan, replaces=ending.read_plan)
        add_key(changes, folders.folder, workspace.stamp)
        changes.add(_begin_folders(following))
        changes.insist()  # what lies in 汇总 is sealed under its own name
        workspace.store.apply(changes)
    return EndedRound(
        paths=tuple(changes.written),
        frozen=frozen,
        following=ending.following,
        folders=following,
        checked=checked,
        merged=merged,
        written=written,
    )


def _fix_as_of(campaign: Campaign, today: dt.date) -> Round:
    """Return the round with the day that its figures are as of: without one they could not be computed again."""
    now = campaign.round
    earlier = [each.as_of for each in campaign.rounds[: now.number - 1] if each.as_of]
    fits = now.as_of is None and today >= max([campaign.meeting_date, *earlier])
    return replace(now, as_of=today) if fits else now


def _select_day(workspace: Workspace, ended: Round) -> Workspace:
    rounds = tuple(ended if each.number == ended.number else each for each in workspace.campaign.rounds)
    return replace(workspace, campaign=replace(workspace.campaign, rounds=rounds, round=ended))


def _write_rounds(workspace: Workspace, plan: bytes, rounds: Iterable[Round]) -> bytes:
    """Return 工作方案.xlsx with these rounds. Raises CampaignError where it could not be loaded again."""
    definition, folder = workspace.campaign.definition, workspace.folders.folder
    content = write_rounds(plan, tuple(rounds), definition)
    load_campaign(content, definition, name=definition.campaign.file, folder=folder)
    return content


def _begin_folders(folders: CampaignFolders) -> Changes:
    """Return the changes that make the folders of a round."""
    changes = Changes()
    changes.make_folder(folders.issued)
    changes.make_folder(folders.returned)
    return changes

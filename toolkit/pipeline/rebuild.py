"""Compute the end of a round again where its 期末 was lost or cannot be trusted."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.campaign import Campaign, load_campaign
from toolkit.errors import CampaignError, FolderError, OperatorError, make_mistake
from toolkit.followup import Closing
from toolkit.formats import Passwords
from toolkit.pipeline.check import build_check
from toolkit.pipeline.closing import read_frozen, read_opening
from toolkit.pipeline.collection import collect
from toolkit.pipeline.files import read_file, set_aside
from toolkit.pipeline.former_codes import trace_former_codes
from toolkit.pipeline.freeze import LastRun, build_closing_files
from toolkit.pipeline.frozen import FrozenRound
from toolkit.pipeline.incoming import NO_PASSWORDS
from toolkit.pipeline.kept_readings import CacheUse
from toolkit.pipeline.ledger import LedgerFile, read_ledger
from toolkit.pipeline.merging import build_merge, merge
from toolkit.pipeline.next_round import find_planned_round
from toolkit.pipeline.progress_callback import ProgressCallback
from toolkit.pipeline.waiting import open_waiting_folder
from toolkit.pipeline.workspace import Workspace
from toolkit.reviews import read_reviews
from toolkit.stages import track_items
from toolkit.storage import Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuiltRound:
    """A round whose end was computed again.

    `kept` is where what was left of its 期末 lies now, None where there was nothing. `from_copy` tells whether the
    工作方案.xlsx that was kept in 期末 could be used, and not only the present one.
    """

    frozen: FrozenRound
    paths: tuple[Path, ...]
    kept: Path | None
    from_copy: bool


def rebuild_end(
    workspace: Workspace,
    *,
    today: dt.date | None = None,
    passwords: Passwords = NO_PASSWORDS,
    track: ProgressCallback = track_items,
    cache: CacheUse = "unused",
) -> RebuiltRound:
    """Write the 期末 of an ended round anew, from its 回收 and from the end of the round before.

    Files of 汇总 stay as they are. Raises OperatorError where the round has not ended, or its 期末 is as it was.
    """
    now, folders = workspace.campaign.round, workspace.folders
    if now.state != "ended":
        raise OperatorError(
            make_mistake("rebuild.not_ended", workspace.campaign.definition.campaign.file, round=now.number)
        )
    if _is_intact(workspace):
        raise OperatorError(make_mistake("rebuild.intact", str(folders.closing_facts), round=now.number))
    plan, used, from_copy = _find_plan(workspace)
    day = today or dt.date.today()
    opening = read_opening(workspace)
    ledger = _find_ledger(used, opening)
    collected = collect(used, today=day, passwords=passwords, track=track, opening=opening, ledger=ledger, cache=cache)
    checked, _ = build_check(collected)
    merged = merge(checked.collected)
    written, _ = build_merge(merged)
    last = LastRun(
        checked=checked,
        merged=merged,
        written=written,
        files={} if ledger.content is None else {folders.ledger: ledger.content},
        plan=plan,
        declared=now,
        planned=find_planned_round(used.campaign),
        today=day,
    )
    with workspace.store.hold("next --rebuild"), open_waiting_folder(workspace.store) as stage:
        frozen, contents = build_closing_files(last, stage)
        changes = Changes()
        kept = set_aside(changes, folders.closing)
        changes.write_all(contents, essential=True)
        workspace.store.apply(changes)
    return RebuiltRound(frozen=frozen, paths=tuple(contents), kept=kept, from_copy=from_copy)


def _is_intact(workspace: Workspace) -> bool:
    try:
        read_frozen(workspace.folders, workspace.campaign.round.number, workspace.stamp)
    except FolderError:
        return False
    return True


def _find_plan(workspace: Workspace) -> tuple[bytes, Workspace, bool]:
    """Return 工作方案.xlsx as it was used then, if 期末 still has it, else as it is now; with the workspace."""
    campaign, folders = workspace.campaign, workspace.folders
    name = campaign.definition.campaign.file
    copy = folders.closing / name
    with contextlib.suppress(CampaignError, FolderError, KeyError):
        content = read_file(copy)
        then = load_campaign(content, campaign.definition, name=name, folder=folders.folder)
        then = replace(then, recoded=trace_former_codes(then, folders.folder))
        return content, replace(workspace, campaign=_select_days(then, campaign)), True
    return read_file(folders.folder / name), workspace, False


def _find_ledger(workspace: Workspace, opening: Closing) -> LedgerFile:
    """Return 办理台账.xlsx as it was used then, if 期末 still has it, else as it is now."""
    campaign, folders = workspace.campaign, workspace.folders
    with contextlib.suppress(OperatorError):
        copy = folders.closing / folders.ledger.name
        content = read_file(copy)
        return LedgerFile(path=copy, content=content, ledger=read_reviews(content, campaign, opening))
    return read_ledger(folders, campaign, opening)


def _select_days(then: Campaign, campaign: Campaign) -> Campaign:
    """Return the campaign of then at work on the round, with the days that 期次 has for it now."""
    now = campaign.round
    own = then.select_round(now.number)
    rounds = tuple(now if each.number == now.number else each for each in own.rounds)
    return replace(own, rounds=rounds, round=now)

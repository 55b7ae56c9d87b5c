"""Take back the last end of a round, as long as nothing happened in the round that follows."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.campaign import Round, load_campaign, write_rounds
from toolkit.errors import FolderError, OperatorError, make_mistake
from toolkit.messages import say
from toolkit.pipeline.closing import read_frozen
from toolkit.pipeline.files import format_path, read_file, set_aside
from toolkit.pipeline.incoming import find_leftover_code
from toolkit.pipeline.workspace import CampaignFolders, Workspace
from toolkit.storage import Changes

_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneRound:
    """A round that is in progress again; `kept` is where its 期末 lies now, None where it had none."""

    round: Round
    kept: Path | None


def undo_last_end(workspace: Workspace) -> UndoneRound:
    """Make the round before the one in progress go on: 期次 as it was, its 期末 set aside, the new folders removed.

    Raises OperatorError, and changes nothing, in the first round, or where any file lies in the folder of this one.
    """
    campaign, folders = workspace.campaign, workspace.folders
    now = campaign.round
    if now.number == 1 or now.state != "running":
        raise OperatorError(make_mistake("undo.nothing", campaign.definition.campaign.file))
    used = _find_used_files(folders)
    if used:
        paths = say("list.separator").join(format_path(path.relative_to(folders.folder)) for path in used[:_NAMED])
        facts = {"round": now.number, "before": now.number - 1, "count": len(used), "paths": paths}
        raise OperatorError(make_mistake("undo.used", str(folders.round_folder), **facts))
    rounds = _restore_rounds(workspace)
    path = folders.folder / campaign.definition.campaign.file
    plan, changes = read_file(path), Changes()
    content = write_rounds(plan, rounds, campaign.definition)
    load_campaign(content, campaign.definition, name=path.name, folder=folders.folder)
    kept = set_aside(changes, folders.select_round(now.number - 1).closing)
    changes.write(path, content, essential=True, replaces=plan)
    _remove_folders(changes, folders)
    # Of what lies in 回收 only what a system left is removed.
    replace(workspace.store, untouched="").apply(changes, "next --undo")
    return UndoneRound(round=rounds[now.number - 2], kept=kept)


def _find_used_files(folders: CampaignFolders) -> list[Path]:
    """Return every file of the round but those that a system leaves."""
    return [
        Path(place, name)
        for place, _, names in os.walk(folders.round_folder)
        for name in sorted(names)
        if find_leftover_code(name) != "system"
    ]


def _restore_rounds(workspace: Workspace) -> tuple[Round, ...]:
    """Return the rounds as they were before the last end, as far as 期末 tells."""
    rounds = list(workspace.campaign.rounds)
    number = workspace.campaign.round.number
    rounds[number - 2] = replace(rounds[number - 2], state="running")
    planned = None
    with contextlib.suppress(FolderError):
        frozen = read_frozen(workspace.folders, number - 1, workspace.stamp)
        rounds[number - 2], planned = replace(rounds[number - 2], as_of=frozen.round.as_of), frozen.planned
    if planned is None and len(rounds) > number:
        planned = replace(rounds[number - 1], state="waiting")  # without it the later ones would follow a gap
    return (*rounds[: number - 1], *([planned] if planned else []), *rounds[number:])


def _remove_folders(changes: Changes, folders: CampaignFolders) -> None:
    """Have the folders of a round removed in which nothing lies but what a system left."""
    for place, _, names in os.walk(folders.round_folder, topdown=False):
        for name in names:
            changes.remove(Path(place, name))
        changes.remove(Path(place))
